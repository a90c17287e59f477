from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.recurrence import Recurrence, in_words, occurrence_after

READ = TypeAdapter(Recurrence).validate_python

days = st.dates(date(2020, 1, 1), date(2037, 12, 31))
weekdays = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
intervals = st.sampled_from(["", ";INTERVAL=2", ";INTERVAL=12"])
weekly = st.builds("FREQ=WEEKLY{};BYDAY={}".format, intervals, weekdays)
places = st.sampled_from(["1", "2", "3", "4", "-1"])
monthly = st.builds("FREQ=MONTHLY{};BYDAY={}{}".format, intervals, places, weekdays)
rules = weekly | monthly


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("first Friday of each month", "FREQ=MONTHLY;BYDAY=1FR"),
        ("last tuesday of every month", "FREQ=MONTHLY;BYDAY=-1TU"),
        ("Second Monday of every 3 months", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2MO"),
        ("every week on Sunday", "FREQ=WEEKLY;BYDAY=SU"),
        ("every 2 weeks on monday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("every 1 weeks on monday", "FREQ=WEEKLY;BYDAY=MO"),
        (" freq=monthly;byday=1fr ", "FREQ=MONTHLY;BYDAY=1FR"),
    ],
)
def test_a_recurrence_may_be_said_in_plain_words(words: str, rule: str) -> None:
    assert READ(words) == rule


@pytest.mark.parametrize(
    "words",
    [
        "",
        "now and then",
        "first Fryday of each month",
        "every week on Fryday",
        "fifth Friday of each month",
        "every 0 weeks on Monday",
        "every 100 weeks on Monday",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=1FR",
        "FREQ=MONTHLY;BYDAY=FR",
        "FREQ=MONTHLY;BYDAY=1FR;COUNT=3",
        "FREQ=WEEKLY;INTERVAL=1٣;BYDAY=MO",
        7,
        "x" * 2_000_000,
    ],
)
def test_what_is_no_recurrence_is_refused_with_an_example_of_one(words: object) -> None:
    with pytest.raises(ValidationError, match="first Friday of each month") as caught:
        READ(words)
    assert len(caught.value.errors()[0]["msg"]) < 300


@pytest.mark.parametrize(
    ("rule", "start", "day", "found"),
    [
        ("FREQ=MONTHLY;BYDAY=1FR", "2026-04-24", "2026-04-24", "2026-05-01"),
        ("FREQ=MONTHLY;BYDAY=1FR", "2026-04-24", "2026-05-01", "2026-06-05"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TU", "2026-04-01", "2026-04-28", "2026-06-30"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-03-02", "2026-03-02", "2026-03-16"),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-03-02", "2026-01-01", "2026-03-02"),
    ],
)
def test_the_next_meeting_is_the_rules_first_day_afterwards(
    rule: str, start: str, day: str, found: str
) -> None:
    after = occurrence_after(rule, date.fromisoformat(start), date.fromisoformat(day))
    assert after == date.fromisoformat(found)


@given(rules, days, st.integers(0, 1000))
def test_no_occurrence_lies_between_two_that_follow_each_other(
    rule: str, start: date, number: int
) -> None:
    day = start + timedelta(days=number)
    found = occurrence_after(rule, start, day)
    assert found > day
    assert occurrence_after(rule, start, found - timedelta(days=1)) == found


@given(rules)
def test_a_rule_said_in_words_is_read_as_the_same_rule(rule: str) -> None:
    assert READ(in_words(rule)) == rule


def test_a_rule_in_words_reads_as_one_would_say_it() -> None:
    assert in_words("FREQ=MONTHLY;BYDAY=1FR") == "first Friday of each month"
    assert in_words("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO") == "every 2 weeks on Monday"


def test_what_cannot_be_said_in_words_is_left_as_it_is() -> None:
    assert in_words("FREQ=DAILY") == "FREQ=DAILY"
