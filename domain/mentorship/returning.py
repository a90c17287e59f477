"""Ways back: reopening what is closing or ended, and replacing a mentor."""

from typing import Annotated, ClassVar, Literal, assert_never

from domain.context import Context
from domain.dates import Due
from domain.envelopes import Stamp
from domain.mentorship.agreements import void_proposal
from domain.mentorship.closing import meetings_cancelled
from domain.mentorship.matters import Attention, DeadlineKind, Schedule
from domain.mentorship.mentors import (
    agreement_due,
    give_mentor,
    mentor_given,
    nudge_on,
    search_begun,
)
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.pause import gone_on
from domain.mentorship.redefinition import abandoned
from domain.mentorship.reflections import closed_check_in
from domain.mentorship.schedule import schedule_anew, scheduled
from domain.mentorship.stages import COORDINATOR, WITH_MENTOR, Stage, StageName
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.model import Personal, PersonId, Text
from domain.refusals import Refusal
from domain.replacing import replace

_OVER = frozenset({Stage.CLOSING, Stage.ENDED})
_OF_THE_ENDING = (DeadlineKind.CLOSING_DUE, DeadlineKind.RECORD_CLOSES, DeadlineKind.PAUSE_END)
_BACK_TO = frozenset({Stage.SEEKING, Stage.EXPECTATIONS, Stage.GOALS})


class Reopen(MentorshipCommand):
    """Take an ending back, to SEEKING, EXPECTATIONS or GOALS; within 30 days after it."""

    who: ClassVar = COORDINATOR
    stages: ClassVar = _OVER
    type: Literal["reopen"] = "reopen"
    stage: StageName
    why: Text


class ReplaceMentor(MentorshipCommand):
    """Part the two without blame: ``next`` is SEEKING again, or another mentor."""

    who: ClassVar = COORDINATOR
    stages: ClassVar = WITH_MENTOR
    type: Literal["replace_mentor"] = "replace_mentor"
    why: Text
    next: Literal["SEEKING"] | PersonId


ReturningCommand = Reopen | ReplaceMentor


class Reopened(MentorshipEvent):
    """An ending was taken back; in SEEKING without the mentor whom it had, ``previous``."""

    type: Literal["returning.reopened"] = "returning.reopened"
    before: Stage
    to: Stage
    why: Annotated[Text, Personal("actor")]
    previous: PersonId | None = None
    nudge_on: Due | None = None
    agreement_due: Due | None = None
    schedule: Schedule | None = None


class MentorReplaced(MentorshipEvent):
    """The mentee has another mentor, or seeks one; the previous one was thanked."""

    type: Literal["returning.mentor_replaced"] = "returning.mentor_replaced"
    previous: PersonId
    mentor: PersonId | None
    why: Annotated[Text, Personal("actor")]
    ends_away: bool = False
    nudge_on: Due | None = None
    agreement_due: Due | None = None
    fit_check_on: Due | None = None


ReturningEvent = Reopened | MentorReplaced


