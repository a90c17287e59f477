"""Who gives a command: the operator of the installation, or a person by address."""

from uuid import UUID

from cli.exits import Usage
from cli.finding import Target, find_person
from domain.envelopes import Actor, Category, Role
from domain.mentorship.state import Mentorship
from records.queries import PersonRow
from records.store import Records

OPERATOR = Actor(role=Role.ADMINISTRATOR)
"""Whoever can run the command on this machine, unless it says otherwise."""

_BY_RANK = (Role.COORDINATOR, Role.MENTOR, Role.MENTEE)


async def who_acts(
    records: Records,
    target: Target,
    *,
    email: str | None,
    role: Role | None,
    program: UUID | None = None,
) -> Actor:
    """Return the actor: the operator, or the person with this address in the role they have here.

    Args:
        records: where people are found.
        target: the stream of the command; the roles depend on it.
        email: the person's address or id; None is the operator.
        role: the role to act in; None takes the one they have here.
        program: of a mentorship that does not exist yet.

    Raises:
        Unknown: nobody has this address.
        Usage: the person has no role here, or a role is given without a person.
    """
    if email is None:
        if role not in {None, Role.ADMINISTRATOR}:
            sentence = f"Nobody is named to act as {role}; say who with --as ADDRESS."
            raise Usage(sentence, role=role)
        return OPERATOR
    person = await find_person(records, email)
    state = None if target.ident is None else await records.state(target.category, target.ident)
    chosen = role or _role_here(person, target.category, state, program=program)
    if chosen is None:
        sentence = (
            f"{person.name} has no role here; grant one with "
            f"'mentorship do person/{person.email} grant_role program=… role=…'."
        )
        raise Usage(sentence, person=str(person.id))
    return Actor(role=chosen, person=person.id)


def _role_here(
    person: PersonRow, category: Category, state: object, *, program: UUID | None
) -> Role | None:
    if isinstance(state, Mentorship):
        return _role_in(person, state)
    if category == "program" and state is not None:
        program = state.id  # type: ignore[attr-defined]  # both kinds of state have one
    return _held(person, program=program)


def _role_in(person: PersonRow, state: Mentorship) -> Role | None:
    side = state.side_of(person.id)
    if side is not None:
        return Role(side.value)
    if any(each.mentor == person.id for each in state.invitations.values()):
        return Role.MENTOR
    return _held(person, program=state.program)


def _held(person: PersonRow, *, program: UUID | None) -> Role | None:
    held = {Role(role) for where, role in person.roles if program in {None, where}}
    if Role.COORDINATOR not in held and person.administrator:
        return Role.ADMINISTRATOR
    return next((each for each in _BY_RANK if each in held), None)
