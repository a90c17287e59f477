from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.model import LINE_LIMIT, TEXT_LIMIT, Day, Email, Line, Text, Value


class Flower(Value):
    name: str
    height: float = 1.0


def test_a_value_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Flower(name="rose").name = "tulip"  # type: ignore[misc]


def test_a_slip_in_a_fields_name_is_found() -> None:
    with pytest.raises(ValidationError, match="hight"):
        Flower.model_validate({"name": "rose", "hight": 2})


def test_a_number_without_end_is_no_value() -> None:
    with pytest.raises(ValidationError, match="finite"):
        Flower(name="rose", height=float("inf"))


text_of = TypeAdapter(Text).validate_python
line_of = TypeAdapter(Line).validate_python
email_of = TypeAdapter(Email).validate_python
day_of = TypeAdapter(Day).validate_python


def test_a_text_loses_the_blanks_around_it_and_keeps_its_lines() -> None:
    assert text_of("  a\n\tb\n ") == "a\n\tb"


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\nb"])
def test_every_way_to_end_a_line_is_stored_as_one(text: str) -> None:
    assert text_of(text) == "a\nb"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85x", "\ud800"])
def test_a_text_has_no_control_characters(character: str) -> None:
    with pytest.raises(ValidationError, match=r"control character|valid string|unicode"):
        text_of(f"a{character}b")


def test_a_control_character_is_named() -> None:
    with pytest.raises(ValidationError, match=r"U\+0007; use plain text"):
        line_of("a\x07b")


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_text_says_nothing(text: str) -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        text_of(text)


def test_a_text_of_two_megabytes_is_too_long() -> None:
    assert len(text_of("x" * TEXT_LIMIT)) == TEXT_LIMIT
    with pytest.raises(ValidationError, match="at most 10000 characters"):
        text_of("x" * 2_000_000)


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\tb", "a\u2028b"])
def test_a_line_is_one_line(text: str) -> None:
    with pytest.raises(ValidationError, match="has several lines; use one"):
        line_of(text)


def test_a_line_has_room_for_a_title() -> None:
    assert len(line_of("x" * LINE_LIMIT)) == LINE_LIMIT
    with pytest.raises(ValidationError, match="at most 200 characters"):
        line_of("x" * (LINE_LIMIT + 1))


def test_addresses_are_compared_without_regard_to_case() -> None:
    assert email_of("Ada.Lovelace@Example.ORG") == "ada.lovelace@example.org"


@pytest.mark.parametrize(
    "text", ["", "ada", "ada@", "ada@example", "a b@example.org", "x" * 2_000_000]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        email_of(text)


@pytest.mark.parametrize("day", ["1899-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_beyond_what_a_mentorship_can_live_is_refused(day: str) -> None:
    with pytest.raises(ValidationError, match=r"1900-01-01|2999-12-31"):
        day_of(day)


def test_a_day_is_read_from_its_iso_form() -> None:
    assert day_of("2026-03-02") == date(2026, 3, 2)
