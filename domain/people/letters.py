"""Which event of a person's stream tells whom what, and at which of their addresses."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.context import Context
from domain.notices import Notice, Timing
from domain.people.events import AddressFailed, ContactChanged, PersonEvent
from domain.people.state import Person

KINDS: Final[Mapping[str, Timing]] = {
    "address_changed": Timing.AT_ONCE,
    "address_failing": Timing.TODAY,
}
"""Every kind of letter that a person's stream raises, with when it may leave."""


def notices(event: PersonEvent, state: Person, context: Context) -> Sequence[Notice]:
    """Return who is told what of an event, given the state after it.

    Of an address that is replaced the person is told there, in case that it was not they who did
    it. Of an address that fails the coordinators of the program are told whose letter it was, but
    not the person: the letter would go to that address.
    """
    match event:
        case ContactChanged(former_email=str()):
            return [_changed(event, state, context)]
        case AddressFailed():
            return _failing(event, state, context)
        case _:
            return ()


def former_address(facts: Mapping[str, Any]) -> str | None:
    """Return to which address a letter goes that is not for the one its recipient has now."""
    return facts.get("former_email")


def _changed(event: ContactChanged, state: Person, context: Context) -> Notice:
    # One program's coordinators get what is replied; any of theirs can ask an administrator.
    program = min(state.roles, default=None)
    facts = {
        "former_name": event.former_name,
        "former_email": event.former_email,
        "by_oneself": context.actor.person == state.id,
    }
    return Notice("address_changed", state.id, facts, program=program)


def _failing(event: AddressFailed, state: Person, context: Context) -> Sequence[Notice]:
    facts = {"name": state.name, "email": event.email, "answer": event.answer}
    return [
        Notice("address_failing", to, facts, program=event.program)
        for to in context.coordinators
        if to != state.id
    ]
