from typing import Any

import pytest
from pydantic import ValidationError

from domain.people import PERSON_COMMANDS
from domain.people.commands import (
    ChangeProfile,
    MentorDetails,
    NoteAddressFailing,
    RegisterPerson,
    SetPreferences,
)

REGISTER = {
    "type": "register_person",
    "name": "Ada",
    "email": "ada@example.org",
    "zone": "America/Denver",
}


def refusal_of(body: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        PERSON_COMMANDS.validate_python(body)
    return caught.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("name", " ", "at least 1 character"),
        ("name", "x" * 2_000_000, "at most 200 characters"),
        ("email", "ada", "valid email"),
        ("zone", "Denver", "America/Denver"),
        ("language", "English", "en, de or pt-BR"),
        ("language", "EN", "en, de or pt-BR"),
        ("language", "x" * 2_000_000, "en, de or pt-BR"),
        ("capacity", 51, "less than or equal to 50"),
        ("capacity", -1, "greater than or equal to 0"),
        ("mentor_profile", {"support": ["magic"]}, "'clinical_skills'"),
        ("mentor_profile", {"disciplines": ["x"] * 51}, "at most 50"),
        ("mentor_profile", {"recent_work": "x" * 2_000_000}, "at most 10000 characters"),
        ("shoe_size", 38, "not permitted"),
    ],
)
def test_a_wrong_field_is_refused_with_what_would_be_right(
    field: str, value: object, right: str
) -> None:
    message = refusal_of({**REGISTER, field: value})
    assert right in message
    assert len(message) < 300


@pytest.mark.parametrize(
    "language", ["en", "de", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "gsw"]
)
def test_languages_are_written_as_tags(language: str) -> None:
    read = PERSON_COMMANDS.validate_python({**REGISTER, "language": language})
    assert isinstance(read, RegisterPerson)
    assert read.language == language


def test_a_role_of_the_installation_is_not_granted_in_a_program() -> None:
    program = "00000000-0000-4000-8000-000000000000"
    body = {"type": "grant_role", "program": program, "role": "administrator"}
    assert "'mentee'" in refusal_of(body)


@pytest.mark.parametrize("body", [{"type": "fly"}, {}])
def test_an_unknown_command_is_refused_with_those_that_there_are(body: dict[str, Any]) -> None:
    assert "discriminator" in refusal_of(body) or "register_person" in refusal_of(body)


def test_details_left_out_stay_left_out_on_the_wire() -> None:
    command = ChangeProfile(mentor_profile=MentorDetails(site=None))
    assert command.model_dump()["mentor_profile"] == {"site": None}
    assert SetPreferences(hour=None).model_dump() == {"type": "set_preferences", "hour": None}


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("reminders", "hourly", "'at_once', 'daily' or 'weekly'"),
        ("hour", 24, "less than or equal to 23"),
        ("quiet_from", -1, "greater than or equal to 0"),
        ("quiet_to", "seven", "valid integer"),
        ("weekly_reminders", 0, "greater than or equal to 1"),
        ("weekly_reminders", 51, "less than or equal to 50"),
    ],
)
def test_a_wrong_preference_is_refused_with_what_would_be_right(
    field: str, value: object, right: str
) -> None:
    assert right in refusal_of({"type": "set_preferences", field: value})


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ("550 5.1.1 No such\r\n\tmailbox\x00 ", "550 5.1.1 No such mailbox"),
        ("x" * 2_000_000, "x" * 199 + "…"),
        ("x" * 200, "x" * 200),
        ("turned \u202e round", "turned round"),
        (" \r\n", "no reason given"),
    ],
)
def test_a_mail_servers_answer_is_kept_in_one_short_line(answer: str, line: str) -> None:
    assert NoteAddressFailing(program=None, code=550, answer=answer).answer == line
