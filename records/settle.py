"""One command, decided and recorded in the transaction it is given."""

from collections.abc import Sequence
from datetime import datetime

from domain.envelopes import SYSTEM, CommandEnvelope, Receipt, derived_id
from domain.refusals import Refusal
from records.append import Appended, append
from records.bodies import Entry, Prepared, prepare
from records.connections import AnyConnection
from records.decision import decide
from records.receipts import (
    Kept,
    find_receipt,
    keep_receipt,
    refused_receipt,
    unchanged_receipt,
)
from records.statements import SQL
from records.unit import Unit


async def settle(unit: Unit, prepared: Prepared) -> Receipt:
    """Decide a command and record what follows from it, or return the receipt it has already.

    What it brings about in other streams is recorded with it. A command of the clock that changes
    nothing leaves no receipt, because nobody waits for it (rule 12 of the domain); the same holds
    for what the service asks by itself.

    Raises:
        LostRace: somebody was faster; the whole decision is to be taken again.
    """
    entry = prepared.entry
    kept = await find_receipt(unit.connection, entry)
    if kept is not None:
        return await repeated(unit.connection, prepared, kept)
    try:
        decision = await decide(unit, prepared)
    except Refusal as refusal:
        return await _refused(unit, prepared, refusal)
    if not decision.events:
        receipt = unchanged_receipt(entry, version=decision.fold.version)
        return await _kept(unit, prepared, receipt, at=decision.context.at)
    receipt, appended = await append(unit, prepared, decision)
    await _follow(unit, prepared, appended)
    return receipt


def internal_actor(entry: Entry) -> Receipt:
    """Return the answer to somebody outside who acts as the clock or the system.

    Nothing is kept of it: a receipt would stand in the way of the real clock's command.
    """
    sentence = "Only the service itself acts as the clock or the system; act as a person."
    return refused_receipt(entry, Refusal("internal_actor", sentence), version=0)


async def repeated(connection: AnyConnection, prepared: Prepared, kept: Kept) -> Receipt:
    """Return the receipt that is kept under a command's id, or refuse an id of another command."""
    entry = prepared.entry
    same_content = kept.digest in {prepared.digest, None}
    if same_content and kept.receipt.stream == entry.stream:
        return kept.receipt
    sentence = "This id belongs to another command; give each command an id of its own."
    version = await connection.fetchval(SQL["version_of_stream"], entry.stream)
    return refused_receipt(entry, Refusal("id_reused", sentence), version=version or 0)


async def _refused(unit: Unit, prepared: Prepared, refusal: Refusal) -> Receipt:
    entry = prepared.entry
    version = await unit.connection.fetchval(SQL["version_of_stream"], entry.stream)
    receipt = refused_receipt(entry, refusal, version=version or 0)
    return await _kept(unit, prepared, receipt, at=entry.at)


async def _kept(unit: Unit, prepared: Prepared, receipt: Receipt, *, at: datetime) -> Receipt:
    if prepared.entry.answered:
        await keep_receipt(unit.connection, prepared, receipt, at=at)
    return receipt


async def _follow(unit: Unit, prepared: Prepared, appended: Sequence[Appended]) -> None:
    decider = prepared.kind.decider
    for each in appended:
        following = decider.following(each.event, each.fold.state)
        for number, follow_on in enumerate(following):
            commands = unit.kinds[follow_on.category].decider.commands
            body = commands.dump_python(follow_on.command, mode="json")
            envelope = CommandEnvelope(
                id=derived_id(each.kept.id, "following", number),
                actor=SYSTEM,
                type=body.pop("type"),
                body=body,
            )
            entry = Entry(
                category=follow_on.category,
                ident=follow_on.stream,
                envelope=envelope,
                at=each.kept.at,
                internal=True,
            )
            await settle(unit, prepare(entry, kinds=unit.kinds, opener=_no_seal))


def _no_seal(_sealed: str) -> bytes:
    message = "what follows from an event is never sealed"
    raise AssertionError(message)
