"""A mentorship of few rules, with which what the real rules never do can be provoked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, TypeAdapter

from domain.context import Context, Needs
from domain.decider import Decider, FollowOn
from domain.envelopes import Actor, Role, Stamp, opened_by
from domain.model import Value
from domain.notices import Notice
from domain.people.commands import EndAway
from domain.refusals import Refusal
from domain.standing import OpenDeadline, Standing
from records.kinds import Kinds
from records.read_tables import KINDS, mentorship_kind

NOBODY = UUID("00000000-0000-7000-8000-000000000001")
PROGRAM = UUID("00000000-0000-7000-8000-000000000002")


class Open(Value):
    type: Literal["open"] = "open"


class Add(Value):
    """Adds; the values below 0 fail in ways that nobody foresaw."""

    type: Literal["add"] = "add"
    amount: int
    words: str = "w"
    weight: float = 1.0


class Take(Value):
    """Takes up mentors' capacity, one after the other."""

    type: Literal["take"] = "take"
    mentors: tuple[UUID, ...]
    locks: tuple[UUID, ...] | None = None


class Wait(Value):
    type: Literal["wait"] = "wait"
    until: AwareDatetime
    fails: bool = False


class Tell(Value):
    type: Literal["tell"] = "tell"
    person: UUID
    kind: str = "told"


class DeadlinePassed(Value):
    type: Literal["deadline_passed"] = "deadline_passed"
    deadline: str
    due: AwareDatetime


class Opened(Value):
    type: Literal["tiny.opened"] = "tiny.opened"
    mentorship: UUID


class Added(Value):
    type: Literal["tiny.added"] = "tiny.added"
    amount: int
    words: str
    weight: float


class Taken(Value):
    type: Literal["tiny.taken"] = "tiny.taken"
    mentor: UUID


class Waiting(Value):
    type: Literal["tiny.waiting"] = "tiny.waiting"
    until: AwareDatetime
    fails: bool


class Passed(Value):
    type: Literal["tiny.passed"] = "tiny.passed"


class Told(Value):
    type: Literal["tiny.told"] = "tiny.told"
    person: UUID
    kind: str = "told"


Command = Open | Add | Take | Wait | Tell | DeadlinePassed
Event = Opened | Added | Taken | Waiting | Passed | Told


@dataclass(frozen=True)
class Tally:
    id: UUID
    version: int = 1
    total: int = 0
    mentor: UUID | None = None
    until: datetime | None = None
    fails: bool = False

    @property
    def charges_mentor(self) -> UUID | None:
        return self.mentor

    @property
    def open_pair(self) -> None:
        return None


class Flaw:
    """What the rules trip over; mended by setting ``mended``."""

    mended = False


def decide(command: Command, state: Tally | None, context: Context) -> Sequence[Event]:
    if isinstance(command, Open):
        return [Opened(mentorship=opened_by(context.command_id))] if state is None else []
    if state is None:
        raise Refusal("unknown_mentorship", "There is no such mentorship; open one first.")
    match command:
        case Add():
            return _decide_add(command)
        case Take():
            return [Taken(mentor=each) for each in command.mentors if not context.loads.get(each)]
        case Wait():
            return [Waiting(until=command.until, fails=command.fails)]
        case Tell():
            return [Told(person=command.person, kind=command.kind)]
        case DeadlinePassed():
            return _decide_deadline(command, state)


def _decide_add(command: Add) -> Sequence[Event]:
    if command.amount == -1 and not Flaw.mended:
        raise KeyError(command.words)
    if command.amount > 1_000:
        raise Refusal("too_much", "Add at most 1000 at once.")
    if not command.amount:
        return []
    return [Added(amount=command.amount, words=command.words, weight=command.weight)]


def _decide_deadline(command: DeadlinePassed, state: Tally) -> Sequence[Event]:
    if state.until != command.due:
        return []
    if state.fails and not Flaw.mended:
        raise ZeroDivisionError
    return [Passed()]


def evolve(state: Tally | None, event: Event, _stamp: Stamp) -> Tally | None:
    if isinstance(event, Opened):
        return Tally(event.mentorship)
    if state is None:
        return None
    state = replace(state, version=state.version + 1)
    match event:
        case Added(amount=amount):
            return replace(state, total=state.total + amount)
        case Taken(mentor=mentor):
            return replace(state, mentor=mentor)
        case Waiting(until=until, fails=fails):
            return replace(state, until=until, fails=fails)
        case Passed():
            return replace(state, until=None)
        case _:
            return state


def needs(command: Command, _state: Tally | None, _actor: Actor) -> Needs:
    if isinstance(command, Take):
        return Needs(locks=frozenset(command.mentors if command.locks is None else command.locks))
    return Needs()


def notices(event: Event, _state: Tally, _context: Context) -> Sequence[Notice]:
    if isinstance(event, Told):
        return [Notice(event.kind, event.person), Notice(event.kind, event.person)]
    return []


def following(event: Event, _state: Tally) -> Sequence[FollowOn]:
    if isinstance(event, Told):
        return [FollowOn("person", event.person, EndAway())]
    return []


def standing_of(state: Tally) -> Standing:
    deadlines = () if state.until is None else (OpenDeadline(id="w", kind="wait", due=state.until),)
    return Standing(
        mentorship=state.id,
        version=state.version,
        stage="seeking",
        program=PROGRAM,
        mentee=NOBODY,
        mentor=state.mentor,
        deadlines=deadlines,
    )


TINY: Decider[Tally, Command, Event] = Decider(
    category="mentorship",
    commands=TypeAdapter(Annotated[Command, Field(discriminator="type")]),
    events=TypeAdapter(Annotated[Event, Field(discriminator="type")]),
    decide=decide,
    evolve=evolve,
    needs=needs,
    notices=notices,
    following=following,
)

TINY_KINDS: Kinds = {
    **KINDS,
    "mentorship": mentorship_kind(TINY, standing_of, watched=lambda _: []),
}

OPERATOR = Actor(role=Role.ADMINISTRATOR)
