import os

import pytest
from temporalio.worker import PollerBehaviorAutoscaling

from runtime.capacity import DEFAULT_CAPACITY, capacity_of
from runtime.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MENTORSHIP_")]:
        monkeypatch.delenv(name)


def test_the_settings_defaults_are_the_capacitys_defaults() -> None:
    assert capacity_of(Settings.load()) == DEFAULT_CAPACITY


def test_each_number_arrives_where_it_belongs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in {
        "MAX_CACHED_WORKFLOWS": 0,
        "MAX_WORKFLOW_TASKS": 7,
        "MAX_STEPS": 8,
        "MAX_ACTIVITIES": 9,
        "MIN_POLLERS": 2,
        "MAX_POLLERS": 3,
    }.items():
        monkeypatch.setenv(f"MENTORSHIP_{name}", f"{number}")
    capacity = capacity_of(Settings.load())
    assert (capacity.cached_workflows, capacity.workflow_tasks) == (0, 7)
    assert (capacity.steps, capacity.activities) == (8, 9)
    assert capacity.pollers == PollerBehaviorAutoscaling(minimum=2, maximum=3, initial=3)


_REFUSED = {
    "MAX_STEPS=101": (
        "MENTORSHIP_DATABASE_CONNECTIONS is 10, too few for MENTORSHIP_MAX_STEPS, which is 101: "
        "set it to 11 or more, or take fewer steps at a time."
    ),
    "MIN_POLLERS=30": (
        "MENTORSHIP_MIN_POLLERS is 30, more than MENTORSHIP_MAX_POLLERS, which is 20: "
        "set it to 20 or less."
    ),
    "MAX_WORKFLOW_TASKS=1": (
        "MENTORSHIP_MAX_WORKFLOW_TASKS cannot be used (input should be greater than or equal "
        "to 2): for example 100 would be right."
    ),
    "HEALTH_PORT=0": (
        "MENTORSHIP_HEALTH_PORT cannot be used (input should be greater than or equal to 1): "
        "for example 8081 would be right."
    ),
}


@pytest.mark.parametrize("given", _REFUSED)
def test_numbers_that_do_not_go_together_are_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    name, _, value = given.partition("=")
    monkeypatch.setenv(f"MENTORSHIP_{name}", value)
    with pytest.raises(SettingsError) as refused:
        capacity_of(Settings.load())
    assert str(refused.value) == _REFUSED[given]
