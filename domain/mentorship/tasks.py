"""Tasks: who is doing what by when, with one owner and one date."""

from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.context import Context
from domain.dates import Due, ends, future
from domain.envelopes import Stamp
from domain.mentorship.calendar import refuse_past, today
from domain.mentorship.matters import DeadlineKind, Number
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.stages import PAIR, UNDER_WAY, Side
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.mentorship.work import Task, TaskStatus
from domain.model import Day, Personal, Text
from domain.refusals import Refusal
from domain.replacing import replace


class AssignTask(MentorshipCommand):
    """Give one owner a task, with a date or an estimate from which a padded date is suggested."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["assign_task"] = "assign_task"
    owner: Side
    what: Text
    estimate_days: Annotated[int, Field(ge=1, le=730)] | None = None
    by: Day | None = None


class CompleteTask(MentorshipCommand):
    """Finish a task, in time or late."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["complete_task"] = "complete_task"
    task: Number


class RescheduleTask(MentorshipCommand):
    """Give a task another date."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["reschedule_task"] = "reschedule_task"
    task: Number
    by: Day


class DropTask(MentorshipCommand):
    """Give a task up."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["drop_task"] = "drop_task"
    task: Number
    why: Text | None = None


TaskCommand = AssignTask | CompleteTask | RescheduleTask | DropTask


class TaskAssigned(MentorshipEvent):
    """Somebody has a task; the suggested date stands beside the chosen one."""

    type: Literal["goals.task_assigned"] = "goals.task_assigned"
    task: Number
    owner: Side
    what: Annotated[Text, Personal("mentee")]
    estimate_days: int | None
    suggested: Day | None
    by: Due
    remind_on: Due | None


class TaskReminded(MentorshipEvent):
    """The owner was reminded that the task is due soon."""

    type: Literal["goals.task_reminded"] = "goals.task_reminded"
    task: Number


class TaskOverdue(MentorshipEvent):
    """The task's date has passed."""

    type: Literal["goals.task_overdue"] = "goals.task_overdue"
    task: Number


class TaskCompleted(MentorshipEvent):
    """The task is done."""

    type: Literal["goals.task_completed"] = "goals.task_completed"
    task: Number
    late: bool


class TaskRescheduled(MentorshipEvent):
    """The task has another date."""

    type: Literal["goals.task_rescheduled"] = "goals.task_rescheduled"
    task: Number
    by: Due
    remind_on: Due | None


class TaskDropped(MentorshipEvent):
    """The task was given up."""

    type: Literal["goals.task_dropped"] = "goals.task_dropped"
    task: Number
    why: Annotated[Text, Personal("actor")] | None


TaskEvent = (
    TaskAssigned | TaskReminded | TaskOverdue | TaskCompleted | TaskRescheduled | TaskDropped
)


def decide(command: TaskCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a command about tasks; raises ``Refusal``."""
    match command:
        case AssignTask():
            return [_assigned(command, state, context)]
        case CompleteTask():
            task = _open_task(command.task, state)
            late = task.status is TaskStatus.OVERDUE or context.at >= task.by.at
            return [TaskCompleted(task=task.number, late=late)]
        case RescheduleTask():
            return _reschedule(command, state, context)
        case DropTask():
            return [TaskDropped(task=_open_task(command.task, state).number, why=command.why)]
        case _:
            assert_never(command)


def _assigned(command: AssignTask, state: Mentorship, context: Context) -> TaskAssigned:
    suggested = _suggested(command.estimate_days, context)
    day = command.by or suggested
    if day is None:
        sentence = "A task needs a date; give `by`, or `estimate_days` to have one suggested."
        raise Refusal("date_missing", sentence)
    refuse_past(day, context)
    return TaskAssigned(
        task=len(state.tasks) + 1,
        owner=command.owner,
        what=command.what,
        estimate_days=command.estimate_days,
        suggested=suggested,
        by=ends(day, context.known_program().zone),
        remind_on=_remind_on(day, context),
    )


def _suggested(estimate_days: int | None, context: Context) -> date | None:
    if estimate_days is None:
        return None
    percent = context.known_program().policy.padding_percent
    return today(context) + timedelta(days=-(-estimate_days * percent // 100))


def _remind_on(day: date, context: Context) -> Due | None:
    program = context.known_program()
    ahead = timedelta(days=program.policy.task_reminder_days)
    return future(ends(day - ahead - timedelta(days=1), program.zone), context.at)


def _open_task(number: int, state: Mentorship) -> Task:
    found = state.tasks.get(number)
    if found is None:
        sentence = f"There is no task {number}; this mentorship has {len(state.tasks)}."
        raise Refusal("unknown_task", sentence, task=number)
    if not found.is_open:
        sentence = f"Task {number} is {found.status} already; assign a new one instead."
        raise Refusal("task_closed", sentence, task=number, status=found.status.value)
    return found


def _reschedule(
    command: RescheduleTask, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    task = _open_task(command.task, state)
    refuse_past(command.by, context)
    by = ends(command.by, context.known_program().zone)
    if by == task.by:
        return []
    remind_on = _remind_on(command.by, context)
    return [TaskRescheduled(task=task.number, by=by, remind_on=remind_on)]


def evolve(state: Mentorship, event: TaskEvent, stamp: Stamp) -> Mentorship:
    """Fold an event about tasks; total."""
    match event:
        case TaskAssigned():
            task = Task(
                number=event.task,
                owner=event.owner,
                what=event.what,
                by=event.by,
                estimate_days=event.estimate_days,
                suggested=event.suggested,
            )
            return _dated(state, task, event.remind_on, stamp)
        case TaskRescheduled():
            found = state.tasks.get(event.task)
            if found is None:
                return state
            later = replace(found, by=event.by, status=TaskStatus.OPEN)
            return _dated(state, later, event.remind_on, stamp)
        case TaskReminded():
            return settle(state, DeadlineKind.TASK_REMINDER, subject=event.task)
        case TaskOverdue():
            return _now(state, event.task, TaskStatus.OVERDUE)
        case TaskCompleted():
            return _now(state, event.task, TaskStatus.DONE)
        case TaskDropped():
            return _now(state, event.task, TaskStatus.DROPPED)
        case _:
            assert_never(event)


def _dated(state: Mentorship, task: Task, remind_on: Due | None, stamp: Stamp) -> Mentorship:
    kept = replace(state, tasks={**state.tasks, task.number: task})
    kept = wait_for(kept, DeadlineKind.TASK_REMINDER, remind_on, at=stamp.at, subject=task.number)
    return wait_for(kept, DeadlineKind.TASK_DUE, task.by, at=stamp.at, subject=task.number)


def _now(state: Mentorship, number: int, status: TaskStatus) -> Mentorship:
    found = state.tasks.get(number)
    if found is None:
        return state
    kept = replace(state, tasks={**state.tasks, number: replace(found, status=status)})
    return settle(kept, DeadlineKind.TASK_REMINDER, DeadlineKind.TASK_DUE, subject=number)
