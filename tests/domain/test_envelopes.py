from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.envelopes import (
    CLOCK,
    INTERNAL,
    SYSTEM,
    Actor,
    CommandEnvelope,
    Outcome,
    Receipt,
    Role,
    derived_id,
    opened_by,
    stream_of,
)
from tests.domain.cast import ident

ADA = ident("Ada")


@pytest.mark.parametrize("role", [Role.MENTEE, Role.MENTOR, Role.COORDINATOR])
def test_whoever_takes_part_is_a_person(role: Role) -> None:
    assert Actor(role=role, person=ADA).person == ADA
    with pytest.raises(ValidationError, match="acts as a person; give the person's id"):
        Actor(role=role)


def test_an_administrator_may_be_the_operator_of_the_installation() -> None:
    assert Actor(role=Role.ADMINISTRATOR).person is None
    assert Actor(role=Role.ADMINISTRATOR, person=ADA).person == ADA


@pytest.mark.parametrize("role", sorted(INTERNAL))
def test_the_clock_and_the_system_are_nobody(role: Role) -> None:
    with pytest.raises(ValidationError, match="is nobody; leave the person out"):
        Actor(role=role, person=ADA)


def test_only_the_clock_and_the_system_act_from_inside() -> None:
    assert {CLOCK.role, SYSTEM.role} == INTERNAL


def envelope(**fields: object) -> CommandEnvelope:
    usual = {"id": ADA, "actor": Actor(role=Role.ADMINISTRATOR), "type": "close_program"}
    return CommandEnvelope.model_validate({**usual, **fields})


def test_a_command_brings_its_fields_in_clear_or_sealed() -> None:
    assert envelope(body={}).sealed is None
    assert envelope(sealed="gAAAA").body is None


@pytest.mark.parametrize("fields", [{}, {"body": {}, "sealed": "gAAAA"}])
def test_a_command_brings_its_fields_once(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="give the command's fields once"):
        envelope(**fields)


def test_a_caller_does_not_say_when_it_happens() -> None:
    assert not hasattr(envelope(body={}, at="2020-01-01T00:00:00Z"), "at")


def test_a_receipt_written_by_a_later_release_can_be_read() -> None:
    receipt = Receipt(command_id=ADA, stream="program/1", outcome=Outcome.RECORDED, version=3)
    written = {**receipt.model_dump(mode="json"), "mood": "sunny"}
    assert Receipt.model_validate(written) == receipt


def test_a_stream_is_named_by_its_kind_and_its_id() -> None:
    assert stream_of("mentorship", ADA) == f"mentorship/{ADA}"


names = st.lists(st.text(max_size=5), max_size=3)


@given(names, names)
def test_an_id_is_derived_from_its_names_and_from_nothing_else(
    one: list[str], other: list[str]
) -> None:
    assert (derived_id(ADA, *one) == derived_id(ADA, *other)) == (one == other)


def test_a_repeat_of_a_creating_command_finds_the_stream_that_it_opened() -> None:
    assert opened_by(UUID(int=1)) == opened_by(UUID(int=1))
    assert opened_by(UUID(int=1)) != opened_by(UUID(int=2))
