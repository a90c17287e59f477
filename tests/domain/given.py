"""Given what happened, when somebody gives a command, then this follows: for any Decider.

    given(PERSON, RegisterPerson(name="Ada", ...))            # events, or commands to be decided
        .after(GrantRole(...), by=ADMINISTRATOR, at=on("2026-03-03"))
        .when(SetAway(until=date(2026, 3, 1)), by=as_mentor(ada), at=on("2026-03-04"))
        .refused("date_past")

A decision sees only what its ``needs`` asked for, so a test fails where they ask too little. Every
command and every event also goes through JSON and back, as it will in the records.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Self, TypedDict, TypeVar, Unpack, cast
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from domain.context import Context, Needs
from domain.decider import Decider, FollowOn
from domain.envelopes import Actor, Role, Stamp
from domain.mentorship import Mentorship
from domain.model import MentorshipId, PersonId
from domain.notices import Notice
from domain.people.state import Person
from domain.programs.state import Program
from domain.refusals import Refusal
from tests.domain.cast import ADMINISTRATOR, START, ident

S = TypeVar("S")
C = TypeVar("C")
E = TypeVar("E")


class Circumstances(TypedDict, total=False):
    """What there is beside the stream. ``emails`` and coordinators follow from ``people``."""

    program: Program | None
    people: Iterable[Person]
    emails: Mapping[str, PersonId]
    loads: Mapping[PersonId, int]
    partners: Mapping[PersonId, frozenset[PersonId]]
    mentorships: Mapping[MentorshipId, Mentorship]


@dataclass(frozen=True)
class World:
    """The circumstances, from which each decision is given what it asks for and no more."""

    program: Program | None = None
    people: Mapping[PersonId, Person] = field(default_factory=dict)
    emails: Mapping[str, PersonId] = field(default_factory=dict)
    loads: Mapping[PersonId, int] = field(default_factory=dict)
    partners: Mapping[PersonId, frozenset[PersonId]] = field(default_factory=dict)
    mentorships: Mapping[MentorshipId, Mentorship] = field(default_factory=dict)

    def amid(self, circumstances: Circumstances) -> "World":
        changes: dict[str, Any] = dict(circumstances)
        if "people" in circumstances:
            changes["people"] = {each.id: each for each in circumstances["people"]}
        return replace(self, **changes)

    def context(
        self, needs: Needs, *, state: object, at: datetime, actor: Actor, command_id: UUID
    ) -> Context:
        """Return the context of one decision; a person's own stream is among the people."""
        own = {state.id: state} if isinstance(state, Person) else {}
        people = {**self.people, **own}
        wanted = self.program is not None and needs.program == self.program.id
        emails = _chosen(self._addresses(people), needs.emails)
        earlier = None if needs.earlier is None else self.mentorships.get(needs.earlier)
        named = {*needs.people, *emails.values(), *([earlier.mentee] if earlier else [])}
        return Context(
            at=at,
            actor=actor,
            command_id=command_id,
            program=self.program if wanted else None,
            people={each: people[each] for each in named if each in people},
            emails=emails,
            loads={each: self.loads.get(each, 0) for each in needs.locks},
            partners={each: self.partners.get(each, frozenset()) for each in needs.locks},
            coordinators=self._coordinators() if wanted else (),
            earlier=earlier,
        )

    def _addresses(self, people: Mapping[PersonId, Person]) -> dict[str, PersonId]:
        living = {each.email: each.id for each in people.values() if not each.is_gone}
        return {**living, **self.emails}

    def _coordinators(self) -> tuple[PersonId, ...]:
        assert self.program is not None
        program = self.program.id
        found = (each for each in self.people.values() if not each.is_gone)
        return tuple(each.id for each in found if each.has_role(Role.COORDINATOR, program))


def _chosen(found: Mapping[str, PersonId], names: Iterable[str]) -> dict[str, PersonId]:
    return {name: found[name] for name in names if name in found}


def given(
    decider: Decider[S, C, E],
    *happened: C | E,
    by: Actor = ADMINISTRATOR,
    at: datetime = START,
    **circumstances: Unpack[Circumstances],
) -> "Story[S, C, E]":
    """Begin a story: ``happened`` are events to fold, or commands to decide, in their order."""
    story = Story(decider, World().amid(circumstances), at=at)
    for each in happened:
        if _reads(decider.events, each):
            story = story.then_happened(cast("E", each), by=by)
        else:
            story = story.after(cast("C", each), by=by)
    return story


