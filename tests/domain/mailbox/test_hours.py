"""Hours that clocks skip or show twice, and days that never were."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.mailbox.hours import not_quiet, quiet_at, reminder_hour_after, reminders_may_leave
from domain.mailbox.house_rules import HouseRules
from tests.domain.cast import on

DENVER, HAVANA, APIA, CAIRO = "America/Denver", "America/Havana", "Pacific/Apia", "Africa/Cairo"
HOUR = timedelta(hours=1)


def rules(
    zone: str, *, quiet: tuple[int, int] = (20, 7), hour: int | None = 8, **more: int
) -> HouseRules:
    return HouseRules(zone, *quiet, hour, weekly=False, budget=more.get("budget", 3))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("evening", "morning", "hours"),
    [("2026-03-07", "2026-03-08", 8), ("2026-10-31", "2026-11-01", 10)],
)
def test_a_night_in_which_clocks_change_ends_by_the_clock(
    evening: str, morning: str, hours: int
) -> None:
    since = on(evening, "22:00")
    ends = not_quiet(since, rules(DENVER))
    assert (ends, ends - since) == (on(morning, "07:00"), hours * HOUR)


def test_quiet_that_ends_at_a_skipped_hour_ends_with_the_change() -> None:
    change = utc("2026-03-08T09:00")  # 02:00 becomes 03:00 in Denver
    assert not_quiet(change - HOUR, rules(DENVER, quiet=(20, 2))) == change
    assert quiet_at(change - timedelta(seconds=1), rules(DENVER, quiet=(20, 2)))


def test_quiet_that_would_end_in_a_skipped_hour_and_begin_after_it_goes_on() -> None:
    found = not_quiet(on("2026-03-07", "22:00"), rules(DENVER, quiet=(3, 2)))
    assert found == on("2026-03-09", "02:00")


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    first, second = utc("2026-11-01T07:30"), utc("2026-11-01T08:30")  # 01:30 and 01:30 again
    for each in (first, second):
        assert quiet_at(each, rules(DENVER, quiet=(1, 2)))
        assert not_quiet(each, rules(DENVER, quiet=(1, 2))) == utc("2026-11-01T09:00")


def test_quiet_hours_in_a_skipped_hour_are_none_that_night() -> None:
    evening = on("2026-03-07", "22:00")
    no_night = rules(DENVER, quiet=(2, 3), hour=2)
    assert not quiet_at(utc("2026-03-08T09:00"), no_night)
    assert not_quiet(evening, no_night) == evening


def test_a_reminder_hour_that_is_skipped_and_then_quiet_waits_for_the_next_day() -> None:
    only_at_two = rules(DENVER, quiet=(3, 2), hour=2)
    since = on("2026-03-07", "12:00")
    assert reminder_hour_after(since, only_at_two) == utc("2026-03-08T09:00")
    assert reminders_may_leave(since, only_at_two, sent=[]) == on("2026-03-09", "02:00")


def test_a_reminder_hour_that_comes_twice_means_the_first() -> None:
    since = on("2026-10-31", "12:00")
    at_one = rules(DENVER, quiet=(0, 0), hour=1)
    first = utc("2026-11-01T07:00")
    assert reminder_hour_after(since, at_one) == first
    assert reminder_hour_after(first, at_one) == on("2026-11-02", "01:00")
    assert reminders_may_leave(first + HOUR, at_one, sent=[first]) == on("2026-11-02", "01:00")


@pytest.mark.parametrize(
    ("zone", "since", "opens"),
    [
        (CAIRO, "2026-04-23T18:00", "2026-04-23T22:00"),  # midnight is skipped on 24 April
        (HAVANA, "2026-10-31T20:00", "2026-11-01T04:00"),  # midnight comes twice on 1 November
        (APIA, "2011-12-29T20:00", "2011-12-30T10:00"),  # there was no 30 December 2011
    ],
)
def test_a_day_opens_when_clocks_first_show_it(zone: str, since: str, opens: str) -> None:
    at_once = rules(zone, quiet=(0, 0), hour=None, budget=1)
    week_ago = utc(since) - timedelta(days=6)
    spent = reminders_may_leave(utc(since), at_once, sent=[week_ago])
    assert spent == utc(opens)


def test_a_day_that_never_was_has_no_reminder() -> None:
    since = on("2011-12-29", "12:00", APIA)
    after = reminder_hour_after(since, rules(APIA))
    assert after == on("2011-12-31", "08:00", APIA)
    assert reminders_may_leave(since, rules(APIA), sent=[since]) == after


def test_the_seven_days_of_the_budget_are_local_days() -> None:
    late, sent = on("2026-03-09", "23:30"), on("2026-03-03", "00:30")
    once = rules(DENVER, quiet=(0, 0), hour=0, budget=1)
    assert reminders_may_leave(late, once, sent=[sent]) == on("2026-03-10", "00:00")
