"""How late is too late, and what that means to a monitor."""

from datetime import UTC, datetime, timedelta

import pytest

from cli import checkup
from cli.checkup import CLOCKS_LATE, LETTERS_LATE, SWEEP_LATE, Check, State, spoken, worst
from records.health import Health
from workflows.watch import Poller, SweepState

AT = datetime(2026, 3, 2, 16, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
WELL = Health(
    at=AT,
    letters_waiting=0,
    letters_waiting_since=None,
    letters_held=0,
    letters_given_up=0,
    letters_given_up_lately=0,
    parked=0,
    parked_since=None,
    behind=0,
    behind_since=None,
    overdue=0,
    overdue_since=None,
    open_by_stage={},
)


def judged(**different: object) -> State:
    health = Health(**{**vars(WELL), **different})
    return worst(checkup.records(health))


def test_records_in_which_nothing_waits_are_healthy() -> None:
    assert judged() is State.HEALTHY
    assert judged(letters_given_up=3, open_by_stage={"GOALS": 2}) is State.HEALTHY


@pytest.mark.parametrize(
    ("what", "late"),
    [("letters_waiting", LETTERS_LATE), ("behind", CLOCKS_LATE), ("overdue", CLOCKS_LATE)],
)
def test_what_waits_too_long_needs_attention(what: str, late: timedelta) -> None:
    assert judged(**{what: 1, f"{what}_since": AT - late}) is State.HEALTHY
    assert judged(**{what: 1, f"{what}_since": AT - late - MOMENT}) is State.NEEDS_ATTENTION


def test_letters_that_are_held_until_their_time_are_told_and_need_no_look() -> None:
    health = Health(**{**vars(WELL), "letters_held": 12})
    [check] = [each for each in checkup.records(health) if each.name == "letters waiting"]
    assert (check.state, check.sentence) == (State.HEALTHY, "none; 12 held until their time")
    assert check.facts["held"] == 12


def test_what_is_parked_or_was_given_up_lately_needs_attention_at_once() -> None:
    assert judged(parked=1, parked_since=AT) is State.NEEDS_ATTENTION
    assert judged(letters_given_up=1, letters_given_up_lately=1) is State.NEEDS_ATTENTION


def test_a_sweep_that_is_missing_paused_or_late_needs_attention() -> None:
    late = AT - SWEEP_LATE - MOMENT

    def state(found: SweepState | None) -> State:
        return checkup.sweep(found, at=AT).state

    assert state(SweepState(created=late, last=AT - SWEEP_LATE, paused=False)) is State.HEALTHY
    assert state(SweepState(created=AT, last=None, paused=False)) is State.HEALTHY
    assert state(SweepState(created=late, last=None, paused=False)) is State.NEEDS_ATTENTION
    assert state(SweepState(created=late, last=late, paused=False)) is State.NEEDS_ATTENTION
    assert state(SweepState(created=late, last=AT, paused=True)) is State.NEEDS_ATTENTION
    assert state(None) is State.NEEDS_ATTENTION


def test_workers_are_down_where_none_has_the_current_version() -> None:
    unversioned, old = Poller("1@here", None, None), Poller("2@here", "mentorship", "1")

    def check(*found: Poller, current: str | None = None) -> Check:
        return checkup.workers(found, {"mentorship": current}, queue="q")

    assert check().state is State.DOWN
    assert check(unversioned).state is State.HEALTHY
    assert check(old).state is check(old, current="2").state is State.DOWN
    assert check(old, current="1").sentence == "1 (mentorship.1)"
    assert check(old, unversioned, current="2").state is State.HEALTHY


def test_a_database_that_a_later_release_migrated_is_told_and_healthy() -> None:
    assert checkup.database(["29990101000000"]).state is State.HEALTHY
    assert "29990101000000" in checkup.database(["29990101000000"]).sentence


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-5), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=59), "59 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_an_age_is_told_in_one_unit(age: timedelta, words: str) -> None:
    assert spoken(age) == words


def test_the_worst_line_says_how_it_all_does() -> None:
    lines = [Check("a", State.DOWN, ""), Check("b", State.NEEDS_ATTENTION, "")]
    assert worst(lines) is State.DOWN
    assert worst([]) is State.HEALTHY
