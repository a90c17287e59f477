"""The resident: a first-year resident looks for a mentor in a field where she knows nobody.

Case 1 as data. It can be played from any day on; only the days that are meant, such as the first
Friday of a month, are looked up in the calendar.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from domain.dates import Zone
from domain.envelopes import Role, derived_id, opened_by
from domain.mentorship.opening import OpenMentorship
from domain.model import ProgramId
from domain.people.commands import (
    MenteeDetails,
    MentorDetails,
    ProgramRole,
    RegisterPerson,
)
from domain.people.state import Support
from domain.programs.commands import CreateProgram
from domain.stories.prelude import prelude
from domain.stories.resident_search import search
from domain.stories.resident_work import work
from domain.stories.script import Calendar, Line, Member, Step, numbered

ZONE: Final[Zone] = "America/Denver"
_STORY: Final = UUID("5a1d0c52-3f57-5c0e-9a53-5d1e8c1f0a01")
_PROGRAM: Final = derived_id(_STORY, "program")


def program() -> ProgramId:
    """Return the id of the story's program."""
    return opened_by(_PROGRAM)


def _member(
    key: str,
    role: ProgramRole,
    name: str,
    *,
    mentor: MentorDetails | None = None,
    mentee: MenteeDetails | None = None,
    references: tuple[tuple[str, str], ...] = (),
) -> Member:
    address = name.removeprefix("Dr. ").lower().replace(" ", ".") + "@example.org"
    registration = RegisterPerson(
        name=name, email=address, zone=ZONE, mentor_profile=mentor, mentee_profile=mentee
    )
    return Member(key, role, registration, derived_id(_STORY, key), references)


def people() -> tuple[Member, ...]:
    """Return everybody in the story; all are made up."""
    return (*_in_training(), *_mentors(), _member("coordinator", Role.COORDINATOR, "Tom Whitlock"))


def _in_training() -> tuple[Member, ...]:
    maya = MenteeDetails(
        career_stage="first-year resident",
        discipline="internal medicine",
        interests=("hematology", "oncology", "quality improvement"),
    )
    return (
        _member("resident", Role.MENTEE, "Maya Okafor", mentee=maya),
        _member("jonas", Role.MENTEE, "Jonas Keller"),
        _member("priya", Role.MENTEE, "Priya Nair"),
    )


def _mentors() -> tuple[Member, ...]:
    hematologist = MentorDetails(
        disciplines=("hematology",),
        site="University Hospital",
        support=(Support.RESEARCH, Support.CAREER),
        recent_work="Bleeding and clotting in patients on the general wards, 2025.",
        learners_so_far=9,
        style="Short meetings, a clear agenda, quick comments on drafts.",
    )
    praise = (
        ("jonas", "Ruth read every draft of mine within a week, and told me when to stop."),
        ("priya", "She is honest and kind. I found my own question only with her help."),
    )
    oncologist = MentorDetails(disciplines=("oncology",), support=(Support.RESEARCH,))
    internist = MentorDetails(
        disciplines=("internal medicine", "hematology"),
        support=(Support.RESEARCH, Support.CLINICAL_SKILLS),
        recent_work="Anemia in older inpatients: a registry study, 2024.",
    )
    return (
        _member(
            "hematologist",
            Role.MENTOR,
            "Dr. Ruth Abara",
            mentor=hematologist,
            references=praise,
        ),
        _member("oncologist", Role.MENTOR, "Dr. Henrik Sandvik", mentor=oncologist),
        _member("internist", Role.MENTOR, "Dr. Lucia Ferrer", mentor=internist),
    )


def setup(opened: datetime) -> tuple[Step, ...]:
    """Return what is there before the story begins: the program, its people and their roles."""
    created = CreateProgram(name="Residency Mentoring", zone=ZONE)
    return prelude(created, command_id=_PROGRAM, cast=people(), at=opened)


def steps(opened: datetime) -> tuple[Step, ...]:
    """Return the story from its opening to the day on which the record closes.

    The first step opens the mentorship at ``opened``; the others stand in the order of time.
    """
    cast = {each.key: each for each in people()}
    calendar = Calendar(opened, ZONE)
    maya = cast["resident"].id
    opening = Line(
        opened,
        "resident",
        OpenMentorship(program=program(), mentee=maya),
        "Maya, half-way through her first year, begins to look for a mentor.",
    )
    mentorship = opened_by(derived_id(_STORY, "step", 0))
    lines = [opening, *search(calendar, cast), *work(calendar, maya)]
    return tuple(numbered(lines, of=_STORY, cast=cast, stream=mentorship))
