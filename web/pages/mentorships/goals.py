"""The goals of a mentorship: what the two work towards, in five parts each."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.work import Goal, GoalStatus
from web.pages.mentorships.insiders import inside
from web.pages.page import Page
from web.pages.way import Way
from web.problems import not_found
from web.services import Services

_OF_ONE: Final = frozenset({"refine_goal", "achieve_goal", "drop_goal"})
_SAID: Final = {
    "goals.goal_set": "Your goal is set.",
    "goals.goal_refined": "The goal is changed.",
    "goals.goal_achieved": "Done, and well done. The next check-in will begin with it.",
    "goals.goal_dropped": "The goal is given up; what you learned on the way stays.",
}


async def _all(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    goals: Sequence[Goal] = tuple(inside(way).goals.values())
    return {
        "open": [each for each in goals if each.status is GoalStatus.OPEN],
        "past": [each for each in goals if each.status is not GoalStatus.OPEN],
    }


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
    ),
    Page(
        path="/goals/{number:int}",
        template="goal.html",
        title="Goal",
        commands=_OF_ONE,
        purposes=frozenset({Purpose.MENTORSHIP, Purpose.GOAL}),
        facts=_one,
        said=_SAID,
    ),
)
