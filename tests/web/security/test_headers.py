"""Headers on every kind of answer; and addresses that never come from a request."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx2
from starlette.types import ASGIApp

from runtime.tokens import new_token
from tests.eventually import eventually
from tests.web.crowd import ADMINISTRATOR, MENTEE, Crowd
from tests.web.site import BROWSER, hidden_fields
from web.app import create_app
from web.callers import COOKIE
from web.pages.render import static_name
from web.signing_in import cookies
from web.tokens import form_token

EVIL = "evil.example"


class _Broken:
    def __getattr__(self, name: str) -> Callable[..., Awaitable[None]]:
        async def fails(*_: object, **__: object) -> None:
            raise ZeroDivisionError(name)

        return fails


_BROKEN: Any = _Broken()
"""Records that fail as nobody foresaw."""


async def every_kind(crowd: Crowd) -> dict[str, httpx2.Response]:
    """Return one answer of each kind."""
    mentee = await crowd.browser(MENTEE)
    link = await crowd.link()
    broken = create_app(replace(crowd.site.services, records=_BROKEN))
    async with crowd.stranger() as nobody, crowd.stranger(broken) as failing:
        failing.cookies = mentee.cookies
        return {
            "page": await mentee.get("/mentorships"),
            "page by link": await nobody.get(f"{link}/overview"),
            "redirect": await mentee.get("/"),
            "redirect by link": await nobody.get(link),
            "API": await mentee.get("/api/v1/me"),
            "description": await nobody.get("/api/v1/openapi.json"),
            "problem": await nobody.get("/api/v1/me"),
            "problem page": await mentee.get("/mentorships/x/overview"),
            "static": await nobody.get(f"/static/{static_name('style.css')}"),
            "no static": await nobody.get("/static/none.css"),
            "nowhere": await nobody.get("/nowhere"),
            "nowhere in the API": await nobody.get("/api/v1/nowhere"),
            "method": await nobody.request("PUT", "/mentorships"),
            "too large": await mentee.post("/mentorships", data={"x": "x" * 600_000}),
            "too large for the API": await mentee.post(
                f"/api/v1/mentorships/{crowd.mentorship}/commands", content=b"x" * 600_000
            ),
            "fault": await failing.get("/mentorships"),
            "fault in the API": await failing.get("/api/v1/me"),
            "export": await (await crowd.browser(ADMINISTRATOR)).get("/api/v1/exports/people"),
            "data": await mentee.get("/me/my-data.json"),
            "sign-in": await nobody.get("/sign-in"),
            "calendar": await nobody.get(f"/calendar/{new_token()}.ics"),
        }


def under(app: ASGIApp, url: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=url, headers=BROWSER)


async def test_every_kind_of_answer_carries_the_headers(crowd: Crowd) -> None:
    answers = await every_kind(crowd)
    statuses = {kind: each.status_code for kind, each in answers.items()}
    assert statuses["fault"] == statuses["fault in the API"] == 500
    assert statuses["too large"] == statuses["too large for the API"] == 413
    for kind, answer in answers.items():
        headers = answer.headers
        policy = dict(
            each.strip().split(" ", 1) for each in headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'", kind
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'", kind
        assert not re.search(r"unsafe|\*|data:|http", str(policy)), kind
        assert headers["x-content-type-options"] == "nosniff", kind
        assert int(headers["strict-transport-security"].removeprefix("max-age=")) > 10**7, kind
        carries = "link" in kind or kind == "calendar"
        assert headers["referrer-policy"] == ("no-referrer" if carries else "same-origin"), kind
        is_static = kind == "static"
        kept = "public, max-age=31536000, immutable" if is_static else "no-store"
        assert headers["cache-control"] == kept, kind
        assert "server" not in headers, kind
        assert "ZeroDivision" not in answer.text, kind
        assert "Traceback" not in answer.text, kind
        if "API" in kind and answer.status_code >= 400:
            assert headers["content-type"] == "application/problem+json", kind
            assert {"title", "status", "detail", "code"} <= set(answer.json()), kind
        elif answer.status_code >= 400 and kind != "calendar":
            assert kind == "problem" or headers["content-type"].startswith("text/html"), kind


async def test_cookies_are_this_host_s_alone_and_no_script_reads_them(crowd: Crowd) -> None:
    token, browser = new_token(), new_token()
    person = await crowd.site.records.state("person", crowd.ident("another mentee"))
    async with crowd.stranger() as client:
        asking = await client.get("/sign-in", params={"next": "/me"})
        asked = await client.post("/sign-in", data={"email": "nobody@example.org"})
        client.cookies.set(cookies.BROWSER, browser, domain="mentorship.example.org")
        await crowd.site.records.ask_to_sign_in(
            person.email, token=token, browser=browser, at=crowd.now
        )
        done = await client.post(f"/sign-in/{token}", data={"_token": form_token(token)})
        assert done.headers["location"] == "/me"
    set_here = [each for answer in (asking, asked, done)
                for each in answer.headers.get_list("set-cookie")]  # fmt: skip
    names = {each.partition("=")[0] for each in set_here}
    assert names == {COOKIE, cookies.BROWSER, cookies.GOAL}
    for each in set_here:
        assert each.startswith("__Host-")
        parts = {part.strip().lower() for part in each.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
        assert not any(part.startswith("domain") for part in parts)


async def test_no_address_comes_from_what_a_request_calls_us(crowd: Crowd) -> None:
    mentee = await crowd.browser(MENTEE)
    lies = {"Host": EVIL, "X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}",
            "X-Forwarded-Proto": "http", "X-Original-URL": "/signed-out"}  # fmt: skip
    known = (await crowd.site.records.state("person", crowd.ident("a mentee elsewhere"))).email
    before = len(crowd.site.smtp.letters())
    for path in ("/", "/mentorships", f"/mentorships/{crowd.mentorship}/overview", "/sign-in",
                 "/api/v1/openapi.json", "/api/v1/mentorships?limit=1", "/nowhere"):  # fmt: skip
        answer = await mentee.get(path, headers=lies)
        assert EVIL not in answer.text, path
        assert EVIL not in str(answer.headers), path
    for host in (b"[", b"evil.example:x", b"a/b", b"", b"\xe9"):
        answer = await mentee.get("/mentorships", headers={b"Host": host})
        assert answer.status_code == 200
        assert (await mentee.get("/nowhere", headers={b"Host": host})).status_code == 404
    await mentee.post("/sign-in", data={"email": known}, headers=lies)

    async def arrived() -> None:
        assert len(crowd.site.smtp.letters()) > before

    await eventually(arrived)
    (letter,) = [
        each for each in crowd.site.smtp.letters() if each["To"] and known in str(each["To"])
    ]
    assert EVIL not in letter.as_string()
    assert f"{crowd.site.url}/sign-in/" in letter.as_string().replace("=\n", "")


async def test_under_a_path_everything_is_under_it(crowd: Crowd) -> None:
    url = "https://example.org/mentorship"
    app = create_app(replace(crowd.site.services, public_url=url))
    token, browser = new_token(), new_token()
    person = await crowd.site.records.state("person", crowd.ident(MENTEE))
    async with under(app, "https://example.org") as client:
        led = await client.get("/mentorship/mentorships")
        assert led.headers["location"] == "/mentorship/sign-in?next=/mentorships"
        await client.get(led.headers["location"])
        client.cookies.set(cookies.BROWSER, browser, domain="example.org")
        await crowd.site.records.ask_to_sign_in(
            person.email, token=token, browser=browser, at=crowd.now
        )
        done = await client.post(f"/mentorship/sign-in/{token}", data={"_token": form_token(token)})
        assert done.headers["location"] == "/mentorship/mentorships"
        path = f"/mentorship/mentorships/{crowd.mentorship}/goals"
        page = await client.get(path)
        found = re.findall(r'(?:href|src|action)="([^"#]*)"', page.text)
        assert {each for each in found if each and not each.startswith("/mentorship/")} == set()
        fields = {**hidden_fields(page.text, "set_goal"), "what": "x"}
        assert (await client.post(path, data=fields)).status_code == 409
        assert (await client.get("/mentorship/api/v1/me")).status_code == 200
        assert (await client.get("/api/v1/me")).status_code == 404
        problem = await client.get("/mentorship/api/v1/nowhere")
        assert problem.headers["content-type"] == "application/problem+json"
        description = (await client.get("/mentorship/api/v1/openapi.json")).json()
        assert all(each.startswith("/mentorship/api/v1/") for each in description["paths"])