def decide(command: ReturningCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a way back; raises ``Refusal``."""
    match command:
        case Reopen():
            return _reopen(command, state, context)
        case ReplaceMentor():
            return _replace(command, state, context)
        case _:
            assert_never(command)


def _reopen(command: Reopen, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    _refuse_reopening(command, state, context)
    awake, resumed = gone_on(state, context)
    to = command.stage
    reopened = Reopened(
        before=state.stage,
        to=to,
        why=command.why,
        previous=state.mentor if to is Stage.SEEKING else None,
        nudge_on=nudge_on(context) if to is Stage.SEEKING else None,
        agreement_due=agreement_due(context) if to is Stage.EXPECTATIONS else None,
        schedule=schedule_anew(awake, context) if to is Stage.GOALS else None,
    )
    return [*resumed, reopened]


def _refuse_reopening(command: Reopen, state: Mentorship, context: Context) -> None:
    closes = state.deadlines.get(DeadlineKind.RECORD_CLOSES)
    if state.record_closed or (closes is not None and context.at >= closes.due.at):
        sentence = "The time to reopen is over; open a new mentorship that continues this one."
        raise Refusal("record_closed", sentence)
    if command.stage not in _BACK_TO:
        sentence = f"{command.stage.value} cannot be reopened; use SEEKING, EXPECTATIONS or GOALS."
        raise Refusal("no_such_transition", sentence, to=command.stage.value)
    context.person(state.mentee)
    if command.stage is not Stage.SEEKING:
        _same_mentor(command.stage, state, context)


def _same_mentor(stage: Stage, state: Mentorship, context: Context) -> None:
    if state.mentor is None:
        sentence = f"There is no mentor for {stage.value}; reopen it in SEEKING."
        raise Refusal("no_mentor", sentence)
    give_mentor(state.mentor, state, context)


def _replace(command: ReplaceMentor, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    previous = state.mentor
    if previous is None or command.next == previous:
        sentence = "This is the present mentor; name another one, or SEEKING."
        raise Refusal("same_mentor", sentence)
    cancelled = meetings_cancelled(state, context, because="moved")
    if command.next == "SEEKING":
        replaced = MentorReplaced(
            previous=previous, mentor=None, why=command.why, nudge_on=nudge_on(context)
        )
        return [*cancelled, replaced]
    given = give_mentor(command.next, state, context)
    replaced = MentorReplaced(
        previous=previous,
        mentor=command.next,
        why=command.why,
        ends_away=given.ends_away,
        agreement_due=given.agreement_due,
        fit_check_on=given.fit_check_on,
    )
    return [*cancelled, replaced]


def evolve(state: Mentorship, event: ReturningEvent, stamp: Stamp) -> Mentorship:
    """Fold a way back; total."""
    match event:
        case Reopened():
            return _reopened(state, event, stamp)
        case MentorReplaced():
            return _replaced(state, event, stamp)
        case _:
            assert_never(event)


def _reopened(state: Mentorship, event: Reopened, stamp: Stamp) -> Mentorship:
    future = {key: each for key, each in state.deadlines.items() if each.due.at > stamp.at}
    back = replace(state, stage=event.to, ending=None, ended_at=None, pause=None, deadlines=future)
    back = settle(back, *_OF_THE_ENDING, DeadlineKind.AGREEMENT_GRACE)
    for each in back.open_check_ins:
        back = closed_check_in(back, each.number, "moved")
    back = abandoned(back)
    if event.nudge_on is not None:
        return search_begun(parted(back), event.nudge_on, stamp)
    if event.agreement_due is not None:
        anew = replace(back, answers={}, revealed=False, waived=False)
        return wait_for(anew, DeadlineKind.AGREEMENT_DUE, event.agreement_due, at=stamp.at)
    return scheduled(back, event.schedule, stamp) if event.schedule else back


def parted(state: Mentorship) -> Mentorship:
    """Return the state without its mentor and without what was agreed and waited for with them.

    Goals, tasks and the history stay; a goal or task that is dated anew is waited for again.
    """
    apart = void_proposal(state)
    for each in apart.open_check_ins:
        apart = closed_check_in(apart, each.number, "moved")
    return replace(
        apart,
        mentor=None,
        assigned=False,
        answers={},
        revealed=False,
        waived=False,
        in_force=None,
        anchor=None,
        missed_in_a_row=0,
        quiet=False,
        attention=apart.attention & _kept(apart),
        deadlines={
            key: each
            for key, each in apart.deadlines.items()
            if each.kind is DeadlineKind.PAUSE_END
        },
    )


def _kept(state: Mentorship) -> frozenset[Attention]:
    merged = {Attention.PERSON_MERGED} if state.mentee in state.told_gone else set()
    return frozenset({Attention.CONCERN, *merged})


def _replaced(state: Mentorship, event: MentorReplaced, stamp: Stamp) -> Mentorship:
    apart = parted(state)
    if event.mentor is None:
        return search_begun(apart, event.nudge_on, stamp) if event.nudge_on else apart
    paired = replace(mentor_given(apart, event.mentor), assigned=True)
    paired = wait_for(paired, DeadlineKind.AGREEMENT_DUE, event.agreement_due, at=stamp.at)
    return wait_for(
        paired, DeadlineKind.CHECK_IN_OPENS, event.fit_check_on, at=stamp.at, subject="fit"
    )
