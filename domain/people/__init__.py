"""Persons: who somebody is, their roles per program, and what they offer and look for."""

from collections.abc import Sequence

from domain.decider import Decider, FollowOn
from domain.people.commands import COMMANDS, PERSON_COMMANDS, PersonCommand
from domain.people.decide import decide, needs
from domain.people.events import EVENTS, PERSON_EVENTS, PersonEvent
from domain.people.evolve import evolve
from domain.people.letters import notices
from domain.people.state import Person

__all__ = [
    "COMMANDS",
    "EVENTS",
    "PERSON",
    "PERSON_COMMANDS",
    "PERSON_EVENTS",
    "PersonCommand",
    "PersonEvent",
]


def _following(_event: PersonEvent, _state: Person) -> Sequence[FollowOn]:
    return ()


PERSON: Decider[Person, PersonCommand, PersonEvent] = Decider(
    category="person",
    commands=PERSON_COMMANDS,
    events=PERSON_EVENTS,
    decide=decide,
    evolve=evolve,
    needs=needs,
    notices=notices,
    following=_following,
)
"""The person stream: of an address that fails coordinators are told; it moves no other stream."""
