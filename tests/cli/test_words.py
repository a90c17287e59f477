"""Dates, people and events in words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from cli.finding import near_addresses
from cli.words import Reader, details, due_words, label_words, title
from domain.dates import Due, begins, ends
from domain.envelopes import CLOCK, Actor, Role

ADA = UUID("019729a0-0000-7000-8000-000000000001")
READER = Reader({ADA: "Ada Lovelace"}, "America/Denver")


def test_an_instant_is_told_on_clocks_in_the_programs_zone() -> None:
    at = datetime(2026, 3, 4, 16, tzinfo=UTC)
    assert READER.moment(at) == "Wed 4 Mar 2026, 09:00"


def test_a_due_date_lasts_through_its_day_and_a_beginning_is_on_it() -> None:
    assert due_words(ends(date(2026, 3, 18), READER.zone)) == "through Wed 18 Mar 2026"
    assert due_words(begins(date(2026, 3, 18), READER.zone)) == "on Wed 18 Mar 2026"


def test_a_deadline_is_told_by_its_day_and_elsewhere_by_its_moment() -> None:
    midnight = ends(date(2026, 3, 18), READER.zone).at
    assert READER.deadline(midnight, "reply_due") == "through Wed 18 Mar 2026"
    assert READER.deadline(midnight, "seeking_nudge") == "after Wed 18 Mar 2026"
    assert READER.deadline(midnight, "ask_again") == "on Thu 19 Mar 2026"
    abroad = Reader({}, "Europe/Berlin")
    assert abroad.deadline(midnight, "reply_due") == "Thu 19 Mar 2026, 07:00"


def test_whoever_acts_is_named_with_the_role() -> None:
    assert READER.who(Actor(role=Role.MENTEE, person=ADA)) == "Ada Lovelace (mentee)"
    assert READER.who(CLOCK) == "the clock"
    assert READER.who(Actor(role=Role.ADMINISTRATOR)) == "administrator"


def test_an_events_type_is_told_in_words() -> None:
    assert title("outreach.invitation_followed_up") == "invitation followed up"
    assert title("check_in.check_in_opened") == "check-in opened"


def test_an_events_data_are_told_with_names_dates_and_texts() -> None:
    due = ends(date(2026, 3, 18), READER.zone).model_dump(mode="json")
    told = details(
        {"type": "x.y", "mentor": str(ADA), "attempt": 2, "reply_by": due, "ask": "Would you?"},
        READER,
    )
    assert told == (
        "mentor Ada Lovelace · attempt 2 · reply through Wed 18 Mar 2026 · ask “Would you?”"
    )


@pytest.mark.parametrize(
    ("field", "due", "told"),
    [
        ("reply_by", ends, "reply through Wed 18 Mar 2026"),
        ("by", ends, "due through Wed 18 Mar 2026"),
        ("agreement_due", ends, "agreement due through Wed 18 Mar 2026"),
        ("nudge_on", ends, "nudge after Wed 18 Mar 2026"),
        ("first_review", begins, "first review on Wed 18 Mar 2026"),
        ("until", begins, "until Wed 18 Mar 2026"),
        ("until", ends, "through Wed 18 Mar 2026"),
    ],
)
def test_a_day_in_an_event_is_told_as_the_last_to_act_or_the_one_after_which_it_happens(
    field: str, due: Callable[[date, str], Due], told: str
) -> None:
    value = due(date(2026, 3, 18), READER.zone).model_dump(mode="json")
    assert details({field: value}, READER) == told


def test_what_was_left_out_and_what_is_true_are_told_in_whole_words() -> None:
    assert details({"hidden": ["goals", "how_often"]}, READER) == "not shown: goals, how often"
    assert details({"to": "GOALS", "signed": True}, READER) == "to GOALS · under a signed agreement"


def test_a_deadlines_label_stands_in_a_sentence() -> None:
    assert label_words("reply due: first ask", "reply_due") == "reply due (first ask)"
    assert label_words("", "seeking_nudge") == "seeking nudge"


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("mayaa@example.org", ["maya@example.org"]),
        ("maya@exmple.org", ["maya@example.org"]),
        ("zoe@example.org", []),
        ("tom@example.com", ["tom@example.org"]),
    ],
)
def test_an_address_is_suggested_for_whose_it_is_more_than_for_where(
    word: str, near: list[str]
) -> None:
    assert near_addresses(word, ["maya@example.org", "tom@example.org"]) == near


def test_what_is_empty_is_not_told_and_a_long_text_is_cut() -> None:
    assert details({"why": None, "late": False, "closes": [], "ends_away": True}, READER) == (
        "ends the time away"
    )
    assert len(details({"note": "word " * 100}, READER)) < 100


def test_data_of_any_shape_can_be_told() -> None:
    odd = {"a": {"b": [1, {"c": None}, [2]]}, "d": "2026-99-99", "e": "T" * 36, "f": [[], {}]}
    assert isinstance(details(odd, READER), str)
