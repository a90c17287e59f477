from datetime import date, timedelta

from domain.dates import ends
from domain.envelopes import SYSTEM
from domain.people.commands import EndAway, SetAway, SetCapacity
from domain.people.events import AwayEnded, CapacitySet, WentAway
from tests.domain.cast import on
from tests.domain.people.ada import HERSELF, ada

FIRST_OF_MAY = ends(date(2026, 5, 1), "America/Denver")
AWAY = WentAway(until=FIRST_OF_MAY)
BACK = on("2026-05-02", "00:00")
INSTANT = timedelta(microseconds=1)


def test_a_mentor_says_how_many_mentorships_to_take_on() -> None:
    outcome = ada().when(SetCapacity(capacity=0), by=HERSELF).then(CapacitySet(capacity=0))
    assert outcome.state.capacity == 0


def test_the_capacity_that_is_set_already_changes_nothing() -> None:
    ada(CapacitySet(capacity=2)).when(SetCapacity(capacity=2), by=HERSELF).nothing()


def test_who_is_away_until_a_day_is_away_through_that_day_in_the_own_zone() -> None:
    outcome = ada().when(SetAway(until=date(2026, 5, 1)), by=HERSELF).then(AWAY)
    assert outcome.state.is_away(BACK - INSTANT)
    assert not outcome.state.is_away(BACK)


def test_a_new_day_replaces_the_old_one() -> None:
    outcome = ada(AWAY).when(SetAway(until=date(2026, 4, 1)), by=HERSELF)
    outcome.then(WentAway(until=ends(date(2026, 4, 1), "America/Denver")))


def test_today_is_still_a_day_to_be_away() -> None:
    outcome = ada().when(SetAway(until=date(2026, 3, 2)), by=HERSELF, at=on("2026-03-02", "23:59"))
    outcome.recorded("person.went_away")


def test_nobody_is_away_until_a_day_that_is_past() -> None:
    outcome = ada().when(SetAway(until=date(2026, 3, 1)), by=HERSELF)
    outcome.refused("date_past", "2026-03-01 is past; give a day from 2026-03-02 on")


def test_the_same_absence_changes_nothing() -> None:
    ada(AWAY).when(SetAway(until=date(2026, 5, 1)), by=HERSELF).nothing()


def test_an_absence_is_ended_by_giving_no_day() -> None:
    outcome = ada(AWAY).when(SetAway(until=None), by=HERSELF).then(AwayEnded())
    assert not outcome.state.is_away(on("2026-03-02"))


def test_accepting_a_mentorship_ends_an_absence() -> None:
    ada(AWAY).when(EndAway(), by=SYSTEM).then(AwayEnded())


def test_an_absence_that_is_over_need_not_be_ended() -> None:
    ada(AWAY).when(EndAway(), by=SYSTEM, at=BACK).nothing()


def test_who_is_not_away_cannot_come_back() -> None:
    ada().when(SetAway(until=None), by=HERSELF).nothing()
