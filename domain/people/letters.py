"""Which event of a person's stream tells whom what."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.context import Context
from domain.notices import Notice, Timing
from domain.people.events import AddressFailed, PersonEvent
from domain.people.state import Person

KINDS: Final[Mapping[str, Timing]] = {"address_failing": Timing.TODAY}
"""Every kind of letter that a person's stream raises, with when it may leave."""


def notices(event: PersonEvent, state: Person, context: Context) -> Sequence[Notice]:
    """Return who is told what of an event, given the state after it.

    Of an address that fails the coordinators of the program are told whose letter it was, but not
    the person: the letter would go to that address.
    """
    if not isinstance(event, AddressFailed):
        return ()
    facts = {"name": state.name, "email": event.email, "answer": event.answer}
    return [
        Notice("address_failing", to, facts, program=event.program)
        for to in context.coordinators
        if to != state.id
    ]
