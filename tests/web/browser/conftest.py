"""A browser for all, and a house for each story; everything of it in one place, one at a time."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser import browser
from tests.conftest import MailServer
from tests.web.browser.theatre import Theatre, theatre

UNSEEN = "--disable-threaded-compositing"
"""Nobody looks at the screen here; without it a key costs half as much."""


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One headless browser; each person has a context of their own in it."""
    async with browser(UNSEEN) as running:
        yield running


@pytest.fixture
async def house(chromium: Browser, database_url: str, smtp: MailServer) -> AsyncIterator[Theatre]:
    """A service on a port whose clock the story turns."""
    async with theatre(chromium, database_url, smtp) as opened:
        yield opened
