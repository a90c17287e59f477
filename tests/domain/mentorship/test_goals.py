from datetime import date

import pytest

from domain.dates import ends
from domain.mentorship.goals import (
    AccomplishmentNoted,
    AchieveGoal,
    DropGoal,
    GoalDropped,
    GoalRefined,
    GoalSet,
    NoteAccomplishment,
    RefineGoal,
    SetGoal,
)
from domain.mentorship.stages import Stage
from domain.mentorship.work import GoalStatus, Smart
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    MENTEE,
    MENTOR,
    STAGES,
    Tale,
    a_goal,
    goals,
    passed,
    waits,
)

SMART = Smart(
    what="A draft",
    measure="Twenty pages",
    achievable="A page a day",
    reason="For the fellowship",
    by=ends(date(2026, 6, 30), ZONE),
)


def with_goal() -> Tale:
    return goals().after(a_goal(), by=MENTEE)


def test_a_goal_has_five_parts_and_its_date_opens_a_review() -> None:
    step = goals().when(a_goal(), by=MENTOR)
    step.then(GoalSet(goal=1, smart=SMART))
    assert waits(step)["goal_review:1"] == "2026-06-30"


@pytest.mark.parametrize("part", ["what", "measure", "achievable", "reason", "by"])
def test_a_goal_without_one_of_its_parts_is_refused_by_its_name(part: str) -> None:
    goals().when(a_goal(**{part: None}), by=MENTEE).refused(
        "goal_incomplete", f"lacks {part};", missing=[part]
    )


def test_a_goal_without_anything_lacks_everything() -> None:
    lacking = ["what", "measure", "achievable", "reason", "by"]
    goals().when(SetGoal(), by=MENTEE).refused("goal_incomplete", missing=lacking)


def test_a_goals_date_is_not_over_and_may_be_today() -> None:
    goals().when(a_goal(by=date(2026, 4, 5)), by=MENTEE).refused("date_past", "give today")
    moved = RefineGoal(goal=1, why="x", by=date(2026, 4, 5))
    with_goal().when(moved, by=MENTEE).refused("date_past")
    goals().when(a_goal(by=date(2026, 4, 6)), by=MENTEE).recorded("goals.goal_set")


def test_a_goal_is_refined_part_by_part_and_says_why() -> None:
    refine = RefineGoal(goal=1, why="Too much", measure="Ten pages", by=date(2026, 7, 31))
    step = with_goal().when(refine, by=MENTOR)
    smart = SMART.model_copy(update={"measure": "Ten pages", "by": ends(date(2026, 7, 31), ZONE)})
    step.then(GoalRefined(goal=1, smart=smart, why="Too much"))
    assert waits(step)["goal_review:1"] == "2026-07-31"
    same = RefineGoal(goal=1, why="x", what="A draft", by=date(2026, 6, 30))
    with_goal().when(same, by=MENTEE).nothing()


def test_the_goals_date_is_a_stopping_point_and_the_goal_stays_open() -> None:
    step = passed(with_goal(), "goal_review:1").recorded("goals.goal_review_due")
    assert step.state.goals[1].review_due
    assert step.state.goals[1].status is GoalStatus.OPEN
    assert "goal_review:1" not in waits(step)


def test_a_goal_refined_after_its_date_is_not_reviewed_again_without_a_new_date() -> None:
    reviewed = passed(with_goal(), "goal_review:1").story
    kept = reviewed.when(RefineGoal(goal=1, why="x", measure="Ten"), by=MENTEE)
    assert "goal_review:1" not in waits(kept)
    assert kept.state.goals[1].review_due
    later = kept.story.when(RefineGoal(goal=1, why="x", by=date(2026, 8, 1)), by=MENTEE)
    assert waits(later)["goal_review:1"] == "2026-08-01"
    assert not later.state.goals[1].review_due


def test_a_goal_is_achieved_or_dropped_and_then_closed() -> None:
    done = with_goal().when(AchieveGoal(goal=1), by=MENTOR).recorded("goals.goal_achieved")
    assert done.state.goals[1].status is GoalStatus.ACHIEVED
    assert "goal_review:1" not in waits(done)
    dropped = with_goal().when(DropGoal(goal=1, why="Scooped"), by=MENTEE)
    dropped.then(GoalDropped(goal=1, why="Scooped"))
    dropped.story.when(AchieveGoal(goal=1), by=MENTEE).refused(
        "goal_closed", "Goal 1 is dropped already", status="dropped"
    )
    done.story.when(RefineGoal(goal=1, why="x"), by=MENTEE).refused("goal_closed")


def test_an_unknown_goal_is_named() -> None:
    with_goal().when(DropGoal(goal=5, why="x"), by=MENTEE).refused(
        "unknown_goal", "There is no goal 5; this mentorship has 1"
    )


def test_what_was_done_is_noted() -> None:
    step = goals().when(NoteAccomplishment(what="Accepted!"), by=MENTEE)
    step.then(AccomplishmentNoted(what="Accepted!"))
    assert [(each.what, each.at) for each in step.state.accomplishments] == [
        ("Accepted!", on("2026-04-06"))
    ]


@pytest.mark.parametrize("stage", [Stage.CHECK_IN, Stage.REDEFINITION])
def test_goals_go_on_while_the_two_check_in_or_redefine(stage: Stage) -> None:
    STAGES[stage]().when(a_goal(), by=MENTEE).recorded("goals.goal_set")
