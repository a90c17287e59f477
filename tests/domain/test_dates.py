from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.dates import (
    Due,
    Zone,
    add_months,
    begins,
    days_from,
    ends,
    future,
    grid_after,
    local_day,
    local_instant,
    moved,
    wall_length,
)
from tests.domain.cast import START, on

INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)

# Denver and Berlin change at two in the night; Beirut does, and São Paulo did, at midnight, so that
# some of their days begin at one o'clock; Apia left out a whole day; Kathmandu is off by a quarter.
zones = st.sampled_from(
    [
        "America/Denver",
        "Europe/Berlin",
        "Asia/Beirut",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "UTC",
    ]
)
days = st.dates(date(2000, 1, 1), date(2037, 12, 31))
instants = st.timedeltas(timedelta(0), timedelta(days=4000)).map(lambda passed: START + passed)
numbers = st.integers(0, 800)

BEIRUT_CHANGE = date(2026, 3, 29)
SAO_PAULO_CHANGE = date(2018, 11, 4)


@given(days, zones)
@example(BEIRUT_CHANGE, "Asia/Beirut")
@example(SAO_PAULO_CHANGE, "America/Sao_Paulo")
def test_a_day_begins_at_its_first_instant(day: date, zone: str) -> None:
    at = begins(day, zone).at
    assert local_day(at, zone) == day
    assert local_day(at - INSTANT, zone) == day - DAY


@given(days, zones)
@example(BEIRUT_CHANGE - DAY, "Asia/Beirut")
def test_a_due_date_lasts_until_the_next_day_begins(day: date, zone: str) -> None:
    due = ends(day, zone)
    assert due == Due(date=day, zone=zone, at=begins(day + DAY, zone).at)
    assert local_day(due.at - INSTANT, zone) == day


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-08", "America/Denver", 23),
        ("2026-11-01", "America/Denver", 25),
        ("2026-03-29", "Europe/Berlin", 23),
        ("2026-10-25", "Europe/Berlin", 25),
        ("2026-03-29", "Asia/Beirut", 23),
        ("2018-11-04", "America/Sao_Paulo", 23),
        ("2026-07-01", "Asia/Kathmandu", 24),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(day: str, zone: str, hours: int) -> None:
    local = date.fromisoformat(day)
    assert ends(local, zone).at - begins(local, zone).at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "instant"),
    [
        ("2026-03-02", time(9), "America/Denver", "2026-03-02T16:00:00Z"),
        ("2026-03-08", time(2, 30), "America/Denver", "2026-03-08T09:30:00Z"),
        ("2026-11-01", time(1, 30), "America/Denver", "2026-11-01T07:30:00Z"),
        ("2026-03-29", time(0), "Asia/Beirut", "2026-03-28T22:00:00Z"),
        ("2011-12-30", time(0), "Pacific/Apia", "2011-12-30T10:00:00Z"),
    ],
    ids=["plain", "skipped", "twice", "skipped midnight", "skipped day"],
)
def test_a_local_time_is_one_instant_even_when_clocks_skip_or_repeat_it(
    day: str, clock: time, zone: str, instant: str
) -> None:
    at = local_instant(date.fromisoformat(day), clock, zone)
    assert at == datetime.fromisoformat(instant)


def test_reply_by_dates_of_the_first_case_end_with_their_local_day() -> None:
    asked = on("2026-03-04")
    reply_by = days_from(asked, 14, "America/Denver")
    assert reply_by.date == date(2026, 3, 18)
    assert reply_by.at == on("2026-03-19", "00:00")


