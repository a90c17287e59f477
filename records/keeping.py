"""What sorting a mailbox found out, kept with the letters."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from domain.mailbox import Hold, Sorting, WhyHeld
from records.connections import AnyConnection
from records.mailing import SERVER_DOWN
from records.recorded import Row
from records.statements import SQL

_Part = tuple[UUID, UUID | None, bool | None, str | None, datetime | None, str | None]
"""What is kept of a letter that was sorted: its mail, whether that is a reminder, why it is held,
until when, and why it is dropped."""


async def keep_dropped(
    connection: AnyConnection, rows: Iterable[Row], *, why: str, at: datetime
) -> None:
    """Keep that none of the letters is ever sent, and why."""
    await _keep(connection, [_dropped(row["id"], why) for row in rows], at=at)


async def keep_sorted(
    connection: AnyConnection,
    rows: Sequence[Row],
    sorting: Sorting,
    unsorted: Iterable[UUID],
    *,
    at: datetime,
) -> None:
    """Keep what became of each letter; those that could not be sorted have a mail of their own."""
    await _keep(connection, [*_parts(sorting, rows), *map(_alone, unsorted)], at=at)


def _parts(sorting: Sorting, rows: Sequence[Row]) -> Iterable[_Part]:
    """Yield what was found out about letters, but for those of which all that is known already."""
    by_id = {row["id"]: row for row in rows}
    for mail in sorting.mails:
        for letter in mail.letters:
            yield letter, mail.id, mail.is_reminder, None, None, None
    for drop in sorting.dropped:
        yield _dropped(drop.letter, drop.why)
    for hold in sorting.held:
        row = by_id[hold.letter]
        part = _held(hold, row)
        if row["handed_at"] is None or part[3:5] != (row["held_why"], row["next_try_at"]):
            yield part


def _held(hold: Hold, row: Row) -> _Part:
    if hold.why is WhyHeld.TRIED_AGAIN:  # what happened to its mail says why it waits
        down = SERVER_DOWN if row["held_why"] == SERVER_DOWN else None
        return hold.letter, None, None, down, hold.until, None
    return hold.letter, None, None, hold.why, hold.until, None


def _alone(letter: UUID) -> _Part:
    """Give a letter at which the rules stumble a mail of its own: nothing else fails with it."""
    return letter, letter, False, None, None, None


def _dropped(letter: UUID, why: str) -> _Part:
    return letter, None, None, None, None, why


async def _keep(connection: AnyConnection, parts: Iterable[_Part], *, at: datetime) -> None:
    columns = [list(column) for column in zip(*parts, strict=True)]
    if columns:
        await connection.execute(SQL["sort_letters"], at, *columns)
