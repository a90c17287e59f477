from datetime import date

import pytest
from pydantic import ValidationError

from domain.dates import ends
from domain.mentorship.stages import Side
from domain.mentorship.tasks import (
    AssignTask,
    CompleteTask,
    DropTask,
    RescheduleTask,
    TaskAssigned,
    TaskCompleted,
    TaskDropped,
    TaskRescheduled,
)
from domain.mentorship.work import TaskStatus
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    MENTEE,
    MENTOR,
    Step,
    Tale,
    a_task,
    goals,
    passed,
    waits,
)


def with_task() -> Tale:
    return goals().after(a_task(), by=MENTOR)


def of_task(step: Step) -> dict[str, str]:
    return {key: day for key, day in waits(step).items() if key.startswith("task")}


def test_a_task_has_one_owner_and_one_date_and_a_reminder_two_days_ahead() -> None:
    step = goals().when(a_task(), by=MENTOR)
    step.then(
        TaskAssigned(
            task=1,
            owner=Side.MENTEE,
            what="Read",
            estimate_days=None,
            suggested=None,
            by=ends(date(2026, 4, 20), ZONE),
            remind_on=ends(date(2026, 4, 17), ZONE),
        )
    )
    assert step.state.deadlines["task_reminder:1"].due.at == on("2026-04-18", "00:00")


@pytest.mark.parametrize("owner", ["both", "coordinator", ["mentee", "mentor"]])
def test_a_task_is_owned_by_the_mentee_or_the_mentor(owner: object) -> None:
    with pytest.raises(ValidationError):
        AssignTask.model_validate({"owner": owner, "what": "Read", "by": "2026-05-01"})


def test_what_seems_to_take_two_weeks_is_asked_for_in_four_and_both_dates_are_kept() -> None:
    suggested = goals().when(a_task(by=None, estimate_days=14), by=MENTEE)
    (event,) = suggested.events
    assert isinstance(event, TaskAssigned)
    assert event.suggested == event.by.date == date(2026, 5, 4)
    chosen = goals().when(a_task(estimate_days=14, by=date(2026, 4, 27)), by=MENTEE)
    assert chosen.state.tasks[1].suggested == date(2026, 5, 4)
    assert chosen.state.tasks[1].by.date == date(2026, 4, 27)
    padded = goals(padding_percent=150).when(a_task(by=None, estimate_days=3), by=MENTEE)
    assert padded.state.tasks[1].by.date == date(2026, 4, 11)


def test_a_task_needs_a_date_that_is_not_over() -> None:
    goals().when(a_task(by=None), by=MENTEE).refused("date_missing", "give `by`")
    goals().when(a_task(by=date(2026, 4, 5)), by=MENTEE).refused("date_past")
    yesterday = RescheduleTask(task=1, by=date(2026, 4, 5))
    with_task().when(yesterday, by=MENTEE).refused("date_past")


def test_a_task_may_be_due_today() -> None:
    step = goals().when(a_task(by=date(2026, 4, 6)), by=MENTEE)
    assert of_task(step) == {"task_due:1": "2026-04-06"}


def test_a_reminder_that_would_be_past_is_not_set() -> None:
    soon = goals().when(a_task(by=date(2026, 4, 8)), by=MENTEE)
    assert of_task(soon) == {"task_due:1": "2026-04-08"}


def test_the_owner_is_reminded_and_after_its_date_the_task_is_overdue() -> None:
    reminded = passed(with_task(), "task_reminder:1").recorded("goals.task_reminded")
    assert of_task(reminded) == {"task_due:1": "2026-04-20"}
    overdue = passed(reminded.story, "task_due:1").recorded("goals.task_overdue")
    assert overdue.context.at == on("2026-04-21", "00:00")
    assert overdue.state.tasks[1].status is TaskStatus.OVERDUE
    assert of_task(overdue) == {}
    late = overdue.story.when(CompleteTask(task=1), by=MENTEE)
    late.then(TaskCompleted(task=1, late=True))


@pytest.mark.parametrize(("day", "late"), [("2026-04-20", False), ("2026-04-21", True)])
def test_a_task_is_late_once_its_day_has_ended(day: str, late: bool) -> None:  # noqa: FBT001
    step = with_task().when(CompleteTask(task=1), by=MENTEE, at=on(day, "00:00"))
    step.then(TaskCompleted(task=1, late=late))
    assert of_task(step) == {}


def test_a_task_gets_another_date_and_is_no_longer_overdue() -> None:
    overdue = passed(passed(with_task(), "task_reminder:1").story, "task_due:1").story
    step = overdue.when(RescheduleTask(task=1, by=date(2026, 5, 4)), by=MENTOR)
    step.then(
        TaskRescheduled(
            task=1, by=ends(date(2026, 5, 4), ZONE), remind_on=ends(date(2026, 5, 1), ZONE)
        )
    )
    assert step.state.tasks[1].status is TaskStatus.OPEN
    step.story.when(RescheduleTask(task=1, by=date(2026, 5, 4)), by=MENTOR).nothing()


def test_a_task_is_dropped_with_or_without_a_reason_and_then_closed() -> None:
    step = with_task().when(DropTask(task=1), by=MENTOR).then(TaskDropped(task=1, why=None))
    assert of_task(step) == {}
    for command in (CompleteTask(task=1), DropTask(task=1, why="x")):
        step.story.when(command, by=MENTEE).refused("task_closed", "Task 1 is dropped already")


def test_an_unknown_task_is_named() -> None:
    goals().when(CompleteTask(task=3), by=MENTEE).refused(
        "unknown_task", "There is no task 3; this mentorship has 0", task=3
    )
