"""The administrator's hand: moving a mentorship from stage to stage, with a reason."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, assert_never

from domain.context import Context
from domain.dates import Due
from domain.envelopes import Actor, Role, Stamp
from domain.mentorship.agreements import void_proposal
from domain.mentorship.check_in import open_check_in
from domain.mentorship.closing import end
from domain.mentorship.ended import ending_events
from domain.mentorship.invitations import withdrawals
from domain.mentorship.matters import Attention, DeadlineKind, EndingKind, Schedule
from domain.mentorship.mentors import agreement_due, nudge_on, search_begun
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.parts import part_of
from domain.mentorship.redefinition import RedefinitionOpened, abandoned, redefinition_due
from domain.mentorship.reflections import CheckInHeld, held
from domain.mentorship.schedule import next_check_in, schedule_anew, scheduled
from domain.mentorship.stages import (
    ANY_STAGE,
    COORDINATOR,
    UNDER_WAY,
    WITH_MENTOR,
    WITHOUT_MENTOR,
    Part,
    Stage,
    StageName,
)
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.mentorship.work import CheckIn, CheckInKind
from domain.model import Email, Line, Personal, PersonId, Text
from domain.refusals import Refusal
from domain.replacing import replace


class Transition(MentorshipCommand):
    """Move the mentorship to a stage, and say why."""

    who: ClassVar = COORDINATOR
    stages: ClassVar = ANY_STAGE
    type: Literal["transition"] = "transition"
    to: StageName
    why: Text


class TransitionByEmail(MentorshipCommand):
    """A transition that came as a raw signal: ``by`` is a coordinator's address."""

    who: ClassVar = frozenset({Part.SYSTEM})
    stages: ClassVar = ANY_STAGE
    type: Literal["transition_by_email"] = "transition_by_email"
    to: StageName
    why: Text
    by: Email


class NoteMalformedSignal(MentorshipCommand):
    """A signal that could not be read. It is refused, so that its receipt shows it."""

    who: ClassVar = frozenset({Part.SYSTEM})
    stages: ClassVar = ANY_STAGE
    type: Literal["note_malformed_signal"] = "note_malformed_signal"
    signal: Line
    problem: Text


TransitionCommand = Transition | TransitionByEmail | NoteMalformedSignal


class StageMoved(MentorshipEvent):
    """Somebody moved the mentorship to another stage; what that closed is named."""

    type: Literal["transition.stage_moved"] = "transition.stage_moved"
    before: Stage
    to: Stage
    why: Annotated[Text, Personal("actor")]
    by: PersonId | None
    closes: tuple[str, ...]
    nudge_on: Due | None = None
    agreement_due: Due | None = None
    schedule: Schedule | None = None
    signed: bool = False


TransitionEvent = StageMoved


_HINTS: Mapping[Stage, str] = {
    Stage.SEEKING: "to search for another mentor use `replace_mentor` with next SEEKING",
    Stage.OUTREACH: "to search for another mentor use `replace_mentor` with next SEEKING",
    Stage.CHECK_IN: "move to GOALS first",
    Stage.REDEFINITION: "move to GOALS first",
    Stage.ENDED: "move to CLOSING first, which gives time for thanks",
}


_HINTS_WITHOUT_MENTOR: Mapping[Stage, str] = {
    Stage.OUTREACH: "it begins when a candidate is invited; use `invite`",
    Stage.CLOSING: "without a mentor it ends at once; move to ENDED",
}


def allowed() -> frozenset[tuple[Stage, Stage]]:
    """Return the table of moves that a coordinator can make, as pairs of from and to."""
    return frozenset(
        {
            (Stage.OUTREACH, Stage.SEEKING),
            (Stage.EXPECTATIONS, Stage.GOALS),
            (Stage.SEEKING, Stage.ENDED),
            (Stage.OUTREACH, Stage.ENDED),
            (Stage.CLOSING, Stage.ENDED),
            *((before, Stage.CLOSING) for before in WITH_MENTOR),
            *((before, Stage.EXPECTATIONS) for before in UNDER_WAY),
            *((before, to) for before in UNDER_WAY for to in UNDER_WAY if before is not to),
        }
    )