@given(days, st.integers(-300, 300))
@example(date(2026, 1, 31), 1)
@example(date(2024, 2, 29), 12)
def test_a_month_later_is_the_same_day_or_the_months_end(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    clamped = (later + DAY).month != later.month
    assert later.day == day.day or (later.day < day.day and clamped)


@given(days, st.integers(1, 24), days)
@example(date(2026, 1, 31), 1, date(2026, 2, 28))
@example(date(2026, 5, 1), 3, date(2020, 1, 1))
def test_the_next_grid_date_is_the_first_on_the_grid_after_the_day(
    anchor: date, months: int, day: date
) -> None:
    found = grid_after(anchor, months, day)
    passed = (found.year - anchor.year) * 12 + found.month - anchor.month
    assert found == add_months(anchor, passed)
    assert passed % months == 0
    assert found > day
    assert found > anchor
    before = add_months(anchor, passed - months)
    assert before <= max(day, anchor)


def test_a_clamped_month_end_does_not_pull_later_dates_forward() -> None:
    anchor = date(2026, 1, 31)
    assert grid_after(anchor, 1, date(2026, 2, 1)) == date(2026, 2, 28)
    assert grid_after(anchor, 1, date(2026, 2, 28)) == date(2026, 3, 31)


def test_a_past_deadline_is_not_set() -> None:
    due = ends(date(2026, 3, 18), "America/Denver")
    assert future(due, due.at - INSTANT) == due
    assert future(due, due.at) is None


@given(days, zones, numbers)
@example(BEIRUT_CHANGE - DAY, "Asia/Beirut", 30)
@example(BEIRUT_CHANGE - 31 * DAY, "Asia/Beirut", 30)
@example(SAO_PAULO_CHANGE - DAY, "America/Sao_Paulo", 7)
@example(date(2026, 3, 7), "America/Denver", 1)
@example(date(2026, 10, 31), "America/Denver", 1)
@example(date(2026, 3, 28), "Europe/Berlin", 1)
@example(date(2026, 10, 24), "Europe/Berlin", 1)
def test_whole_days_move_a_date_by_whole_days_across_every_change_of_clocks(
    day: date, zone: str, number: int
) -> None:
    assert moved(ends(day, zone), number * DAY) == ends(day + number * DAY, zone)
    assert moved(begins(day, zone), number * DAY) == begins(day + number * DAY, zone)


@given(days, zones, numbers, st.timedeltas(INSTANT, DAY))
def test_a_part_of_a_day_moves_a_date_by_one_more_day(
    day: date, zone: str, number: int, part: timedelta
) -> None:
    later = day + (number + 1) * DAY
    assert moved(ends(day, zone), number * DAY + part) == ends(later, zone)
    assert moved(begins(day, zone), number * DAY + part) == begins(later, zone)


def test_a_date_set_under_other_rules_of_its_zone_moves_by_its_date() -> None:
    set_long_ago = Due(date=date(2026, 3, 18), zone="America/Denver", at=on("2026-03-19", "01:00"))
    assert moved(set_long_ago, 30 * DAY) == ends(date(2026, 4, 17), "America/Denver")


@given(days, zones, numbers, st.times(min_value=time(4)))
@example(date(2026, 3, 7), "America/Denver", 1, time(9))
@example(date(2026, 10, 31), "America/Denver", 1, time(9))
def test_from_an_hour_to_the_same_hour_clocks_on_the_wall_go_whole_days(
    day: date, zone: str, number: int, clock: time
) -> None:
    start = local_instant(day, clock, zone)
    end = local_instant(day + number * DAY, clock, zone)
    assert wall_length(start, end, zone) == number * DAY


@given(days, zones, numbers)
@example(BEIRUT_CHANGE, "Asia/Beirut", 7)
@example(BEIRUT_CHANGE - 7 * DAY, "Asia/Beirut", 7)
def test_from_the_beginning_of_a_day_to_that_of_another_it_is_whole_days(
    day: date, zone: str, number: int
) -> None:
    start, end = begins(day, zone).at, begins(day + number * DAY, zone).at
    assert wall_length(start, end, zone) == number * DAY


@given(instants, instants, zones)
def test_a_length_is_never_below_nothing(start: datetime, end: datetime, zone: str) -> None:
    assert wall_length(start, end, zone) >= timedelta(0)


def test_a_pause_that_ends_before_it_begins_has_no_length() -> None:
    assert wall_length(on("2026-03-05"), on("2026-03-04"), "America/Denver") == timedelta(0)


@pytest.mark.parametrize("name", ["America/Denver", "Europe/Berlin", "UTC"])
def test_a_zone_is_known_by_its_name(name: str) -> None:
    assert TypeAdapter(Zone).validate_python(name) == name


@pytest.mark.parametrize(
    "name", ["", "Denver", "america/denver", "localtime", "Factory", "../../etc/passwd", "x" * 9999]
)
def test_what_is_no_zone_is_refused_with_an_example_of_one(name: str) -> None:
    with pytest.raises(ValidationError, match="use a name such as America/Denver") as caught:
        TypeAdapter(Zone).validate_python(name)
    assert len(caught.value.errors()[0]["msg"]) < 200
