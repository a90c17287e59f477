"""In which role somebody acts somewhere, and with whose eyes they look.

Commands say themselves who may give them; this says only who somebody is here.
"""

from typing import Final, TypeAlias

from domain.context import Context
from domain.envelopes import Actor, Role
from domain.mentorship import views
from domain.mentorship.stages import Part
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer
from domain.model import ProgramId
from domain.people.parts import programs_shared
from domain.people.state import Person
from domain.programs.state import Program

Place: TypeAlias = Mentorship | Person | Program | None
"""The state of the stream that somebody acts on; None is one that does not exist yet."""

OPERATOR: Final = Actor(role=Role.ADMINISTRATOR)
"""Whoever runs the installation, and need not be registered."""

OPERATORS_VIEW: Final = Viewer(Part.COORDINATOR)
"""The operator sees what a coordinator sees."""


def roles_here(
    person: Person, place: Place, *, program: ProgramId | None = None
) -> tuple[Role, ...]:
    """Return every role in which a person can act on a stream, the one they have first.

    Mentee and mentor of a mentorship have only that side there, whatever else they are. Who is a
    coordinator acts as one before they act as an administrator. Towards themselves everybody has a
    role; towards others those come first that they have in the others' programs. Who is gone has
    none.

    Args:
        person: who acts.
        place: the state of the stream that is acted on.
        program: of a stream that does not exist yet, or that a person is given a role in; None
            takes roles in any program.
    """
    if person.is_gone:
        return ()
    match place:
        case Mentorship():
            return _roles_in(person, place)
        case Program(id=ident):
            return _held(person, program=ident)
        case Person(id=ident) if ident == person.id:
            return _held(person, program=program) or (Role.MENTEE,)
        case Person() if program is None:
            return _towards(person, place)
        case _:
            return _held(person, program=program)


def _towards(person: Person, other: Person) -> tuple[Role, ...]:
    near = (
        role
        for program in programs_shared(person, other)
        for role in _held(person, program=program)
    )
    ranked = sorted(near, key=_BY_RANK.index)
    return tuple(dict.fromkeys((*ranked, *_held(person, program=None))))


def _roles_in(person: Person, state: Mentorship) -> tuple[Role, ...]:
    side = state.side_of(person.id)
    if side is not None:
        return (Role(side.value),)
    held = _held(person, program=state.program)
    if any(each.mentor == person.id for each in state.invitations.values()):
        return tuple(dict.fromkeys((Role.MENTOR, *held)))
    return held


_BY_RANK: Final = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.MENTEE, Role.MENTOR)
"""Mentees before mentors: they begin searches and write references, and mentors neither."""


def _held(person: Person, *, program: ProgramId | None) -> tuple[Role, ...]:
    held = {
        role for where, roles in person.roles.items() if program in {None, where} for role in roles
    }
    held |= {Role.ADMINISTRATOR} if person.administrator else set()
    return tuple(role for role in _BY_RANK if role in held)


def role_here(person: Person, place: Place, *, program: ProgramId | None = None) -> Role | None:
    """Return the role that a person has towards a stream; None for somebody who has none."""
    return next(iter(roles_here(person, place, program=program)), None)


def actor_in(
    person: Person | None,
    place: Place,
    *,
    program: ProgramId | None = None,
    wished: Role | None = None,
) -> Actor | None:
    """Return who acts on a stream, or None for somebody who cannot act so.

    Args:
        person: who acts; None is the operator, who is an administrator and nothing else.
        place: the state of the stream.
        program: of a stream that does not exist yet.
        wished: the role to act in; they must have it here. None takes the one they have.
    """
    if person is None:
        return OPERATOR if wished in {None, Role.ADMINISTRATOR} else None
    roles = roles_here(person, place, program=program)
    if not roles or (wished is not None and wished not in roles):
        return None
    return Actor(role=wished or roles[0], person=person.id)


def viewer_of(
    state: Mentorship, person: Person | None, *, wished: Role | None = None
) -> Viewer | None:
    """Return with whose eyes a person looks at a mentorship; None: it is not theirs to look at.

    None for the person is the operator. ``wished`` is as in ``actor_in``.
    """
    if person is None:
        return OPERATORS_VIEW if wished in {None, Role.ADMINISTRATOR} else None
    actor = actor_in(person, state, wished=wished)
    if actor is None:
        return None
    coordinates = person.has_role(Role.COORDINATOR, state.program)
    context = Context(
        at=state.last_at,
        actor=actor,
        command_id=state.id,  # nothing is decided: who looks gives no command
        coordinators=(person.id,) if coordinates else (),
    )
    return views.viewer_of(state, context)
