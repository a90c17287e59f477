"""Headless Chromium, for what only a browser can judge; on a machine without one it is left out."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""What the browser may be called, the quickest first."""

NO_BROWSER = "no Chromium here"


def executable() -> str | None:
    """Return the browser that is installed, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


needs_browser = pytest.mark.skipif(executable() is None, reason=NO_BROWSER)


@asynccontextmanager
async def browser(*flags: str) -> AsyncIterator[Browser]:
    """Run the browser while the block lasts, with ``flags`` of its own."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    quiet.append("--lang=en-US")  # days and hours are typed as they are written there
    sandbox = [] if os.getuid() else ["--no-sandbox"]
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=executable(), args=[*quiet, *sandbox, *flags]
        )
        try:
            yield running
        finally:
            await running.close()
