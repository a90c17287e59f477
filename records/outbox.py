"""Letters: put out with the events that raise them, and what became of each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.envelopes import derived_id
from domain.notices import Notice
from records.bodies import Entry
from records.canonical import canonical
from records.connections import AnyConnection
from records.statements import SQL

REFUSALS = 3
"""How often the server says on different days that it never takes a letter, before that counts."""


@dataclass(frozen=True)
class Raised:
    """A letter as an event raises it; ``mentor`` is the pair's after that event."""

    event: UUID
    mentor: UUID | None
    notice: Notice


@dataclass(frozen=True)
class WaitingLetter:
    """A letter that may go out now, with all that is needed to write it.

    ``mentor_name`` is that of the mentor when the letter was raised, and missing when there was
    none. ``attempts`` counts those that failed. ``command_id`` is that of the event.
    """

    id: UUID
    event: UUID
    command_id: UUID
    mentorship: UUID
    kind: str
    recipient: UUID
    facts: dict[str, Any]
    raised_at: datetime
    attempts: int
    name: str
    email: str
    language: str
    zone: str
    mentee_name: str | None
    mentor_name: str | None
    program_name: str | None
    program_zone: str | None


@dataclass(frozen=True)
class LedgerLine:
    """What became of a letter; ``name`` and ``email`` are the recipient's of today.

    From ``given_up_at`` on it waits no more: the server refused it for good again and again.
    """

    id: UUID
    event: UUID
    mentorship: UUID
    kind: str
    recipient: UUID
    raised_at: datetime
    sent_at: datetime | None
    message_id: str | None
    attempts: int
    last_error: str | None
    next_try_at: datetime | None
    given_up_at: datetime | None
    name: str | None
    email: str | None


def letter_columns(entry: Entry, letters: Sequence[Raised]) -> tuple[object, ...]:
    """Return the letters that events raise, column by column, for the statement that appends.

    A letter goes out once per event, recipient and kind.
    """
    return (
        entry.ident if entry.category == "mentorship" else None,
        [letter_id(each.event, each.notice) for each in letters],
        [each.event for each in letters],
        [each.mentor for each in letters],
        [each.notice.to for each in letters],
        [each.notice.kind for each in letters],
        [canonical(each.notice.facts) for each in letters],
    )


def letter_id(event: UUID, notice: Notice) -> UUID:
    """Return the one id of a letter, from which its message id is made."""
    return derived_id(event, notice.to, notice.kind)


async def waiting_letters(
    connection: AnyConnection, mentorship: UUID, *, at: datetime, limit: int
) -> list[WaitingLetter]:
    """Return a mentorship's letters that may go out at ``at``, oldest first."""
    rows = await connection.fetch(SQL["waiting_letters"], mentorship, at, limit)
    return [WaitingLetter(**{**row, "facts": json.loads(row["facts"])}) for row in rows]


async def letter_sent(
    connection: AnyConnection, letter: UUID, *, at: datetime, message_id: str
) -> None:
    """Note that a letter went out; the first time stays."""
    await connection.execute(SQL["letter_sent"], letter, at, message_id)


async def letter_failed(
    connection: AnyConnection, letter: UUID, *, at: datetime, error: str
) -> None:
    """Note that a letter did not go out; it waits longer each time, a day at the most."""
    await connection.execute(SQL["letter_failed"], letter, at, _kept(error))


async def letter_refused(
    connection: AnyConnection, letter: UUID, *, at: datetime, error: str
) -> bool:
    """Note that the server will never take a letter; it waits a day, and in the end no more.

    Return whether that was the end.
    """
    given_up = await connection.fetchval(SQL["letter_refused"], letter, at, _kept(error), REFUSALS)
    return bool(given_up)


async def hold_letters(
    connection: AnyConnection, mentorship: UUID, *, at: datetime, until: datetime, error: str
) -> None:
    """Hold back all letters of a mentorship that may go out at ``at``, because none does."""
    await connection.execute(SQL["hold_letters"], mentorship, at, until, _kept(error))


async def letters_of(connection: AnyConnection, mentorship: UUID) -> list[LedgerLine]:
    """Return all letters that a mentorship raised, oldest first."""
    rows = await connection.fetch(SQL["letters_of_mentorship"], mentorship)
    return [LedgerLine(**row) for row in rows]


def _kept(error: str) -> str:
    return error.replace("\x00", "")
