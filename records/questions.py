"""What is asked of the records: each question in one reading, and nothing is written."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from uuid import UUID

from domain.envelopes import Category, Receipt, stream_of
from domain.standing import OpenDeadline
from records import census, exports, health, queries, together
from records.census import Census
from records.exports import Snapshot
from records.folds import load
from records.handle import Store
from records.health import Health
from records.kinds import State
from records.queries import MentorshipRow, PersonRow, ProgramRow, Refused, Sleeper, Which
from records.recorded import Recorded

LIST = 1_000
"""Rows of a list, unless somebody asks for another number."""


class Questions:
    """The questions; ``records.store.Records`` answers them and does more.

    Each method raises ``StoreDown`` when PostgreSQL is away.
    """

    _store: Store

    async def state(self, category: Category, ident: UUID) -> State:
        """Return a stream's present state; None if there is no such stream."""
        stream = stream_of(category, ident)
        async with self._store.connection() as connection:
            known = {stream: self._store.cache.get(stream)}
            folds = await load(connection, known, kinds=self._store.kinds)
        self._store.cache.keep(folds.values())
        return folds[stream].state

    async def history(self, category: Category, ident: UUID, *, after: int = 0) -> list[Recorded]:
        """Return a stream's events after a version, in order."""
        async with self._store.connection() as connection:
            return await queries.history(connection, stream_of(category, ident), after=after)

    async def receipt(self, command_id: UUID) -> Receipt | None:
        """Return what became of a command from outside; None if it never arrived."""
        async with self._store.connection() as connection:
            return await queries.receipt(connection, command_id)

    async def refused(self, category: Category, ident: UUID, *, limit: int = LIST) -> list[Refused]:
        """Return what was refused on a stream, latest first."""
        async with self._store.connection() as connection:
            return await queries.refused(connection, stream_of(category, ident), limit=limit)

    async def mentorships(
        self, which: Which, *, limit: int = LIST, offset: int = 0
    ) -> list[MentorshipRow]:
        """Return mentorships: those that need a look first, then by what is due next."""
        async with self._store.connection() as connection:
            return await queries.mentorships(connection, which, limit=limit, offset=offset)

    async def deadlines(self, mentorship: UUID) -> list[OpenDeadline]:
        """Return what a mentorship waits for, earliest first."""
        async with self._store.connection() as connection:
            return await queries.deadlines(connection, mentorship)

    async def people(
        self,
        *,
        ident: UUID | None = None,
        email: str | None = None,
        program: UUID | None = None,
        limit: int = LIST,
    ) -> list[PersonRow]:
        """Return people by id, address or program, those who are gone last."""
        async with self._store.connection() as connection:
            return await queries.people(
                connection, ident=ident, email=email, program=program, limit=limit
            )

    async def people_by_email(self, emails: Sequence[str]) -> Mapping[str, State]:
        """Return the present state of everybody who has one of these addresses, by address."""
        return await together.people_by_email(self._store, emails)

    async def programs(
        self, *, ident: UUID | None = None, name: str | None = None
    ) -> list[ProgramRow]:
        """Return programs by id or name, or all of them."""
        async with self._store.connection() as connection:
            return await queries.programs(connection, ident=ident, name=name)

    async def census(self, program: UUID) -> Census:
        """Return how many have each role in a program, and how many are in each stage."""
        async with self._store.connection() as connection:
            return await census.census(connection, program)

    async def mentorships_beginning(self, start: str, *, limit: int = LIST) -> list[UUID]:
        """Return the ids of mentorships that begin with ``start``, in order."""
        async with self._store.connection() as connection:
            return await census.mentorships_beginning(connection, start, limit=limit)

    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]:
        """Lend everything as it is now, to be taken away; see ``records.exports.snapshot``."""
        return exports.snapshot(self._store)

    async def needing_refresh(
        self, *, late: datetime, limit: int = LIST, after: UUID | None = None
    ) -> list[Sleeper]:
        """Return mentorships that nobody woke: what was due before ``late`` counts."""
        async with self._store.connection() as connection:
            return await queries.needing_refresh(connection, late=late, limit=limit, after=after)

    async def health(self, *, at: datetime) -> Health:
        """Return how the records do at ``at``: what waits, what is late, and since when."""
        async with self._store.connection() as connection:
            return await health.health(connection, at=at)

    async def open_mentorships(self, *, after: UUID | None = None, limit: int = LIST) -> list[UUID]:
        """Return mentorships that still have a clock, in the order of their ids, after one."""
        async with self._store.connection() as connection:
            return await queries.open_mentorships(connection, after=after, limit=limit)
