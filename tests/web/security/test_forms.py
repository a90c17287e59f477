"""Forms of other sites: no page takes one, whatever the browser says of where it comes from."""

import re

from runtime.ids import new_id
from tests.web.crowd import MENTEE, Crowd, routes
from tests.web.site import BROWSER
from web.callers import COOKIE
from web.pages.landing import PATHS
from web.tokens import form_token

FOREIGN = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://mentorship.example.org"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://mentorship.example.org"},
    {"Origin": "https://mentorship.example.org.elsewhere.example"},
)
NOWHERE = ({"Origin": "null"},)
"""What sandboxed frames say; pages by a link say it, too, and their token is in the address."""

ONE_CLICK = "/l/{token}"
"""Where mail programs unsubscribe: no cookie is looked at, and the token is all."""


def taking(crowd: Crowd) -> list[str]:
    """Return the pages that take forms."""
    return [
        route
        for route, methods in routes(crowd.app).items()
        if "POST" in methods and not route.startswith("/api/") and route != ONE_CLICK
    ]


def at(crowd: Crowd, route: str, token: str) -> str:
    route = route.replace("{mentorship}", str(crowd.mentorship)).replace("{token}", token)
    return re.sub(r"\{[\w:]+\}", "1", route)


async def a_link(crowd: Crowd) -> str:
    """Return the token of a link of the mentee's."""
    return (await crowd.link()).removeprefix("/l/")


async def test_no_page_takes_a_form_of_another_site(crowd: Crowd) -> None:
    before = await crowd.versions()
    mentee = await crowd.browser(MENTEE)
    session = await crowd.site.records.session_of(mentee.cookies[COOKIE], at=crowd.now)
    assert session is not None
    token = form_token(session.form_secret)
    fields = {"_command": "note", "_form": "note", "text": "Forged", "_token": token}
    link = await a_link(crowd)
    async with crowd.site.client() as older:
        older.cookies = mentee.cookies
        for number, route in enumerate(taking(crowd)):
            path = at(crowd, route, link)
            others = FOREIGN[1:] if "{token}" in route else FOREIGN[1:] + NOWHERE
            for said in (FOREIGN[0], others[number % len(others)]):
                answer = await older.post(path, data=fields, headers=said)
                assert answer.status_code == 403, (route, said, answer.status_code)
                assert "another site" in answer.text or "foreign_origin" in answer.text, route
    assert await crowd.versions() == before
    assert (await mentee.get("/api/v1/me")).status_code == 200, "still signed in"


async def test_without_any_word_of_where_it_comes_from_a_form_needs_its_token(
    crowd: Crowd,
) -> None:
    before, mentee = await crowd.versions(), await crowd.browser(MENTEE)
    public = {"/sign-in", "/sign-in/with-provider"}
    link = await a_link(crowd)
    async with crowd.site.client() as older:
        older.cookies = mentee.cookies
        for route in set(taking(crowd)) - public:
            path = at(crowd, route, link)
            for said, token in (({}, form_token("another session")), (BROWSER, "")):
                fields = {"_command": "note", "_form": "note", "text": "x", "_token": token}
                answer = await older.post(path, data=fields, headers=said)
                assert answer.status_code in {403, 404}, (route, said, answer.status_code)
    assert await crowd.versions() == before


async def test_the_api_takes_nothing_from_another_site_s_page(crowd: Crowd) -> None:
    before, mentee = await crowd.versions(), await crowd.browser(MENTEE)
    path = f"/api/v1/mentorships/{crowd.mentorship}/commands"
    command, own = {"type": "note", "text": "Forged"}, {"Idempotency-Key": str(new_id())}
    async with crowd.site.client() as older:
        older.cookies = mentee.cookies
        for said in FOREIGN + NOWHERE:
            answer = await older.post(path, json=command, headers={**own, **said})
            assert answer.json()["code"] == "foreign_origin", said
            answer = await older.delete(f"/api/v1/sessions/{new_id()}", headers=said)
            assert answer.json()["code"] == "foreign_origin", said
        # What a form of another site can send at most, from a browser that says nothing.
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            content = '{"type": "note", "text": "Forged"}'
            answer = await older.post(path, content=content, headers={"Content-Type": kind, **own})
            assert answer.status_code == 422, kind
        options = await older.options(path, headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in options.headers if name.startswith("access-control")]
    assert await crowd.versions() == before


async def test_a_form_of_another_site_is_not_kept_to_be_sent_after_signing_in(
    crowd: Crowd,
) -> None:
    path = f"/mentorships/{crowd.mentorship}/end"
    fields = {"_command": "end_mentorship", "_form": "end_mentorship", "why": "Forged words"}
    async with crowd.site.client() as nobody:
        answer = await nobody.post(path, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
        assert "Forged words" not in answer.text
        answer = await nobody.post(path, data=fields, headers=BROWSER)
        assert answer.status_code == 401
        assert "Forged words" in answer.text, "one's own words are kept"


def test_every_purpose_of_a_link_leads_to_a_page(crowd: Crowd) -> None:
    found = {
        re.sub(r"\{\w+:int\}", "{subject}", each.removeprefix("/l/{token}"))
        for each in routes(crowd.app)
        if each.startswith("/l/{token}/")
    }
    assert set(PATHS.values()) <= found
