"""What is no command, by each relation; and that no route of the service is without a rule."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx2
import pytest

from domain.access.relations import Relation
from domain.access.rights import MAY, Right
from domain.access.table import ASKERS
from domain.catalogue import catalogue
from domain.envelopes import Actor, Category, Role
from runtime.ids import new_id
from tests.records.desk import a_person
from tests.web.api.bodies import API, STAFF, address_of
from tests.web.crowd import (
    ADMINISTRATOR,
    COORDINATOR,
    ELSEWHERE,
    MENTEE,
    MENTOR,
    NEWCOMER,
    Crowd,
    routes,
)


@dataclass(frozen=True)
class Asked:
    """A request, the right that it takes, and to what one has to be something."""

    right: Right
    about: Category
    path: str
    method: str = "GET"
    query: str = ""


WALKED: Final = (
    Asked(Right.READ_MENTORSHIP, "mentorship", "/mentorships/{mentorship}"),
    Asked(Right.READ_MENTORSHIP, "mentorship", "/mentorships/{mentorship}/next"),
    Asked(Right.READ_HISTORY, "mentorship", "/mentorships/{mentorship}/history"),
    Asked(Right.READ_HISTORY, "mentorship", "/mentorships/{mentorship}/refused"),
    Asked(Right.READ_HISTORY_THEN, "mentorship", "/mentorships/{mentorship}", query="at={now}"),
    Asked(
        Right.READ_HISTORY_THEN, "mentorship", "/mentorships/{mentorship}/history", query="at={now}"
    ),
    Asked(Right.READ_LETTERS, "mentorship", "/mentorships/{mentorship}/letters"),
    Asked(Right.READ_PARKED, "program", "/parked", query="program={program}"),
    Asked(Right.READ_PARKED, "mentorship", "/parked/{category}/{ident}"),
    Asked(Right.READ_PARKED, "program", "/parked/{category}/{ident}"),
    Asked(Right.RETRY, "mentorship", "/parked/{category}/{ident}", method="POST"),
    Asked(Right.RETRY, "person", "/parked/{category}/{ident}", method="POST"),
    Asked(Right.READ_LETTERS_TO, "person", "/people/{person}/letters"),
    Asked(Right.READ_CALENDAR, "person", "/people/{person}/calendar"),
    Asked(Right.LIST_PEOPLE, "program", "/people", query="program={program}"),
    Asked(Right.SEARCH_MENTORS, "program", "/programs/{program}/mentors"),
    Asked(Right.READ_PERSON, "person", "/people/{person}"),
    Asked(Right.READ_PERSON_HISTORY, "person", "/people/{person}/history"),
    Asked(Right.READ_PROGRAM, "program", "/programs/{program}"),
    Asked(Right.READ_PROGRAM_HISTORY, "program", "/programs/{program}/history"),
    Asked(Right.READ_CENSUS, "program", "/programs/{program}/census"),
    Asked(Right.PREVIEW_LETTERS, "program", "/programs/{program}/letters"),
    Asked(Right.PREVIEW_LETTERS, "program", "/programs/{program}/letters/{kind}"),
    Asked(Right.LIST_MENTORSHIPS, "person", "/people/{person}/mentorships"),
    Asked(Right.LIST_KEYS, "person", "/keys", query="person={person}"),
    Asked(Right.LIST_SESSIONS, "person", "/sessions", query="person={person}"),
    Asked(Right.EXPORT, "program", "/exports/{what}", query="program={program}"),
    Asked(
        Right.IMPORT_PEOPLE,
        "program",
        "/people/imports",
        method="POST",
        query="program={program}&role=mentee&dry_run=true",
    ),
)
"""What has one thing to be asked about."""

ALONE: Final = {
    "GET /mentorships": "everybody lists their own; see below",
    "GET /programs": "everybody lists their own; see below",
    "GET /receipts/{command}": "see below",
    "GET /events": "a stream without an end; see below, and test_live.py",
    "GET /commands": "whoever asks",
    "DELETE /people/{person}/links": "it ends what others need; see test_letters.py",
    "POST /links/revocations": "about a link, by its token; see test_links.py",
    "GET /me": "who is signed in, or whose key it is",
    "GET /me/data": "one's own",
    "POST /keys": "for oneself alone; see test_keys.py",
    "DELETE /keys/{key}": "see below",
    "DELETE /sessions/{session}": "one's own alone; see below",
    "DELETE /people/{person}/sessions": "see below",
}
"""What is asked of the API in another way, and how."""

TO_ALL: Final = {
    "/static/{name}": "the same for everybody",
    "/sign-in": "how one comes to be somebody",
    "/sign-in/{token}": "by the token of a letter",
    "/sign-in/with-provider": "how one comes to be somebody",
    "/sign-in-with-provider": "by a state that is bound to the browser",
    "/mentorships/{mentorship}": "leads on to a page that asks",
    "/signed-out": "the same for everybody",
    "/api/v1/openapi.json": "the same for everybody",
}
"""Routes that ask for nobody, and why."""

RELATIONS: Final[Mapping[Category, Mapping[str, Relation]]] = {
    category: {each.person.name: each.relation for each in askers}
    for category, askers in ASKERS.items()
}


def relation_of(name: str, about: Category) -> Relation:
    """Return what somebody of the crowd is; of the pair and the invited a program has members."""
    if about == "program" and name in {MENTEE, MENTOR, "an invited mentor"}:
        return Relation.MEMBER
    if about == "person" and name == "an invited mentor":
        return Relation.MEMBER
    return RELATIONS[about].get(name, Relation.NOBODY)


def address(crowd: Crowd, asked: Asked) -> str:
    values = {
        "mentorship": crowd.mentorship,
        "person": crowd.ident(MENTOR),
        "program": crowd.program,
        "what": "people",
        "kind": "invitation",
        "category": asked.about,
        "now": crowd.now.isoformat().replace("+00:00", "Z"),
    }
    values["ident"] = values[asked.about]
    return f"{API}{asked.path}?{asked.query}".format(**values)


async def ask(client: httpx2.AsyncClient, asked: Asked, path: str) -> httpx2.Response:
    if asked.method == "GET":
        return await client.get(path)
    return await client.request(
        asked.method,
        path,
        content=b"name,email\r\nEve,eve@example.org\r\n",
        headers={"Idempotency-Key": str(new_id()), "Content-Type": "text/csv"},
    )


@pytest.mark.parametrize("asked", WALKED, ids=lambda asked: f"{asked.path}?{asked.query}")
async def test_a_right_is_had_by_those_whose_it_is(crowd: Crowd, asked: Asked) -> None:
    path = address(crowd, asked)
    for name in crowd.people:
        client = await crowd.browser(name)
        answer = await ask(client, asked, path)
        relation = relation_of(name, asked.about)
        is_told = "json" in answer.headers["content-type"]
        code = answer.json().get("code") if is_told else None
        if relation in MAY[asked.right]:
            assert answer.status_code == 200, (name, answer.text)
        elif relation is Relation.NOBODY or _is_none_of_theirs(asked, relation):
            assert (answer.status_code, code) == (404, f"unknown_{asked.about}"), (name, code)
        else:
            assert (answer.status_code, code) == (403, "not_allowed"), (name, answer.text)
    async with crowd.stranger() as nobody:
        assert (await ask(nobody, asked, path)).status_code == 401


def _is_none_of_theirs(asked: Asked, relation: Relation) -> bool:
    return asked.about == "mentorship" and relation is Relation.MEMBER


async def test_lists_have_what_is_their_reader_s_and_nothing_else(crowd: Crowd) -> None:
    theirs = {MENTEE, MENTOR, COORDINATOR, ADMINISTRATOR}
    for name in crowd.people:
        client = await crowd.browser(name)
        rows = (await client.get(f"{API}/mentorships")).json()["mentorships"]
        assert (str(crowd.mentorship) in {each["id"] for each in rows}) is (name in theirs), name
        rows = (await client.get(f"{API}/programs")).json()["programs"]
        is_known = relation_of(name, "program") is not Relation.NOBODY
        assert (str(crowd.program) in {each["id"] for each in rows}) is is_known, name
        people = await client.get(f"{API}/people")
        assert people.status_code == (200 if name in {*STAFF, ELSEWHERE} else 403), name
        if name == ELSEWHERE:
            assert str(crowd.ident(MENTOR)) not in people.text
        events = await client.get(f"{API}/events", params={"program": str(new_id())})
        assert events.status_code == 404, "nobody follows what is not there"
        if name not in STAFF:
            events = await client.get(f"{API}/events", params={"program": str(crowd.program)})
            assert events.status_code == (403 if is_known else 404), name


async def test_a_receipt_is_its_giver_s_and_the_staff_s(crowd: Crowd) -> None:
    for name in crowd.people:
        answer = await (await crowd.browser(name)).get(f"{API}/receipts/{crowd.receipt}")
        may = name in {MENTEE, *STAFF}
        assert (answer.status_code, answer.json().get("code")) == (
            (200, None) if may else (404, "unknown_receipt")
        ), name


async def test_keys_and_sessions_are_ended_by_their_owner_or_an_administrator(
    crowd: Crowd,
) -> None:
    person = await a_person(crowd.desk, f"lender-{new_id().hex}", (crowd.program, Role.MENTOR))
    lender = Actor(role=Role.MENTOR, person=person)
    browser, key = await crowd.site.signed_in(lender), await crowd.site.keyed(lender, "read")
    (kept,), (session,) = (
        await crowd.site.records.keys(person),
        await crowd.site.records.sessions(person, at=crowd.now),
    )
    sessions = f"{API}/people/{person}/sessions"
    for name in set(crowd.people) - {ADMINISTRATOR}:
        client = await crowd.browser(name)
        assert (await client.delete(f"{API}/keys/{kept.id}")).status_code == 404, name
        assert (await client.delete(f"{API}/sessions/{session.id}")).status_code == 404, name
        assert (await client.delete(sessions)).status_code in {403, 404}, name
    assert (await browser.get(f"{API}/me")).status_code == 200
    assert (await key.get(f"{API}/me")).status_code == 200
    assert (await key.delete(f"{API}/keys/{kept.id}")).json()["code"] == "not_for_keys"
    boss = await crowd.browser(ADMINISTRATOR)
    assert (await boss.delete(f"{API}/keys/{kept.id}")).status_code == 204
    assert (await boss.delete(sessions)).json() == {"ended": 1}
    assert (await browser.get(f"{API}/me")).status_code == 401
    assert (await key.get(f"{API}/me")).status_code == 401
    await browser.aclose()
    await key.aclose()


async def test_the_pages_of_a_mentorship_open_to_those_who_are_of_it(crowd: Crowd) -> None:
    theirs = {MENTEE, MENTOR, COORDINATOR, ADMINISTRATOR}
    pages = [each for each in routes(crowd.app) if each.startswith("/mentorships/{mentorship}/")]
    assert len(pages) > 15
    for name in (MENTEE, MENTOR, COORDINATOR, ADMINISTRATOR, "another mentee", ELSEWHERE, NEWCOMER):
        client = await crowd.browser(name)
        unknown = await client.get(f"/mentorships/{new_id()}/overview")
        for page in pages:
            path = page.replace("{mentorship}", str(crowd.mentorship)).replace("{number:int}", "1")
            answer = await client.get(path)
            if name not in theirs:
                assert (answer.status_code, answer.text) == (404, unknown.text), (name, path)
            elif not page.endswith(("/invitations", "/search", "{number:int}")):
                assert answer.status_code == 200, (name, path)


async def test_no_route_is_without_a_rule(crowd: Crowd) -> None:
    walked = {f"{each.method} {each.path}" for each in WALKED}
    commands = {f"POST {address_of(crowd, each)}" for each in catalogue()}
    idents = {"mentorship": crowd.mentorship, "person": crowd.ident(MENTOR)}
    async with crowd.stranger() as nobody:
        for route, methods in routes(crowd.app).items():
            if route in TO_ALL:
                continue
            for method in methods:
                known = f"{method} {route.removeprefix(API)}"
                path = _filled(route, idents | {"program": crowd.program})
                if route.startswith(API):
                    is_command = f"{method} {path}" in commands
                    assert is_command or known in walked or known in ALONE, (
                        f"{known}: say in WALKED or ALONE who may"
                    )
                answer = await nobody.request(method, path)
                assert answer.status_code in ({401} if route.startswith(API) else {303, 401, 404})
                if answer.status_code == 303:
                    goals = ("/sign-in", "/signed-out")
                    assert answer.headers["location"].startswith(goals), known
    assert {each.right for each in WALKED} | BELOW == set(Right)


BELOW: Final = {
    Right.READ_COMMANDS,
    Right.REVOKE_LINKS,
    Right.LIST_PROGRAMS,
    Right.READ_RECEIPT,
    Right.FOLLOW_EVENTS,
    Right.READ_OWN_DATA,
    Right.MAKE_KEY,
    Right.REVOKE_KEY,
    Right.END_OWN_SESSIONS,
    Right.END_SESSIONS_OF_OTHERS,
}


def _filled(route: str, idents: Mapping[str, object]) -> str:
    """Return an address of a route; what is not known gets a new id, or a number."""

    def value(found: "re.Match[str]") -> str:
        name = found[1]
        return "1" if name.endswith(":int") else str(idents.get(name, new_id()))

    return re.sub(r"\{([\w:]+)\}", value, route)
