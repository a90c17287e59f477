"""The events of CHECK_IN, and how a check-in changes by them."""

from typing import Annotated, Literal, assert_never

from domain.context import Context
from domain.dates import Due, days_from
from domain.envelopes import Stamp
from domain.mentorship.matters import Attention, DeadlineKind, Number
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.stages import Side, Stage
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.mentorship.work import CheckIn, CheckInKind, Reflection, Wish
from domain.model import Personal, Text
from domain.replacing import replace

Outcome = Literal["go_on", "redefine", "end_wished", "missed", "moved"]
How = Literal["both", "one_sided", "by_coordinator", "by_proposal"]


class CheckInOpened(MentorshipEvent):
    """A check-in is open; it starts with what was accomplished since the last one."""

    type: Literal["check_in.check_in_opened"] = "check_in.check_in_opened"
    check_in: Number
    kind: CheckInKind
    number: int
    due: Due
    remind_on: Due | None
    next_on: Due | None


class CheckInSkipped(MentorshipEvent):
    """A date for a check-in came while the two were busy with another one or a redefinition."""

    type: Literal["check_in.check_in_skipped"] = "check_in.check_in_skipped"
    kind: CheckInKind
    next_on: Due | None


class ReflectionSubmitted(MentorshipEvent):
    """One side reflected."""

    type: Literal["check_in.reflection_submitted"] = "check_in.reflection_submitted"
    check_in: Number
    side: Side
    reflection: Reflection


class CheckInReminded(MentorshipEvent):
    """Those who had not reflected were reminded, once."""

    type: Literal["check_in.check_in_reminded"] = "check_in.check_in_reminded"
    check_in: Number
    sides: tuple[Side, ...]


class CheckInHeld(MentorshipEvent):
    """The check-in is over; ``how`` says whose answers it rests on.

    Whoever wished to end is asked to ``confirm`` it by a date. That stands here and not in an
    event of its own, so that the other side learns nothing, not even from the types of events.
    """

    type: Literal["check_in.check_in_held"] = "check_in.check_in_held"
    check_in: Number
    outcome: Outcome
    how: How
    why: Annotated[Text, Personal("actor")] | None = None
    confirm: tuple[Side, ...] = ()
    confirm_by: Due | None = None


class CheckInMissed(MentorshipEvent):
    """Nobody reflected in time."""

    type: Literal["check_in.check_in_missed"] = "check_in.check_in_missed"
    check_in: Number
    in_a_row: int


CheckInEvent = (
    CheckInOpened
    | CheckInSkipped
    | ReflectionSubmitted
    | CheckInReminded
    | CheckInHeld
    | CheckInMissed
)


def held(
    found: CheckIn, context: Context, *, outcome: Outcome, how: How, why: str | None = None
) -> CheckInHeld:
    """Return the end of a check-in: whoever wished to end is asked to confirm, however it ended.

    The date is by policy ``end_confirmation_days``.
    """
    program = context.known_program()
    confirm_by = days_from(context.at, program.policy.end_confirmation_days, program.zone)
    wishing = tuple(side for side in Side if found.wishes(side, Wish.END))
    return CheckInHeld(
        check_in=found.number,
        outcome=outcome,
        how=how,
        why=why,
        confirm=wishing,
        confirm_by=confirm_by if wishing else None,
    )


def evolve(state: Mentorship, event: CheckInEvent, stamp: Stamp) -> Mentorship:
    """Fold an event about check-ins; total."""
    match event:
        case CheckInOpened():
            return _opened(state, event, stamp)
        case CheckInSkipped():
            return _next(state, event.kind, event.next_on, stamp)
        case ReflectionSubmitted():
            return _reflected(state, event)
        case CheckInReminded():
            return settle(state, DeadlineKind.CHECK_IN_REMINDER, subject=event.check_in)
        case CheckInHeld():
            return _held(state, event, stamp)
        case CheckInMissed():
            missed = closed_check_in(state, event.check_in, "missed")
            return replace(missed, missed_in_a_row=event.in_a_row)
        case _:
            assert_never(event)


def _opened(state: Mentorship, event: CheckInOpened, stamp: Stamp) -> Mentorship:
    earlier = [each.opened_at for each in state.check_ins.values()]
    check_in = CheckIn(
        number=event.check_in,
        kind=event.kind,
        ordinal=event.number,
        opened_at=stamp.at,
        due=event.due,
        since=max(earlier, default=state.opened_at),
    )
    stage = state.stage if event.kind is CheckInKind.FIT else Stage.CHECK_IN
    kept = replace(state, stage=stage, check_ins={**state.check_ins, event.check_in: check_in})
    kept = _next(kept, event.kind, event.next_on, stamp)
    for kind, due in (
        (DeadlineKind.CHECK_IN_REMINDER, event.remind_on),
        (DeadlineKind.CHECK_IN_DUE, event.due),
    ):
        kept = wait_for(kept, kind, due, at=stamp.at, subject=event.check_in)
    return kept


def _next(state: Mentorship, kind: CheckInKind, due: Due | None, stamp: Stamp) -> Mentorship:
    return wait_for(state, DeadlineKind.CHECK_IN_OPENS, due, at=stamp.at, subject=kind)


def _reflected(state: Mentorship, event: ReflectionSubmitted) -> Mentorship:
    found = state.check_ins.get(event.check_in)
    if found is None:
        return state
    reflections = {**found.reflections, event.side: event.reflection}
    changed = replace(found, reflections=reflections)
    return replace(state, check_ins={**state.check_ins, event.check_in: changed})


def _held(state: Mentorship, event: CheckInHeld, stamp: Stamp) -> Mentorship:
    over = closed_check_in(state, event.check_in, event.outcome)
    if event.outcome != "moved":
        calm = state.attention - {Attention.CHECK_INS_MISSED}
        over = replace(over, missed_in_a_row=0, attention=calm)
    found = state.check_ins.get(event.check_in)
    for side in found.reflections if found else ():
        # Who reflected anew has taken an earlier wish to end back, or says it again.
        over = settle(over, DeadlineKind.END_CONFIRMATION, subject=side)
    for side in event.confirm:
        over = wait_for(
            over,
            DeadlineKind.END_CONFIRMATION,
            event.confirm_by,
            at=stamp.at,
            subject=side,
            label="end confirmation",
        )
    return over


def closed_check_in(state: Mentorship, number: int, outcome: str) -> Mentorship:
    """Return the state in which a check-in is over; CHECK_IN gives way to GOALS."""
    found = state.check_ins.get(number)
    if found is None:
        return state
    check_ins = {**state.check_ins, number: replace(found, outcome=outcome)}
    leaves = state.stage is Stage.CHECK_IN and found.kind is not CheckInKind.FIT
    stage = Stage.GOALS if leaves else state.stage
    over = replace(state, check_ins=check_ins, stage=stage)
    return settle(over, DeadlineKind.CHECK_IN_REMINDER, DeadlineKind.CHECK_IN_DUE, subject=number)
