"""What is asked of the records: each question in one reading, and nothing is written."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from uuid import UUID

from domain.envelopes import Actor, Category, Receipt, stream_of
from domain.refusals import Refusal
from domain.standing import OpenDeadline
from records import (
    census,
    directory,
    exports,
    following,
    health,
    mentorship_lists,
    people_lists,
    queries,
    together,
)
from records.census import Census
from records.directory import FindMentors, MentorFound
from records.exports import Snapshot
from records.folds import load
from records.following import Followed, Follower
from records.handle import Store
from records.health import Health
from records.kinds import State
from records.mentorship_lists import MyMentorship, Sort
from records.pages import Page
from records.people_lists import WhichPeople
from records.queries import MentorshipRow, PersonRow, ProgramRow, Refused, Sleeper, Which
from records.recorded import Recorded
from records.statements import SQL

LIST = 1_000
"""Rows of a list, unless somebody asks for another number."""

PAGE = 50
"""Rows of a page, unless somebody asks for another number."""


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

    async def giver(self, command_id: UUID) -> Actor | None:
        """Return who gave a command from outside; None if it never arrived."""
        async with self._store.connection() as connection:
            return await queries.giver(connection, command_id)

    async def refused(self, category: Category, ident: UUID, *, limit: int = LIST) -> list[Refused]:
        """Return what was refused on a stream, latest first."""
        async with self._store.connection() as connection:
            return await queries.refused(connection, stream_of(category, ident), limit=limit)

    async def mentorships(
        self, which: Which, *, limit: int = LIST, offset: int = 0
    ) -> list[MentorshipRow]:
        """Return mentorships: those that need a look first, then by what is due next."""
        async with self._store.connection() as connection:
            return await mentorship_lists.mentorships(connection, which, limit=limit, offset=offset)

    async def page_of_mentorships(
        self, which: Which, *, sort: Sort = "urgency", limit: int = PAGE, cursor: str | None = None
    ) -> Page[MentorshipRow]:
        """Return a page of mentorships in an order, from the one after a cursor's place on.

        Raises:
            BrokenCursor: it is no cursor of this order.
        """
        async with self._store.connection() as connection:
            return await mentorship_lists.page_of_mentorships(
                connection, which, sort=sort, limit=limit, cursor=cursor
            )

    async def mentorships_of(self, person: UUID) -> list[MyMentorship]:
        """Return all in which somebody is mentee, mentor or asked; those that ended come last."""
        async with self._store.connection() as connection:
            return await mentorship_lists.mentorships_of(connection, person)

    async def find_mentors(
        self, wanted: FindMentors, *, at: datetime, limit: int = PAGE, cursor: str | None = None
    ) -> Page[MentorFound]:
        """Return a page of a program's mentors: those of whom the words tell most first.

        Raises:
            BrokenCursor: it is no cursor of the directory.
        """
        async with self._store.connection() as connection:
            return await directory.find_mentors(
                connection, wanted, at=at, limit=limit, cursor=cursor
            )

    async def page_of_people(
        self, which: WhichPeople, *, limit: int = PAGE, cursor: str | None = None
    ) -> Page[PersonRow]:
        """Return a page of people by name.

        Raises:
            BrokenCursor: it is no cursor of this list.
        """
        async with self._store.connection() as connection:
            return await people_lists.page_of_people(connection, which, limit=limit, cursor=cursor)

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

    async def names(self, people: Collection[UUID]) -> Mapping[UUID, str]:
        """Return the names of people by their ids; who is not known has none."""
        if not people:
            return {}
        async with self._store.connection() as connection:
            rows = await connection.fetch(SQL["names_of_people"], list(people))
        return {row["id"]: row["name"] for row in rows}

    async def people_by_email(self, emails: Sequence[str]) -> Mapping[str, State]:
        """Return the present state of everybody who has one of these addresses, by address."""
        return await together.people_by_email(self._store, emails)

    async def programs(
        self,
        *,
        ident: UUID | None = None,
        name: str | None = None,
        among: Sequence[UUID] | None = None,
        words: str | None = None,
    ) -> list[ProgramRow]:
        """Return programs by id, name, or words in the name, or all of them; some only, or any."""
        async with self._store.connection() as connection:
            return await queries.programs(
                connection, ident=ident, name=name, among=among, words=words
            )

    async def check_program_name(self, name: str, *, but: UUID) -> None:
        """Go on if no program has this name, ``but`` the one that is to have it.

        Raises:
            Refusal: ``name_taken``.
        """
        for row in await self.programs(name=name):
            if row.name == name and row.id != but:
                sentence = f"There is a program {name!r} already ({row.id}); choose another name."
                raise Refusal("name_taken", sentence, program=str(row.id))

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

    async def followed(self, events: Sequence[Recorded], follower: Follower) -> Followed:
        """Return those of some events of which somebody may hear, and what telling them needs."""
        async with self._store.connection() as connection:
            return await following.followed(connection, events, follower)

    async def mentor_at(self, event: Recorded) -> UUID | None:
        """Return who was the mentor when something happened in a mentorship."""
        async with self._store.connection() as connection:
            return await exports.mentor_at(connection, event, kinds=self._store.kinds)

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
