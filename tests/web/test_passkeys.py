"""Passkeys in a real browser with a virtual device; and that cookies are what a browser takes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect
from temporalio.client import Client

from domain.envelopes import Actor
from runtime.tokens import new_token
from tests.browser import browser, needs_browser
from tests.conftest import MailServer
from tests.web.site import Site, a_port, listening, running_site
from tests.workflows.world import World
from web.callers import COOKIE

pytestmark = [needs_browser, pytest.mark.xdist_group("browser")]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A phone or a computer that asks for a fingerprint, as the browser makes it up."""


@dataclass
class Desk:
    """A browser on the service, as somebody sits before it."""

    site: Site
    url: str
    chromium: Browser

    @asynccontextmanager
    async def signed_in(self, person: Actor) -> AsyncIterator[Page]:
        """Lend the page of somebody who has just signed in, on a machine with a device."""
        token, at = new_token(), self.site.services.now()
        assert person.person is not None
        await self.site.records.begin_session(
            person.person, token=token, how="letter", agent=None, at=at
        )
        context = await self.chromium.new_context()
        await context.add_cookies(
            [
                {
                    "name": COOKIE,
                    "value": token,
                    "url": "https://localhost",
                    "secure": True,
                    "httpOnly": True,
                }
            ]
        )
        page = await context.new_page()
        await with_device(context, page)
        yield page
        await context.close()


async def with_device(context: BrowserContext, page: Page) -> None:
    devtools = await context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@pytest.fixture
async def desk(temporal_client: Client, database_url: str, smtp: MailServer) -> AsyncIterator[Desk]:
    port = a_port()
    url = f"http://localhost:{port}"
    async with (
        running_site(World(temporal_client), database_url, smtp, public_url=url) as site,
        listening(site.app, port),
        browser() as chromium,
    ):
        yield Desk(site, url, chromium)


async def test_a_passkey_is_added_after_signing_in_and_is_the_second_factor(desk: Desk) -> None:
    person = desk.site.cast.coordinator
    async with desk.signed_in(person) as page:
        await page.goto(f"{desk.url}/second-factor?next=/me/sessions")
        await page.get_by_role("link", name="Add a passkey").click()
        await page.get_by_label("What shall we call it?").fill("my phone")
        await page.get_by_role("button", name="Add a passkey").click()
        await expect(page.get_by_role("heading", name="my phone")).to_be_visible()

        assert person.person is not None
        (session,) = await desk.site.records.sessions(person.person, at=desk.site.services.now())
        first = session.proved_at
        assert first is not None, "a new passkey is a proof, too"

        await desk.site.records.renew_session(
            session.id, token=new_token(), at=desk.site.services.now()
        )
        await page.reload()
        await expect(page).to_have_url(f"{desk.url}/sign-in?next=/me/passkeys")
    async with desk.signed_in(person) as page:
        await page.goto(f"{desk.url}/me/passkeys")
        await expect(page.get_by_role("link", name="Show one of them")).to_be_visible()
        await page.get_by_role("link", name="Show one of them").click()
        await page.get_by_role("button", name="Use a passkey").click()
        await expect(page.locator(".wrong")).to_be_visible()
        sessions = await desk.site.records.sessions(person.person, at=desk.site.services.now())
        assert [each.proved_at for each in sessions if each.id != session.id] == [None], (
            "another device knows no passkey of theirs"
        )


async def test_the_second_factor_is_given_by_the_device_that_has_it(desk: Desk) -> None:
    person = desk.site.cast.coordinator
    assert person.person is not None
    async with desk.signed_in(person) as page:
        await page.goto(f"{desk.url}/me/passkeys")
        await page.get_by_role("button", name="Add a passkey").click()
        await expect(page.get_by_role("button", name="Forget it")).to_be_visible()
        before = {each["name"]: each["value"] for each in await page.context.cookies()}
        await page.goto(f"{desk.url}/second-factor?next=/me/sessions")
        await expect(page.get_by_role("link", name="Go on")).to_be_visible()
        token, at = new_token(), desk.site.services.now()
        await desk.site.records.begin_session(
            person.person, token=token, how="letter", agent=None, at=at
        )
        await page.context.add_cookies(
            [
                {
                    "name": COOKIE,
                    "value": token,
                    "url": "https://localhost",
                    "secure": True,
                    "httpOnly": True,
                }
            ]
        )
        await page.goto(f"{desk.url}/second-factor?next=/me/sessions")
        await page.get_by_role("button", name="Use a passkey").click()
        await expect(page).to_have_url(f"{desk.url}/me/sessions")
        after = {each["name"]: each["value"] for each in await page.context.cookies()}
        assert after[COOKIE] not in {before[COOKIE], token}, "the session has a new token"
        sessions = await desk.site.records.sessions(person.person, at=desk.site.services.now())
        assert all(each.proved_at is not None for each in sessions)


async def test_a_browser_takes_our_cookies_and_signs_in_by_a_letter(desk: Desk) -> None:
    email = await desk.site.email_of(desk.site.cast.mentee)
    page = await desk.chromium.new_page()
    await page.goto(f"{desk.url}/sign-in?next=/me/sessions")
    await page.get_by_label("Your e-mail address").fill(email)
    await page.get_by_role("button", name="Send me a link").click()
    await expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    token = new_token()
    cookies = {each["name"]: each["value"] for each in await page.context.cookies()}
    await desk.site.records.ask_to_sign_in(
        email,
        token=token,
        browser=cookies["__Host-mentorship-browser"],
        at=desk.site.services.now(),
    )
    await page.goto(f"{desk.url}/sign-in/{token}")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page).to_have_url(f"{desk.url}/me/sessions")
    await expect(page.get_by_text("this one")).to_be_visible()
