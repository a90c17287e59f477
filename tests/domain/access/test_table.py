"""The table of rights says what the rules decide."""

import pytest

from domain.access.relations import (
    Relation,
    relation_to_mentorship,
    relation_to_person,
    relation_to_program,
)
from domain.access.table import ASKERS, HERE, MENTORSHIP, OF, table
from domain.catalogue import catalogue
from domain.envelopes import Role
from domain.people.state import Person
from tests.domain.mentorship.test_parts import ROWS
from tests.domain.people.test_parts import MAY


def _allowed(command: str) -> set[tuple[str, str]]:
    rows = (row for row in table() if row.command == command and row.allowed)
    return {(row.relation.value, row.role.value) for row in rows}


def test_everybody_in_the_table_is_what_it_says() -> None:
    person = OF["person"]
    assert isinstance(person, Person)
    for asker in ASKERS["mentorship"]:
        assert relation_to_mentorship(asker.person, MENTORSHIP) is asker.relation
    for asker in ASKERS["person"]:
        partners = {MENTORSHIP.mentor} if asker.person.id == MENTORSHIP.mentee else set()
        found = relation_to_person(
            asker.person, person, partners={each for each in partners if each}
        )
        assert found is asker.relation
    for asker in ASKERS["program"]:
        assert relation_to_program(asker.person, HERE.id) is asker.relation


def test_the_table_has_a_row_for_every_command_and_everybody() -> None:
    for command in catalogue().values():
        rows = [row for row in table() if row.command == command.name]
        assert [row.relation for row in rows] == [
            asker.relation for asker in ASKERS[command.category]
        ]
        assert {row.category for row in rows} == {command.category}


_COLUMNS = ("mentee", "mentor", "Cleo", "coordinator", "administrator")
_RELATIONS = ("mentee", "mentor", "invited mentor", "coordinator", "administrator")
_ANSWERS = {"accept", "decline", "reply_later"}
"""The mentor of the other table is asked; the one of this table is the mentor already."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_for_a_mentorship_it_is_the_table_that_the_rules_are_tested_by(row: list[str]) -> None:
    command, _, *cells = row
    if command not in catalogue():
        return
    by_test = dict(zip(_COLUMNS, cells, strict=False))
    expected = {
        relation
        for relation, column in zip(_RELATIONS, _COLUMNS, strict=True)
        if by_test[column] == "x" and not (command in _ANSWERS and relation == "mentor")
    }
    assert {relation for relation, _ in _allowed(command)} == expected


_BY_TEST = {
    "administrator": Relation.ADMINISTRATOR,
    "coordinator": Relation.COORDINATOR,
    "herself": Relation.SELF,
}


@pytest.mark.parametrize("command", sorted(MAY.keys() & catalogue().keys()))
def test_for_a_person_it_is_the_table_that_the_rules_are_tested_by(command: str) -> None:
    expected = {_BY_TEST[who].value for who in MAY[command] if who in _BY_TEST}
    close = {Relation.PARTNER, Relation.MEMBER, Relation.NOBODY}
    found = {relation for relation, _ in _allowed(command)} - close
    assert found == expected


def test_of_those_who_are_not_close_few_may_give_a_command_to_a_person() -> None:
    strangers = [row for row in table() if row.allowed and row.relation is Relation.NOBODY]
    assert {(row.command, row.role) for row in strangers} == {("register_person", Role.COORDINATOR)}
    members = [row for row in table() if row.allowed and row.relation is Relation.MEMBER]
    assert {(row.command, row.role) for row in members} == {("add_reference", Role.MENTEE)}


def test_programs_are_created_and_closed_by_administrators_and_run_by_coordinators() -> None:
    administrator = {("administrator", "administrator")}
    for command in ("create_program", "close_program", "reopen_program"):
        assert _allowed(command) == administrator
    for command in ("set_policy", "set_template", "set_letterhead"):
        assert _allowed(command) == administrator | {("coordinator", "coordinator")}


def test_a_mentorship_is_opened_by_its_mentee_and_for_them() -> None:
    assert _allowed("open_mentorship") == {
        ("mentee", "mentee"),
        ("coordinator", "coordinator"),
        ("administrator", "administrator"),
    }
