"""Tasks: who does what by when, what is late first."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.work import Task, TaskStatus
from domain.policy import Policy
from web.pages.mentorships.insiders import inside, named, sides
from web.pages.page import Page
from web.pages.way import Way
from web.pages.weights import asked_of, weight_of
from web.problems import not_found
from web.services import Services

_SAID: Final = {
    "goals.task_assigned": "The task is set. Whoever has it is reminded before its day.",
    "goals.task_completed": "Done. One thing less to think of.",
    "goals.task_rescheduled": "The task has another day now.",
    "goals.task_dropped": "The task is off the list.",
}
_NO_DAY: Final = "A task needs a day: choose one, or say how many days it would take."
_OVER: Final = "That day is over; please choose today or a later one."
_EXAMPLE: Final = 14
"""Days of the example by which padding is told: a fortnight."""


_CARD: Final = 1_000
"""Bytes of HTML around what an open task is, with its form, at the most."""

_LINE: Final = 300
"""The same around one that is over."""

_LABEL: Final = 80
"""Characters of an open task with which its form is labelled, at the most."""


def is_late(task: Task, way: Way) -> bool:
    """Say whether a task still waits though its day is over; nothing is late during a pause."""
    is_over = task.status is TaskStatus.OVERDUE or task.by.at <= way.at
    return task.is_open and is_over and not way.mentorship.is_paused(way.at)


def _weight(task: Task) -> int:
    if not task.is_open:
        return _LINE + weight_of(task.what)
    return _CARD + weight_of(task.what) + weight_of(task.what[:_LABEL])


async def _all(_: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    tasks = inside(way).tasks.values()
    waiting = (each for each in tasks if each.is_open)
    ordered = sorted(waiting, key=lambda each: (each.by.at, each.number))
    over = [each for each in reversed(tuple(tasks)) if not each.is_open]
    some = asked_of([*ordered, *over], _weight, numbers["query"])
    policy = Policy() if way.program is None else way.program.policy
    return {
        "some": some,
        "open": [each for each in some.shown if each.is_open],
        "past": [each for each in some.shown if not each.is_open],
        "is_late": partial(is_late, way=way),
        "who": partial(named, way),
        "owners": sides(way),
        "example": (_EXAMPLE, -(-_EXAMPLE * policy.padding_percent // 100)),
    }


async def _one(_: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    task = inside(way).tasks.get(numbers["number"])
    if task is None:
        raise not_found("task")
    return {"task": task, "late": is_late(task, way), "owner": named(way, task.owner)}


PAGES: Final = (
    Page(
        path="/tasks",
        template="tasks.html",
        title="Who does what by when",
        commands=frozenset({"assign_task", "complete_task"}),
        purposes=frozenset({Purpose.MENTORSHIP, Purpose.TASK}),
        facts=_all,
        said=_SAID,
        refused={"date_missing": _NO_DAY, "date_past": _OVER},
    ),
    Page(
        path="/tasks/{number:int}",
        template="task.html",
        title="Task",
        commands=frozenset({"complete_task", "reschedule_task", "drop_task"}),
        purposes=frozenset({Purpose.MENTORSHIP, Purpose.TASK}),
        facts=_one,
        said=_SAID,
        refused={"date_past": _OVER},
    ),
)
