"""What a story is made of: people, and steps that can be played in any world."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from domain.dates import add_months, local_day, local_instant
from domain.driver import World
from domain.envelopes import Actor, Category, Role, derived_id, opened_by
from domain.model import PersonId
from domain.people.commands import ProgramRole, RegisterPerson
from domain.post_office import PostOffice


@dataclass(frozen=True)
class Member:
    """Somebody of a story: who they are, their role in the program, and what others say of them.

    ``references`` are texts by other members, who are named by their ``key``.
    """

    key: str
    role: ProgramRole
    registration: RegisterPerson
    command_id: UUID
    references: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> PersonId:
        """Return the person's id, which follows from that of the registering command."""
        return opened_by(self.command_id)

    @property
    def actor(self) -> Actor:
        """Return the member acting in their role."""
        return Actor(role=Role(self.role), person=self.id)


@dataclass(frozen=True)
class Step:
    """Something that somebody does at an instant, with one sentence that tells it.

    ``who`` is the member's key. Without a ``command`` nobody does anything: time passes until
    ``at``, and what fell due by then has happened.
    """

    id: UUID
    at: datetime
    category: Category
    stream: UUID
    who: str
    actor: Actor
    command: Any | None
    telling: str


@dataclass(frozen=True)
class Calendar:
    """The days of a story, counted from the local day on which it opened."""

    opened: datetime
    zone: str

    def day(self, days: int) -> date:
        """Return the day that many ``days`` after the opening."""
        return local_day(self.opened, self.zone) + timedelta(days=days)

    def month(self, months: int, days: int = 0) -> date:
        """Return the day ``months`` after the opening, and ``days`` more."""
        return add_months(self.day(0), months) + timedelta(days=days)

    def at(self, day: date, clock: str) -> datetime:
        """Return the instant at which clocks on the wall show ``clock`` on ``day``."""
        return local_instant(day, time.fromisoformat(clock), self.zone)


@dataclass(frozen=True)
class Line:
    """A step before it has its id: when, who (nobody: time passes), what, and how it is told."""

    at: datetime
    who: str | None
    command: Any | None
    telling: str
    category: Category = "mentorship"
    stream: UUID | None = None


def numbered(
    lines: Iterable[Line], *, of: UUID, cast: dict[str, Member], stream: UUID
) -> Iterator[Step]:
    """Return the lines as steps in the order of time, with ids that derive from the story's.

    A line without a ``stream`` belongs to the mentorship ``stream``.
    """
    for number, line in enumerate(sorted(lines, key=lambda each: each.at)):
        actor = Actor(role=Role.SYSTEM) if line.who is None else cast[line.who].actor
        yield Step(
            id=derived_id(of, "step", number),
            at=line.at,
            category=line.category,
            stream=line.stream or stream,
            who=line.who or "",
            actor=actor,
            command=line.command,
            telling=line.telling,
        )


def play(steps: Iterable[Step], world: World | PostOffice) -> Iterator[Step]:
    """Play steps in a world, with its post if that is given, and return each when it has happened.

    Raises:
        Refusal: a step is against the rules.
    """
    for step in steps:
        if step.command is None:
            world.pass_time(until=step.at)
        else:
            at, stream = step.at, step.stream
            world.do(step.command, by=step.actor, at=at, stream=stream, command_id=step.id)
        yield step
