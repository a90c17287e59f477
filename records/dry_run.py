"""What a command would do now, without doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.context import Context
from domain.envelopes import INTERNAL, Outcome, Receipt, Stamp
from domain.mentorship import Mentorship
from domain.mentorship.coming import known_deadlines
from domain.mentorship.letters.recipients import knows_letter
from domain.mentorship.views import viewer_of, visible
from domain.notices import Notice
from domain.refusals import Refusal
from domain.standing import OpenDeadline
from records.bodies import Entry, Prepared, prepare
from records.decision import Decision, decide_without_locks
from records.handle import Store
from records.kinds import State
from records.receipts import find_receipt, refused_receipt, unchanged_receipt
from records.settle import internal_actor, repeated
from records.unit import Unit


@dataclass(frozen=True)
class Preview:
    """What a command would do, or, where ``settled``, did already; to its actor's eyes.

    ``receipt`` is the one it has, or the one it would get. ``events`` are ready for JSON, with
    their ``type``; ``letters`` are kinds and recipients; ``deadlines`` are those open afterwards.
    Of a mentorship the actor is shown what they may see of it and no more; of what is refused
    there is nothing to show.
    """

    receipt: Receipt
    settled: bool = False
    events: Sequence[dict[str, Any]] = ()
    letters: Sequence[tuple[str, UUID]] = ()
    deadlines: Sequence[OpenDeadline] = ()


async def dry_run(store: Store, entry: Entry) -> Preview:
    """Decide a command as it would be decided now; take no locks and write nothing.

    Raises:
        StoreDown: PostgreSQL is away.
    """
    if entry.envelope.actor.role in INTERNAL and not entry.internal:
        return Preview(internal_actor(entry))
    prepared = prepare(entry, kinds=store.kinds, opener=store.opener)
    async with (
        store.connection() as connection,
        connection.transaction(readonly=True),
    ):
        kept = await find_receipt(connection, entry)
        if kept is not None:
            receipt = await repeated(connection, prepared, kept)
            return Preview(receipt, settled=receipt == kept.receipt)
        unit = Unit(connection, kinds=store.kinds, cache=store.cache)
        return await _preview(unit, prepared)


async def _preview(unit: Unit, prepared: Prepared) -> Preview:
    entry = prepared.entry
    try:
        decision = await decide_without_locks(unit, prepared)
    except Refusal as refusal:
        fold = (await unit.load([entry.stream]))[entry.stream]
        return Preview(refused_receipt(entry, refusal, version=fold.version))
    if not decision.events:
        receipt = unchanged_receipt(entry, version=decision.fold.version)
        state = decision.fold.state
        return Preview(receipt, deadlines=_deadlines(prepared, state, decision.context))
    return _would_record(prepared, decision)


def _would_record(prepared: Prepared, decision: Decision) -> Preview:
    entry, context = prepared.entry, decision.context
    steps = _steps(prepared, decision)
    now = steps[-1].state
    seen = [(_seen(prepared, step, now, context), step) for step in steps]
    receipt = Receipt(
        command_id=entry.envelope.id,
        stream=entry.stream,
        outcome=Outcome.RECORDED,
        version=decision.fold.version + len(decision.events),
        events=tuple(event.type for event in decision.events),
    )
    return Preview(
        receipt,
        events=[event for event, _ in seen if event is not None],
        letters=[
            (letter.kind, letter.to)
            for event, step in seen
            for letter in step.letters
            if _is_known(letter, now, context, learns=event is not None)
        ],
        deadlines=_deadlines(prepared, now, context),
    )


@dataclass(frozen=True)
class _Step:
    event: Any
    state: State
    letters: Sequence[Notice]


def _steps(prepared: Prepared, decision: Decision) -> list[_Step]:
    decider, context = prepared.kind.decider, decision.context
    state, steps = decision.fold.state, list[_Step]()
    for event in decision.events:
        state = decider.evolve(state, event, _stamp(context))
        steps.append(_Step(event, state, decider.notices(event, state, context)))
    return steps


def _stamp(context: Context) -> Stamp:
    return Stamp(at=context.at, actor=context.actor)


# Only of a mentorship some things are kept from some; people and programs are shown whole.


def _seen(prepared: Prepared, step: _Step, now: State, context: Context) -> dict[str, Any] | None:
    if not isinstance(now, Mentorship):
        whole: dict[str, Any] = prepared.kind.decider.events.dump_python(step.event, mode="json")
        return whole
    viewer = viewer_of(now, context)
    if viewer is None:
        return None
    return visible(step.event, _stamp(context), then=step.state, now=now, viewer=viewer)


def _is_known(letter: Notice, now: State, context: Context, *, learns: bool) -> bool:
    if not isinstance(now, Mentorship):
        return True
    viewer = viewer_of(now, context)
    return viewer is not None and knows_letter(letter.kind, letter.to, viewer, learns=learns)


def _deadlines(prepared: Prepared, state: State, context: Context) -> tuple[OpenDeadline, ...]:
    deadlines = prepared.kind.deadlines(state)
    if not isinstance(state, Mentorship):
        return deadlines
    viewer = viewer_of(state, context)
    known = {each.id for each in known_deadlines(state, viewer)} if viewer else frozenset[str]()
    return tuple(each for each in deadlines if each.id in known)
