from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.envelopes import SYSTEM, Actor, Role, opened_by
from domain.people.commands import MenteeDetails, MentorDetails, RegisterPerson
from domain.people.events import PersonRegistered
from domain.people.state import MenteeProfile, MentorProfile, Support
from tests.domain.cast import ADMINISTRATOR, a_person, as_coordinator, ident
from tests.domain.people.ada import ADA, CAROL, COORDINATOR, PROGRAM, REGISTERED, ada, nobody

REGISTER = RegisterPerson(name="Ada", email="ada@example.org", zone="America/Denver")
ANN = a_person("Ann", email="ada@example.org")
COMMAND = ident("the command")


@pytest.mark.parametrize("by", [ADMINISTRATOR, COORDINATOR, SYSTEM], ids=lambda each: each.role)
def test_staff_and_imports_register_people(by: Actor) -> None:
    outcome = (
        nobody()
        .when(REGISTER, by=by, command_id=COMMAND)
        .then(
            PersonRegistered(
                person=opened_by(COMMAND),
                name="Ada",
                email="ada@example.org",
                zone="America/Denver",
                language="en",
                administrator=False,
                mentor_profile=MentorProfile(),
                mentee_profile=MenteeProfile(),
                capacity=None,
            )
        )
    )
    outcome.told().leads_to()
    assert outcome.state.id == opened_by(COMMAND)
    assert (outcome.state.version, outcome.state.name) == (1, "Ada")


def test_a_person_may_be_registered_with_profiles_and_capacity() -> None:
    command = RegisterPerson(
        name="Ada",
        email="ada@example.org",
        zone="Europe/Berlin",
        language="pt-BR",
        administrator=True,
        mentor_profile=MentorDetails(disciplines=("hematology",), support=(Support.RESEARCH,)),
        mentee_profile=MenteeDetails(career_stage="fellow"),
        capacity=1,
    )
    state = nobody().when(command).state
    assert state.mentor_profile.disciplines == ("hematology",)
    assert state.mentor_profile.support == (Support.RESEARCH,)
    assert state.mentee_profile.career_stage == "fellow"
    assert (state.capacity, state.administrator, state.language) == (1, True, "pt-BR")


def test_imports_register_administrators_and_coordinators_do_not() -> None:
    command = REGISTER.model_copy(update={"administrator": True})
    assert nobody().when(command, by=SYSTEM).state.administrator
    nobody().when(command, by=COORDINATOR).refused(
        "not_allowed", "Only an administrator registers administrators"
    )


def test_nobody_is_registered_twice() -> None:
    ada().when(REGISTER).refused("already_exists", person=str(ADA))


def test_a_second_registration_in_one_stream_only_counts() -> None:
    again = REGISTERED.model_copy(update={"name": "Somebody else"})
    before = ada().state
    assert before is not None
    assert ada(again).state == replace(before, version=2)


def test_an_address_belongs_to_one_living_person() -> None:
    outcome = nobody().when(REGISTER, people=[ANN])
    outcome.refused(
        "email_taken",
        "ada@example.org is registered for somebody else; use another address",
        person=str(ANN.id),
    )


ELSEWHERE = {ident("Another program"): frozenset({Role.MENTOR})}
ADAM = a_person("Adam", Role.COORDINATOR, administrator=True)


@pytest.mark.parametrize(
    ("by", "roles", "known"),
    [
        (ADMINISTRATOR, ELSEWHERE, True),
        (SYSTEM, ELSEWHERE, True),
        (COORDINATOR, {}, True),
        (COORDINATOR, {PROGRAM.id: frozenset({Role.MENTOR})}, True),
        (COORDINATOR, ELSEWHERE, False),
        (as_coordinator(ADAM.id), ELSEWHERE, True),
    ],
)
def test_whose_an_address_is_learns_only_who_may_know_them(
    by: Actor, roles: dict[UUID, frozenset[Role]], *, known: bool
) -> None:
    ann = a_person("Ann", email="ada@example.org", roles=roles)
    outcome = nobody().when(REGISTER, by=by, people=[ann, CAROL, ADAM])
    outcome.refused("email_taken", email="ada@example.org", person=str(ann.id) if known else None)
    assert outcome.refusal is not None
    assert ("import that one with a role, to give" in outcome.refusal.sentence) is not known


@pytest.mark.parametrize("gone", [{"erased": True}, {"merged_into": ident("Other")}])
def test_the_address_of_who_is_gone_is_free_again(gone: dict[str, Any]) -> None:
    ghost = a_person("Ann", email="ada@example.org", **gone)
    nobody().when(REGISTER, people=[ghost]).recorded("person.registered")


def test_an_address_is_compared_without_regard_to_case() -> None:
    shouted = RegisterPerson(name="Ada", email="ADA@Example.org", zone="America/Denver")
    nobody().when(shouted, people=[ANN]).refused("email_taken")