@dataclass(frozen=True)
class Story(Generic[S, C, E]):
    """What has happened so far in one stream. The clock stays where the last step set it."""

    decider: Decider[S, C, E]
    world: World
    at: datetime
    state: S | None = None
    history: tuple[tuple[E, Stamp], ...] = ()
    commands: int = 0

    def amid(self, **circumstances: Unpack[Circumstances]) -> "Story[S, C, E]":
        """Go on under other circumstances; what is left out stays."""
        return replace(self, world=self.world.amid(circumstances))

    def then_happened(
        self, *events: E, by: Actor = ADMINISTRATOR, at: datetime | None = None
    ) -> "Story[S, C, E]":
        """Fold events that are simply so."""
        stamp = Stamp(at=at or self.at, actor=by)
        state = self.state
        for event in events:
            state = self.decider.evolve(state, event, stamp)
        history = (*self.history, *((event, stamp) for event in events))
        return replace(self, state=state, history=history, at=stamp.at)

    def after(
        self,
        *commands: C,
        by: Actor = ADMINISTRATOR,
        at: datetime | None = None,
        **circumstances: Unpack[Circumstances],
    ) -> "Story[S, C, E]":
        """Decide commands and go on from there; a refusal fails the test."""
        story = self
        for command in commands:
            outcome = story.when(command, by=by, at=at, **circumstances)
            assert outcome.refusal is None, f"{command!r} was refused: {outcome.refusal}"
            story = replace(outcome.story, world=self.world)
        return story

    def when(
        self,
        command: C,
        *,
        by: Actor = ADMINISTRATOR,
        at: datetime | None = None,
        command_id: UUID | None = None,
        **circumstances: Unpack[Circumstances],
    ) -> "Outcome[S, C, E]":
        """Decide one command, on its own or under changed circumstances."""
        now = at or self.at
        assert now >= self.at, f"{now} lies before {self.at}: time does not go back"
        read = _through_json(self.decider.commands, command)
        before = replace(self.amid(**circumstances), at=now, commands=self.commands + 1)
        context = before.world.context(
            self.decider.needs(read, self.state, by),
            state=self.state,
            at=now,
            actor=by,
            command_id=command_id or ident(f"command {before.commands}"),
        )
        try:
            events = tuple(self.decider.decide(read, self.state, context))
        except Refusal as refusal:
            return Outcome(before, context, (), refusal)
        for event in events:
            _through_json(self.decider.events, event)
        return Outcome(before, context, events)


@dataclass(frozen=True)
class Outcome(Generic[S, C, E]):
    """What came of a command: ``events``, or a ``refusal``. Each claim returns the outcome."""

    before: Story[S, C, E]
    context: Context
    events: tuple[E, ...]
    refusal: Refusal | None = None

    @property
    def story(self) -> Story[S, C, E]:
        """The story with what followed."""
        return self.before.then_happened(*self.events, by=self.context.actor)

    @property
    def state(self) -> S:
        """The state with what followed."""
        state = self.story.state
        assert state is not None, "the stream does not exist"
        return state

    def then(self, *events: E) -> Self:
        """Exactly these events follow."""
        assert self.refusal is None, f"refused with {self.refusal.code}: {self.refusal.sentence}"
        assert self.events == events
        return self

    def recorded(self, *types: str) -> Self:
        """Events of exactly these types follow."""
        assert self.refusal is None, f"refused with {self.refusal.code}: {self.refusal.sentence}"
        assert tuple(str(getattr(each, "type", each)) for each in self.events) == types
        return self

    def nothing(self) -> Self:
        """Nothing changes, and nothing was wrong."""
        return self.then()

    def refused(self, code: str, *words: str, **facts: object) -> Self:
        """The command is refused, with these words in the sentence and these facts."""
        assert self.refusal is not None, f"not refused; these followed: {self.events}"
        assert self.refusal.code == code, self.refusal.sentence
        assert self.refusal.sentence.endswith("."), self.refusal.sentence
        assert [each for each in words if each not in self.refusal.sentence] == []
        found = {name: self.refusal.facts.get(name) for name in facts}
        assert found == facts
        if self.before.decider.category == "mentorship":
            self._names_nobody(self.refusal)
        return self

    def _names_nobody(self, refusal: Refusal) -> None:
        """A mentorship's refusals pass through Temporal's history, in clear."""
        said = f"{refusal.sentence} {dict(refusal.facts)}"
        for each in self.context.people.values():
            assert each.email not in said
            assert re.search(rf"\b{re.escape(each.name)}\b", said) is None, said

    def told(self, *notices: Notice) -> Self:
        """Exactly these letters follow, each decided on the state after its event."""
        decider = self.before.decider
        found = [
            each
            for event, state in self._steps()
            for each in decider.notices(event, state, self.context)
        ]
        assert tuple(found) == notices
        return self

    def leads_to(self, *commands: FollowOn) -> Self:
        """Exactly these commands to other streams follow."""
        decider = self.before.decider
        steps = self._steps()
        found = [each for event, state in steps for each in decider.following(event, state)]
        assert tuple(found) == commands
        return self

    def _steps(self) -> Iterator[tuple[E, S]]:
        story = self.before
        for event in self.events:
            story = story.then_happened(event, by=self.context.actor)
            assert story.state is not None, f"{event!r} left no state"
            yield event, story.state


def _reads(adapter: TypeAdapter[E], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


def _through_json(adapter: TypeAdapter[C], value: C) -> C:
    read = adapter.validate_json(adapter.dump_json(value))
    assert read == value, f"{value!r} came back from JSON as {read!r}"
    return read
