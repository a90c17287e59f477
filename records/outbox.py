"""Letters: put out with the events that raise them, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.envelopes import derived_id
from domain.notices import Notice
from records.bodies import Entry
from records.canonical import canonical
from records.connections import AnyConnection
from records.statements import SQL, asking


@dataclass(frozen=True)
class Raised:
    """A letter as an event raises it; ``mentor`` is the pair's after that event."""

    event: UUID
    mentor: UUID | None
    notice: Notice


@dataclass(frozen=True)
class LedgerLine:
    """What became of a letter.

    ``name`` and ``email`` are the recipient's of today, or the former ones if it goes there. The
    mailbox heard of it at ``handed_at``. ``mail`` is the message in which it leaves, and
    ``in_mail`` how many letters are gathered there. It is held until ``next_try_at`` if
    ``held_why`` says why. It waits no more once it was sent, dropped because it applies no longer,
    or given up because the server refused it again and again.
    """

    id: UUID
    event: UUID
    mentorship: UUID | None
    program: UUID | None
    kind: str
    recipient: UUID
    raised_at: datetime
    handed_at: datetime | None
    mail: UUID | None
    is_reminder: bool | None
    in_mail: int
    held_why: str | None
    sent_at: datetime | None
    message_id: str | None
    attempts: int
    last_error: str | None
    next_try_at: datetime | None
    dropped_at: datetime | None
    dropped_why: str | None
    given_up_at: datetime | None
    name: str | None
    email: str | None

    @property
    def is_finished(self) -> bool:
        """Whether the letter waits no more."""
        return any((self.sent_at, self.dropped_at, self.given_up_at))


def letter_columns(entry: Entry, letters: Sequence[Raised]) -> tuple[object, ...]:
    """Return the letters that events raise, column by column, for the statement that appends.

    A letter goes out once per event, recipient and kind.
    """
    return (
        entry.ident if entry.category == "mentorship" else None,
        [letter_id(each.event, each.notice) for each in letters],
        [each.event for each in letters],
        [each.notice.program for each in letters],
        [each.mentor for each in letters],
        [each.notice.to for each in letters],
        [each.notice.kind for each in letters],
        [canonical(each.notice.facts) for each in letters],
    )


def letter_id(event: UUID, notice: Notice) -> UUID:
    """Return the one id of a letter, from which its message id is made."""
    return derived_id(event, notice.to, notice.kind)


async def letters_of(connection: AnyConnection, mentorship: UUID) -> list[LedgerLine]:
    """Return all letters that a mentorship raised, oldest first."""
    return await _ledger(connection, "mentorship", mentorship)


async def letters_to(connection: AnyConnection, person: UUID) -> list[LedgerLine]:
    """Return all letters that were raised for a person, oldest first."""
    return await _ledger(connection, "person", person)


async def _ledger(connection: AnyConnection, whose: str, ident: UUID) -> list[LedgerLine]:
    rows = await connection.fetch(asking(SQL["ledger"], frozenset({whose})), ident)
    return [LedgerLine(**row) for row in rows]
