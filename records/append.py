"""Recording what was decided: events, tables, letters and the receipt, in one transaction."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.envelopes import Outcome, Receipt, Stamp, derived_id
from records.bodies import Prepared
from records.canonical import canonical, is_read_back_as_it_is
from records.claims import move_claims
from records.decision import Decision
from records.errors import LostRace
from records.folds import Fold
from records.kinds import Event
from records.outbox import Raised, letter_columns
from records.receipts import receipt_columns
from records.recorded import Recorded, Source, data_of
from records.statements import SQL
from records.unit import Unit
from records.upcasting import Data, current_version
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

    Raises:
        LostRace: the stream moved on since it was loaded, or the id was used meanwhile.
    """
    entry, kind = prepared.entry, prepared.kind
    data = [data_of(kind.decider, each) for each in decision.events]
    stored = await _as_read_back(unit, data)
    appended = chained(prepared, decision, stored, source=unit.source)
    before, after = decision.fold, appended[-1].fold
    receipt = Receipt(
        command_id=entry.envelope.id,
        stream=entry.stream,
        outcome=Outcome.RECORDED,
        version=after.version,
        events=tuple(event.type for event in decision.events),
    )
    await _record(unit, prepared, decision, receipt, appended)
    unit.note([after])
    await write_read_tables(unit.connection, kind, after)
    await move_claims(unit, entry, before=kind.claims(before.state), after=kind.claims(after.state))
    return receipt, appended


async def _as_read_back(unit: Unit, data: Sequence[Data]) -> Sequence[Data]:
    """Return the events' data as the database will give it back, for the hashes to cover that.

    Only numbers with a point change on the way; without them nobody has to be asked.
    """
    if all(is_read_back_as_it_is(each) for each in data):
        return data
    shown = await unit.connection.fetchval(SQL["as_read_back"], [canonical(each) for each in data])
    return [json.loads(each) for each in shown]


def chained(
    prepared: Prepared, decision: Decision, stored: Sequence[Data], *, source: Source | None = None
) -> Sequence[Appended]:
    """Return events as they are kept, each tied to the one before, with the states after them."""
    fold, appended = decision.fold, []
    for event, data in zip(decision.events, stored, strict=True):
        kept = _kept(prepared, decision, fold=fold, event=event, data=data, source=source)
        fold = _after(prepared, fold, event=event, kept=kept)
        appended.append(Appended(event=event, kept=kept, fold=fold))
    return appended


def _kept(
    prepared: Prepared,
    decision: Decision,
    *,
    fold: Fold,
    event: Event,
    data: Data,
    source: Source | None,
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
        data=data,
        source=source,
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


async def _record(
    unit: Unit,
    prepared: Prepared,
    decision: Decision,
    receipt: Receipt,
    appended: Sequence[Appended],
) -> None:
    """Write all that is never rebuilt, in one statement, which draws positions last.

    Positions become visible in another order than they are drawn in, so a reader that tails the
    store has to wait for those who have drawn some. The statement therefore says first that it is
    about to; see ``records.reading``. It says so as late as can be, after everything that may wait
    or take time, because one slow transaction keeps the readers waiting, and behind a waiting
    reader new appends queue. The read tables come after it in a statement of their own: whoever
    waited here for a rebuild to end has to write the tables that it put in place.
    """
    before, first = decision.fold, appended[0].kept
    told = unit.told == before.stream
    recorded = await unit.connection.fetchval(
        SQL["append"],
        before.version,
        told,
        *receipt_columns(prepared, receipt, at=decision.context.at),
        None if first.source is None else canonical(first.source.as_json()),
        *_event_columns([each.kept for each in appended]),
        *letter_columns(prepared.entry, list(raised(prepared, decision, appended))),
    )
    if not recorded:
        raise LostRace


def _event_columns(events: Sequence[Recorded]) -> tuple[Sequence[object], ...]:
    return (
        [each.id for each in events],
        [each.type for each in events],
        [each.schema_version for each in events],
        [canonical(each.data) for each in events],
        [each.hash for each in events],
    )


def raised(
    prepared: Prepared, decision: Decision, appended: Sequence[Appended]
) -> Iterator[Raised]:
    """Yield the letters that go out because of events."""
    kind = prepared.kind
    for each in appended:
        notices = kind.decider.notices(each.event, each.fold.state, decision.context)
        for notice in notices:
            yield Raised(each.kept.id, kind.mentor(each.fold.state), notice)
