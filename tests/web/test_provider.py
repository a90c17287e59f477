"""Signing in with an OpenID Connect provider, against a real one on this machine."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from oidc_provider_mock import (  # type: ignore[import-untyped]
    User,
    run_server_in_thread,
)
from playwright.async_api import expect

from tests.browser import browser as chromium
from tests.browser import needs_browser
from tests.web.site import BROWSER, Site, a_port, listening
from web.app import create_app
from web.callers import COOKIE
from web.services import OpenIdProvider

# The provider is built on interfaces that its own library will drop one day.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
async def with_provider(site: Site) -> AsyncIterator[Site]:
    """The service, with a provider that knows three accounts; only what it has verified counts."""
    mentee, mentor = [await site.email_of(each) for each in (site.cast.mentee, site.cast.mentor)]
    accounts = [
        User(sub="mentee", claims={"email": mentee, "email_verified": True}),
        User(sub="careless", claims={"email": mentor, "email_verified": False}),
        User(sub="stranger", claims={"email": "stranger@example.org", "email_verified": True}),
    ]
    with run_server_in_thread(user_claims=accounts, require_nonce=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        provider = OpenIdProvider(issuer, client_id="mentorship", client_secret="told to nobody")
        services = replace(site.services, open_id=provider)
        yield replace(site, services=services, app=create_app(services))


async def at_the_provider(site: Site, browser: httpx2.AsyncClient, *, account: str) -> str:
    """Go to the provider, choose an account there, and return the address that leads back."""
    begun = await browser.post("/sign-in/with-provider")
    assert begun.status_code == HTTPStatus.OK
    on = re.search(r'href="([^"]*)">Go on<', begun.text)
    assert on is not None
    address = unescape(on[1])
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{site.url}/sign-in-with-provider"]
    async with httpx2.AsyncClient() as elsewhere:
        chosen = await elsewhere.post(address, data={"sub": account})
    assert chosen.status_code == HTTPStatus.FOUND
    return str(chosen.headers["location"])


async def test_whoever_the_provider_vouches_for_is_signed_in_and_known_again(
    with_provider: Site,
) -> None:
    site = with_provider
    for _ in ("by the address", "by the account"):
        browser = site.client(**BROWSER)
        page = await browser.get("/sign-in")
        assert "Sign in with" in page.text
        back = await at_the_provider(site, browser, account="mentee")
        welcome = await browser.get(back)
        assert welcome.headers["location"] == "/mentorships", welcome.text
        sessions = await browser.get("/me/sessions")
        assert re.search("this one", sessions.text)
        assert (await browser.get(back)).status_code == 403, "the code serves once"


@pytest.mark.parametrize("account", ["careless", "stranger"])
async def test_an_address_that_is_not_verified_or_not_registered_signs_nobody_in(
    with_provider: Site, account: str
) -> None:
    browser = with_provider.client(**BROWSER)
    answer = await browser.get(await at_the_provider(with_provider, browser, account=account))
    assert answer.status_code == 403
    assert "Nobody is registered here" in answer.text
    assert COOKIE not in browser.cookies


async def test_what_began_in_another_browser_ends_in_no_session(with_provider: Site) -> None:
    attacker, victim = (with_provider.client(**BROWSER) for _ in range(2))
    back = await at_the_provider(with_provider, attacker, account="mentee")
    assert (await victim.get(back)).status_code == 403
    assert COOKIE not in victim.cookies


async def test_a_provider_that_is_away_or_not_set_up_is_said_so(with_provider: Site) -> None:
    site = with_provider
    assert site.services.open_id is not None
    gone = replace(site.services.open_id, issuer="http://localhost:9")
    for services, status in (
        (replace(site.services, open_id=gone), 503),
        (replace(site.services, open_id=None), 404),
    ):
        site = replace(site, app=create_app(services))
        answer = await site.client(**BROWSER).post("/sign-in/with-provider")
        assert answer.status_code == status


@needs_browser
@pytest.mark.xdist_group("browser")
async def test_a_browser_lets_itself_be_led_to_the_provider_and_back(with_provider: Site) -> None:
    port = a_port()
    url = f"http://localhost:{port}"
    app = create_app(replace(with_provider.services, public_url=url))
    async with listening(app, port), chromium() as running:
        page = await running.new_page()
        await page.goto(f"{url}/sign-in?next=/me/sessions")
        await page.get_by_role("button", name="Sign in with").click()
        await page.get_by_role("button", name="mentee").click()
        await expect(page).to_have_url(f"{url}/me/sessions")
        await expect(page.get_by_text("this one")).to_be_visible()
