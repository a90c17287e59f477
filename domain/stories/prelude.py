"""What is there before a story begins: the program, its people and what they say of each other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.envelopes import Actor, Category, Role, derived_id, opened_by
from domain.people.commands import AddReference, GrantRole
from domain.programs.commands import CreateProgram
from domain.stories.script import Member, Step

_ADMINISTRATOR: Final = Actor(role=Role.ADMINISTRATOR)


def prelude(
    created: CreateProgram, *, command_id: UUID, cast: Iterable[Member], at: datetime
) -> tuple[Step, ...]:
    """Return the steps that create a program and bring its people into it.

    Args:
        created: the program.
        command_id: of the command that creates it; the program's id follows from it.
        cast: who is registered, and has a role in the program.
        at: when all of it is done.
    """
    program = opened_by(command_id)
    members = {each.key: each for each in cast}
    steps = [_given("program", program, command_id, created, at, "The program is created.")]
    for each in members.values():
        name, registered = each.registration.name, each.registration
        telling = f"{name} is registered."
        steps.append(_given("person", each.id, each.command_id, registered, at, telling))
        role = GrantRole(program=program, role=each.role)
        ident, telling = derived_id(each.command_id, "role"), f"{name} is a {each.role} here."
        steps.append(_given("person", each.id, ident, role, at, telling))
    return (*steps, *(said for each in members.values() for said in _said_of(each, members, at)))


def _given(  # noqa: PLR0917 - a step has these parts
    category: Category, stream: UUID, ident: UUID, command: object, at: datetime, telling: str
) -> Step:
    return Step(ident, at, category, stream, "administrator", _ADMINISTRATOR, command, telling)


def _said_of(about: Member, members: dict[str, Member], at: datetime) -> list[Step]:
    return [
        Step(
            id=derived_id(about.command_id, "reference", author),
            at=at,
            category="person",
            stream=about.id,
            who=author,
            actor=members[author].actor,
            command=AddReference(text=text),
            telling=f"{members[author].registration.name} recommends {about.registration.name}.",
        )
        for author, text in about.references
    ]
