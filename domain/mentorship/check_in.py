"""CHECK_IN: the two look back and ahead, at least quarterly, on dates that were fixed before."""

from typing import ClassVar, Literal, assert_never

from domain.context import Context
from domain.dates import Due, days_from, future
from domain.mentorship.matters import Attention, Number
from domain.mentorship.messages import CoordinatorAsked, MentorshipCommand, MentorshipEvent
from domain.mentorship.parts import side_acting
from domain.mentorship.redefinition import RedefinitionOpened, redefinition_due
from domain.mentorship.reflections import (
    CheckInMissed,
    CheckInOpened,
    CheckInReminded,
    CheckInSkipped,
    Outcome,
    ReflectionSubmitted,
    held,
)
from domain.mentorship.schedule import next_check_in
from domain.mentorship.stages import COORDINATOR, PAIR, WITH_MENTOR, Side, Stage
from domain.mentorship.state import Mentorship
from domain.mentorship.work import CheckIn, CheckInKind, Climate, Reflection, Wish
from domain.model import Text
from domain.refusals import Refusal
from domain.replacing import replace


class SubmitReflection(MentorshipCommand):
    """Look back and ahead, rate the climate, and say what you wish for. A wish is not an act."""

    who: ClassVar = PAIR
    stages: ClassVar = WITH_MENTOR
    type: Literal["submit_reflection"] = "submit_reflection"
    check_in: Number | None = None
    done: Text
    next: Text
    wish: Wish
    climate: Climate | None = None
    feedback: Text | None = None
    private_note: Text | None = None


class HoldCheckIn(MentorshipCommand):
    """Record a check-in that the two held in another way."""

    who: ClassVar = COORDINATOR
    stages: ClassVar = WITH_MENTOR
    type: Literal["hold_check_in"] = "hold_check_in"
    check_in: Number | None = None
    outcome: Literal["go_on", "redefine"] = "go_on"
    why: Text


CheckInCommand = SubmitReflection | HoldCheckIn


def decide(command: CheckInCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a command about check-ins; raises ``Refusal``."""
    match command:
        case SubmitReflection():
            return _submit(command, state, context)
        case HoldCheckIn():
            found = _open_check_in(command.check_in, state)
            over = held(
                found, context, outcome=command.outcome, how="by_coordinator", why=command.why
            )
            return [over, *_redefining(found, command.outcome, state, context)]
        case _:
            assert_never(command)


def _open_check_in(number: int | None, state: Mentorship) -> CheckIn:
    if not state.open_check_ins:
        nothing = "No check-in is open; the next one opens by itself."
        raise Refusal("no_check_in_open", nothing)
    for each in state.open_check_ins:
        if number in {None, each.number}:
            return each
    numbers = [str(each.number) for each in state.open_check_ins]
    sentence = f"Check-in {number} is not open; open is {' and '.join(numbers)}."
    raise Refusal("no_check_in_open", sentence, check_in=number)


def _submit(
    command: SubmitReflection, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    found = _open_check_in(command.check_in, state)
    side = side_acting(state, context)
    reflection = Reflection.model_validate(command.model_dump(exclude={"type", "check_in"}))
    if found.reflections.get(side) == reflection:
        return []
    submitted = ReflectionSubmitted(check_in=found.number, side=side, reflection=reflection)
    reflections = {**found.reflections, side: reflection}
    if side.other not in reflections:
        return [submitted]
    return [submitted, *_held(replace(found, reflections=reflections), state, context)]


def _held(found: CheckIn, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    outcome = _outcome({reflection.wish for reflection in found.reflections.values()})
    over = held(
        found, context, outcome=outcome, how="both" if len(found.reflections) > 1 else "one_sided"
    )
    return [over, *_redefining(found, outcome, state, context)]


def _outcome(wishes: set[Wish]) -> Literal["go_on", "redefine", "end_wished"]:
    if Wish.END in wishes:
        return "end_wished"
    return "redefine" if Wish.REDEFINE in wishes else "go_on"


def _redefining(
    found: CheckIn, outcome: Outcome, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    if outcome != "redefine" or found.kind is CheckInKind.FIT or state.stage is Stage.REDEFINITION:
        return []
    return [RedefinitionOpened(because="check_in", due=redefinition_due(context))]


def on_check_in_opens(
    kind: CheckInKind, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    """Open a check-in, or skip it where the stage has no room for one.

    A fit check needs a mentor only and changes no stage. The others open in GOALS.
    """
    next_on = next_check_in(state, context) if kind is CheckInKind.PERIODIC else None
    if kind is not CheckInKind.FIT and state.stage is not Stage.GOALS:
        return [CheckInSkipped(kind=kind, next_on=next_on)]
    return [open_check_in(kind, state, context, next_on=next_on)]


def open_check_in(
    kind: CheckInKind, state: Mentorship, context: Context, *, next_on: Due | None
) -> CheckInOpened:
    """Return the opening of a check-in now, for the policy's ``check_in_open_days``."""
    program = context.known_program()
    policy, zone = program.policy, program.zone
    due = days_from(context.at, policy.check_in_open_days, zone)
    remind_on = days_from(context.at, policy.check_in_reminder_days, zone)
    return CheckInOpened(
        check_in=len(state.check_ins) + 1,
        kind=kind,
        number=sum(1 for each in state.check_ins.values() if each.kind is kind) + 1,
        due=due,
        remind_on=future(remind_on, context.at) if remind_on.at < due.at else None,
        next_on=next_on,
    )


def on_reminder(found: CheckIn) -> list[MentorshipEvent]:
    """Remind those who have not reflected, once."""
    silent = tuple(side for side in Side if side not in found.reflections)
    return [CheckInReminded(check_in=found.number, sides=silent)]


def on_due(found: CheckIn, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Close the check-in: one answer is enough; none is a miss, and misses in a row are told."""
    if found.reflections:
        return _held(found, state, context)
    in_a_row = state.missed_in_a_row + 1
    missed = CheckInMissed(check_in=found.number, in_a_row=in_a_row)
    if in_a_row < context.known_program().policy.missed_check_ins:
        return [missed]
    return [missed, CoordinatorAsked(reason=Attention.CHECK_INS_MISSED)]


def on_end_confirmation() -> list[MentorshipEvent]:
    """Tell the coordinator of a wish to end that was not followed up."""
    return [CoordinatorAsked(reason=Attention.END_WISH_UNANSWERED)]
