"""Every shape in which an event was ever kept is read, for ever."""

import json
import re
from pathlib import Path
from traceback import format_exception

import pytest

from domain.decider import Decider
from records.errors import UnknownVersion, UnreadableEvent
from records.recorded import data_of, event_of
from records.upcasting import UPCASTERS, Data, current_version, upcast
from tests.records.write_goldens import GOLDENS, event_types, golden_of

DECIDERS = {type_: decider for decider, type_ in event_types()}
FILES = sorted(GOLDENS.glob("*.json"), key=lambda file: file.name)


def parts(file: Path) -> tuple[str, int]:
    named = re.fullmatch(r"(.+)\.v(\d+)\.json", file.name)
    assert named is not None
    return named[1], int(named[2])


@pytest.mark.parametrize("type_", sorted(DECIDERS))
def test_each_event_has_a_golden_of_its_present_shape(type_: str) -> None:
    assert golden_of(type_).exists(), "run: python -m tests.records.write_goldens"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_golden_is_read_and_loses_nothing(file: Path) -> None:
    type_, version = parts(file)
    text = file.read_text(encoding="utf-8")
    decider: Decider[object, object, object] = DECIDERS[type_]
    row = {"stream": "s", "version": 1, "type": type_, "schema_version": version, "data": text}
    event = event_of(decider, row)
    assert data_of(decider, event) == upcast(type_, json.loads(text), version=version)


def test_an_event_that_cannot_be_read_is_named_without_what_it_holds() -> None:
    type_, text = "concerns.noted", '{"text": ["a secret of Ann"]}'
    row = {"stream": "s/1", "version": 7, "type": type_, "schema_version": 1, "data": text}
    with pytest.raises(UnreadableEvent) as failed:
        event_of(DECIDERS[type_], row)
    assert str(failed.value) == "Event 7 of s/1 cannot be read as concerns.noted."
    assert failed.value.__cause__ is None
    assert "secret" not in "".join(format_exception(failed.value))


def test_no_step_leads_to_a_shape_without_a_golden() -> None:
    goldens = {parts(file) for file in FILES}
    assert {(type_, version) for type_, version in UPCASTERS} <= goldens


def _renamed(data: Data) -> Data:
    return {"amount": data["sum"]}


def _with_words(data: Data) -> Data:
    return {**data, "words": "?"}


STEPS = {("tiny.added", 1): _renamed, ("tiny.added", 2): _with_words}


@pytest.mark.parametrize(
    ("version", "data"),
    [(1, {"sum": 3}), (2, {"amount": 3}), (3, {"amount": 3, "words": "?"})],
)
def test_an_old_event_goes_through_every_step_from_its_own_version_on(
    version: int, data: Data
) -> None:
    kept = dict(data)
    assert upcast("tiny.added", data, version=version, steps=STEPS) == {"amount": 3, "words": "?"}
    assert data == kept


def test_new_events_are_kept_in_the_shape_that_the_last_step_leads_to() -> None:
    assert current_version("tiny.added", steps=STEPS) == 3
    assert current_version("tiny.other", steps=STEPS) == 1


def test_an_event_of_a_later_release_is_not_guessed_at() -> None:
    with pytest.raises(UnknownVersion, match="schema version 4; this release knows up to 3"):
        upcast("tiny.added", {}, version=4, steps=STEPS)
