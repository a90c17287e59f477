"""Links as tests of the domain make them."""

from typing import Any, Final

from domain.envelopes import Role
from domain.links.link import Link
from domain.links.purposes import OF_PERSON, Purpose
from domain.mentorship import Mentorship
from domain.people.state import Person
from tests.domain.cast import START, ident
from tests.domain.mentorship.scene import BEN, CLEO, MIA

ROLES: Final = {MIA.id: Role.MENTEE, BEN.id: Role.MENTOR, CLEO.id: Role.MENTOR}
ACT_ON: Final = tuple(each for each in Purpose if each not in OF_PERSON)
"""The purposes that are about a mentorship."""


def a_link(
    purpose: Purpose, person: Person = MIA, state: Mentorship | None = None, **fields: Any
) -> Link:
    """Return a link made on day 0, which is good for ever unless a field says otherwise."""
    usual = {
        "id": ident(f"link {purpose} {person.name}"),
        "person": person.id,
        "role": ROLES[person.id],
        "purpose": purpose,
        "mentorship": ident("a mentorship") if state is None else state.id,
        "subject": None,
        "letter": None,
        "made_at": START,
        "expires_at": None,
    }
    return Link(**{**usual, **fields})
