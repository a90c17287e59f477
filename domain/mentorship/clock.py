"""What happens when a deadline has passed, by its kind."""

from typing import ClassVar, Literal, assert_never

from pydantic import AwareDatetime

from domain.context import Context
from domain.mentorship import (
    check_in,
    closing,
    diary,
    ended,
    expectations,
    goals,
    meetings,
    outreach,
    pause,
    redefinition,
    seeking,
    tasks,
    watch,
)
from domain.mentorship.matters import Deadline, DeadlineKind
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.stages import ANY_STAGE, Part
from domain.mentorship.state import Mentorship, open_deadlines
from domain.mentorship.work import CheckInKind


class DeadlinePassed(MentorshipCommand):
    """The clock says that exactly this deadline, with this due date, has passed."""

    who: ClassVar = frozenset({Part.CLOCK})
    stages: ClassVar = ANY_STAGE
    type: Literal["deadline_passed"] = "deadline_passed"
    deadline: str
    due: AwareDatetime


def decide(command: DeadlinePassed, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Act on a deadline, if exactly that one is still open, not paused, and has passed."""
    for each in open_deadlines(state):
        if each.id == command.deadline and each.due.at == command.due <= context.at:
            return _passed(each, state, context)
    return []


_OfWork = Literal[
    DeadlineKind.GOAL_REVIEW,
    DeadlineKind.TASK_REMINDER,
    DeadlineKind.TASK_DUE,
    DeadlineKind.AGENDA_DUE,
    DeadlineKind.MATERIAL_DUE,
    DeadlineKind.SUMMARY_DUE,
]


def _passed(deadline: Deadline, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    number = int(deadline.subject) if deadline.subject.isdigit() else 0
    match deadline.kind:
        case DeadlineKind.SEEKING_NUDGE:
            return seeking.on_nudge(state, context)
        case DeadlineKind.REPLY_DUE:
            return outreach.on_reply_due(state.invitations[number], state, context)
        case DeadlineKind.ASK_AGAIN:
            return outreach.on_ask_again(state.invitations[number], context)
        case DeadlineKind.AGREEMENT_DUE:
            return expectations.on_agreement_due(context)
        case DeadlineKind.AGREEMENT_GRACE:
            return expectations.on_agreement_grace()
        case DeadlineKind.CHECK_IN_OPENS:
            return check_in.on_check_in_opens(CheckInKind(deadline.subject), state, context)
        case DeadlineKind.CHECK_IN_REMINDER:
            return check_in.on_reminder(state.check_ins[number])
        case DeadlineKind.CHECK_IN_DUE:
            return check_in.on_due(state.check_ins[number], state, context)
        case DeadlineKind.END_CONFIRMATION:
            return check_in.on_end_confirmation()
        case DeadlineKind.QUIET_CHECK:
            return watch.on_quiet_check(state, context)
        case DeadlineKind.QUIET_GRACE:
            return watch.on_quiet_grace()
        case DeadlineKind.END_NOTICE:
            return watch.on_end_notice(state)
        case DeadlineKind.AGREED_END:
            return closing.on_agreed_end(state, context)
        case DeadlineKind.REDEFINITION_DUE:
            return redefinition.on_redefinition_due(context)
        case DeadlineKind.REDEFINITION_GRACE:
            return redefinition.on_redefinition_grace()
        case DeadlineKind.PAUSE_END:
            return pause.on_pause_end(state, context)
        case DeadlineKind.CLOSING_DUE:
            return closing.on_closing_due(state, context)
        case DeadlineKind.RECORD_CLOSES:
            return ended.on_record_closes()
        case _:
            return _of_work(deadline.kind, number, state, context)


def _of_work(
    kind: _OfWork, number: int, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    match kind:
        case DeadlineKind.GOAL_REVIEW:
            return [goals.GoalReviewDue(goal=number)]
        case DeadlineKind.TASK_REMINDER:
            return [tasks.TaskReminded(task=number)]
        case DeadlineKind.TASK_DUE:
            return [tasks.TaskOverdue(task=number)]
        case DeadlineKind.AGENDA_DUE:
            return [diary.AgendaReminded(meeting=number)]
        case DeadlineKind.MATERIAL_DUE:
            return [diary.MaterialReminded(meeting=number)]
        case DeadlineKind.SUMMARY_DUE:
            return meetings.on_summary_due(state.meetings[number], state, context)
        case _:
            assert_never(kind)
