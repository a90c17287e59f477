"""The table of who may give which command, made by asking the rules that decide it.

For each relation somebody is invented who has it, and each command is shown to the rule that would
refuse it. Stages and all other rules are left out: a command that is allowed here may be refused
for what it says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from domain.access.relations import Relation
from domain.acting import Place, actor_in
from domain.catalogue import CREATING, DomainCommand, catalogue
from domain.context import Context
from domain.envelopes import Actor, Category, Role, derived_id
from domain.mentorship import parts
from domain.mentorship.matters import Closed, Invitation
from domain.mentorship.opening import may_open
from domain.mentorship.stages import Stage
from domain.mentorship.state import Mentorship
from domain.model import ProgramId, Value
from domain.people import roles
from domain.people.commands import GrantRole, RevokeRole
from domain.people.parts import parts_of, require
from domain.people.state import Person
from domain.programs.decide import check_right
from domain.programs.state import Program
from domain.refusals import Refusal


@dataclass(frozen=True)
class Row:
    """Whether somebody who has a relation, and acts in a role, may give a type of command."""

    category: Category
    command: str
    relation: Relation
    role: Role
    allowed: bool


@dataclass(frozen=True)
class Asker:
    """Somebody invented: what they are to the place, and who they are."""

    relation: Relation
    person: Person


_FORBIDDING: Final = frozenset({"not_your_part", "not_allowed"})
"""The codes with which the rules refuse somebody, and not something."""

_OF_ROLES: Final = frozenset({GrantRole, RevokeRole})
"""The commands to a person that are about a program; the table asks for a mentor's role."""

_AT: Final = datetime(2026, 3, 2, tzinfo=UTC)


def _ident(name: str) -> UUID:
    return derived_id(UUID(int=0), name)


HERE: Final = Program(id=_ident("a program"), version=1, name="A program", zone="UTC")
"""The program that the table is about."""

_ELSEWHERE: Final = _ident("another program")


def _somebody(name: str, *held: Role, program: ProgramId = HERE.id, **fields: Any) -> Person:
    return Person(
        id=_ident(name),
        version=1,
        name=name,
        email=f"{name.replace(' ', '-')}@example.org",
        zone="UTC",
        language="en",
        roles={program: frozenset(held)} if held else {},
        **fields,
    )


_MENTEE: Final = _somebody("the mentee", Role.MENTEE)
_MENTOR: Final = _somebody("the mentor", Role.MENTOR)
_INVITED: Final = _somebody("an invited mentor", Role.MENTOR)
_COORDINATOR: Final = _somebody("a coordinator", Role.COORDINATOR)
_ADMINISTRATOR: Final = _somebody("an administrator", administrator=True)
_OTHER_MENTEE: Final = _somebody("another mentee", Role.MENTEE)
_OTHER_MENTOR: Final = _somebody("another mentor", Role.MENTOR)
_STRANGERS: Final = tuple(
    Asker(Relation.NOBODY, _somebody(f"a {role} elsewhere", role, program=_ELSEWHERE))
    for role in (Role.MENTEE, Role.MENTOR, Role.COORDINATOR)
)
_AROUND: Final = (
    Asker(Relation.COORDINATOR, _COORDINATOR),
    Asker(Relation.ADMINISTRATOR, _ADMINISTRATOR),
    Asker(Relation.MEMBER, _OTHER_MENTEE),
    Asker(Relation.MEMBER, _OTHER_MENTOR),
    *_STRANGERS,
)

MENTORSHIP: Final = Mentorship(
    id=_ident("a mentorship"),
    program=HERE.id,
    mentee=_MENTEE.id,
    mentor=_MENTOR.id,
    stage=Stage.GOALS,
    opened_at=_AT,
    last_at=_AT,
    invitations={
        1: Invitation(1, 1, _INVITED.id, "Will you?", 14, 1, Closed("declined")),
    },
)
"""The mentorship that the table is about; somebody else was asked before the mentor."""

ASKERS: Final[Mapping[Category, Sequence[Asker]]] = {
    "mentorship": (
        Asker(Relation.MENTEE, _MENTEE),
        Asker(Relation.MENTOR, _MENTOR),
        Asker(Relation.INVITED, _INVITED),
        *_AROUND,
    ),
    "person": (
        Asker(Relation.SELF, _MENTOR),
        Asker(Relation.PARTNER, _MENTEE),
        *_AROUND,
    ),
    "program": _AROUND,
}
"""Who asks, by what they ask about; the person asked about is the mentor."""

OF: Final[Mapping[Category, Place]] = {"mentorship": MENTORSHIP, "person": _MENTOR, "program": HERE}
"""What they ask about."""


@cache
def table() -> tuple[Row, ...]:
    """Return whether each of ``ASKERS`` may give each command, in the catalogue's order."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    for command in catalogue().values():
        for asker in ASKERS[command.category]:
            actor = _actor(command, asker.person)
            role = next(iter(_held(asker.person))) if actor is None else actor.role
            allowed = actor is not None and _is_allowed(command, _context(actor, asker.person))
            yield Row(command.category, command.name, asker.relation, role, allowed)


def _actor(command: DomainCommand, person: Person) -> Actor | None:
    place = None if command.name in CREATING else OF[command.category]
    about_program = command.name == "open_mentorship" or command.model in _OF_ROLES
    return actor_in(person, place, program=HERE.id if about_program else None)


def _held(person: Person) -> frozenset[Role]:
    return frozenset(role for roles_of in person.roles.values() for role in roles_of)


def _context(actor: Actor, person: Person) -> Context:
    return Context(
        at=_AT,
        actor=actor,
        command_id=_ident("a command"),
        program=HERE,
        people={person.id: person},
        coordinators=(_COORDINATOR.id,),
    )


def _is_allowed(command: DomainCommand, context: Context) -> bool:
    if command.name == "open_mentorship":
        return may_open(_MENTEE.id, context)
    try:
        _ASKED[command.category](_written(command), context)
    except Refusal as refusal:
        return refusal.code not in _FORBIDDING
    return True


def _written(command: DomainCommand) -> Any:
    if command.model in _OF_ROLES:
        return command.model.model_validate({"program": HERE.id, "role": Role.MENTOR})
    return command.model.model_construct()  # who gives it is asked before what it says


def _of_mentorship(command: Any, context: Context) -> None:
    parts.allow(command, MENTORSHIP, context)


def _of_person(command: Any, context: Context) -> None:
    if isinstance(command, GrantRole | RevokeRole):
        require(command, command.who, parts_of(context, _MENTOR, program=command.program))
        roles.check_right(command, context)
        return
    known = None if command.type == "register_person" else _MENTOR
    require(command, command.who, parts_of(context, known))


def _of_program(command: Any, context: Context) -> None:
    check_right(command, HERE.id, context)


_ASKED: Final[Mapping[Category, Callable[[Value, Context], None]]] = {
    "mentorship": _of_mentorship,
    "person": _of_person,
    "program": _of_program,
}
