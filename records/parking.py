"""Commands whose decision failed in a way nobody foresaw, kept until they are tried again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from domain.envelopes import CommandEnvelope, Receipt
from domain.standing import OpenDeadline
from records.bodies import Entry
from records.connections import AnyConnection
from records.errors import RecordsError
from records.receipts import find_receipt, parked_receipt
from records.recorded import Row, stream_parts
from records.statements import SQL

_ERROR_LIMIT = 2_000
"""Characters of an error that are kept."""


@dataclass(frozen=True)
class Parked:
    """A command that waits to be tried again, with the error of the last attempt.

    A deadline of the clock has ``deadline`` and ``due``, and is tried again at ``retry_at``.
    """

    stream: str
    envelope: CommandEnvelope
    internal: bool
    deadline: str | None
    due: datetime | None
    entered_at: datetime
    parked_at: datetime
    error: str
    attempts: int
    retry_at: datetime | None

    def entry(self, *, at: datetime) -> Entry:
        """Return the command as it enters again at ``at``."""
        category, ident = stream_parts(self.stream)
        deadline = None
        if self.deadline is not None and self.due is not None:
            deadline = OpenDeadline(id=self.deadline, kind="", due=self.due)
        return Entry(
            category=category,
            ident=ident,
            envelope=self.envelope,
            at=at,
            internal=self.internal,
            deadline=deadline,
            again=True,
        )


async def park(
    connection: AnyConnection, entry: Entry, error: Exception, *, digest: bytes | None = None
) -> Receipt:
    """Keep a command that failed, as it came, and return what its caller is told.

    If another copy of it was recorded meanwhile, return that one's receipt.
    """
    kept = await find_receipt(connection, entry)
    if kept is not None and kept.receipt.outcome != "parked":
        return kept.receipt
    row = await connection.fetchrow(
        SQL["park_command"],
        entry.envelope.id,
        entry.origin,
        entry.stream,
        entry.envelope.model_dump_json(),
        digest,
        None if entry.deadline is None else entry.deadline.id,
        None if entry.deadline is None else entry.deadline.due,
        entry.at,
        entry.at,
        _shown(error),
    )
    assert row is not None  # noqa: S101 - the statement always gives a row back
    return parked_receipt(entry, version=row["version"])


def _shown(error: Exception) -> str:
    """Return what is kept of an error; the words of one that is not ours may be a person's."""
    name = type(error).__name__
    message = f"{name}: {error}" if isinstance(error, RecordsError) else name
    return message[:_ERROR_LIMIT]


async def unpark(connection: AnyConnection, entry: Entry) -> None:
    """Forget that a command was parked, because it was decided."""
    await connection.execute(SQL["unpark_command"], entry.envelope.id, entry.origin)


async def parked_of(connection: AnyConnection, stream: str) -> list[Parked]:
    """Return what is parked on a stream, in the order in which it came."""
    rows = await connection.fetch(SQL["parked_of_stream"], stream)
    return [_parked(row) for row in rows]


async def all_parked(connection: AnyConnection, *, limit: int) -> list[Parked]:
    """Return what is parked anywhere, in the order in which it came."""
    rows = await connection.fetch(SQL["parked_everywhere"], limit)
    return [_parked(row) for row in rows]


async def parked_in(
    connection: AnyConnection, program: UUID, *, without: Iterable[str], limit: int
) -> list[Parked]:
    """Return what is parked in a program but on some streams, in the order in which it came."""
    rows = await connection.fetch(SQL["parked_in_program"], program, list(without), limit)
    return [_parked(row) for row in rows]


async def parked_streams(connection: AnyConnection) -> list[str]:
    """Return the streams on which something is parked, in the order in which it came."""
    rows = await connection.fetch(SQL["parked_streams"])
    return [row["stream"] for row in rows]


async def unpark_closed(
    connection: AnyConnection, stream: str, *, still_open: Iterable[OpenDeadline]
) -> None:
    """Forget parked deadlines that are not open any more."""
    kept = list(still_open)
    await connection.execute(
        SQL["unpark_closed_deadlines"],
        stream,
        [each.id for each in kept],
        [each.due for each in kept],
    )


def _parked(row: Row) -> Parked:
    return Parked(
        stream=row["stream"],
        envelope=CommandEnvelope.model_validate_json(row["envelope"]),
        internal=row["origin"] == "inside",
        deadline=row["deadline"],
        due=_utc(row["due"]),
        entered_at=row["entered_at"].astimezone(UTC),
        parked_at=row["parked_at"].astimezone(UTC),
        error=row["error"],
        attempts=row["attempts"],
        retry_at=_utc(row["retry_at"]),
    )


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)
