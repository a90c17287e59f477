"""Sessions: nobody's can be planted, none outlives its time, and signing out is for good."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from domain.access.limits import (
    SESSION_IDLE,
    SESSION_LONGEST,
    STAFF_SESSION_IDLE,
    STAFF_SESSION_LONGEST,
)
from domain.envelopes import Actor, Role
from runtime.tokens import new_token
from tests.records.desk import a_person
from tests.web.crowd import COORDINATOR, MENTEE, Crowd
from tests.web.site import hidden_fields
from tests.workflows.world import LONG
from web.app import create_app
from web.callers import COOKIE
from web.errands import Errands
from web.signing_in import cookies
from web.tokens import form_token

ME = "/api/v1/me"
DOMAIN = "mentorship.example.org"


async def address_of(crowd: Crowd, name: str) -> str:
    person = await crowd.site.records.state("person", crowd.ident(name))
    return str(person.email)


async def test_a_planted_cookie_is_nobody_before_and_after_signing_in(crowd: Crowd) -> None:
    planted, token, browser = new_token(), new_token(), new_token()
    async with crowd.stranger() as victim:
        victim.cookies.set(COOKIE, planted, domain=DOMAIN)
        victim.cookies.set(cookies.BROWSER, browser, domain=DOMAIN)
        assert (await victim.get(ME)).status_code == 401
        email = await address_of(crowd, MENTEE)
        asked = await crowd.site.records.ask_to_sign_in(
            email, token=token, browser=browser, at=crowd.now
        )
        assert asked is not None
        done = await victim.post(f"/sign-in/{token}", data={"_token": form_token(token)})
        assert done.status_code == 303
        assert victim.cookies[COOKIE] != planted
        assert (await victim.get(ME)).json()["person"]["id"] == str(crowd.ident(MENTEE))
    assert await crowd.site.records.session_of(planted, at=crowd.now) is None


async def test_nobody_is_signed_in_as_somebody_else_by_a_link_that_was_sent_to_them(
    crowd: Crowd,
) -> None:
    token = new_token()
    email = await address_of(crowd, "another mentor")
    await crowd.site.records.ask_to_sign_in(email, token=token, browser=new_token(), at=crowd.now)
    async with crowd.stranger() as victim:
        answer = await victim.post(f"/sign-in/{token}", data={"_token": form_token(token)})
        assert answer.status_code == 410
        assert COOKIE not in answer.headers.get("set-cookie", "")
        assert (await victim.get(ME)).status_code == 401


async def test_the_letter_goes_out_after_the_answer_so_that_nobody_learns_by_the_time(
    crowd: Crowd,
) -> None:
    order: list[str] = []

    async def post(_: EmailMessage) -> None:
        order.append("letter")

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body"):
            order.append("answer")

    async def receive() -> dict[str, Any]:
        email = await address_of(crowd, "a mentor elsewhere")
        return {"type": "http.request", "body": urlencode({"email": email}).encode()}

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/sign-in",
        "query_string": b"",
        "client": ("2001:db8::ffff", 1),
        "headers": [
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"sec-fetch-site", b"same-origin"),
        ],
    }
    async with Errands(within=LONG.total_seconds()) as errands:
        services = replace(crowd.site.services, post=post, errands=errands)
        await create_app(services)(scope, receive, send)
    assert order == ["answer", "letter"]


async def test_the_second_factor_gives_a_session_a_new_token_and_the_old_one_is_dead(
    crowd: Crowd,
) -> None:
    async with await crowd.site.signed_in(crowd.people[COORDINATOR]) as client:
        before = client.cookies[COOKIE]
        await crowd.prove(client)
        assert client.cookies[COOKIE] != before
        assert (await client.get(ME)).status_code == 200
        client.cookies.set(COOKIE, before, domain=DOMAIN)
        assert (await client.get(ME)).status_code == 401


@pytest.mark.parametrize(
    ("name", "idle", "longest"),
    [
        ("another mentee", SESSION_IDLE, SESSION_LONGEST),
        (COORDINATOR, STAFF_SESSION_IDLE, STAFF_SESSION_LONGEST),
    ],
)
async def test_a_session_ends_unused_and_after_its_longest_time(
    crowd: Crowd, name: str, idle: timedelta, longest: timedelta
) -> None:
    minute = timedelta(minutes=2)
    person = crowd.people[name]
    assert await status_after(crowd, person, idle - minute, 2 * idle) == [200, 401]
    used = [idle * 0.9 * times for times in range(1, 100) if idle * 0.9 * times < longest]
    times = (*used, longest - minute, longest + minute)
    assert await status_after(crowd, person, *times) == [200] * (len(used) + 1) + [401]


async def status_after(crowd: Crowd, person: Actor, *later: timedelta) -> list[int]:
    """Return how a session is answered at each of these times after it began."""
    async with await crowd.site.signed_in(person) as client:
        began, carried = crowd.now, client.cookies
    passed = timedelta()
    turned = create_app(replace(crowd.site.services, now=lambda: began + passed))
    transport = httpx2.ASGITransport(turned)
    async with httpx2.AsyncClient(transport=transport, base_url=crowd.site.url) as client:
        client.cookies = carried

        async def status(after: timedelta) -> int:
            nonlocal passed
            passed = after
            return (await client.get(ME)).status_code

        return [await status(each) for each in later]


async def test_signing_out_kills_the_token_wherever_it_was_copied_to(crowd: Crowd) -> None:
    here = await crowd.site.signed_in(crowd.people["another mentor"])
    async with here, crowd.stranger() as copied:
        copied.cookies = httpx2.Cookies(here.cookies)
        assert (await copied.get(ME)).status_code == 200
        page = (await here.get("/me/sessions")).text
        token = page.partition('name="_token" value="')[2].partition('"')[0]
        out = await here.post("/sign-out", data={"_token": token})
        assert out.headers["location"] == "/signed-out"
        assert (await copied.get(ME)).status_code == 401


async def test_a_session_opens_nothing_of_a_person_whose_address_changed(crowd: Crowd) -> None:
    ident = await a_person(crowd.desk, f"Moving-{new_token()[:8]}")
    async with await crowd.site.signed_in(Actor(role=Role.MENTEE, person=ident)) as client:
        page = await client.get("/me/profile")
        fields = hidden_fields(page.text, "change_email")
        email = f"{new_token()[:12]}@example.org"
        done = await client.post("/me/profile", data={**fields, "email": email})
        assert done.status_code == 303, done.text
        assert (await client.get(ME)).status_code == 401
