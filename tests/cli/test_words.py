"""Dates, people and events in words."""

from datetime import UTC, date, datetime
from uuid import UUID

from cli.words import Reader, details, due_words, title
from domain.dates import begins, ends
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
    assert told == ("mentor Ada Lovelace · attempt 2 · reply by Wed 18 Mar 2026 · ask “Would you?”")


def test_what_is_empty_is_not_told_and_a_long_text_is_cut() -> None:
    assert details({"why": None, "late": False, "closes": [], "ends_away": True}, READER) == (
        "ends away"
    )
    assert len(details({"note": "word " * 100}, READER)) < 100


def test_data_of_any_shape_can_be_told() -> None:
    odd = {"a": {"b": [1, {"c": None}, [2]]}, "d": "2026-99-99", "e": "T" * 36, "f": [[], {}]}
    assert isinstance(details(odd, READER), str)
