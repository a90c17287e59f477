"""The real thing: PostgreSQL, the real rules, and people to live by them."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from activities.deliver import Deliverer
from activities.links import LinkMaker
from activities.post import Poster
from activities.record import Recorder
from activities.sweep import Sweeper
from domain.envelopes import Actor, CommandEnvelope, Receipt, Role, opened_by
from letters.route import Route
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.database import connect_pool
from runtime.ids import new_id
from runtime.tokens import new_token
from tests.activities.postman import OneByOne
from tests.records.desk import Desk, a_person, a_program
from tests.workflows.world import LONG, World
from workflows import client as edge
from workflows import mailbox_client as mailboxes

KEY = "kOcmuDTrVI5cYTWXAoLSFdCzXLJsbLTJLrDaRMNzZXU="
CIPHER = Cipher([KEY])
PUBLIC_URL = "https://mentorship.example.org"
ADMINISTRATOR = Actor(role=Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Cast:
    """A program and those who take part in it."""

    program: UUID
    coordinator: Actor
    mentee: Actor
    mentor: Actor

    @classmethod
    async def register(cls, records: Records, *, program: str = "Residency") -> "Cast":
        desk = Desk(records)
        ident = await a_program(desk, program)
        people = {
            role: await a_person(desk, f"{role}-{new_id().hex[-8:]}", (ident, role))
            for role in (Role.COORDINATOR, Role.MENTEE, Role.MENTOR)
        }
        actors = {role: Actor(role=role, person=person) for role, person in people.items()}
        return cls(ident, actors[Role.COORDINATOR], actors[Role.MENTEE], actors[Role.MENTOR])

    def opening(self, *, by: Actor | None = None) -> CommandEnvelope:
        body = {"program": str(self.program), "mentee": str(self.mentee.person)}
        return sealed("open_mentorship", by=by or self.coordinator, **body)


def sealed(kind: str, *, by: Actor, **body: object) -> CommandEnvelope:
    """Make a command as the edges do: its body can be read by nobody on the way."""
    text = CIPHER.seal(json.dumps(body).encode())
    return CommandEnvelope(id=new_id(), actor=by, type=kind, sealed=text)


@dataclass
class Real:
    """A world whose steps are recorded in PostgreSQL."""

    world: World
    records: Records
    database_url: str
    cast: Cast

    async def open(self) -> UUID:
        opening = self.cast.opening()
        await edge.open_mentorship(
            self.world.client, opening, task_queue=self.world.queue, wait=LONG
        )
        return opened_by(opening.id)

    async def do(self, mentorship: UUID, kind: str, *, by: Actor, **body: object) -> Receipt:
        return await self.world.perform(mentorship, sealed(kind, by=by, **body))

    async def types(self, mentorship: UUID) -> list[str]:
        return [event.type for event in await self.records.history("mentorship", mentorship)]


@asynccontextmanager
async def real_records(database_url: str) -> AsyncIterator[Records]:
    async with connect_pool(database_url, init=as_service) as pool:
        yield Records(pool, opener=CIPHER.open)


def real_activities(
    world: World, records: Records, smtp_url: str, *, public_url: str = PUBLIC_URL
) -> list[Callable[..., Any]]:
    route = Route.parse(smtp_url, mail_from="Mentorship <mentorship@example.org>")
    links = LinkMaker(records, new_token=new_token, public_url=public_url)
    wake = partial(edge.refresh, world.client, task_queue=world.queue)
    wake_mailbox = partial(mailboxes.wake_mailbox, world.client, task_queue=world.queue)
    return [
        Recorder(records).record,
        Poster(records, wake_mailbox).post,
        Deliverer(
            records, OneByOne(route), links=links, wake=wake_mailbox, sender=route.sender
        ).deliver,
        Sweeper(records, wake, wake_mailbox).sweep,
    ]
