"""What holds for the commands and events of persons and programs alike."""

import re

import pytest
from pydantic import BaseModel

from domain import people, programs

COMMANDS = (*people.COMMANDS, *programs.COMMANDS)
EVENTS = (*people.EVENTS, *programs.EVENTS)


def type_of(kind: type[BaseModel]) -> str:
    return str(kind.model_fields["type"].default)


@pytest.mark.parametrize("kind", EVENTS, ids=type_of)
def test_an_event_is_stored_under_a_name_of_its_stream(kind: type[BaseModel]) -> None:
    category = "person" if kind in people.EVENTS else "program"
    assert re.fullmatch(rf"{category}\.[a-z_]+", type_of(kind))


@pytest.mark.parametrize("kind", COMMANDS, ids=type_of)
def test_a_command_is_named_as_one_would_give_it(kind: type[BaseModel]) -> None:
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    assert type_of(kind) == words


def test_no_two_commands_and_no_two_events_have_the_same_name() -> None:
    for kinds in (COMMANDS, EVENTS):
        assert len({type_of(each) for each in kinds}) == len(kinds)


@pytest.mark.parametrize("kind", [*COMMANDS, *EVENTS], ids=type_of)
def test_every_command_and_event_says_what_it_is(kind: type[BaseModel]) -> None:
    assert kind.__doc__ is not None
    assert kind.__doc__.split("\n")[0].endswith(".")
