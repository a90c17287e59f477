"""In which role somebody acts, and with whose eyes they look."""

import pytest

from domain.acting import OPERATOR, OPERATORS_VIEW, actor_in, role_here, roles_here, viewer_of
from domain.envelopes import Actor, Role
from domain.mentorship.outreach import Invite
from domain.mentorship.stages import Part, Stage
from domain.mentorship.views import Viewer
from domain.people.state import Person
from tests.domain.cast import a_person, ident
from tests.domain.mentorship.commands import furnished
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    CLEO,
    DAN,
    MENTEE,
    MIA,
    PROGRAM,
    expectations,
    seeking,
    state_of,
)

ELSEWHERE = ident("Another program")
ADMIN = a_person("Ada", administrator=True)
BOTH = a_person("Otto", Role.COORDINATOR, Role.MENTOR, administrator=True)
STRANGER = a_person("Sam", Role.COORDINATOR, program=ELSEWHERE)
GONE = a_person("Gone", Role.COORDINATOR, administrator=True, erased=True)


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        (MIA, ["mentee"]),
        (a_person("Mia", Role.COORDINATOR, administrator=True), ["mentee"]),
        (a_person("Ben", Role.MENTEE, Role.COORDINATOR), ["mentor"]),
        (CAROL, ["coordinator"]),
        (ADMIN, ["administrator"]),
        (BOTH, ["coordinator", "administrator", "mentor"]),
        (DAN, ["mentor"]),
        (a_person("Mo", Role.MENTEE), ["mentee"]),
        (STRANGER, []),
        (GONE, []),
        (a_person("Mia", Role.MENTEE, merged_into=BEN.id), []),
    ],
)
def test_in_a_mentorship_the_own_side_is_the_only_role_and_else_the_programs_count(
    person: Person, roles: list[str]
) -> None:
    assert list(roles_here(person, state_of(expectations()))) == roles


def test_who_was_asked_acts_as_a_mentor_first_even_as_a_coordinator() -> None:
    state = state_of(furnished(Stage.GOALS))
    asked = a_person("Cleo", Role.COORDINATOR)
    assert roles_here(asked, state) == (Role.MENTOR, Role.COORDINATOR)
    assert role_here(asked, state) is Role.MENTOR


def test_towards_themselves_everybody_has_a_role() -> None:
    newcomer = a_person("Nora")
    assert role_here(newcomer, newcomer) is Role.MENTEE
    assert role_here(newcomer, MIA) is None
    assert role_here(CAROL, CAROL) is Role.COORDINATOR


def test_towards_others_the_roles_of_their_programs_come_first() -> None:
    roles = {PROGRAM.id: frozenset({Role.MENTEE}), ELSEWHERE: frozenset({Role.COORDINATOR})}
    person = a_person("Nora", roles=roles, administrator=True)
    assert roles_here(person, BEN) == (Role.ADMINISTRATOR, Role.MENTEE, Role.COORDINATOR)
    assert role_here(person, STRANGER) is Role.COORDINATOR
    assert role_here(person, BEN, program=ELSEWHERE) is Role.COORDINATOR


def test_who_is_mentee_and_mentor_of_a_program_begins_a_search_there_as_a_mentee() -> None:
    both = a_person("Otto", Role.MENTEE, Role.MENTOR)
    assert roles_here(both, None, program=PROGRAM.id) == (Role.MENTEE, Role.MENTOR)


def test_in_a_program_and_before_a_stream_exists_the_roles_held_there_count() -> None:
    assert role_here(CAROL, PROGRAM) is Role.COORDINATOR
    assert role_here(STRANGER, PROGRAM) is None
    assert role_here(STRANGER, None) is Role.COORDINATOR
    assert role_here(STRANGER, None, program=PROGRAM.id) is None
    assert role_here(BOTH, None, program=ELSEWHERE) is Role.ADMINISTRATOR


def test_a_role_that_is_wished_for_must_be_ones_own_here() -> None:
    state = state_of(expectations())
    as_administrator = Actor(role=Role.ADMINISTRATOR, person=BOTH.id)
    assert actor_in(BOTH, state) == Actor(role=Role.COORDINATOR, person=BOTH.id)
    assert actor_in(BOTH, state, wished=Role.ADMINISTRATOR) == as_administrator
    assert actor_in(CAROL, state, wished=Role.ADMINISTRATOR) is None
    assert actor_in(MIA, state, wished=Role.MENTOR) is None
    assert actor_in(STRANGER, state) is None
    for role in (Role.CLOCK, Role.SYSTEM):
        assert actor_in(BOTH, state, wished=role) is None


def test_the_operator_is_an_administrator_and_nothing_else() -> None:
    state = state_of(expectations())
    assert actor_in(None, state) == actor_in(None, None, wished=Role.ADMINISTRATOR) == OPERATOR
    assert actor_in(None, state, wished=Role.MENTEE) is None
    assert viewer_of(state, None) == OPERATORS_VIEW
    assert viewer_of(state, None, wished=Role.MENTOR) is None


@pytest.mark.parametrize(
    ("person", "part"),
    [
        (MIA, Part.MENTEE),
        (a_person("Mia", Role.COORDINATOR, administrator=True), Part.MENTEE),
        (BEN, Part.MENTOR),
        (CLEO, Part.INVITED),
        (CAROL, Part.COORDINATOR),
        (ADMIN, Part.COORDINATOR),
        (DAN, None),
        (a_person("Mo", Role.MENTEE), None),
        (STRANGER, None),
        (GONE, None),
    ],
)
def test_one_looks_with_the_eyes_of_the_own_part(person: Person, part: Part | None) -> None:
    asked = seeking().after(Invite(candidate=2, ask="A project"), by=MENTEE)
    searched = state_of(asked if person is CLEO else expectations())
    expected = None if part is None else Viewer(part, person.id)
    assert viewer_of(searched, person) == expected
