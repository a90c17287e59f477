"""The time, the place and the people that tests of the domain speak of."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.envelopes import Actor, Role, derived_id
from domain.model import PersonId, ProgramId
from domain.people.state import Person
from domain.programs.state import Program

ZONE = "America/Denver"
ADMINISTRATOR = Actor(role=Role.ADMINISTRATOR)
_ROOT = UUID("00000000-0000-4000-8000-000000000000")


def ident(name: str) -> UUID:
    """Return the id that belongs to ``name`` in all tests."""
    return derived_id(_ROOT, name)


def on(day: str | date, clock: str = "09:00", zone: str = ZONE) -> datetime:
    """Return the instant, in UTC, at which clocks in ``zone`` show ``clock`` on ``day``."""
    local = datetime.combine(date.fromisoformat(str(day)), time.fromisoformat(clock))
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


START = on("2026-03-02")
"""Day 0 of CASES: a Monday, six days before daylight saving time begins in Denver."""


def as_mentee(person: PersonId) -> Actor:
    return Actor(role=Role.MENTEE, person=person)


def as_mentor(person: PersonId) -> Actor:
    return Actor(role=Role.MENTOR, person=person)


def as_coordinator(person: PersonId) -> Actor:
    return Actor(role=Role.COORDINATOR, person=person)


def a_program(
    name: str = "Residency",
    **fields: Any,
) -> Program:
    """Return a program whose id is ``ident(name)``, with the usual policy."""
    return Program(**{"id": ident(name), "version": 1, "name": name, "zone": ZONE, **fields})


def a_person(
    name: str,
    *roles: Role,
    program: ProgramId | None = None,
    **fields: Any,
) -> Person:
    """Return a person whose id is ``ident(name)``, with roles in ``program`` (the usual one)."""
    held = {program or ident("Residency"): frozenset(roles)} if roles else {}
    usual = {
        "id": ident(name),
        "version": 1,
        "name": name,
        "email": f"{name.lower()}@example.org",
        "zone": ZONE,
        "language": "en",
        "roles": held,
    }
    return Person(**{**usual, **fields})
