import pytest

from domain.envelopes import Role
from domain.people.commands import GrantRole, ProgramRole, RevokeRole
from domain.people.events import RoleGranted, RoleRevoked
from tests.domain.cast import ADMINISTRATOR, as_coordinator, ident
from tests.domain.people.ada import CARL, COORDINATOR, PROGRAM, ada

MENTOR = RoleGranted(program=PROGRAM.id, role=Role.MENTOR)


@pytest.mark.parametrize("role", [Role.MENTEE, Role.MENTOR])
def test_a_coordinator_makes_mentees_and_mentors_in_the_own_program(role: ProgramRole) -> None:
    outcome = ada().when(GrantRole(program=PROGRAM.id, role=role), by=COORDINATOR)
    outcome.then(RoleGranted(program=PROGRAM.id, role=role))
    assert outcome.state.has_role(role, PROGRAM.id)


def test_a_role_is_held_in_one_program_only() -> None:
    assert (
        not ada(MENTOR)
        .when(GrantRole(program=PROGRAM.id, role=Role.MENTEE))
        .state.has_role(Role.MENTOR, ident("Another program"))
    )


def test_only_an_administrator_makes_coordinators() -> None:
    command = GrantRole(program=PROGRAM.id, role=Role.COORDINATOR)
    ada().when(command, by=ADMINISTRATOR).recorded("person.role_granted")
    ada().when(command, by=COORDINATOR).refused("not_allowed", "Only an administrator decides")


def test_only_an_administrator_unmakes_coordinators() -> None:
    coordinating = RoleGranted(program=PROGRAM.id, role=Role.COORDINATOR)
    command = RevokeRole(program=PROGRAM.id, role=Role.COORDINATOR)
    ada(coordinating).when(command, by=ADMINISTRATOR).recorded("person.role_revoked")
    ada(coordinating).when(command, by=COORDINATOR).refused("not_allowed")


def test_a_coordinator_of_another_program_decides_nothing_here() -> None:
    command = GrantRole(program=PROGRAM.id, role=Role.MENTOR)
    ada().when(command, by=as_coordinator(CARL.id)).refused(
        "not_allowed", "in their own programs only", program=str(PROGRAM.id), role="mentor"
    )


def test_a_role_that_is_held_is_not_granted_again() -> None:
    ada(MENTOR).when(GrantRole(program=PROGRAM.id, role=Role.MENTOR)).nothing()


def test_a_role_is_taken_back_and_the_others_stay() -> None:
    mentee = RoleGranted(program=PROGRAM.id, role=Role.MENTEE)
    outcome = ada(MENTOR, mentee).when(RevokeRole(program=PROGRAM.id, role=Role.MENTOR))
    outcome.then(RoleRevoked(program=PROGRAM.id, role=Role.MENTOR))
    assert outcome.state.roles == {PROGRAM.id: {Role.MENTEE}}


def test_who_loses_the_last_role_has_no_part_in_the_program() -> None:
    assert ada(MENTOR).when(RevokeRole(program=PROGRAM.id, role=Role.MENTOR)).state.roles == {}


def test_a_role_that_is_not_held_is_not_taken_back() -> None:
    ada().when(RevokeRole(program=PROGRAM.id, role=Role.MENTOR)).nothing()


def test_roles_are_held_in_programs_that_exist() -> None:
    nowhere = ident("Nowhere")
    ada().when(GrantRole(program=nowhere, role=Role.MENTOR)).refused("unknown_program")
    ada().when(RevokeRole(program=nowhere, role=Role.MENTOR)).refused("unknown_program")
