"""The stories that are told to newcomers: whenever somebody asks for one, it can be told."""

from datetime import timedelta

import pytest

from domain.driver import World
from domain.stories import quiet, resident
from domain.stories.script import play
from tests.domain.mentorship.story import OPENED, case_1


@pytest.mark.parametrize("hours", range(24))
def test_case_6_can_be_told_from_any_hour_of_a_day_on(hours: int) -> None:
    opened = OPENED + timedelta(hours=hours)
    steps = quiet.steps(opened)
    assert steps[0].at == opened
    world = World(now=opened)
    for _ in play((*quiet.setup(opened), *steps), world):
        pass


@pytest.mark.parametrize("hours", range(0, 24, 3))
def test_case_1_can_be_told_from_any_hour_of_a_day_on(hours: int) -> None:
    opened = OPENED + timedelta(hours=hours)
    assert resident.steps(opened)[0].at == opened
    case_1(opened)
