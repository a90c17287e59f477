"""The second factor, given by somebody who is signed in at the API."""

from urllib.parse import urlsplit
from uuid import UUID

from runtime.tokens import new_token
from tests.web.api.described import Described
from tests.web.site import Site
from web.callers import COOKIE


async def proved(site: Site, browser: Described) -> None:
    """Let a browser's session be one in which the second factor was just given."""
    session, token = (await browser.get("/me")).json()["session"]["id"], new_token()
    at = site.services.now()
    assert await site.records.prove_session(UUID(session), token=token, at=at)
    host = urlsplit(site.url).hostname or ""
    browser.client.cookies.set(COOKIE, token, domain=host)
