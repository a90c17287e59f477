"""Lists of mentorships: what is asked for, in what order, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias, assert_never
from uuid import UUID

from pydantic import TypeAdapter

from records.connections import AnyConnection
from records.pages import Instant, Order, Page, Words
from records.queries import MentorshipRow, Which
from records.statements import SQL, asking
from records.words import Field, nearly

Sort: TypeAlias = Literal["urgency", "opened", "last_activity", "name"]
"""Orders of a list: what needs a look first, then what is due next; what was opened last; where
something happened last; or the mentee's name."""

Part: TypeAlias = Literal["mentee", "mentor", "invited"]

_Urgency: TypeAlias = tuple[bool, Instant | None, UUID]
"""Whether nothing needs a look, what is due next, and which mentorship."""

_Moment: TypeAlias = tuple[Instant, UUID]
_Name: TypeAlias = tuple[Words, UUID]

_ORDERS: Final[Mapping[Sort, Order[Any]]] = {
    "urgency": Order("mentorships urgency", TypeAdapter(_Urgency)),
    "opened": Order("mentorships opened", TypeAdapter(_Moment)),
    "last_activity": Order("mentorships last_activity", TypeAdapter(_Moment)),
    "name": Order("mentorships name", TypeAdapter(_Name)),
}


@dataclass(frozen=True)
class MyMentorship:
    """A mentorship as somebody in it lists it, with the part that they have."""

    part: Part
    row: MentorshipRow


async def mentorships(
    connection: AnyConnection, which: Which, *, limit: int, offset: int = 0
) -> list[MentorshipRow]:
    """Return mentorships: those that need a look first, then by what is due next."""
    wanted = _Wanted(_plain(which), "urgency", limit=limit, offset=offset)
    return await _listed(connection, wanted)


async def page_of_mentorships(
    connection: AnyConnection, which: Which, *, sort: Sort, limit: int, cursor: str | None
) -> Page[MentorshipRow]:
    """Return a page of mentorships in an order, after a cursor of that order.

    Raises:
        BrokenCursor: it is no cursor of this order.
    """
    order = _ORDERS[sort]
    after = None if cursor is None else order.place_of(cursor)
    rows = await _listed(connection, _Wanted(_plain(which), sort, limit=limit + 1, after=after))
    return order.page(rows, limit=limit, place=lambda row: _place(row, sort))


async def mentorships_of(connection: AnyConnection, person: UUID) -> list[MyMentorship]:
    """Return all mentorships in which somebody has a part; those that have ended come last."""
    found = await connection.fetch(SQL["mentorships_of_person"], person)
    rows = [dict(row) for row in found]
    return [MyMentorship(row.pop("part"), MentorshipRow(**row)) for row in rows]


@dataclass(frozen=True)
class _Named:
    """The people and programs whose names have the words that are looked for."""

    people: Sequence[UUID]
    programs: Sequence[UUID]

    @property
    def are_few(self) -> bool:
        """Say whether all of their mentorships can be gathered at once; a program has many."""
        return not self.programs


@dataclass(frozen=True)
class _Wanted:
    """Some rows of a list: those after a place, or after a number of rows."""

    which: Which
    sort: Sort
    limit: int
    offset: int = 0
    after: Any = None


async def _listed(connection: AnyConnection, wanted: _Wanted) -> list[MentorshipRow]:
    which, named = wanted.which, await _named(connection, wanted.which)
    rows = await connection.fetch(
        asking(SQL["list_mentorships"], _asked(wanted, named=named)),
        *(which.program, which.stage, which.mentee, which.mentor, which.person),
        *(wanted.limit, wanted.offset),
        *(which.programs, which.stages, which.invited, which.overdue_at),
        *(named.people if named else None, *_place_arguments(wanted)),
        named.programs if named else None,
        which.without,
    )
    return [MentorshipRow(**row) for row in rows]


async def _named(connection: AnyConnection, which: Which) -> _Named | None:
    """Find people and programs first: whether there are programs decides how a list is made."""
    words = nearly(which.text, among=[Field.NAME])
    if words is None:
        return None
    programs = which.programs if which.program is None else [which.program]
    asked = frozenset[str]() if programs is None else frozenset({"programs"})
    statement = asking(SQL["people_and_programs_named"], asked)
    row = await connection.fetchrow(statement, words, programs)
    assert row is not None  # noqa: S101 - a statement without a table gives one row
    return _Named(row["people"], row["programs"] if programs is None else [])


def _plain(which: Which) -> Which:
    """Return a question for one program or stage as such, because that has a better plan."""
    if which.programs is not None and len(which.programs) == 1 and which.program is None:
        which = replace(which, program=which.programs[0], programs=None)
    if which.stages is not None and len(which.stages) == 1 and which.stage is None:
        which = replace(which, stage=which.stages[0], stages=None)
    return which


def _asked(wanted: _Wanted, *, named: _Named | None) -> frozenset[str]:
    which, sort = wanted.which, wanted.sort
    people = ("mentee", "mentor", "person", "invited", "without")
    plain = ("program", "programs", "stage", "stages", *people)
    told = {name: getattr(which, name) is not None for name in plain}
    told |= {"complete": which.complete is True, "incomplete": which.complete is False}
    told |= {"attention": which.attention is True, "calm": which.attention is False}
    told |= {"overdue": which.overdue_at is not None, "few": named is not None and named.are_few}
    told |= {"many": not told["few"], "text_of_many": named is not None and not named.are_few}
    told |= {"named": named is not None, "few_by_name": told["few"] and sort == "name"}
    told |= {"many_by_name": told["many"] and sort == "name"}
    told |= {f"by_{sort}": True, _after(wanted): wanted.after is not None}
    return frozenset(name for name, is_asked in told.items() if is_asked)


def _after(wanted: _Wanted) -> str:
    if wanted.after is None or wanted.sort != "urgency":
        return f"after_{wanted.sort}"
    return "after_calm" if wanted.after[0] else "after_urgent"


def _place(row: MentorshipRow, sort: Sort) -> _Urgency | _Moment | _Name:
    match sort:
        case "urgency":
            return not row.attention, row.next_due, row.id
        case "opened":
            return row.opened_at, row.id
        case "last_activity":
            return row.last_at, row.id
        case "name":
            return row.mentee_name or "", row.id
        case _:
            assert_never(sort)


def _place_arguments(
    wanted: _Wanted,
) -> tuple[bool | None, datetime | None, str | None, UUID | None]:
    if wanted.after is None:
        return None, None, None, None
    match wanted.sort:
        case "urgency":
            return wanted.after[0], wanted.after[1], None, wanted.after[2]
        case "opened" | "last_activity":
            return None, wanted.after[0], None, wanted.after[1]
        case "name":
            return None, None, *wanted.after
        case _:
            assert_never(wanted.sort)
