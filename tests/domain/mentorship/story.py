"""Worlds in which cases are played, and how what happened is written down as a table."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.dates import Due
from domain.driver import Happened, World
from domain.envelopes import Role
from domain.mentorship.opening import OpenMentorship
from domain.mentorship.work import When
from domain.model import Value
from domain.people.state import Person
from domain.policy import Policy
from domain.stories import resident
from domain.stories.script import Step, play
from tests.domain.cast import ZONE, a_person, a_program, as_mentee, ident

OPENED: Final = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
"""Day 0 of case 1: Monday 2 March 2026, 09:00 in Denver, six days before the clocks go forward."""

_NAMED: Final = frozenset({"because", "deadline", "how", "outcome", "rule"})


def case_1(opened: datetime = OPENED) -> World:
    """Return the world in which the resident's story was told to its end."""
    world = World(now=opened)
    for _ in told(world):
        pass
    return world


def told(world: World) -> Iterator[Step]:
    """Tell the resident's story, from the world's present instant on."""
    opened = world.now
    yield from play(resident.setup(opened), world)
    yield from play(resident.steps(opened), world)


def expected(name: str) -> list[str]:
    """Return the rows of a table that stands beside this file."""
    text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def local(at: datetime, zone: str = ZONE) -> str:
    """Return an instant to the second as clocks in ``zone`` show it, with its offset."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def row(happened: Happened) -> str:
    """Return one line: when, what, and the dates and numbers that it set; no texts, no ids."""
    facts = [
        f"{name}={shown}"
        for name in type(happened.event).model_fields
        if name not in {"type", "reflection"}
        and (shown := _shown(name, getattr(happened.event, name)))
    ]
    if (reflection := getattr(happened.event, "reflection", None)) is not None:
        facts.append(f"wish={reflection.wish}")
    return " ".join([local(happened.stamp.at), happened.event.type, *facts])


def _shown(name: str, value: Any) -> str:
    match value:
        case Due() if value.at.astimezone(ZoneInfo(value.zone)).date() == value.date:
            return f"{value.date}>"  # happens when the day begins
        case Due() | date():
            return str(value.date if isinstance(value, Due) else value)
        case When():
            return f"{value.date}T{value.time:%H:%M}"
        case Enum():
            return str(value.value)
        case bool():
            return str(value).lower() if value else ""
        case int():
            return str(value)
        case str():
            return value if name in _NAMED and " " not in value else ""
        case Value():
            fields = type(value).model_fields
            parts = {each: _shown(each, getattr(value, each)) for each in fields}
            return "{" + ",".join(f"{key}:{part}" for key, part in parts.items() if part) + "}"
        case tuple():
            shown = [_shown(name, each) for each in value]
            return "+".join(each for each in shown if each)
        case _:
            return ""


# ---------------------------------------------------------------- smaller worlds

PROGRAM: Final = ident("Residency")
NAMES: Final = ("Ana", "Ben", "Cora", "Dina", "Emil", "Fay", "Gus")
ANA, BEN, CORA, DINA, EMIL, FAY, GUS = (ident(each) for each in NAMES)
"""Two mentees, three mentors, two coordinators."""


def a_world(*, now: datetime = OPENED, policy: Policy | None = None, **capacity: int) -> World:
    """Return a world with a program and its people: mentees Ana, Ben; mentors Cora, Dina, Emil.

    ``capacity`` gives mentors by name how many mentorships they have room for.
    """
    roles = (Role.MENTEE,) * 2 + (Role.MENTOR,) * 3 + (Role.COORDINATOR,) * 2
    people: list[Person] = [
        a_person(name, role, capacity=capacity.get(name.lower()))
        for name, role in zip(NAMES, roles, strict=True)
    ]
    program = a_program(policy=policy or Policy())
    return World(
        now=now,
        programs={program.id: program},
        people={each.id: each for each in people},
    )


def opened_for(world: World, mentee: UUID, *, continues: UUID | None = None) -> UUID:
    """Open a mentorship for a mentee, and return its id."""
    command = OpenMentorship(program=PROGRAM, mentee=mentee, continues=continues)
    return world.do(command, by=as_mentee(mentee))[0].stream


def kinds(happened: tuple[Happened, ...] | list[Happened]) -> list[str]:
    """Return the types of events, without their stages."""
    return [each.event.type.partition(".")[2] for each in happened]


def letters_to(world: World, person: UUID, *, since: int = 0) -> list[str]:
    """Return the kinds of the letters to somebody, leaving out the first ``since`` of all."""
    return [each.notice.kind for each in world.letters[since:] if each.notice.to == person]
