"""What comes next in a mentorship, when, and by which rule; and what waits for people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from domain.dates import Due
from domain.mentorship.matters import Asked, Deadline, DeadlineKind
from domain.mentorship.stages import Part, Side, Stage
from domain.mentorship.state import Mentorship, open_deadlines
from domain.mentorship.views import Viewer, may_know
from domain.mentorship.work import MeetingStatus

Kind = DeadlineKind


@dataclass(frozen=True)
class Coming:
    """Something that comes: ``what`` is a sentence, ``rule`` says why.

    Without ``when`` it has no date of its own: it waits for a person.
    """

    when: Due | None
    what: str
    rule: str


def coming(state: Mentorship, viewer: Viewer | None = None) -> list[Coming]:
    """Return what comes next, dated things first and in their order.

    To a ``viewer`` who is mentee, mentor or invited, only what is theirs to know; to nobody in
    particular (None), all.
    """
    dated = [_dated(each, state) for each in known_deadlines(state, viewer)]
    if viewer is not None and viewer.part is Part.INVITED:
        return [*dated, *_answers_awaited(sorted(_asked_of(viewer, state)))]
    return [*dated, *_undated(state)]


_OF_INVITATIONS: Final = frozenset({Kind.REPLY_DUE, Kind.ASK_AGAIN})


def known_deadlines(state: Mentorship, viewer: Viewer | None = None) -> list[Deadline]:
    """Return the open deadlines that a viewer may know of; to nobody in particular, all."""
    deadlines = open_deadlines(state)
    if viewer is None:
        return list(deadlines)
    if viewer.part is Part.INVITED:
        own = _asked_of(viewer, state)
        asked = (each for each in deadlines if each.kind in _OF_INVITATIONS)
        return [each for each in asked if int(each.subject) in own]
    return [each for each in deadlines if may_know(each.id, viewer)]


def _asked_of(viewer: Viewer, state: Mentorship) -> set[int]:
    return {each.number for each in state.open_invitations if each.mentor == viewer.person}


_SENTENCES: Final[Mapping[DeadlineKind, tuple[str, str]]] = {
    Kind.SEEKING_NUDGE: (
        "A mentee who still seeks then is reminded; after the last time the coordinator helps.",
        "policy seeking_nudge_days, seeking_nudges",
    ),
    Kind.ASK_AGAIN: (
        "The mentor is asked again on that day, as they wished, with new time to reply.",
        "the mentor's wish, policy reply_by_days",
    ),
    Kind.AGREEMENT_DUE: (
        "If the agreement is not signed by then, both are reminded.",
        "policy agreement_due_days",
    ),
    Kind.AGREEMENT_GRACE: (
        "If the agreement is not signed by then, the coordinator is asked to act.",
        "policy agreement_grace_days",
    ),
    Kind.CHECK_IN_REMINDER: (
        "Whoever has not reflected on the check-in by then is reminded, once.",
        "policy check_in_reminder_days",
    ),
    Kind.CHECK_IN_DUE: (
        "The check-in closes: one answer is enough; without any it is missed.",
        "policy check_in_open_days, missed_check_ins",
    ),
    Kind.END_CONFIRMATION: (
        "If the wish to end is not confirmed by then, the coordinator is told.",
        "policy end_confirmation_days",
    ),
    Kind.GOAL_REVIEW: (
        "The date of goal {subject} has come: both are asked to review it.",
        "the goal's own date",
    ),
    Kind.TASK_REMINDER: (
        "The owner of task {subject} is reminded that it is due soon.",
        "policy task_reminder_days",
    ),
    Kind.TASK_DUE: (
        "If task {subject} is not done by then, it is overdue and its owner is told.",
        "the task's own date",
    ),
    Kind.AGENDA_DUE: (
        "If the agenda of meeting {subject} is not there by then, whoever brings it is reminded.",
        "the agreement's agenda_days, or else the policy's",
    ),
    Kind.MATERIAL_DUE: (
        "If there is no material for meeting {subject} by then, the mentee is reminded.",
        "policy material_days",
    ),
    Kind.SUMMARY_DUE: (
        "If meeting {subject} has no summary by then, the mentee is reminded.",
        "policy summary_days",
    ),
    Kind.QUIET_CHECK: (
        "If nothing is heard of the two until then, both are nudged.",
        "policy quiet_days",
    ),
    Kind.QUIET_GRACE: (
        "If nothing is heard of the two until then, the coordinator is asked to look.",
        "policy quiet_grace_days",
    ),
    Kind.END_NOTICE: (
        "Both are told that the agreed end is near.",
        "policy end_notice_days",
    ),
    Kind.AGREED_END: (
        "The agreed end: there is time for thanks and reflections from then on.",
        "the agreement's end, or policy term_months where none is signed",
    ),
    Kind.REDEFINITION_DUE: (
        "If the two have not agreed by then how to go on, both are reminded.",
        "policy redefinition_due_days",
    ),
    Kind.REDEFINITION_GRACE: (
        "If the two have not agreed by then how to go on, the coordinator is asked to act.",
        "policy redefinition_grace_days",
    ),
    Kind.PAUSE_END: (
        "The pause is over; every date moves by its length, and the work goes on.",
        "the day that the pause was given",
    ),
    Kind.CLOSING_DUE: (
        "The time for thanks and reflections is over, and the mentorship ends.",
        "policy closing_days",
    ),
    Kind.RECORD_CLOSES: (
        "The record closes; until then a coordinator can reopen the mentorship.",
        "policy reopen_days",
    ),
}

_CHECK_INS: Final[Mapping[str, tuple[str, str]]] = {
    "fit": (
        "A fit check opens, because the mentor was assigned.",
        "policy fit_check_days",
    ),
    "first_review": (
        "The first joint review opens.",
        "policy first_review_months",
    ),
    "periodic": (
        "A check-in opens; both are asked to look back and ahead.",
        "the agreement's check_in_months, or else the policy's",
    ),
}


def _dated(deadline: Deadline, state: Mentorship) -> Coming:
    if deadline.kind is Kind.REPLY_DUE:
        what, rule = _reply(int(deadline.subject), state)
    elif deadline.kind is Kind.CHECK_IN_OPENS:
        what, rule = _CHECK_INS[deadline.subject]
    else:
        what, rule = _SENTENCES[deadline.kind]
    return Coming(deadline.due, what.format(subject=deadline.subject), rule)


def _reply(number: int, state: Mentorship) -> tuple[str, str]:
    invitation = state.invitations[number]
    status = invitation.status
    if isinstance(status, Asked) and invitation.asks_left:
        sentence = "If the mentor has not replied to invitation {subject} by then, they are asked"
        return f"{sentence} once more.", "policy reply_by_days, follow_ups"
    sentence = "If the mentor has not replied by then, invitation {subject} lapses"
    return f"{sentence} and the mentee is told.", "policy reply_by_days, follow_ups"


# ---------------------------------------------------------------- what waits for people


def _undated(state: Mentorship) -> Iterator[Coming]:
    match state.stage:
        case Stage.SEEKING:
            yield _waits("The mentee is to invite a mentor, or the coordinator to assign one.")
        case Stage.OUTREACH:
            yield from _answers_awaited(each.number for each in state.open_invitations)
        case Stage.EXPECTATIONS:
            yield from _expected(state)
        case Stage.GOALS | Stage.CHECK_IN | Stage.REDEFINITION:
            yield from _worked_on(state)
        case Stage.CLOSING:
            yield _waits("Both may thank each other and look back.")
        case Stage.ENDED:
            return
        case _:
            assert_never(state.stage)


def _waits(what: str, rule: str = "waits for people") -> Coming:
    return Coming(None, what, rule)


def _answers_awaited(numbers: Iterable[int]) -> Iterator[Coming]:
    for number in numbers:
        yield _waits(f"The mentor's answer to invitation {number} is awaited.")


def _expected(state: Mentorship) -> Iterator[Coming]:
    missing = [str(side) for side in Side if side not in state.answers]
    rule = "both answer before an agreement is proposed"
    if state.waived or not missing:
        yield from _signatures(state)
    elif len(missing) == len(Side):
        yield _waits("Both answers to the expectations questions are awaited.", rule)
    else:
        what = f"The {missing[0]}'s answers to the expectations questions are awaited."
        yield _waits(what, rule)


def _signatures(state: Mentorship) -> Iterator[Coming]:
    proposal = state.proposal
    if proposal is None:
        yield _waits("An agreement is to be proposed, by either of the two.")
        return
    unsigned = " and the ".join(str(side) for side in Side if side not in proposal.signed_by)
    rule = "concluded means signed by both at the same version"
    yield _waits(f"Version {proposal.version} waits for the {unsigned} to sign it.", rule)


def _worked_on(state: Mentorship) -> Iterator[Coming]:
    if state.stage is Stage.REDEFINITION:
        yield from _signatures(state)
    for check_in in state.open_check_ins:
        silent = " and the ".join(str(each) for each in Side if each not in check_in.reflections)
        yield _waits(f"Check-in {check_in.number} waits for the {silent} to reflect.")
    for goal in state.goals.values():
        if goal.review_due:
            yield _waits(f"Goal {goal.number} is to be reviewed: achieve, refine or drop it.")
    for task in state.tasks.values():
        if task.status == "overdue":
            yield _waits(f"Task {task.number} is overdue and waits for the {task.owner}.")
    for meeting in state.meetings.values():
        if meeting.status is MeetingStatus.SCHEDULED and meeting.when.at <= state.last_at:
            yield _waits(f"Meeting {meeting.number} waits to be recorded as held or missed.")
