"""How far a key reaches: not beyond its one program, and not to its owner's account."""

from typing import Final

import pytest

from domain.access.scopes import goes_beyond, takes_account
from domain.access.table import HERE, MENTORSHIP
from domain.catalogue import catalogue
from domain.envelopes import Role, derived_id
from domain.model import Value
from domain.people.commands import (
    ChangeContact,
    ErasePerson,
    MergeInto,
    RegisterPerson,
    SetCapacity,
)
from domain.people.state import Person
from domain.programs.commands import CreateProgram, SetPolicy
from domain.replacing import replace

ELSEWHERE: Final = derived_id(HERE.id, "elsewhere")
OTHER: Final = derived_id(HERE.id, "other")

ADA: Final = Person(
    id=derived_id(HERE.id, "ada"),
    version=1,
    name="Ada",
    email="ada@example.org",
    zone="UTC",
    language="en",
    roles={HERE.id: frozenset({Role.MENTOR}), ELSEWHERE: frozenset()},
)
BOTH: Final = replace(ADA, roles={**ADA.roles, ELSEWHERE: frozenset({Role.MENTEE})})
BOSS: Final = replace(ADA, administrator=True)
OF_ONE_PROGRAM: Final = {
    *("change_profile", "set_capacity", "set_away", "add_reference", "answer_invitation_to_mentor"),
    *("set_preferences", "unsubscribe", "resubscribe", "grant_role", "revoke_role"),
    *("set_policy", "set_template", "set_letterhead", "close_program", "reopen_program"),
}
"""What a coordinator of a program may ask of its people, or is about the program by its name."""


def registering(*, administrator: bool) -> RegisterPerson:
    return RegisterPerson(
        name="Eve", email="eve@example.org", zone="UTC", administrator=administrator
    )


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (CreateProgram(name="Another", zone="UTC"), None),
        (registering(administrator=True), None),
        (ChangeContact(email="mine@example.org"), BOSS),
        (ChangeContact(zone="UTC"), BOTH),
        (ErasePerson(), BOTH),
        (ErasePerson(), BOSS),
        (MergeInto(other=OTHER), ADA),
    ],
)
def test_what_is_more_than_one_program_s_goes_beyond_it(
    command: Value, place: Person | None
) -> None:
    assert goes_beyond(command, place, HERE.id)


@pytest.mark.parametrize(
    ("command", "place"),
    [
        (registering(administrator=False), None),
        (ChangeContact(email="mine@example.org"), ADA),
        (ErasePerson(), ADA),
        (SetCapacity(capacity=2), BOTH),
        (SetPolicy(changes={"reply_by_days": 10}), HERE),
    ],
)
def test_what_is_the_program_s_stays_in_it(command: Value, place: Person | None) -> None:
    assert not goes_beyond(command, place, HERE.id)


def test_of_every_command_to_a_person_or_a_program_somebody_said_how_far_it_goes() -> None:
    judged = {"create_program", "register_person", "change_contact", "erase_person", "merge_into"}
    known = {each.name for each in catalogue().values() if each.category != "mentorship"}
    assert known == judged | OF_ONE_PROGRAM


def test_no_key_takes_its_owner_s_account() -> None:
    taking = (ChangeContact(zone="UTC"), ErasePerson(), MergeInto(other=OTHER))
    assert all(takes_account(each, ADA, ADA.id) for each in taking)
    assert not any(takes_account(each, ADA, OTHER) for each in taking)
    assert not takes_account(SetCapacity(capacity=2), ADA, ADA.id)
    assert not takes_account(ErasePerson(), MENTORSHIP, ADA.id)
