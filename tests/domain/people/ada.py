"""Ada, of whom the tests of the person stream tell, and who act upon her."""

from domain.envelopes import Actor, Role
from domain.people import PERSON, PersonCommand, PersonEvent
from domain.people.events import PersonRegistered
from domain.people.state import MenteeProfile, MentorProfile, Person
from tests.domain.cast import (
    ADMINISTRATOR,
    ZONE,
    a_person,
    a_program,
    as_coordinator,
    as_mentee,
    as_mentor,
    ident,
)
from tests.domain.given import Story, given

ADA = ident("Ada")
HERSELF = as_mentor(ADA)

PROGRAM = a_program()
CAROL = a_person("Carol", Role.COORDINATOR)
CARL = a_person("Carl", Role.COORDINATOR, program=ident("Another program"))
PAST = a_person("Past", Role.COORDINATOR, erased=True)
MIA = a_person("Mia", Role.MENTEE)

COORDINATOR = as_coordinator(CAROL.id)
MENTEE = as_mentee(MIA.id)
ACTORS: dict[str, Actor] = {
    "administrator": ADMINISTRATOR,
    "coordinator": COORDINATOR,
    "herself": HERSELF,
    "mentee": MENTEE,
    "system": Actor(role=Role.SYSTEM),
    "clock": Actor(role=Role.CLOCK),
    "a mentor": as_mentor(MIA.id),
    "no coordinator": as_coordinator(MIA.id),
    "an erased coordinator": as_coordinator(PAST.id),
    "a stranger": as_coordinator(ident("Nobody")),
}

REGISTERED = PersonRegistered(
    person=ADA,
    name="Ada",
    email="ada@example.org",
    zone=ZONE,
    language="en",
    administrator=False,
    mentor_profile=MentorProfile(),
    mentee_profile=MenteeProfile(),
    capacity=None,
)


def nobody() -> Story[Person, PersonCommand, PersonEvent]:
    """Begin where the stream does not exist, among people who act."""
    return given(PERSON, program=PROGRAM, people=[CAROL, CARL, PAST, MIA])


def ada(*events: PersonEvent) -> Story[Person, PersonCommand, PersonEvent]:
    """Begin with Ada registered, and what else has happened."""
    return nobody().then_happened(REGISTERED, *events)
