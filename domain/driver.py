"""Years of mentorships in milliseconds: the pure domain with a clock that is only turned.

A ``World`` takes commands at given instants and fires deadlines when they fall due, each decided
on the state left by the one before, in the order of the real thing. Nothing is stored. The demo,
simulations and tests play by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from domain.asked import Asked
from domain.context import Context, Needs
from domain.decider import Decider
from domain.envelopes import CLOCK, SYSTEM, Actor, Category, Role, Stamp, derived_id, opened_by
from domain.mentorship import MENTORSHIP, DeadlinePassed, Mentorship, standing_of
from domain.mentorship.opening import OpenMentorship
from domain.mentorship.state import open_deadlines
from domain.model import PersonId
from domain.notices import Notice
from domain.people import COMMANDS as PERSON_COMMANDS
from domain.people import PERSON
from domain.people.commands import RegisterPerson
from domain.people.state import Person
from domain.programs import COMMANDS as PROGRAM_COMMANDS
from domain.programs import PROGRAM
from domain.programs.commands import CreateProgram
from domain.programs.state import Program
from domain.standing import OpenDeadline, Standing

_SEED: Final = UUID(int=0)
_OPENING: Final = (OpenMentorship, RegisterPerson, CreateProgram)
_DECIDERS: Final[Mapping[Category, Decider[Any, Any, Any]]] = {
    "mentorship": MENTORSHIP,
    "person": PERSON,
    "program": PROGRAM,
}


class DriverError(Exception):
    """The world cannot be played on."""


class TimeGoesBack(DriverError):
    """A command was given, or time should pass, to an instant that is over."""

    def __init__(self, *, at: datetime, now: datetime) -> None:
        """Say which instant was asked for, and which one it is."""
        super().__init__(f"{at} is over, it is {now}; give the instants in their order")
        self.at = at
        self.now = now


class DeadlineStuck(DriverError):
    """A deadline fired and is still open with the same due date: the clock would fire for ever."""

    def __init__(self, *, mentorship: UUID, deadline: OpenDeadline) -> None:
        """Say which deadline of which mentorship."""
        super().__init__(f"{deadline.id} of {mentorship} fired and is still due {deadline.due}")
        self.mentorship = mentorship
        self.deadline = deadline


@dataclass(frozen=True)
class Happened:
    """An event as the records keep it; ``version`` counts the events of its stream from 1."""

    category: Category
    stream: UUID
    version: int
    event: Any
    stamp: Stamp
    command: UUID


@dataclass(frozen=True)
class Letter:
    """A notice, when it was written, and the event that brought it; of a mentorship, or of none.

    ``by_clock`` says that nobody acted: a date came. ``mentor`` is the pair's after the event.
    """

    at: datetime
    mentorship: UUID | None
    because: str
    notice: Notice
    by_clock: bool = False
    mentor: PersonId | None = None


@dataclass
class World:
    """Programs, people and mentorships with all that happened to them, at an instant ``now``.

    ``seed`` is what the ids of commands derive from, so that the same story gives the same ids.
    ``programs`` and ``people`` may be given as they are, or come about by commands.
    """

    now: datetime
    seed: UUID = _SEED
    programs: dict[UUID, Program] = field(default_factory=dict)
    people: dict[UUID, Person] = field(default_factory=dict)
    mentorships: dict[UUID, Mentorship] = field(default_factory=dict)
    history: list[Happened] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    commands: int = 0

    def do(
        self,
        command: Any,
        *,
        by: Actor,
        at: datetime | None = None,
        stream: UUID | None = None,
        command_id: UUID | None = None,
    ) -> tuple[Happened, ...]:
        """Decide a command and return what happened by it; nothing, if nothing changed.

        What fell due before ``at`` has happened by then; what falls due at that very instant
        comes after the command. A command that opens a stream needs no ``stream``.

        Raises:
            Refusal: the rules say no. Time has passed all the same.
            TimeGoesBack: ``at`` is over.
        """
        self.commands += 1
        ident = command_id or derived_id(self.seed, self.commands)
        if at is not None and at != self.now:
            self._pass_time(at, firing_at_the_end=False)
        place = opened_by(ident) if isinstance(command, _OPENING) else stream
        if place is None:
            message = f"{command.type} goes to a stream; say which"
            raise DriverError(message)
        return self._decided(_category_of(command), place, command, by=by, ident=ident)

    def pass_time(self, *, until: datetime) -> tuple[Happened, ...]:
        """Fire all that falls due up to and at ``until``, and return what happened by it.

        Raises:
            TimeGoesBack: ``until`` is over.
            DeadlineStuck: a deadline would fire for ever.
        """
        return self._pass_time(until, firing_at_the_end=True)

    def stand_still(self, *, until: datetime) -> None:
        """Let time pass without the clock, as in an outage: what falls due meanwhile fires later.

        Raises:
            TimeGoesBack: ``until`` is over.
        """
        if until < self.now:
            raise TimeGoesBack(at=until, now=self.now)
        self.now = until

    def standing(self, mentorship: UUID) -> Standing:
        """Return what the workflow of a mentorship would know."""
        found = self.mentorships.get(mentorship)
        return Standing(mentorship=mentorship) if found is None else standing_of(found)

    def next_due(self) -> datetime | None:
        """Return when the earliest open deadline of all falls due, if there is one."""
        found = self._earliest()
        return None if found is None else found[1].due

    def _pass_time(self, until: datetime, *, firing_at_the_end: bool) -> tuple[Happened, ...]:
        if until < self.now:
            raise TimeGoesBack(at=until, now=self.now)
        before = len(self.history)
        while (found := self._earliest()) is not None:
            due = found[1].due
            if due > until or (due == until and not firing_at_the_end):
                break
            self.now = max(self.now, due)
            self._fire(*found)
        self.now = until
        return tuple(self.history[before:])

    def _earliest(self) -> tuple[UUID, OpenDeadline] | None:
        first: tuple[UUID, OpenDeadline] | None = None
        for ident, state in self.mentorships.items():
            for each in open_deadlines(state)[:1]:
                if first is None or each.due.at < first[1].due:
                    first = (ident, OpenDeadline(id=each.id, kind=each.kind, due=each.due.at))
        return first

    def _fire(self, mentorship: UUID, deadline: OpenDeadline) -> None:
        passed = DeadlinePassed(deadline=deadline.id, due=deadline.due)
        ident = derived_id(mentorship, deadline.id, deadline.due.isoformat())
        self._decided("mentorship", mentorship, passed, by=CLOCK, ident=ident)
        for each in open_deadlines(self.mentorships[mentorship]):
            if each.id == deadline.id and each.due.at == deadline.due:
                raise DeadlineStuck(mentorship=mentorship, deadline=deadline)

    def _decided(
        self,
        category: Category,
        stream: UUID,
        command: Any,
        *,
        by: Actor,
        ident: UUID,
    ) -> tuple[Happened, ...]:
        decider = _DECIDERS[category]
        state = self._streams(category).get(stream)
        context = self._context(decider.needs(command, state, by), stream, by=by, ident=ident)
        before = len(self.history)
        for number, event in enumerate(decider.decide(command, state, context)):
            self._record(decider, stream, event, context=context)
            self._follow(decider, stream, event, ident=derived_id(ident, number))
        return tuple(self.history[before:])

    def _record(
        self,
        decider: Decider[Any, Any, Any],
        stream: UUID,
        event: Any,
        *,
        context: Context,
    ) -> None:
        streams = self._streams(decider.category)
        state: Any = decider.evolve(streams.get(stream), event, context.stamp)
        streams[stream] = state
        version, command = state.version, context.command_id
        self.history.append(
            Happened(decider.category, stream, version, event, context.stamp, command)
        )
        mentorship = stream if isinstance(state, Mentorship) else None
        mentor = state.mentor if isinstance(state, Mentorship) else None
        by_clock = context.actor == CLOCK
        self.letters.extend(
            Letter(context.at, mentorship, event.type, each, by_clock, mentor)
            for each in decider.notices(event, state, context)
        )

    def _follow(
        self,
        decider: Decider[Any, Any, Any],
        stream: UUID,
        event: Any,
        *,
        ident: UUID,
    ) -> None:
        state = self._streams(decider.category)[stream]
        for number, each in enumerate(decider.following(event, state)):
            follows = derived_id(ident, "following", number)
            self._decided(each.category, each.stream, each.command, by=SYSTEM, ident=follows)

    def _streams(self, category: Category) -> dict[UUID, Any]:
        found: Mapping[Category, dict[UUID, Any]] = {
            "mentorship": self.mentorships,
            "person": self.people,
            "program": self.programs,
        }
        return found[category]

    def _context(self, needs: Needs, stream: UUID, *, by: Actor, ident: UUID) -> Context:
        others = [each for key, each in self.mentorships.items() if key != stream]
        emails = {each.email: each.id for each in self.people.values() if not each.is_gone}
        found = {emails[each] for each in needs.emails if each in emails}
        earlier = None if needs.earlier is None else self.mentorships.get(needs.earlier)
        found |= {earlier.mentee} if earlier else set()
        coordinators = self._coordinators(needs)
        # Letters go to coordinators by their ids; what else is known of them is asked for.
        people = {key: each for key, each in self.people.items() if key in needs.people | found}
        return Context(
            at=self.now,
            actor=by,
            command_id=ident,
            program=None if needs.program is None else self.programs.get(needs.program),
            people=Asked({*needs.people, *found, *coordinators}, people),
            emails=Asked(needs.emails, emails),
            loads=Asked(needs.locks, {each: _load(each, others) for each in needs.locks}),
            partners=Asked(needs.locks, {each: _partners(each, others) for each in needs.locks}),
            coordinators=coordinators,
            earlier=earlier,
        )

    def _coordinators(self, needs: Needs) -> tuple[PersonId, ...]:
        program = needs.program
        if program is None:
            return ()
        living = (each for each in self.people.values() if not each.is_gone)
        return tuple(sorted(each.id for each in living if each.has_role(Role.COORDINATOR, program)))


def _category_of(command: object) -> Category:
    if isinstance(command, PERSON_COMMANDS):
        return "person"
    return "program" if isinstance(command, PROGRAM_COMMANDS) else "mentorship"


def _load(mentor: PersonId, others: Iterable[Mentorship]) -> int:
    return sum(1 for each in others if each.charges_mentor == mentor)


def _partners(mentor: PersonId, others: Iterable[Mentorship]) -> frozenset[PersonId]:
    pairs = (each.open_pair for each in others)
    return frozenset(pair[0] for pair in pairs if pair is not None and pair[1] == mentor)
