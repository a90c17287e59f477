"""Receipts: what became of each command, kept for ever."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.envelopes import Outcome, Receipt
from domain.refusals import Refusal
from records.bodies import Entry, Prepared
from records.canonical import actor_fields, canonical
from records.connections import AnyConnection
from records.errors import LostRace
from records.malformed import printable
from records.recorded import Row
from records.statements import SQL


@dataclass(frozen=True)
class Kept:
    """What is kept of a command, and the digest of its content; None if it never was opened."""

    receipt: Receipt
    digest: bytes | None


async def find_receipt(connection: AnyConnection, entry: Entry) -> Kept | None:
    """Return what is kept under a command's id, whosever it is."""
    rows = await connection.fetch(SQL["find_receipt"], entry.envelope.id, entry.origin)
    found = [row for row in rows if not (entry.again and row["outcome"] == Outcome.PARKED)]
    if not found:
        return None
    row = found[0]
    if row["outcome"] == Outcome.PARKED:
        receipt = parked_receipt(entry, version=row["version"])
        return Kept(receipt.model_copy(update={"stream": row["stream"]}), row["digest"])
    return Kept(receipt_of(entry.envelope.id, row), row["digest"])


def receipt_of(command_id: UUID, row: Row) -> Receipt:
    """Return the receipt that a row of ``store.receipts`` keeps."""
    return Receipt(
        command_id=command_id,
        stream=row["stream"],
        outcome=Outcome(row["outcome"]),
        version=row["version"],
        events=tuple(row["events"]),
        code=row["code"],
        sentence=row["sentence"],
        facts=json.loads(row["facts"]),
    )


async def keep_receipt(
    connection: AnyConnection, prepared: Prepared, receipt: Receipt, *, at: datetime
) -> None:
    """Keep how a command ended that recorded nothing.

    Raises:
        LostRace: its id was used meanwhile; whoever looks again finds by whom.
    """
    columns = receipt_columns(prepared, receipt, at=at)
    if not await connection.fetchval(SQL["keep_receipt"], *columns):
        raise LostRace


def receipt_columns(prepared: Prepared, receipt: Receipt, *, at: datetime) -> tuple[object, ...]:
    """Return what ``store.receipts`` keeps of a command, in the order of its columns."""
    entry = prepared.entry
    return (
        entry.envelope.id,
        entry.origin,
        entry.stream,
        printable(entry.envelope.type),
        canonical(actor_fields(entry.envelope.actor)),
        prepared.digest,
        at,
        receipt.outcome,
        receipt.version,
        list(receipt.events),
        receipt.code,
        receipt.sentence,
        canonical(receipt.facts),
    )


def refused_receipt(entry: Entry, refusal: Refusal, *, version: int) -> Receipt:
    """Return the receipt of a command that was refused."""
    return Receipt(
        command_id=entry.envelope.id,
        stream=entry.stream,
        outcome=Outcome.REFUSED,
        version=version,
        code=refusal.code,
        sentence=str(refusal),
        facts=dict(refusal.facts),
    )


def parked_receipt(entry: Entry, *, version: int) -> Receipt:
    """Return the receipt of a command that waits for somebody to mend what made it fail."""
    return Receipt(
        command_id=entry.envelope.id,
        stream=entry.stream,
        outcome=Outcome.PARKED,
        version=version,
        code="fault",
        sentence="The service failed to decide this; it is kept, and will be tried again "
        "when the fault is mended.",
    )


def unchanged_receipt(entry: Entry, *, version: int) -> Receipt:
    """Return the receipt of a command that changed nothing."""
    return Receipt(
        command_id=entry.envelope.id,
        stream=entry.stream,
        outcome=Outcome.NOTHING_CHANGED,
        version=version,
    )
