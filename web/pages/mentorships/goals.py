"""The goals of a mentorship: what the two work towards, in five parts each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.work import Goal, GoalStatus
from web.pages.mentorships.insiders import inside
from web.pages.page import Page
from web.pages.way import Way
from web.pages.weights import asked_of, weight_of
from web.problems import not_found
from web.services import Services

_OF_ONE: Final = frozenset({"refine_goal", "achieve_goal", "drop_goal"})
_SAID: Final = {
    "goals.goal_set": "Your goal is set.",
    "goals.goal_refined": "The goal is changed.",
    "goals.goal_achieved": "Done, and well done. The next check-in will begin with it.",
    "goals.goal_dropped": "The goal is given up; what you learned on the way stays.",
}

_REFUSED: Final = {"date_past": "That day is over; please choose today or a later one."}

_CARD: Final = 500
"""Bytes of HTML around what a goal is, at the most."""


async def _all(_: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    goals: Sequence[Goal] = sorted(inside(way).goals.values(), key=_is_over)
    some = asked_of(goals, lambda each: _CARD + weight_of(each.smart.what), numbers["query"])
    return {
        "some": some,
        "open": [each for each in some.shown if not _is_over(each)],
        "past": [each for each in some.shown if _is_over(each)],
    }


def _is_over(goal: Goal) -> bool:
    return goal.status is not GoalStatus.OPEN


async def _one(_: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    goal = inside(way).goals.get(numbers["number"])
    if goal is None:
        raise not_found("goal")
    return {"goal": goal, "is_open": goal.status is GoalStatus.OPEN}


PAGES: Final = (
    Page(
        path="/goals",
        template="goals.html",
        title="Goals",
        commands=frozenset({"set_goal"}),
        purposes=frozenset({Purpose.MENTORSHIP, Purpose.GOAL}),
        facts=_all,
        said=_SAID,
        refused=_REFUSED,
    ),
    Page(
        path="/goals/{number:int}",
        template="goal.html",
        title="Goal",
        commands=_OF_ONE,
        purposes=frozenset({Purpose.MENTORSHIP, Purpose.GOAL}),
        facts=_one,
        said=_SAID,
        refused=_REFUSED,
    ),
)
