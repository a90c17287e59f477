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
    Role.MENTEE: Part.MENTEE,
    Role.SYSTEM: Part.SYSTEM,
}


def parts_of(context: Context, person: Person | None) -> frozenset[Part]:
    """Return the parts that the actor plays towards ``person``, who may not be registered yet."""
    actor = context.actor
    parts: set[Part] = set()
    if actor.role in _BY_ROLE:
        parts.add(_BY_ROLE[actor.role])
    if any(coordinates(context, program) for program in _programs_of(context)):
        parts.add(Part.COORDINATOR)
    if person is not None and actor.person == person.id:
        parts.add(Part.SELF)
    return frozenset(parts)


def coordinates(context: Context, program: ProgramId) -> bool:
    """Say whether the actor acts as a coordinator and is one of ``program``."""
    actor = _actor_in(context)
    return (
        context.actor.role is Role.COORDINATOR
        and actor is not None
        and actor.has_role(Role.COORDINATOR, program)
    )


def _programs_of(context: Context) -> frozenset[ProgramId]:
    actor = _actor_in(context)
    return frozenset() if actor is None else frozenset(actor.roles)


def _actor_in(context: Context) -> Person | None:
    ident = context.actor.person
    found = None if ident is None else context.people.get(ident)
    return None if found is None or found.is_gone else found


def require(command: Value, who: frozenset[Part], parts: frozenset[Part]) -> None:
    """Refuse with ``not_allowed`` unless the actor plays one of the parts in ``who``."""
    if not who & parts:
        name = str(getattr(command, "type", type(command).__name__))
        allowed = " or ".join(part for part in Part if part in who)
        sentence = f"The command {name} is for {allowed}; ask them to give it."
        raise Refusal("not_allowed", sentence, command=name, allowed=allowed)
