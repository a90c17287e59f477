"""Who gives a command: the operator of the installation, or a person by address."""

from uuid import UUID

from cli.exits import Usage
from cli.finding import Target, find_person
from domain.acting import OPERATOR, role_here
from domain.envelopes import Actor, Role
from domain.people.state import Person
from records.store import Records


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
        role: the role to act in, whether they have it or not; None takes the one they have here.
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
    person = await find_state(records, email)
    state = None if target.ident is None else await records.state(target.category, target.ident)
    chosen = role or role_here(person, state, program=program)
    if chosen is None:
        sentence = (
            f"{person.name} has no role here; grant one with "
            f"'mentorship do person/{person.email} grant_role program=… role=…'."
        )
        raise Usage(sentence, person=str(person.id))
    return Actor(role=chosen, person=person.id)


async def find_state(records: Records, email: str) -> Person:
    """Return all that is known of the person with an address or an id.

    Raises:
        Unknown: nobody has it.
    """
    person: Person = await records.state("person", (await find_person(records, email)).id)
    return person
