"""What each kind of deadline does when it passes, and what leaves it without effect (rule 12)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from domain.envelopes import CLOCK
from domain.mentorship.clock import DeadlinePassed
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.outreach import Accept, ReplyLater
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.state import open_deadlines
from domain.mentorship.work import Wish
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    Tale,
    a_goal,
    a_meeting,
    a_task,
    assigned,
    check_in,
    closing,
    ended,
    expectations,
    fired,
    goals,
    outreach,
    passed,
    redefinition,
    reflection,
    seeking,
    state_of,
)


def paused() -> Tale:
    return goals().after(PauseMentorship(until=date(2026, 9, 1)), by=MENTEE)


def end_wished() -> Tale:
    return check_in().after(reflection(Wish.END), by=MENTEE).after(reflection(), by=MENTOR)


def deferred() -> Tale:
    return outreach().after(ReplyLater(until=date(2026, 5, 1)), by=MENTOR)


def with_task() -> Tale:
    return goals().after(a_task(), by=MENTEE)


def with_meeting() -> Tale:
    return goals().after(a_meeting(), by=MENTEE)


FIRES: dict[DeadlineKind, tuple[Callable[[], Tale], str, str]] = {
    DeadlineKind.SEEKING_NUDGE: (seeking, "", "seeking.mentee_nudged"),
    DeadlineKind.REPLY_DUE: (outreach, ":1", "outreach.invitation_followed_up"),
    DeadlineKind.ASK_AGAIN: (deferred, ":1", "outreach.invitation_resumed"),
    DeadlineKind.AGREEMENT_DUE: (expectations, "", "expectations.agreement_reminded"),
    DeadlineKind.AGREEMENT_GRACE: (
        lambda: passed(expectations(), "agreement_due").story,
        "",
        "attention.coordinator_asked",
    ),
    DeadlineKind.CHECK_IN_OPENS: (assigned, ":fit", "check_in.check_in_opened"),
    DeadlineKind.CHECK_IN_REMINDER: (check_in, ":1", "check_in.check_in_reminded"),
    DeadlineKind.CHECK_IN_DUE: (check_in, ":1", "check_in.check_in_missed"),
    DeadlineKind.END_CONFIRMATION: (end_wished, ":mentee", "attention.coordinator_asked"),
    DeadlineKind.GOAL_REVIEW: (
        lambda: goals().after(a_goal(), by=MENTEE),
        ":1",
        "goals.goal_review_due",
    ),
    DeadlineKind.TASK_REMINDER: (with_task, ":1", "goals.task_reminded"),
    DeadlineKind.TASK_DUE: (with_task, ":1", "goals.task_overdue"),
    DeadlineKind.AGENDA_DUE: (with_meeting, ":1", "goals.agenda_reminded"),
    DeadlineKind.MATERIAL_DUE: (with_meeting, ":1", "goals.material_reminded"),
    DeadlineKind.SUMMARY_DUE: (with_meeting, ":1", "goals.summary_reminded"),
    DeadlineKind.QUIET_CHECK: (goals, "", "goals.went_quiet"),
    DeadlineKind.QUIET_GRACE: (
        lambda: passed(goals(), "quiet_check").story,
        "",
        "attention.coordinator_asked",
    ),
    DeadlineKind.END_NOTICE: (goals, "", "goals.ending_prepared"),
    DeadlineKind.AGREED_END: (goals, "", "closing.closing_opened"),
    DeadlineKind.REDEFINITION_DUE: (redefinition, "", "redefinition.redefinition_reminded"),
    DeadlineKind.REDEFINITION_GRACE: (
        lambda: passed(redefinition(), "redefinition_due").story,
        "",
        "attention.coordinator_asked",
    ),
    DeadlineKind.PAUSE_END: (paused, "", "pause.resumed"),
    DeadlineKind.CLOSING_DUE: (closing, "", "ended.mentorship_ended"),
    DeadlineKind.RECORD_CLOSES: (ended, "", "ended.record_closed"),
}
KINDS = pytest.mark.parametrize("kind", list(DeadlineKind))


@KINDS
def test_each_deadline_has_its_event_and_is_not_waited_for_again_with_the_same_date(
    kind: DeadlineKind,
) -> None:
    story, subject, event = FIRES[kind]
    command = fired(story(), f"{kind}{subject}")
    step = passed(story(), command.deadline)
    assert step.events[0].type == event
    still = {(each.id, each.due.at) for each in open_deadlines(step.state)}
    assert (command.deadline, command.due) not in still
    step.story.when(command, by=CLOCK).nothing()


@KINDS
def test_what_follows_a_deadline_that_comes_ten_days_late_lies_ahead(kind: DeadlineKind) -> None:
    story, subject, _ = FIRES[kind]
    before = story()
    due = fired(before, f"{kind}{subject}").due
    late = passed(before, f"{kind}{subject}", at=due + timedelta(days=10))
    known = {(each.id, each.due.at) for each in open_deadlines(state_of(before))}
    fresh = [each for each in open_deadlines(late.state) if (each.id, each.due.at) not in known]
    assert [each for each in fresh if each.due.at <= late.context.at] == []


@KINDS
def test_a_deadline_with_another_date_changes_nothing(kind: DeadlineKind) -> None:
    story, subject, _ = FIRES[kind]
    command = fired(story(), f"{kind}{subject}")
    for other in (timedelta(seconds=-1), timedelta(days=1)):
        stale = DeadlinePassed(deadline=command.deadline, due=command.due + other)
        story().when(stale, by=CLOCK, at=command.due + timedelta(days=2)).nothing()


@KINDS
def test_a_deadline_that_has_not_come_changes_nothing(kind: DeadlineKind) -> None:
    story, subject, _ = FIRES[kind]
    command = fired(story(), f"{kind}{subject}")
    story().when(command, by=CLOCK, at=command.due - timedelta(seconds=1)).nothing()


@pytest.mark.parametrize(
    "kind",
    [
        each
        for each in DeadlineKind
        if each
        not in {DeadlineKind.PAUSE_END, DeadlineKind.CLOSING_DUE, DeadlineKind.RECORD_CLOSES}
    ],
)
def test_a_deadline_of_something_paused_changes_nothing(kind: DeadlineKind) -> None:
    story, subject, _ = FIRES[kind]
    command = fired(story(), f"{kind}{subject}")
    rests = story().after(PauseMentorship(until=date(2030, 1, 1)), by=COORDINATOR)
    rests.when(command, by=CLOCK, at=command.due).nothing()


def test_a_deadline_settled_meanwhile_changes_nothing() -> None:
    command = fired(outreach(), "reply_due:1")
    accepted = outreach().after(Accept(), by=MENTOR, at=command.due)
    accepted.when(command, by=CLOCK).nothing()


def test_a_deadline_that_never_was_changes_nothing() -> None:
    unknown = DeadlinePassed(deadline="tea_time", due=seeking().at)
    seeking().when(unknown, by=CLOCK).nothing()


def test_deadlines_count_earliest_first_and_then_by_name() -> None:
    found = open_deadlines(state_of(with_meeting()))
    assert [each.due.at for each in found] == sorted(each.due.at for each in found)
    assert [each.id for each in found][:2] == ["agenda_due:1", "material_due:1"]
