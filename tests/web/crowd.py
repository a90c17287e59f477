"""Everybody who could ask for something: one person for each relation to one mentorship.

They are those of ``domain.access.table``, made real: a mentorship at work on goals, before whose
mentor somebody else was asked.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp

from domain.access.relations import Relation
from domain.access.table import ASKERS
from domain.envelopes import Actor, CommandEnvelope, Outcome, Role, opened_by
from domain.links.purposes import Purpose
from runtime.ids import new_id
from runtime.tokens import new_token
from tests.records.desk import Desk, a_person, a_program
from tests.web.site import BROWSER, Site
from tests.web.stories import ANSWERS
from web.callers import COOKIE

NEWCOMER = "a newcomer"
"""Somebody who is registered, and has no role anywhere."""

INVITED = "an invited mentor"
ADMINISTRATOR = "an administrator"
COORDINATOR = "a coordinator"
SMART = {"what": "A draft", "measure": "It is read", "achievable": "Two days", "reason": "To learn"}
ELSEWHERE = "a coordinator elsewhere"
MENTEE, MENTOR = "the mentee", "the mentor"

_NAMES = {
    (each.relation, next(iter(each.person.roles.values()), None)): each.person.name
    for askers in ASKERS.values()
    for each in askers
}


@dataclass
class Crowd:
    """People by the names of the table; ``mentorship`` is the one that they ask about.

    ``receipt`` is that of a command that the mentee gave to it.
    """

    site: Site
    elsewhere: UUID
    people: dict[str, Actor]
    mentorship: UUID
    receipt: UUID = field(default_factory=new_id)
    met: int = 0
    browsers: dict[str, httpx2.AsyncClient] = field(default_factory=dict)

    @property
    def program(self) -> UUID:
        return self.site.cast.program

    @property
    def desk(self) -> Desk:
        return Desk(self.site.records)

    @property
    def now(self) -> datetime:
        return self.site.services.now()

    @property
    def app(self) -> FastAPI:
        """Return the application itself, without what stands before it."""
        found: Any = self.site.app
        while not isinstance(found, FastAPI):
            found = found._app  # noqa: SLF001 - each layer keeps the next
        return found

    def ident(self, name: str) -> UUID:
        person = self.people[name].person
        assert person is not None
        return person

    async def browser(self, name: str) -> httpx2.AsyncClient:
        """Return somebody's browser, signed in; the staff have given the second factor."""
        if name not in self.browsers:
            client = await self.site.signed_in(self.people[name])
            if name in {COORDINATOR, ADMINISTRATOR, ELSEWHERE}:
                await self.prove(client)
            self.browsers[name] = client
        return self.browsers[name]

    async def prove(self, client: httpx2.AsyncClient) -> None:
        """Give the second factor in somebody's browser."""
        records, token = self.site.records, new_token()
        session = await records.session_of(client.cookies[COOKIE], at=self.now)
        assert session is not None
        await records.prove_session(session.id, token=token, at=self.now)
        client.cookies.set(COOKIE, token, domain=next(iter(client.cookies.jar)).domain)

    def stranger(self, app: ASGIApp | None = None) -> httpx2.AsyncClient:
        """Return the browser of somebody who is not signed in, at a network address of its own."""
        self.met += 1
        transport = httpx2.ASGITransport(
            app or self.site.app,
            raise_app_exceptions=False,
            client=(f"2001:db8:0:{self.met:x}::1", 1),
        )
        return httpx2.AsyncClient(transport=transport, base_url=self.site.url, headers=BROWSER)

    async def link(
        self,
        purpose: Purpose = Purpose.MENTORSHIP,
        *,
        subject: int | None = None,
        lasts: timedelta = timedelta(days=30),
    ) -> str:
        """Return the path of a link of the mentee's to the mentorship."""
        mentee, about = self.people[MENTEE], self.mentorship
        return await self.site.link(purpose, mentee, mentorship=about, subject=subject, lasts=lasts)

    async def versions(self) -> list[int]:
        """Return the versions of all that the table is about."""
        records, mentor = self.site.records, self.ident(MENTOR)
        states = [
            await records.state("mentorship", self.mentorship),
            await records.state("person", mentor),
            await records.state("program", self.program),
        ]
        return [state.version for state in states]

    async def aclose(self) -> None:
        for client in self.browsers.values():
            await client.aclose()


