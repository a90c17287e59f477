"""Signing in by a letter: one use, ten minutes, one browser; nobody learns who is here."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import httpx2
import pytest

from letters.letter import SignInLetter
from letters.render import Templates, Written
from tests.eventually import eventually
from tests.web.site import BROWSER, Site
from tests.workflows.world import LONG
from web.app import create_app
from web.callers import COOKIE
from web.errands import Errands
from web.signing_in.rates import ASKED_BY_ONE, ASKED_PER_ADDRESS, counted

_LINK = re.compile(r"https://mentorship\.example\.org(/sign-in/[\w-]+)")


async def asked(browser: httpx2.AsyncClient, email: str) -> httpx2.Response:
    return await browser.post("/sign-in", data={"email": email})


async def link_in_letter(site: Site, email: str) -> str:
    async def arrived() -> None:
        assert site.letters_to(email)

    await eventually(arrived)
    body = site.letters_to(email)[-1].get_body(("plain",))
    assert body is not None
    found = _LINK.search(body.get_content())
    assert found is not None
    return found[1]


async def pressed(browser: httpx2.AsyncClient, link: str) -> httpx2.Response:
    page = await browser.get(link)
    assert page.status_code == 200
    token = re.search(r'name="_token" value="(\w+)"', page.text)
    assert token is not None
    return await browser.post(link, data={"_token": token[1]})


async def test_a_letter_signs_in_once_in_the_browser_that_asked_and_leads_on(site: Site) -> None:
    browser, other = site.client(**BROWSER), site.client(**BROWSER)
    away = await browser.get("/me/sessions")
    assert (away.status_code, away.headers["location"]) == (303, "/sign-in?next=/me/sessions")
    await browser.get(away.headers["location"])
    email = await site.email_of(site.cast.mentee)
    await asked(browser, email)
    link = await link_in_letter(site, email)

    elsewhere = await other.get(link)
    assert elsewhere.status_code == 410
    assert "browser" in elsewhere.text
    assert (await browser.get(link)).headers["referrer-policy"] == "no-referrer"

    welcome = await pressed(browser, link)
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/me/sessions")
    cookie = next(each for each in welcome.headers.get_list("set-cookie") if COOKIE in each)
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    page = await browser.get("/me/sessions")
    assert "this one" in page.text
    assert page.headers["cache-control"] == "no-store"
    used = await browser.get(link)
    assert used.status_code == 410
    assert "You are signed in here already" in used.text

    later = site.services.now() + timedelta(minutes=1)
    again = await site.records.look_at_sign_in(link.rpartition("/")[2], browser=None, at=later)
    assert not isinstance(again, type(site.cast.mentee.person)), "it was used"


async def test_nobody_learns_by_asking_who_is_registered(site: Site) -> None:
    browser, email = site.client(**BROWSER), await site.email_of(site.cast.mentee)
    known = await asked(browser, email)
    unknown = await asked(browser, "nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(email, "…") == unknown.text.replace("nobody@example.org", "…")
    assert {*known.headers} == {*unknown.headers}
    await link_in_letter(site, email)
    assert len(site.letters_to(email)) == 1
    assert not site.letters_to("nobody@example.org")


async def test_a_letter_is_written_for_every_address_and_nobody_waits_until_it_is_sent(
    site: Site,
) -> None:
    may_go, written_to, email = asyncio.Event(), set[str](), await site.email_of(site.cast.mentee)

    class Noting(Templates):
        def write_sign_in(self, letter: SignInLetter) -> Written:
            written_to.add(letter.to_email)
            return super().write_sign_in(letter)

    async def held_up(written: EmailMessage) -> None:
        await may_go.wait()
        await site.services.post(written)

    async with Errands(within=LONG.total_seconds()) as errands:
        services = replace(site.services, post=held_up, errands=errands, templates=Noting.load())
        browser = replace(site, app=create_app(services)).client(**BROWSER)
        for each in (email, "nobody@example.org"):
            assert (await asked(browser, each)).status_code == 200
        assert not site.letters_to(email)
        may_go.set()
    assert written_to == {email, "nobody@example.org"}
    assert len(site.letters_to(email)) == 1
    assert not site.letters_to("nobody@example.org")


async def test_an_address_can_be_asked_for_only_so_often(site: Site) -> None:
    most, per_client = ASKED_PER_ADDRESS[0], ASKED_BY_ONE[0]
    for _ in range(most // per_client):
        browser = site.client(**BROWSER)
        answers = [await asked(browser, "often@example.org") for _ in range(per_client + 1)]
        assert [each.status_code for each in answers] == [200] * per_client + [429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert (await asked(browser, "else@example.org")).status_code == 200
    assert (await asked(site.client(**BROWSER), "often@example.org")).status_code == 429


async def test_a_sign_in_ends_the_session_that_the_browser_brought(site: Site) -> None:
    planted = await site.signed_in(site.cast.mentor)
    before = planted.cookies[COOKIE]
    email = await site.email_of(site.cast.mentee)
    await asked(planted, email)
    await pressed(planted, await link_in_letter(site, email))
    assert planted.cookies[COOKIE] != before
    assert await site.records.session_of(before, at=site.services.now()) is None


async def test_a_form_of_another_site_is_refused_and_so_is_one_without_our_token(
    site: Site,
) -> None:
    browser = await site.signed_in(site.cast.mentee)
    foreign = await browser.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    older = site.client(Origin="https://elsewhere.example")
    older.cookies = browser.cookies
    assert (await older.post("/sign-out")).status_code == 403
    assert (await browser.post("/sign-out", data={"_token": "guessed"})).status_code == 403
    assert (await browser.get("/me/sessions")).status_code == 200, "still signed in"


async def test_one_sees_where_one_is_signed_in_and_signs_out_there(site: Site) -> None:
    here, there = await site.signed_in(site.cast.mentee), await site.signed_in(site.cast.mentee)
    page = await here.get("/me/sessions")
    token = re.search(r'name="_token" value="(\w+)"', page.text)
    assert token is not None
    await here.post("/me/sessions", data={"_token": token[1], "session": "others"})
    assert (await there.get("/me/sessions")).status_code == 303
    out = await here.post("/sign-out", data={"_token": token[1]})
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert (await here.get("/me/sessions")).status_code == 303


@pytest.mark.parametrize("path", ["//elsewhere.example", "https://elsewhere.example", "/\\x"])
async def test_signing_in_leads_to_no_other_site(site: Site, path: str) -> None:
    browser = site.client(**BROWSER)
    answer = await browser.get("/sign-in", params={"next": path})
    assert "goal" not in answer.headers.get("set-cookie", "")


def test_whoever_has_a_whole_network_is_counted_as_one_client() -> None:
    assert counted("2001:db8:1:2::1") == counted("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert counted("2001:db8:1:3::1") != counted("2001:db8:1:2::1")
    assert counted("::ffff:192.0.2.7") == counted("192.0.2.7") == "192.0.2.7"
    assert counted("a socket") == "a socket"
