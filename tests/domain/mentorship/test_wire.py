"""What the commands and events of a mentorship have in common: names, JSON, and personal marks."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter

import domain.mentorship
from domain.mentorship import MENTORSHIP, Command, Event
from domain.mentorship.diary import MeetingScheduled
from domain.mentorship.invitations import InvitationSent
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.stages import Part, Stage
from domain.model import Personal
from tests.domain.mentorship.letter_scenes import happened

COMMANDS: tuple[type[MentorshipCommand], ...] = get_args(Command)
EVENTS: tuple[type[MentorshipEvent], ...] = get_args(Event)

NOT_PERSONAL = {
    "type": "the event's own name",
    "zone": "the program's, not a person's",
    "rule": "a recurrence, such as first Friday of each month",
    "meet": "a recurrence as well",
    "deadline": "the id of a deadline",
    "closes": "ids of what a move closed",
}
"""Fields of text in which nobody writes anything, and why."""


def type_of(kind: type[BaseModel]) -> str:
    return str(kind.model_fields["type"].default)


def subclasses(kind: type[Any]) -> set[type[Any]]:
    found = pkgutil.walk_packages(domain.mentorship.__path__, "domain.mentorship.")
    for module in found:
        importlib.import_module(module.name)
    return {each for each in kind.__subclasses__() if each.__module__.startswith("domain.")}


def test_every_command_and_every_event_stands_in_its_union() -> None:
    assert set(COMMANDS) == subclasses(MentorshipCommand)
    assert set(EVENTS) == subclasses(MentorshipEvent)


def test_names_are_unique_and_say_where_they_belong() -> None:
    for kinds in (COMMANDS, EVENTS):
        assert len({type_of(each) for each in kinds}) == len(kinds)
    for each in (*COMMANDS, *EVENTS):
        assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", type_of(each))
    assert all("." not in type_of(each) for each in COMMANDS)
    assert all(type_of(each).count(".") == 1 for each in EVENTS)


@pytest.mark.parametrize("kind", [*COMMANDS, *EVENTS], ids=type_of)
def test_a_type_is_its_classs_name_in_small_letters(kind: type[BaseModel]) -> None:
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    shorter = {"pause_mentorship": "pause", "note_down": "note"}
    assert type_of(kind).split(".")[-1] == shorter.get(words, words)


@pytest.mark.parametrize("kind", COMMANDS, ids=type_of)
def test_a_command_says_who_gives_it_and_when(kind: type[MentorshipCommand]) -> None:
    assert kind.who <= set(Part)
    assert kind.who
    assert kind.stages <= set(Stage)
    assert kind.__doc__ is not None
    assert kind.__doc__.split("\n")[0].endswith(".")


def test_every_event_comes_back_from_json_as_it_was() -> None:
    seen = happened()
    assert {type(each) for each in seen} == set(EVENTS)
    for event in seen:
        written = MENTORSHIP.events.dump_json(event)
        assert MENTORSHIP.events.validate_json(written) == event


def texts(kind: type[BaseModel], path: str = "") -> Iterator[tuple[str, bool]]:
    """Yield each text field within ``kind`` with whether it carries a mark of whose it is."""
    for name, field in kind.model_fields.items():
        metadata = [*field.metadata, *_metadata(field.annotation)]
        marked = any(isinstance(each, Personal) for each in metadata)
        if _is_text(field.annotation):
            yield f"{path}{name}", marked
        for inner in _models(field.annotation):
            yield from texts(inner, f"{path}{name}.")


def _metadata(annotation: Any) -> list[Any]:
    own = list(getattr(annotation, "__metadata__", ()))
    return [*own, *(each for inner in get_args(annotation) for each in _metadata(inner))]


def _is_text(annotation: Any) -> bool:
    if annotation is str:
        return True
    literal = str(get_origin(annotation)) == "typing.Literal"
    return not literal and any(_is_text(each) for each in get_args(annotation))


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [each for inner in get_args(annotation) for each in _models(inner)]


@pytest.mark.parametrize("kind", EVENTS, ids=type_of)
def test_every_text_in_an_event_is_marked_with_whose_it_is(kind: type[MentorshipEvent]) -> None:
    unmarked = {path for path, marked in texts(kind) if not marked}
    assert {path for path in unmarked if path.split(".")[-1] not in NOT_PERSONAL} == set()


def test_the_search_for_texts_finds_those_that_lie_deep() -> None:
    found = {path: marked for each in EVENTS for path, marked in texts(each)}
    assert found["need.hopes"]
    assert found["terms.purpose"]
    assert found["smart.reason"]
    assert found["reflection.private_note"]
    assert found["name"]
    assert found["dates.when.zone"] is False


@pytest.mark.parametrize("kind", [MeetingScheduled, InvitationSent], ids=type_of)
def test_a_text_that_the_clock_repeats_is_not_marked_as_the_actors(
    kind: type[MentorshipEvent],
) -> None:
    for field in kind.model_fields.values():
        for mark in (*field.metadata, *_metadata(field.annotation)):
            assert not isinstance(mark, Personal) or mark.whose != "actor"


def test_the_adapters_read_by_type() -> None:
    for adapter, kinds in ((MENTORSHIP.commands, COMMANDS), (MENTORSHIP.events, EVENTS)):
        assert isinstance(adapter, TypeAdapter)
        mapping = adapter.json_schema()["discriminator"]["mapping"]
        assert set(mapping) == {type_of(each) for each in kinds}