def decide(
    command: TransitionCommand, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    """Decide a move; raises ``Refusal`` with what is possible instead."""
    match command:
        case Transition():
            return _move(command.to, command.why, state, context, by=context.actor.person)
        case TransitionByEmail():
            by = _coordinator(command.by, state, context)
            return _move(command.to, command.why, state, context, by=by)
        case NoteMalformedSignal():
            problem = command.problem.rstrip(".")
            sentence = f"The signal {command.signal} was not understood: {problem}; send it again."
            raise Refusal("malformed_signal", sentence, signal=command.signal)
        case _:
            assert_never(command)


def _coordinator(email: str, state: Mentorship, context: Context) -> PersonId:
    person = context.people.get(context.emails[email]) if email in context.emails else None
    if person is not None:
        role = Role.ADMINISTRATOR if person.administrator else Role.COORDINATOR
        acting = replace(context, actor=Actor(role=role, person=person.id))
        if part_of(state, acting) is Part.COORDINATOR:
            return person.id
    sentence = "`by` is no coordinator here; give the address of one who is not of the pair."
    raise Refusal("not_your_part", sentence)


def _move(
    to: Stage, why: str, state: Mentorship, context: Context, *, by: PersonId | None
) -> list[MentorshipEvent]:
    if to is state.stage is not Stage.ENDED:
        return []
    if (state.stage, to) not in allowed():
        raise _refusal(to, state)
    moved = StageMoved(
        before=state.stage,
        to=to,
        why=why,
        by=by,
        closes=_closes(state),
        nudge_on=nudge_on(context) if to is Stage.SEEKING else None,
        agreement_due=agreement_due(context) if to is Stage.EXPECTATIONS else None,
        schedule=_schedule(to, state, context),
        signed=state.agreement is not None,
    )
    closed = [_closed(each, to, context) for each in _check_ins(state)]
    return [*withdrawals(state, "moved"), *closed, moved, *_entered(to, state, context)]


def _closed(check_in: CheckIn, to: Stage, context: Context) -> CheckInHeld:
    over = held(check_in, context, outcome="moved", how="by_coordinator")
    if to is not Stage.CLOSING:
        return over
    # It ends anyhow, so there is nothing to confirm.
    return over.model_copy(update={"confirm": (), "confirm_by": None})


_OF_GOALS = frozenset(
    {
        str(DeadlineKind.AGREED_END),
        str(DeadlineKind.QUIET_CHECK),
        f"{DeadlineKind.CHECK_IN_OPENS}:{CheckInKind.PERIODIC}",
    }
)


def _schedule(to: Stage, state: Mentorship, context: Context) -> Schedule | None:
    # What was past when the mentorship was reopened is waited for no more, and is dated anew.
    enters = to is Stage.GOALS and state.stage is Stage.EXPECTATIONS
    undated = enters and not state.deadlines.keys() >= _OF_GOALS
    return schedule_anew(state, context) if undated else None


def _refusal(to: Stage, state: Mentorship) -> Refusal:
    before = state.stage
    if before in {Stage.CLOSING, Stage.ENDED}:
        hint = "use `reopen`"
    elif before in WITHOUT_MENTOR:
        hint = _HINTS_WITHOUT_MENTOR.get(to, "there is no mentor yet; use `assign_mentor`")
    else:
        hint = _HINTS[to]
    sentence = f"{before.value} cannot become {to.value}: {hint}."
    possible = sorted(each.value for start, each in allowed() if start is before)
    return Refusal(
        "no_such_transition", sentence, before=before.value, to=to.value, possible=possible
    )


def _closes(state: Mentorship) -> tuple[str, ...]:
    proposal = state.proposal
    return (
        *(f"invitation {each.number}" for each in state.open_invitations),
        *(f"check-in {each.number}" for each in _check_ins(state)),
        *((f"proposal {proposal.version}",) if proposal else ()),
    )


def _entered(to: Stage, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    match to:
        case Stage.CHECK_IN:
            next_on = next_check_in(state, context)
            return [open_check_in(CheckInKind.PERIODIC, state, context, next_on=next_on)]
        case Stage.REDEFINITION:
            due = redefinition_due(context)
            return [RedefinitionOpened(because="coordinator", due=due)]
        case Stage.CLOSING:
            return end(state, context, kind=EndingKind.BY_PROGRAM)
        case Stage.ENDED:
            kind = state.ending or EndingKind.BY_PROGRAM
            return ending_events(state, context, kind=kind)
        case _:
            return []


def evolve(state: Mentorship, event: TransitionEvent, stamp: Stamp) -> Mentorship:
    """Fold a move; total."""
    moved = void_proposal(state)
    moved = abandoned(replace(moved, stage=event.to))
    if event.nudge_on is not None:
        moved = search_begun(moved, event.nudge_on, stamp)
    if event.agreement_due is not None:
        again = replace(moved, answers={}, revealed=False, waived=False)
        moved = wait_for(again, DeadlineKind.AGREEMENT_DUE, event.agreement_due, at=stamp.at)
    if event.to is Stage.GOALS:
        moved = settle(moved, DeadlineKind.AGREEMENT_DUE, DeadlineKind.AGREEMENT_GRACE)
        calm = moved.attention - {Attention.AGREEMENT_OVERDUE}
        moved = replace(moved, attention=calm)
    return scheduled(moved, event.schedule, stamp) if event.schedule else moved


def _check_ins(state: Mentorship) -> tuple[CheckIn, ...]:
    return tuple(each for each in state.open_check_ins if each.kind is not CheckInKind.FIT)