def name_of(relation: Relation, role: Role) -> str:
    """Return the name of whoever has a relation in the table, and this role."""
    fitting = [
        name
        for (found, held), name in _NAMES.items()
        if found is relation and (held is None or role in held)
    ]
    (name,) = fitting
    return name


@asynccontextmanager
async def gathered(site: Site) -> AsyncIterator[Crowd]:
    """Register everybody, and bring the mentorship to work on goals."""
    desk, cast = Desk(site.records), site.cast
    elsewhere = await a_program(desk, "Fellowship elsewhere")
    people = {MENTEE: cast.mentee, MENTOR: cast.mentor, COORDINATOR: cast.coordinator}
    for name, program, role in (
        (INVITED, cast.program, Role.MENTOR),
        ("another mentee", cast.program, Role.MENTEE),
        ("another mentor", cast.program, Role.MENTOR),
        ("a mentee elsewhere", elsewhere, Role.MENTEE),
        ("a mentor elsewhere", elsewhere, Role.MENTOR),
        (ELSEWHERE, elsewhere, Role.COORDINATOR),
    ):
        people[name] = Actor(role=role, person=await a_person(desk, _called(name), (program, role)))
    boss = await a_person(desk, "boss", administrator=True)
    people[ADMINISTRATOR] = Actor(role=Role.ADMINISTRATOR, person=boss)
    people[NEWCOMER] = Actor(role=Role.MENTEE, person=await a_person(desk, "newcomer"))
    crowd = Crowd(site, elsewhere, people, new_id())
    crowd.mentorship = await at_goals(crowd)
    try:
        yield crowd
    finally:
        await crowd.aclose()


def _called(name: str) -> str:
    return name.replace(" ", "-")


async def at_goals(crowd: Crowd) -> UUID:
    """Return a mentorship of the pair, with work to do; another mentor declined before."""
    mentee, mentor = crowd.people[MENTEE], crowd.people[MENTOR]
    ident = await opened(crowd, mentee)
    steps: list[tuple[Actor, str, dict[str, Any]]] = [
        (mentee, "shortlist", {"person": str(crowd.ident(INVITED))}),
        (mentee, "invite", {"candidate": 1, "ask": "A project"}),
        (crowd.people[INVITED], "decline", {"invitation": 1}),
        (mentee, "shortlist", {"person": str(crowd.ident(MENTOR))}),
        (mentee, "invite", {"candidate": 2, "ask": "A project"}),
        (mentor, "accept", {"invitation": 2}),
        (mentee, "submit_expectations", ANSWERS),
        (mentor, "submit_expectations", ANSWERS),
        (mentee, "propose_agreement", {"terms": terms(crowd)}),
        (mentor, "sign_agreement", {"version": 1}),
        (mentee, "set_goal", {**SMART, "by": day(crowd, 90)}),
        (mentee, "schedule_meeting", {"on": day(crowd, 14), "time": "16:00"}),
    ]
    for by, type_, body in steps:
        given_id = await given(crowd, ident, by, type_, body)
        crowd.receipt = given_id if by == mentee else crowd.receipt
    return ident


async def opened(crowd: Crowd, mentee: Actor) -> UUID:
    """Begin a search, beside the workflow."""
    body = {"program": str(crowd.program), "mentee": str(mentee.person)}
    command = CommandEnvelope(id=new_id(), actor=mentee, type="open_mentorship", body=body)
    await crowd.desk.handle(opened_by(command.id), command, at=crowd.now)
    return opened_by(command.id)


async def given(crowd: Crowd, ident: UUID, by: Actor, type_: str, body: Mapping[str, Any]) -> UUID:
    """Give a command beside the workflow, which is quicker; return its id."""
    command = CommandEnvelope(id=new_id(), actor=by, type=type_, body=dict(body))
    receipt = await crowd.desk.handle(ident, command, at=crowd.now)
    assert receipt.outcome is Outcome.RECORDED, receipt
    return receipt.command_id


def terms(crowd: Crowd) -> dict[str, Any]:
    return {"purpose": "A publication", "ends_on": day(crowd, 500)}


def day(crowd: Crowd, ahead: int) -> str:
    return (crowd.now + timedelta(days=ahead)).date().isoformat()


def routes(app: FastAPI) -> dict[str, set[str]]:
    """Return every route of the application, with the methods that it takes."""
    found: dict[str, set[str]] = {}
    for each in iter_route_contexts(app.routes):
        assert each.path is not None
        found.setdefault(each.path, set()).update((each.methods or set()) - {"HEAD"})
    return found
