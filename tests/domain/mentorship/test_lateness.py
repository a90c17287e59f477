from collections.abc import Callable
from datetime import date

import pytest

from domain.mentorship.goals import AchieveGoal
from domain.mentorship.lateness import late_from
from domain.mentorship.matters import Attention, DeadlineKind
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.tasks import CompleteTask
from domain.mentorship.work import Wish
from tests.domain.mentorship.scene import (
    MENTEE,
    MENTOR,
    Tale,
    a_goal,
    a_task,
    check_in,
    closing,
    ended,
    expectations,
    goals,
    outreach,
    passed,
    redefinition,
    reflection,
    seeking,
    state_of,
)


def due(story: Tale, deadline: str) -> object:
    return state_of(story).deadlines[deadline].due.at


@pytest.mark.parametrize(
    ("scene", "deadline"),
    [
        (outreach, "reply_due:1"),
        (expectations, "agreement_due"),
        (redefinition, "redefinition_due"),
        (check_in, "check_in_due:1"),
    ],
)
def test_somebody_has_to_act_by_the_earliest_of_their_dates(
    scene: Callable[[], Tale], deadline: str
) -> None:
    story = scene()
    assert late_from(state_of(story)) == due(story, deadline)


@pytest.mark.parametrize("scene", [seeking, goals, closing, ended])
def test_nobody_is_late_where_only_the_clock_waits(scene: Callable[[], Tale]) -> None:
    assert late_from(state_of(scene())) is None


@pytest.mark.parametrize(
    ("scene", "kind", "reason"),
    [
        (expectations, "agreement", Attention.AGREEMENT_OVERDUE),
        (redefinition, "redefinition", Attention.REDEFINITION_STUCK),
    ],
)
def test_who_was_reminded_to_sign_stays_late_until_it_is_signed(
    scene: Callable[[], Tale], kind: str, reason: Attention
) -> None:
    story = scene()
    day = due(story, f"{kind}_due")
    reminded = passed(story, f"{kind}_due").story
    assert late_from(state_of(reminded)) == day
    stuck = passed(reminded, f"{kind}_grace").story
    state = state_of(stuck)
    assert reason in state.attention
    assert late_from(state) == state.last_at


def test_a_task_stays_late_until_it_is_done() -> None:
    story = goals().after(a_task(), by=MENTEE)
    day = due(story, "task_due:1")
    assert late_from(state_of(story)) == day
    late = passed(story, "task_due:1").story
    assert late_from(state_of(late)) == day
    assert late_from(state_of(late.after(CompleteTask(task=1), by=MENTEE))) is None


def test_a_goal_is_late_from_its_date_until_it_is_reached() -> None:
    story = goals().after(a_goal(), by=MENTEE)
    day = due(story, "goal_review:1")
    late = passed(story, "goal_review:1").story
    assert late_from(state_of(late)) == day
    assert late_from(state_of(late.after(AchieveGoal(goal=1), by=MENTEE))) is None


def test_a_wish_to_end_is_nobody_elses_lateness() -> None:
    story = check_in().after(reflection(Wish.END), by=MENTEE).after(reflection(), by=MENTOR)
    kinds = {each.kind for each in state_of(story).deadlines.values()}
    assert DeadlineKind.END_CONFIRMATION in kinds
    assert late_from(state_of(story)) is None


def test_nobody_is_late_during_a_pause() -> None:
    story = goals().after(a_task(), PauseMentorship(until=date(2026, 12, 1)), by=MENTEE)
    assert late_from(state_of(story)) is None
