"""Everything that is recorded, as it was at one moment, page by page for whoever takes it away."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from domain.envelopes import Actor, Stamp
from domain.people.state import ERASED_NAME, Person
from records.connections import AnyConnection
from records.errors import Unavailable
from records.folds import Fold, load
from records.handle import Store
from records.kinds import Kinds
from records.queries import PersonRow
from records.reading import PATIENCE
from records.recorded import Recorded, event_of, recorded
from records.statements import SQL

PAGE = 500
"""Rows that are held at once."""

_LOOKS = 100
_PAUSE = 0.05
"""How often, and with how many seconds between, a moment without appends in flight is sought."""


class NotSettled(Unavailable):
    """Appends were in flight at each look, so that no position was known to be final."""

    def __init__(self, *, looks: int) -> None:
        self.looks = looks
        super().__init__(
            f"Others were recording at each of {looks} looks, so that no end of the export was "
            "known; nothing was written: export again in a moment."
        )


@dataclass(frozen=True)
class Extent:
    """How much to take away; what is not given does not limit it.

    ``since`` asks for what something happened to from that moment on; ``after`` is a position, and
    limits events alone. ``apart_from`` is somebody who may not take away their own mentorships,
    because of those they know their side only: where they are mentee or mentor, or were ever asked.
    ``program_alone`` leaves out what a coordinator of the program may not know of its people: their
    own histories, their roles elsewhere, and whether they are administrators.
    """

    program: UUID | None = None
    since: datetime | None = None
    after: int = 0
    apart_from: UUID | None = None
    program_alone: bool = False


@dataclass(frozen=True)
class PersonTaken:
    """A person with everything that is known of them."""

    row: PersonRow
    state: Person


@dataclass(frozen=True)
class MentorshipTaken:
    """A mentorship with the names and addresses of its people."""

    id: UUID
    version: int
    program: UUID
    program_name: str | None
    stage: str
    mentee: UUID
    mentee_name: str | None
    mentee_email: str | None
    mentor: UUID | None
    mentor_name: str | None
    mentor_email: str | None
    opened_at: datetime
    last_at: datetime
    paused_until: datetime | None
    next_due: datetime | None
    next_kind: str | None
    attention: Sequence[str]
    complete: bool


@dataclass(frozen=True)
class EventTaken:
    """An event, with the mentee where it is a mentorship's."""

    event: Recorded
    mentee: UUID | None


@dataclass(frozen=True)
class Snapshot:
    """The records as they were at one moment; ``settled`` is the last position that they reach.

    No event with a position up to ``settled`` can appear later, so that whoever goes on after the
    last position of an export misses none.
    """

    connection: AnyConnection
    store: Store
    settled: int

    async def own(self, person: UUID | None) -> Sequence[UUID]:
        """Return the mentorships in which somebody is mentee or mentor, or was ever asked."""
        if person is None:
            return ()
        return [row["id"] for row in await self.connection.fetch(SQL["own_mentorships"], person)]

    async def programs(self) -> Mapping[UUID, str]:
        """Return the names of all programs."""
        rows = await self.connection.fetch(SQL["programs_like"], None, None, None, None)
        return {row["id"]: row["name"] for row in rows}

    async def erased(self) -> frozenset[UUID]:
        """Return those of whom nothing personal may be told any more."""
        rows = await self.connection.fetch(SQL["erased_people"], ERASED_NAME)
        return frozenset(row["id"] for row in rows)

    async def addresses_of(self, people: frozenset[UUID]) -> Mapping[str, UUID]:
        """Return every address that these people ever had, with whose it was."""
        rows = await self.connection.fetch(SQL["addresses_of_people"], sorted(people))
        return {row["email"]: row["person"] for row in rows}

    async def people(self, extent: Extent) -> AsyncIterator[Sequence[PersonTaken]]:
        """Yield people by name, page by page; those who are gone come last."""
        async for page in self._pages("export_people", extent.program, extent.since):
            rows = [PersonRow(**row) for row in page]
            streams = {f"person/{row.id}": Fold(f"person/{row.id}") for row in rows}
            folds = await load(self.connection, streams, kinds=self.store.kinds)
            yield [PersonTaken(row, folds[f"person/{row.id}"].state) for row in rows]

    async def mentorships(self, extent: Extent) -> AsyncIterator[Sequence[MentorshipTaken]]:
        """Yield mentorships in the order in which they were opened, page by page."""
        limits = (extent.program, extent.since, await self.own(extent.apart_from))
        async for page in self._pages("export_mentorships", *limits):
            yield [MentorshipTaken(**row) for row in page]

    async def events(self, extent: Extent) -> AsyncIterator[Sequence[EventTaken]]:
        """Yield events in the order of their positions, page by page."""
        limits = (
            *(extent.program, extent.since, extent.after, self.settled),
            *(await self.own(extent.apart_from), extent.program_alone),
        )
        async for page in self._pages("export_events", *limits):
            yield [EventTaken(recorded(row), row["mentee"]) for row in page]

    async def mentor_at(self, event: Recorded) -> UUID | None:
        """Return who was the mentor when something happened in a mentorship."""
        return await mentor_at(self.connection, event, kinds=self.store.kinds)

    async def _pages(
        self, statement: str, *limits: object
    ) -> AsyncIterator[Sequence[asyncpg.Record]]:
        cursor = await self.connection.cursor(SQL[statement], *limits)
        while page := await cursor.fetch(PAGE):
            yield page


async def mentor_at(connection: AnyConnection, event: Recorded, *, kinds: Kinds) -> UUID | None:
    """Return who was the mentor when something happened in a mentorship."""
    kind = kinds[event.category]
    rows = await connection.fetch(SQL["stream_up_to"], event.stream, event.version)
    state: Any = None
    for row in rows:
        stamp = Stamp(at=row["at"], actor=Actor.model_validate_json(row["actor"]))
        state = kind.decider.evolve(state, event_of(kind.decider, row), stamp)
    return None if state is None else kind.mentor(state)


@asynccontextmanager
async def snapshot(store: Store) -> AsyncIterator[Snapshot]:
    """Lend the records as they are now while the block lasts, whatever is recorded meanwhile.

    Raises:
        NotSettled: appends were in flight all the time.
        StoreDown: PostgreSQL is away, or waited an hour for the reader.
    """
    async with store.connection() as connection:
        settled = await _settled(connection)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(SQL["wait_for_readers"])
            yield Snapshot(connection, store, settled)


async def _settled(connection: AnyConnection) -> int:
    for _ in range(_LOOKS):
        try:
            return int(await connection.fetchval(SQL["settled_position"], 0, PATIENCE))
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(_PAUSE)
    raise NotSettled(looks=_LOOKS)
