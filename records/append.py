"""Recording what was decided: events, tables, letters and the receipt, in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.envelopes import Outcome, Receipt, Stamp, derived_id
from records.bodies import Prepared
from records.canonical import canonical
from records.claims import move_claims
from records.decision import Decision
from records.errors import LostRace
from records.folds import Fold
from records.kinds import Event
from records.outbox import Raised, raise_letters
from records.receipts import keep_receipt
from records.recorded import Recorded, data_of
from records.statements import SQL
from records.unit import Unit
from records.upcasting import current_version
from records.writing import write_read_tables


@dataclass(frozen=True)
class Appended:
    """An event just recorded: as the domain knows it, as it is kept, and the state after it."""

    event: Event
    kept: Recorded
    fold: Fold


async def append(
    unit: Unit, prepared: Prepared, decision: Decision
) -> tuple[Receipt, Sequence[Appended]]:
    """Record the events of a decision and all that is written with them.

    The order matters: the stream is moved on and the receipt kept before positions are drawn, so
    that whoever loses a race leaves no gap behind.

    Raises:
        LostRace: the stream moved on since it was loaded, or the id was used meanwhile.
    """
    entry, decider = prepared.entry, prepared.kind.decider
    data = [canonical(data_of(decider, event)) for event in decision.events]
    await unit.announce()
    stored = await _advance(unit, decision.fold, data)
    receipt = Receipt(
        command_id=entry.envelope.id,
        stream=entry.stream,
        outcome=Outcome.RECORDED,
        version=decision.fold.version + len(data),
        events=tuple(event.type for event in decision.events),
    )
    await keep_receipt(unit.connection, prepared, receipt, at=decision.context.at)
    appended = _chain(unit, prepared, decision, stored)
    await _insert(unit, [each.kept for each in appended])
    await _write_around(unit, prepared, decision, appended)
    return receipt, appended


async def _advance(unit: Unit, fold: Fold, data: Sequence[str]) -> Sequence[str]:
    told = unit.told == fold.stream
    if fold.version == 0:
        heard = len(data) if told else 0
        followed = heard if fold.stream.startswith("mentorship/") else None
        arguments: tuple[object, ...] = (fold.stream, len(data), followed, data)
        statement = SQL["open_stream"]
    else:
        arguments = (fold.stream, fold.version, len(data), told, data)
        statement = SQL["advance_stream"]
    stored: Sequence[str] | None = await unit.connection.fetchval(statement, *arguments)
    if stored is None:
        raise LostRace
    return stored


def _chain(
    unit: Unit, prepared: Prepared, decision: Decision, stored: Sequence[str]
) -> Sequence[Appended]:
    fold, appended = decision.fold, []
    for event, data in zip(decision.events, stored, strict=True):
        kept = _kept(unit, prepared, decision, fold=fold, event=event, data=data)
        fold = _after(prepared, fold, event=event, kept=kept)
        appended.append(Appended(event=event, kept=kept, fold=fold))
    return appended


def _kept(
    unit: Unit, prepared: Prepared, decision: Decision, *, fold: Fold, event: Event, data: str
) -> Recorded:
    envelope, version = prepared.entry.envelope, fold.version + 1
    event_ = Recorded(
        position=0,
        stream=fold.stream,
        version=version,
        id=derived_id(envelope.id, fold.stream, version),
        type=event.type,
        schema_version=current_version(event.type),
        at=decision.context.at,
        actor=envelope.actor,
        command_id=envelope.id,
        data=json.loads(data),
        source=unit.source,
        hash=b"",
    )
    return replace(event_, hash=event_.hash_after(fold.head))


def _after(prepared: Prepared, fold: Fold, *, event: Event, kept: Recorded) -> Fold:
    stamp = Stamp(at=kept.at, actor=kept.actor)
    return Fold(
        stream=fold.stream,
        version=kept.version,
        state=prepared.kind.decider.evolve(fold.state, event, stamp),
        first_at=fold.first_at or kept.at,
        last_at=kept.at,
        head=kept.hash,
    )


async def _insert(unit: Unit, events: Sequence[Recorded]) -> None:
    first = events[0]
    await unit.connection.execute(
        SQL["insert_events"],
        first.stream,
        first.at,
        canonical(first.actor.model_dump(mode="json")),
        first.command_id,
        None if first.source is None else canonical(first.source.as_json()),
        [each.version for each in events],
        [each.id for each in events],
        [each.type for each in events],
        [each.schema_version for each in events],
        [canonical(each.data) for each in events],
        [each.hash for each in events],
    )


async def _write_around(
    unit: Unit, prepared: Prepared, decision: Decision, appended: Sequence[Appended]
) -> None:
    entry, kind, after = prepared.entry, prepared.kind, appended[-1].fold
    unit.note([after])
    await write_read_tables(unit.connection, kind, entry.ident, after)
    await move_claims(
        unit, entry, before=kind.claims(decision.fold.state), after=kind.claims(after.state)
    )
    letters = [
        Raised(each.kept.id, kind.mentor(each.fold.state), notice)
        for each in appended
        for notice in kind.decider.notices(each.event, each.fold.state, decision.context)
    ]
    await raise_letters(unit.connection, entry, letters, at=decision.context.at)
