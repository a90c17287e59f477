"""What lists, pages and the sweep ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.envelopes import Actor, Receipt
from domain.standing import OpenDeadline
from records.connections import AnyConnection
from records.receipts import receipt_of
from records.recorded import Recorded, recorded
from records.statements import SQL
from records.words import Field, nearly


@dataclass(frozen=True)
class Which:
    """Which mentorships to list; what is not given does not matter.

    ``person`` is either of the two, ``without`` neither of them, ``invited`` somebody whose answer
    is awaited; ``programs`` and ``stages`` ask for any of several. ``attention`` asks for those
    that somebody has to look at, ``overdue_at`` for those in which mentee, mentor or who is invited
    is late at an instant (``domain.mentorship.lateness``). ``text`` is looked for in the names of
    both and, unless programs are given, of the program; each word may have one typing error.
    """

    program: UUID | None = None
    stage: str | None = None
    mentee: UUID | None = None
    mentor: UUID | None = None
    person: UUID | None = None
    complete: bool | None = None
    attention: bool | None = None
    programs: Sequence[UUID] | None = None
    stages: Sequence[str] | None = None
    invited: UUID | None = None
    overdue_at: datetime | None = None
    text: str | None = None
    without: UUID | None = None


@dataclass(frozen=True)
class MentorshipRow:
    """A mentorship as lists show it, to whoever may see all of it.

    ``asked`` are those whose answer is awaited. ``late_from`` is when somebody is late with
    something, past or to come.
    """

    id: UUID
    version: int
    stage: str
    program: UUID
    program_name: str | None
    mentee: UUID
    mentee_name: str | None
    mentor: UUID | None
    mentor_name: str | None
    opened_at: datetime
    last_at: datetime
    paused_until: datetime | None
    next_due: datetime | None
    next_kind: str | None
    attention: Sequence[str]
    complete: bool
    asked: Sequence[UUID] = ()
    late_from: datetime | None = None


@dataclass(frozen=True)
class PersonRow:
    """A person as lists show them; who is gone has no address. ``roles`` are per program."""

    id: UUID
    version: int
    name: str
    email: str | None
    zone: str
    language: str
    administrator: bool
    gone: bool
    capacity: int | None
    away_until: datetime | None
    roles: Sequence[tuple[UUID, str]]


@dataclass(frozen=True)
class ProgramRow:
    """A program as lists show it."""

    id: UUID
    version: int
    name: str
    zone: str
    closed: bool


@dataclass(frozen=True)
class Refused:
    """A command that was refused, and why."""

    command_id: UUID
    type: str
    actor: Actor
    at: datetime
    version: int
    code: str
    sentence: str


@dataclass(frozen=True)
class Sleeper:
    """A mentorship whose workflow has to look at the records, and why.

    Reasons are ``late_deadline``, ``ahead`` (of what its workflow knows) and ``person_gone`` (of
    which it does not know).
    """

    mentorship: UUID
    reasons: Sequence[str]


async def deadlines(connection: AnyConnection, mentorship: UUID) -> list[OpenDeadline]:
    """Return what a mentorship waits for, earliest first."""
    rows = await connection.fetch(SQL["deadlines_of_mentorship"], mentorship)
    return [OpenDeadline(**row) for row in rows]


async def history(connection: AnyConnection, stream: str, *, after: int = 0) -> list[Recorded]:
    """Return a stream's events after a version, in order."""
    rows = await connection.fetch(SQL["events_of_stream"], stream, after)
    return [recorded(row) for row in rows]


async def receipt(connection: AnyConnection, command_id: UUID) -> Receipt | None:
    """Return what became of a command from outside; None if it never arrived."""
    row = await connection.fetchrow(SQL["receipt_by_id"], command_id)
    return None if row is None else receipt_of(command_id, row)


async def giver(connection: AnyConnection, command_id: UUID) -> Actor | None:
    """Return who gave a command from outside; None if it never arrived."""
    actor = await connection.fetchval(SQL["giver_of_command"], command_id)
    return None if actor is None else Actor.model_validate_json(actor)


async def refused(connection: AnyConnection, stream: str, *, limit: int) -> list[Refused]:
    """Return what was refused on a stream, latest first."""
    rows = await connection.fetch(SQL["refused_on_stream"], stream, limit)
    return [Refused(**{**row, "actor": Actor.model_validate_json(row["actor"])}) for row in rows]


async def people(
    connection: AnyConnection,
    *,
    ident: UUID | None = None,
    email: str | None = None,
    program: UUID | None = None,
    limit: int,
) -> list[PersonRow]:
    """Return people by id, address or program, those who are gone last."""
    rows = await connection.fetch(SQL["people_like"], email, ident, program, limit)
    return [PersonRow(**row) for row in rows]


async def programs(
    connection: AnyConnection,
    *,
    ident: UUID | None = None,
    name: str | None = None,
    among: Sequence[UUID] | None = None,
    words: str | None = None,
) -> list[ProgramRow]:
    """Return programs by id, name, or words in the name, or all of them; ``among`` some only."""
    rows = await connection.fetch(
        SQL["programs_like"], name, ident, among, nearly(words, among=[Field.NAME])
    )
    return [ProgramRow(**row) for row in rows]


async def needing_refresh(
    connection: AnyConnection, *, late: datetime, limit: int, after: UUID | None = None
) -> list[Sleeper]:
    """Return mentorships that nobody woke, in the order of their ids, from ``after`` on.

    Args:
        connection: where to ask.
        late: deadlines due before this are late.
        limit: the most to return.
        after: the last one of the page before.
    """
    rows = await connection.fetch(SQL["needing_refresh"], late, limit, after)
    return [Sleeper(**row) for row in rows]


async def open_mentorships(
    connection: AnyConnection, *, after: UUID | None, limit: int
) -> list[UUID]:
    """Return mentorships that still have a clock, in the order of their ids, from ``after`` on."""
    rows = await connection.fetch(SQL["page_of_open_mentorships"], after, limit)
    return [row["id"] for row in rows]
