"""What is told of a person and a program: each field to whom it is for, and left out else."""

import json
from typing import Any

import pytest

from domain.access.people_views import PERSON, POLICY, PROGRAM, view_person, view_program
from domain.access.relations import Relation
from domain.dates import ends
from domain.envelopes import Role
from domain.mentorship.stages import Side
from domain.people.preferences import Preferences
from domain.people.state import (
    MenteeProfile,
    MentorInvitation,
    MentorProfile,
    Person,
    Reference,
    Support,
)
from domain.policy import Policy
from domain.programs.state import Letterhead
from tests.domain.cast import START, ZONE, a_person, a_program, ident, on

HERE, ELSEWHERE = ident("Residency"), ident("Another program")
MIA = a_person("Mia", Role.MENTEE)
CAROL = a_person("Carol", Role.COORDINATOR)
AUTHOR = ident("Former")
RUTH = a_person(
    "Ruth",
    roles={HERE: frozenset({Role.MENTOR, Role.MENTEE}), ELSEWHERE: frozenset({Role.MENTOR})},
    mentor_profile=MentorProfile(
        disciplines=("Hematology",), support=(Support.CAREER,), style="HERON", learners_so_far=4
    ),
    mentee_profile=MenteeProfile(interests=("QUAIL",)),
    capacity=2,
    away_until=ends(on("2026-03-09").date(), ZONE),
    references=(Reference(by=AUTHOR, text="FINCH"),),
    invited_to_mentor=MentorInvitation.ACCEPTED,
    preferences=Preferences(hour=9),
    address_failing_since=START,
)


def told(relation: Relation, *, by: Person | None = MIA, **more: Any) -> dict[str, Any]:
    found = view_person(RUTH, relation, by=by, at=START, has_room=True, **more)
    assert found is not None
    assert json.loads(json.dumps(found)) == found
    return found


@pytest.mark.parametrize("relation", [Relation.SELF, Relation.ADMINISTRATOR])
def test_to_oneself_and_to_administrators_all_is_told(relation: Relation) -> None:
    found = told(relation, by=RUTH if relation is Relation.SELF else None)
    assert list(found) == list(PERSON)
    assert {(each["program"], each["role"]) for each in found["roles"]} == {
        (str(HERE), "mentor"),
        (str(HERE), "mentee"),
        (str(ELSEWHERE), "mentor"),
    }
    assert found["references"] == [{"by": str(AUTHOR), "text": "FINCH"}]
    assert (found["away"], found["away_until"]["date"]) == (True, "2026-03-09")
    assert (found["has_room"], found["capacity"], found["version"]) == (True, 2, 1)
    assert found["invited_to_mentor"] == "accepted"
    assert found["address_failing_since"] == START.isoformat()


def test_a_coordinator_learns_of_the_roles_in_the_own_programs_only() -> None:
    found = told(Relation.COORDINATOR, by=CAROL)
    assert {each["program"] for each in found["roles"]} == {str(HERE)}
    assert set(PERSON) - found.keys() == {"administrator"}


def test_members_learn_of_a_mentor_what_a_mentee_wants_to_know_before_asking() -> None:
    found = told(Relation.MEMBER)
    assert set(found) == {"id", "name", "mentor_profile", "has_room", "away", "references"}
    assert found["references"] == [{"text": "FINCH"}]
    assert found["mentor_profile"]["style"] == "HERON"
    assert (found["has_room"], found["away"]) == (True, True)
    for word in ("example.org", "QUAIL", str(AUTHOR), str(ELSEWHERE), "2026-03-09"):
        assert word not in json.dumps(found)


def test_members_learn_of_others_the_name_alone() -> None:
    mentee = a_person("Ruth", Role.MENTEE, mentor_profile=RUTH.mentor_profile)
    elsewhere = a_person("Ruth", Role.MENTOR, program=ELSEWHERE)
    for each in (mentee, elsewhere):
        found = view_person(each, Relation.MEMBER, by=MIA, at=START, has_room=True)
        assert found == {"id": str(each.id), "name": "Ruth"}
    nobodys = view_person(RUTH, Relation.MEMBER, by=None, at=START)
    assert nobodys == {"id": str(RUTH.id), "name": "Ruth"}


@pytest.mark.parametrize(
    ("side", "profile"),
    [(Side.MENTOR, {"mentor_profile"}), (Side.MENTEE, {"mentee_profile"}), (None, set())],
)
def test_a_partner_gets_the_address_and_the_profile_of_the_others_side(
    side: Side | None, profile: set[str]
) -> None:
    assert set(told(Relation.PARTNER, side=side)) == {"id", "name", "email", "zone"} | profile


@pytest.mark.parametrize(
    "relation", [Relation.NOBODY, Relation.MENTEE, Relation.MENTOR, Relation.INVITED]
)
def test_nobody_learns_anything(relation: Relation) -> None:
    assert view_person(RUTH, relation, by=MIA, at=START) is None
    if relation is Relation.NOBODY:
        assert view_program(a_program(), relation) is None


def test_of_who_is_gone_administrators_see_what_became_of_them_and_nobody_else_anything() -> None:
    erased = a_person("(erased)", erased=True)
    merged = a_person("Dora", merged_into=MIA.id)
    gone = [
        view_person(each, Relation.ADMINISTRATOR, by=None, at=START) for each in (erased, merged)
    ]
    assert gone == [
        {"id": str(erased.id), "name": "(erased)", "gone": True, "merged_into": None},
        {"id": str(merged.id), "name": "Dora", "gone": True, "merged_into": str(MIA.id)},
    ]
    for relation in set(Relation) - {Relation.ADMINISTRATOR}:
        assert view_person(erased, relation, by=MIA, at=START) is None


def test_little_known_of_somebody_is_told_as_nothing() -> None:
    found = view_person(MIA, Relation.SELF, by=MIA, at=START)
    assert found is not None
    names = ("away_until", "invited_to_mentor", "address_failing_since", "has_room")
    assert [found[name] for name in names] == [None] * 4


def test_members_see_a_program_with_the_numbers_that_concern_them() -> None:
    program = a_program(template="Ours", letterhead=Letterhead(reply_to="office@example.org"))
    member = view_program(program, Relation.MEMBER)
    staff = view_program(program, Relation.COORDINATOR)
    assert member is not None
    assert staff is not None
    assert set(member) == {"id", "name", "zone", "closed", "template", "policy"}
    assert member["policy"].keys() == POLICY
    assert set(Policy.model_fields) - POLICY == {
        "next_candidate",
        "seeking_nudges",
        "agreement_grace_days",
        "missed_check_ins",
        "end_confirmation_days",
        "quiet_grace_days",
        "redefinition_grace_days",
    }
    assert list(staff) == list(PROGRAM)
    assert staff["policy"].keys() == Policy.model_fields.keys()
    assert staff["letterhead"] == {"reply_to": "office@example.org", "signature": None}
