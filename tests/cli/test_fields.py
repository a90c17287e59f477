"""From ``key=value`` to the fields of a command."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cli.catalogue import catalogue
from cli.exits import Usage
from cli.fields import read_fields
from records.read_tables import KINDS

MAYA = UUID("019729a0-0000-7000-8000-000000000001")


async def find(kind: str, word: str) -> UUID:
    assert (kind, word) in {("person", "maya@example.org"), ("program", "Residency")}
    return MAYA


def body(name: str, *words: str) -> dict[str, Any]:
    command = catalogue()[name]
    commands = KINDS[command.category].decider.commands
    return asyncio.run(read_fields(command.model, words, commands=commands, find=find))


def refused(name: str, *words: str) -> str:
    with pytest.raises(Usage) as told:
        body(name, *words)
    return str(told.value)


def test_numbers_and_dates_are_understood_by_their_types() -> None:
    assert body("invite", "candidate=2", "ask=Please") == {"candidate": 2, "ask": "Please"}
    assert body("pause", "until=2031-01-02") == {"until": "2031-01-02"}


def test_a_text_stays_as_it_is_written_even_if_it_looks_like_json() -> None:
    assert body("note", "text={}") == {"text": "{}"}
    assert body("note", "text=a=b=c") == {"text": "a=b=c"}


def test_a_key_given_again_makes_a_list() -> None:
    assert body("describe_need", "hopes=One", "hopes=Two")["hopes"] == ["One", "Two"]


def test_a_list_may_be_json() -> None:
    assert body("describe_need", 'hopes=["One", "Two"]')["hopes"] == ["One", "Two"]


def test_dots_reach_into_a_field_and_json_gives_it_whole() -> None:
    dotted = body("propose_agreement", "terms.purpose=Learn", "terms.ends_on=2031-01-02")
    whole = body("propose_agreement", 'terms={"purpose": "Learn", "ends_on": "2031-01-02"}')
    assert dotted == whole == {"terms": {"purpose": "Learn", "ends_on": "2031-01-02"}}


def test_an_address_stands_for_a_person_and_a_name_for_a_program() -> None:
    assert body("assign_mentor", "mentor=maya@example.org") == {"mentor": str(MAYA)}
    opened = body("open_mentorship", "program=Residency", "mentee=maya@example.org")
    assert opened == {"program": str(MAYA), "mentee": str(MAYA)}


def test_an_address_stands_for_a_person_inside_json_too() -> None:
    told = body("decline", 'referrals={"person": "maya@example.org"}')
    assert told["referrals"] == [{"person": str(MAYA)}]


def test_a_word_that_is_allowed_beside_an_id_stays_a_word() -> None:
    assert body("replace_mentor", "why=Moved", "next=SEEKING")["next"] == "SEEKING"


def test_nothing_is_given_by_an_empty_value_or_by_none() -> None:
    assert body("set_away", "until=none") == {"until": None}
    assert body("set_away", "until=") == {"until": None}
    assert body("set_template", "text=") == {"text": None}
    assert body("set_template", "text=none") == {"text": "none"}


def test_names_and_values_may_be_given_with_dots() -> None:
    told = body("set_policy", "changes.reply_by_days=10", "changes.next_candidate=automatic")
    assert told == {"changes": {"reply_by_days": 10, "next_candidate": "automatic"}}


def test_a_file_stands_for_its_text(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("From a file", encoding="utf-8")
    assert body("note", f"text=@{tmp_path / 'note'}") == {"text": "From a file"}
    assert body("note", "text=@@home") == {"text": "@home"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["set_goal", "waht=A draft"], "waht: is not a field here; did you mean what?"),
        (["strike", "colour=red"], "colour: is not a field here; known are candidate."),
        (["resume", "now=yes"], "now: is not a field here; there are none."),
        (["strike", "candidate=1", "candidate=2"], "candidate: is given twice; give it once."),
        (["strike", "candidate.number=1"], "candidate.number: candidate has no fields of its own"),
        (["assign_task", "owner=boss", "what=X"], "owner: should be mentee or mentor"),
        (["propose_agreement", "terms.porpose=X"], "terms.porpose: is not a field here; did you"),
        (["propose_agreement", "terms.purpose=X"], "terms.ends_on: is missing."),
        (["schedule_meeting", "time=late", "on=2031-01-02"], "time: should be a time of day"),
        (["shortlist", "name=Ada"], "name a candidate either by `person`, or by `name` and"),
        (["decline", "referrals=maya@example.org"], "referrals: should be JSON"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(words: list[str], sentence: str) -> None:
    assert refused(*words).startswith(sentence)
