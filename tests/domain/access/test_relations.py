"""What somebody is to a mentorship, a person and a program."""

import pytest

from domain.access.relations import (
    Relation,
    coordinated,
    gravest_role,
    relation_to_mentorship,
    relation_to_person,
    relation_to_program,
)
from domain.envelopes import Role
from domain.mentorship.stages import Stage
from domain.people.state import Person
from tests.domain.cast import a_person, ident
from tests.domain.mentorship.commands import furnished
from tests.domain.mentorship.scene import BEN, CAROL, CLEO, DAN, MIA, PROGRAM, state_of

ELSEWHERE = ident("Another program")
ADA = a_person("Ada", administrator=True)
CARL = a_person("Carl", Role.COORDINATOR, program=ELSEWHERE)
NEW = a_person("Nora")
GONE = a_person("Gone", Role.COORDINATOR, Role.MENTOR, administrator=True, erased=True)
MERGED = a_person("Dora", Role.MENTOR, merged_into=DAN.id)


@pytest.mark.parametrize(
    ("asking", "relation"),
    [
        (None, Relation.ADMINISTRATOR),
        (MIA, Relation.MENTEE),
        (a_person("Mia", Role.COORDINATOR, administrator=True), Relation.MENTEE),
        (BEN, Relation.MENTOR),
        (CLEO, Relation.INVITED),
        (CAROL, Relation.COORDINATOR),
        (ADA, Relation.ADMINISTRATOR),
        (a_person("Otto", Role.COORDINATOR, administrator=True), Relation.ADMINISTRATOR),
        (DAN, Relation.MEMBER),
        (CARL, Relation.NOBODY),
        (NEW, Relation.NOBODY),
        (GONE, Relation.NOBODY),
    ],
)
def test_a_part_in_a_mentorship_goes_before_roles_in_its_program(
    asking: Person | None, relation: Relation
) -> None:
    assert relation_to_mentorship(asking, state_of(furnished(Stage.GOALS))) is relation


def test_a_coordinator_who_was_asked_can_look_as_a_coordinator() -> None:
    state = state_of(furnished(Stage.GOALS))
    asked = a_person("Cleo", Role.COORDINATOR)
    assert relation_to_mentorship(asked, state) is Relation.INVITED
    wished = relation_to_mentorship(asked, state, wished=Role.COORDINATOR)
    assert wished is Relation.COORDINATOR


@pytest.mark.parametrize(
    ("asking", "other", "relation"),
    [
        (None, BEN, Relation.ADMINISTRATOR),
        (BEN, BEN, Relation.SELF),
        (ADA, BEN, Relation.ADMINISTRATOR),
        (ADA, ADA, Relation.SELF),
        (ADA, MERGED, Relation.ADMINISTRATOR),
        (CAROL, BEN, Relation.COORDINATOR),
        (CAROL, NEW, Relation.COORDINATOR),
        (CAROL, ADA, Relation.NOBODY),
        (CAROL, CARL, Relation.NOBODY),
        (CAROL, MERGED, Relation.NOBODY),
        (CARL, BEN, Relation.NOBODY),
        (DAN, BEN, Relation.MEMBER),
        (DAN, NEW, Relation.NOBODY),
        (NEW, BEN, Relation.NOBODY),
        (GONE, BEN, Relation.NOBODY),
        (GONE, GONE, Relation.NOBODY),
    ],
)
def test_to_a_person_the_closest_relation_counts(
    asking: Person | None, other: Person, relation: Relation
) -> None:
    assert relation_to_person(asking, other) is relation


def test_the_other_one_of_an_open_pair_is_a_partner_but_to_their_coordinator() -> None:
    assert relation_to_person(MIA, BEN, partners={BEN.id}) is Relation.PARTNER
    assert relation_to_person(MIA, a_person("Ben"), partners={BEN.id}) is Relation.PARTNER
    assert relation_to_person(MIA, DAN, partners={BEN.id}) is Relation.MEMBER
    assert relation_to_person(CAROL, BEN, partners={BEN.id}) is Relation.COORDINATOR


@pytest.mark.parametrize(
    ("asking", "here", "everywhere"),
    [
        (None, Relation.ADMINISTRATOR, Relation.ADMINISTRATOR),
        (ADA, Relation.ADMINISTRATOR, Relation.ADMINISTRATOR),
        (CAROL, Relation.COORDINATOR, Relation.NOBODY),
        (MIA, Relation.MEMBER, Relation.NOBODY),
        (a_person("Rex", roles={PROGRAM.id: frozenset()}), Relation.NOBODY, Relation.NOBODY),
        (CARL, Relation.NOBODY, Relation.NOBODY),
        (GONE, Relation.NOBODY, Relation.NOBODY),
    ],
)
def test_of_the_whole_installation_there_are_only_administrators(
    asking: Person | None, here: Relation, everywhere: Relation
) -> None:
    assert relation_to_program(asking, PROGRAM.id) is here
    assert relation_to_program(asking, None) is everywhere


def test_who_is_gone_coordinates_nothing() -> None:
    assert coordinated(CARL) == {ELSEWHERE}
    assert coordinated(BEN) == coordinated(GONE) == frozenset()


@pytest.mark.parametrize(
    ("person", "role"),
    [
        (ADA, Role.ADMINISTRATOR),
        (a_person("Carl", Role.COORDINATOR, Role.MENTOR, program=ELSEWHERE), Role.COORDINATOR),
        (BEN, Role.MENTEE),
        (NEW, Role.MENTEE),
    ],
)
def test_the_gravest_role_is_the_one_with_which_somebody_can_do_most(
    person: Person, role: Role
) -> None:
    assert gravest_role(person) is role
