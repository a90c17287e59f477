"""The time, the place and the people that sample letters speak of."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.envelopes import CLOCK, Actor, Role, derived_id
from domain.model import PersonId
from domain.people.state import Person
from domain.programs.state import Program

ZONE = "America/Denver"
_ROOT = UUID("00000000-0000-4000-8000-000000000000")


def ident(name: str) -> UUID:
    """Return the id that belongs to ``name`` in all samples."""
    return derived_id(_ROOT, name)


def on(day: str, clock: str = "09:00") -> datetime:
    """Return the instant, in UTC, at which clocks in ``ZONE`` show ``clock`` on ``day``."""
    local = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock))
    return local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


START = on("2026-03-02")
AT = on("2026-11-02")
"""When the samples were written."""

PROGRAM = Program(id=ident("Residency"), version=1, name="Residency", zone=ZONE)


def _person(name: str, role: Role, *, zone: str = ZONE) -> Person:
    return Person(
        id=ident(name),
        version=1,
        name=name,
        email=f"{name.lower()}@example.org",
        zone=zone,
        language="en",
        roles={PROGRAM.id: frozenset({role})},
    )


PEOPLE: Mapping[PersonId, Person] = MappingProxyType(
    {
        each.id: each
        for each in (
            _person("Ada", Role.MENTEE),
            _person("Ben", Role.MENTOR),
            _person("Dan", Role.MENTOR, zone="Europe/Berlin"),
            _person("Cleo", Role.COORDINATOR),
        )
    }
)

ACTORS: Mapping[str, Actor] = MappingProxyType(
    {
        "Ada": Actor(role=Role.MENTEE, person=ident("Ada")),
        "Ben": Actor(role=Role.MENTOR, person=ident("Ben")),
        "Cleo": Actor(role=Role.COORDINATOR, person=ident("Cleo")),
        "clock": CLOCK,
    }
)
