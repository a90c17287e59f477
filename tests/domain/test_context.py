import pytest

from domain.context import Context
from domain.envelopes import Stamp
from domain.refusals import Refusal
from tests.domain.cast import ADMINISTRATOR, START, a_person, a_program, ident

ADA, BEN = a_person("Ada"), a_person("Ben", erased=True)


def context() -> Context:
    people = {ADA.id: ADA, BEN.id: BEN}
    return Context(at=START, actor=ADMINISTRATOR, command_id=ident("command"), people=people)


def test_events_carry_when_and_by_whom_they_came_about() -> None:
    assert context().stamp == Stamp(at=START, actor=ADMINISTRATOR)


def test_a_registered_person_is_found() -> None:
    assert context().person(ADA.id) == ADA


@pytest.mark.parametrize("name", ["Ben", "Nobody"])
def test_who_is_erased_or_was_never_registered_is_unknown(name: str) -> None:
    with pytest.raises(Refusal, match="register them first, or check the id") as caught:
        context().person(ident(name))
    assert caught.value.code == "unknown_person"
    assert caught.value.facts == {"person": str(ident(name))}


def test_a_program_that_is_not_there_is_unknown() -> None:
    with pytest.raises(Refusal, match="create it first, or check the id") as caught:
        context().known_program()
    assert caught.value.code == "unknown_program"


def test_the_program_is_the_one_that_was_asked_for() -> None:
    program = a_program()
    known = Context(at=START, actor=ADMINISTRATOR, command_id=ident("command"), program=program)
    assert known.known_program() is program
