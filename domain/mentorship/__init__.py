"""The mentorship: one mentee's one relationship, from the search to its ending."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from domain.decider import Decider
from domain.mentorship.clock import DeadlinePassed
from domain.mentorship.decide import Command, decide, needs
from domain.mentorship.evolve import Event, evolve
from domain.mentorship.following import following
from domain.mentorship.letters import notices
from domain.mentorship.standing import standing_of
from domain.mentorship.state import Mentorship

MENTORSHIP: Decider[Mentorship, Command, Event] = Decider(
    category="mentorship",
    commands=TypeAdapter(Annotated[Command, Field(discriminator="type")]),
    events=TypeAdapter(Annotated[Event, Field(discriminator="type")]),
    decide=decide,
    evolve=evolve,
    needs=needs,
    notices=notices,
    following=following,
)
"""Everything that a mentorship's stream is decided and folded by."""

__all__ = ["MENTORSHIP", "Command", "DeadlinePassed", "Event", "Mentorship", "standing_of"]
