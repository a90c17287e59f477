"""What a decision may look at beside the state of its own stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.envelopes import Actor, Stamp
from domain.model import MentorshipId, PersonId, ProgramId
from domain.refusals import Refusal

if TYPE_CHECKING:
    # For types only: these packages export deciders, whose decisions import this module.
    from domain.mentorship.state import Mentorship
    from domain.people.state import Person
    from domain.programs.state import Program


@dataclass(frozen=True)
class Needs:
    """What a command's decision has to be given: it is loaded, and locked, before deciding.

    ``locks`` are the mentors whose load the decision may change; they are taken in id order.
    ``earlier`` is another mentorship, which this one would continue.
    """

    program: ProgramId | None = None
    people: frozenset[PersonId] = frozenset()
    emails: frozenset[str] = frozenset()
    locks: frozenset[PersonId] = frozenset()
    earlier: MentorshipId | None = None


@dataclass(frozen=True)
class Context:
    """The circumstances of one decision; ``at`` was set where the command entered.

    ``emails`` tells who is registered with an address; they are among ``people``.
    ``loads`` counts, for each locked mentor, the mentorships that take up capacity, over all
    programs, without the one decided on.
    ``partners`` are, for each locked mentor, the mentees of the mentor's other open mentorships.
    ``coordinators`` are those of the program.
    ``earlier`` is the mentorship that this one would continue; its mentee is among ``people``.
    """

    at: datetime
    actor: Actor
    command_id: UUID
    program: Program | None = None
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    emails: Mapping[str, PersonId] = field(default_factory=dict)
    loads: Mapping[PersonId, int] = field(default_factory=dict)
    partners: Mapping[PersonId, frozenset[PersonId]] = field(default_factory=dict)
    coordinators: tuple[PersonId, ...] = ()
    earlier: Mentorship | None = None

    @property
    def stamp(self) -> Stamp:
        """Return when and by whom the events of this decision come about."""
        return Stamp(at=self.at, actor=self.actor)

    def person(self, ident: PersonId) -> Person:
        """Return a registered person, or refuse with ``unknown_person``."""
        person = self.people.get(ident)
        if person is None or person.is_gone:
            sentence = f"No person {ident} is registered; register them first, or check the id."
            raise Refusal("unknown_person", sentence, person=str(ident))
        return person

    def known_program(self) -> Program:
        """Return the program, or refuse with ``unknown_program``."""
        if self.program is None:
            raise Refusal(
                "unknown_program", "There is no such program; create it first, or check the id."
            )
        return self.program
