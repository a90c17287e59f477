"""Who may ask for what, beside commands; and what keys and second factors are about."""

import pytest

from domain.access.relations import Relation
from domain.access.rights import MAY, TO, Right, may
from domain.access.scopes import (
    ABOUT,
    ACTING,
    GRAVE,
    SIGNED_IN_ONLY,
    Scope,
    needs_second_factor,
    scope_of,
)
from domain.catalogue import catalogue, inside
from domain.envelopes import Role

STEERING = {
    "assign_mentor",
    "change_contact",
    "close_program",
    "create_program",
    "end_mentorship",
    "erase_person",
    "grant_role",
    "hold_check_in",
    "merge_into",
    "register_person",
    "reopen",
    "reopen_program",
    "replace_mentor",
    "revoke_role",
    "set_letterhead",
    "set_policy",
    "set_template",
    "transition",
    "waive_expectations",
}


def test_every_right_is_decided_and_says_to_what() -> None:
    assert MAY.keys() == TO.keys() == set(Right)
    assert all(MAY.values())


def test_nobody_may_nothing() -> None:
    for right in Right:
        refusal = may(right, Relation.NOBODY)
        assert refusal is not None
        assert refusal.code == "not_allowed"


def test_a_no_says_who_may_instead() -> None:
    refusal = may(Right.FOLLOW_EVENTS, Relation.MEMBER)
    assert str(refusal) == (
        "To follow events is for a coordinator of the program or an administrator; "
        "ask one of them, or sign in as somebody else."
    )
    assert refusal is not None
    assert refusal.facts == {"right": "follow_events", "relation": "member"}
    refusal = may(Right.MAKE_KEY, Relation.ADMINISTRATOR)
    assert "To make a key is for the person it is about;" in str(refusal)
    assert may(Right.FOLLOW_EVENTS, Relation.COORDINATOR) is None


def test_the_pair_reads_their_mentorship_and_members_of_the_program_do_not() -> None:
    for right in (Right.READ_MENTORSHIP, Right.READ_HISTORY, Right.READ_HISTORY_THEN):
        allowed = {each for each in Relation if may(right, each) is None}
        assert allowed == {
            Relation.MENTEE,
            Relation.MENTOR,
            Relation.INVITED,
            Relation.COORDINATOR,
            Relation.ADMINISTRATOR,
        }


def test_every_command_has_the_scope_that_somebody_gave_it() -> None:
    assert catalogue().keys() == ACTING | STEERING
    assert {each for each in catalogue() if scope_of(each) is Scope.STEER} == STEERING
    assert scope_of("a command of a later release") is Scope.STEER
    assert ABOUT.keys() == set(Scope)


def test_what_the_clock_and_the_system_do_is_offered_to_nobody() -> None:
    assert {"deadline_passed", "transition_by_email"} <= inside()
    assert not inside() & catalogue().keys()


def test_no_key_makes_a_key_or_ends_a_session() -> None:
    assert {each for each in Right if scope_of(each) is None} == SIGNED_IN_ONLY
    assert scope_of(Right.READ_MENTORSHIP) is Scope.READ
    assert scope_of(Right.IMPORT_PEOPLE) is Scope.IMPORT
    assert scope_of(Right.READ_OWN_DATA) is scope_of(Right.EXPORT) is Scope.EXPORT
    assert scope_of(Right.FOLLOW_EVENTS) is Scope.FOLLOW


def test_the_second_factor_is_asked_of_staff_and_of_nobody_else() -> None:
    assert {each for each in GRAVE if not isinstance(each, Right)} <= catalogue().keys()
    for asked in (
        "end_mentorship",
        "transition",
        Right.EXPORT,
        Right.MAKE_KEY,
        Right.FOLLOW_EVENTS,
    ):
        for role in Role:
            staff = role in {Role.COORDINATOR, Role.ADMINISTRATOR}
            assert needs_second_factor(asked, role) == staff
    for asked in ("note", "set_goal", Right.READ_MENTORSHIP):
        assert not needs_second_factor(asked, Role.ADMINISTRATOR)


@pytest.mark.parametrize(("role", "asked"), [(Role.ADMINISTRATOR, True), (Role.COORDINATOR, False)])
def test_only_from_an_administrator_is_registering_somebody_grave(
    role: Role,
    asked: bool,  # noqa: FBT001 - a cell of the table
) -> None:
    assert needs_second_factor("register_person", role) == asked
