"""Who may give which of a person's commands."""

from collections.abc import Mapping
from enum import StrEnum

from domain.context import Context
from domain.envelopes import Role
from domain.model import ProgramId, Value
from domain.people.state import Person
from domain.refusals import Refusal


class Part(StrEnum):
    """The part that an actor plays towards a person, in the words of a sentence."""

    ADMINISTRATOR = "an administrator"
    COORDINATOR = "a coordinator"
    MENTEE = "a mentee"
    SELF = "the person"
    SYSTEM = "the system"


ADMINISTRATOR = frozenset({Part.ADMINISTRATOR})
STAFF = ADMINISTRATOR | {Part.COORDINATOR}
SELF = frozenset({Part.SELF})
SYSTEM = frozenset({Part.SYSTEM})

_BY_ROLE: Mapping[Role, Part] = {
    Role.ADMINISTRATOR: Part.ADMINISTRATOR,
    Role.SYSTEM: Part.SYSTEM,
}
_BY_PROGRAM: Mapping[Role, Part] = {
    Role.COORDINATOR: Part.COORDINATOR,
    Role.MENTEE: Part.MENTEE,
}


def parts_of(
    context: Context, person: Person | None, *, program: ProgramId | None = None
) -> frozenset[Part]:
    """Return the parts that the actor plays towards ``person``, who may not be registered yet.

    A coordinator is one to the people of the own programs, and to those who have no role yet; the
    same goes for a mentee. ``program`` is one that the command itself is about: its coordinators
    are coordinators to anybody.
    """
    actor = context.actor
    parts: set[Part] = set()
    if actor.role in _BY_ROLE:
        parts.add(_BY_ROLE[actor.role])
    if program is not None and coordinates(context, program):
        parts.add(Part.COORDINATOR)
    if actor.role in _BY_PROGRAM and _reaches(context, person, actor.role):
        parts.add(_BY_PROGRAM[actor.role])
    if person is not None and actor.person == person.id:
        parts.add(Part.SELF)
    return frozenset(parts)


def _reaches(context: Context, person: Person | None, role: Role) -> bool:
    actor = _actor_in(context)
    if actor is None:
        return False
    if person is None or is_nobodys(person):
        return any(role in roles for roles in actor.roles.values())
    return bool(programs_shared(actor, person, role=role))


def programs_shared(
    one: Person, other: Person, *, role: Role | None = None
) -> frozenset[ProgramId]:
    """Return the programs in which two people have roles, the first one ``role`` if given."""
    held = {program for program, roles in one.roles.items() if (role in roles if role else roles)}
    return frozenset(held & {program for program, roles in other.roles.items() if roles})


def is_nobodys(person: Person) -> bool:
    """Say whether a person belongs to no program yet, nor to the whole installation."""
    return not person.administrator and not any(person.roles.values())


def coordinates(context: Context, program: ProgramId) -> bool:
    """Say whether the actor acts as a coordinator and is one of ``program``."""
    actor = _actor_in(context)
    return (
        context.actor.role is Role.COORDINATOR
        and actor is not None
        and actor.has_role(Role.COORDINATOR, program)
    )


def may_know(context: Context, person: Person) -> bool:
    """Say whether the actor may learn who has an address: staff of that person, whatever they do.

    Administrators may also where they act in another role; mentees and mentors only of themselves.
    """
    actor = _actor_in(context)
    is_administrator = actor is not None and actor.administrator
    return is_administrator or bool(parts_of(context, person) & (STAFF | SELF | SYSTEM))


def _actor_in(context: Context) -> Person | None:
    ident = context.actor.person
    found = None if ident is None else context.people.get(ident)
    return None if found is None or found.is_gone else found


def require(command: Value, who: frozenset[Part], parts: frozenset[Part]) -> None:
    """Refuse with ``not_allowed`` unless the actor plays one of the parts in ``who``."""
    if not who & parts:
        name = str(getattr(command, "type", type(command).__name__))
        people = who - SYSTEM or who  # nobody can ask the system for it
        allowed = " or ".join(part for part in Part if part in people)
        sentence = f"The command {name} is for {allowed}; ask them to give it."
        raise Refusal("not_allowed", sentence, command=name, allowed=allowed)
