"""A letter of every kind, as the domain itself would raise it, with every fact it may lack."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from domain.context import Context
from domain.envelopes import CLOCK, Actor, Role
from domain.mentorship import MENTORSHIP
from domain.mentorship.evolve import Event
from domain.mentorship.state import Mentorship
from domain.notices import Notice
from letters.letter import Letter
from tests.domain.cast import (
    ZONE,
    a_person,
    a_program,
    as_coordinator,
    as_mentee,
    as_mentor,
    ident,
    on,
)
from tests.letters import sample_events
from tests.letters.sample_state import SEALED, state

PROGRAM = a_program("Residency")
PEOPLE = {
    each.id: each
    for each in (
        a_person("Ada", Role.MENTEE),
        a_person("Ben", Role.MENTOR),
        a_person("Dan", Role.MENTOR, zone="Europe/Berlin"),
        a_person("Cleo", Role.COORDINATOR),
    )
}
ACTORS = {
    "Ada": as_mentee(ident("Ada")),
    "Ben": as_mentor(ident("Ben")),
    "Cleo": as_coordinator(ident("Cleo")),
    "clock": CLOCK,
}
AT = on("2026-11-02")
_OF_A_PAIR = ("goals.", "check_in.", "redefinition.", "expectations.", "closing.")


def notices(event: Event, at: Mentorship, by: Actor) -> list[Notice]:
    """Return who the domain tells what of an event."""
    context = Context(
        at=AT,
        actor=by,
        command_id=ident("command"),
        program=PROGRAM,
        people=PEOPLE,
        coordinators=(ident("Cleo"),),
    )
    return list(MENTORSHIP.notices(event, at, context))


def letter(notice: Notice, at: Mentorship) -> Letter:
    """Return the letter that the records make of a notice."""
    to = PEOPLE[notice.to]
    mentor = None if at.mentor is None else PEOPLE[at.mentor].name
    return a_letter(
        notice.kind,
        id=ident(f"{notice.kind} {notice.to}"),
        to_name=to.name,
        to_email=to.email,
        zone=to.zone,
        mentor_name=mentor,
        facts=notice.facts,
    )


def a_letter(kind: str = "search_opened", **fields: Any) -> Letter:
    """Return a letter, to Ada unless it is said otherwise."""
    usual = {
        "id": ident("letter"),
        "to_name": "Ada",
        "to_email": "ada@example.org",
        "language": "en",
        "zone": ZONE,
        "mentorship": ident("mentorship"),
        "program": PROGRAM.name,
        "mentee_name": "Ada",
        "mentor_name": "Ben",
        "facts": {},
        "raised_at": AT,
    }
    return Letter(kind=kind, **{**usual, **fields})


def samples() -> Iterator[Letter]:
    """Yield letters of every kind, of every event that may raise one."""
    paired = state()
    alone = replace(paired, mentor=None)
    for at in (paired, alone):
        for event, by in sample_events.told_of():
            if at is alone and event.type.startswith(_OF_A_PAIR):
                continue
            yield from (letter(each, at) for each in notices(event, at, ACTORS[by]))


__all__ = ["AT", "SEALED", "a_letter", "samples"]
