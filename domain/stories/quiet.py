"""Going quiet: a fellow and her mentor an ocean away agree on much, and then log nothing.

Case 6 as data. The mentor lives in another time zone, so that the same reminder reaches the two
at different instants.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.dates import add_months
from domain.envelopes import Role, derived_id, opened_by
from domain.mentorship.expectations import ProposeAgreement, SignAgreement, SubmitExpectations
from domain.mentorship.matters import Terms
from domain.mentorship.meetings import LogMeeting
from domain.mentorship.opening import OpenMentorship
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.seeking import Shortlist
from domain.model import ProgramId
from domain.people.commands import ProgramRole, RegisterPerson
from domain.programs.commands import CreateProgram
from domain.stories.prelude import prelude
from domain.stories.script import Calendar, Line, Member, Step, numbered

_ZONE: Final = "America/Denver"
_STORY: Final = UUID("6b2e1d63-4a68-5d1f-8b64-6e2f9d201b06")
_PROGRAM: Final = derived_id(_STORY, "program")
_SIGNED_ON: Final = 9
_MET_ON: Final = 92
_TERM_MONTHS: Final = 12


def program() -> ProgramId:
    """Return the id of the story's program."""
    return opened_by(_PROGRAM)


def _member(role: ProgramRole, name: str, zone: str = _ZONE) -> Member:
    address = name.removeprefix("Dr. ").lower().replace(" ", ".") + "@example.org"
    registration = RegisterPerson(name=name, email=address, zone=zone)
    return Member(role.value, role, registration, derived_id(_STORY, role))


def people() -> tuple[Member, ...]:
    """Return everybody in the story; all are made up."""
    return (
        _member(Role.MENTEE, "Nora Lindqvist"),
        _member(Role.MENTOR, "Dr. Paul Weber", zone="Europe/Berlin"),
        _member(Role.COORDINATOR, "Amara Diallo"),
    )


def setup(opened: datetime) -> tuple[Step, ...]:
    """Return what is there before the story begins: the program, its people and their roles."""
    created = CreateProgram(name="Fellowship Mentoring", zone=_ZONE)
    return prelude(created, command_id=_PROGRAM, cast=people(), at=opened)


def steps(opened: datetime) -> tuple[Step, ...]:
    """Return the story from its opening until somebody logs a meeting.

    The first step opens the mentorship at ``opened``; the others stand in the order of time.
    """
    cast = {each.key: each for each in people()}
    calendar = Calendar(opened, _ZONE)
    opening = Line(
        opened,
        "mentee",
        OpenMentorship(program=program(), mentee=cast["mentee"].id),
        "Nora, a fellow, knows already whom she would like to ask.",
    )
    mentorship = opened_by(derived_id(_STORY, "step", 0))
    told = [*_beginning(calendar), *_silence(calendar)]
    lines = [
        *_asking(opened, cast["mentor"]),
        *(
            Line(calendar.at(calendar.day(day), clock), who, command, telling)
            for day, clock, who, command, telling in told
        ),
    ]
    return tuple(numbered([opening, *lines], of=_STORY, cast=cast, stream=mentorship))


_Told = tuple[int, str, str | None, object, str]


def _asking(opened: datetime, mentor: Member) -> list[Line]:
    shortlist = Shortlist(person=mentor.id)
    invite = Invite(candidate=1, ask="A registry of rare anemias, across our two hospitals.")
    ten, fifteen = (opened + timedelta(minutes=each) for each in (10, 15))
    return [
        Line(ten, "mentee", shortlist, "She has heard him speak."),
        Line(fifteen, "mentee", invite, "She asks him, with one project."),
    ]


def _beginning(calendar: Calendar) -> list[_Told]:
    return [
        (1, "02:30", "mentor", Accept(), "In Berlin it is half past ten: Dr. Weber says yes."),
        (3, "19:00", "mentee", _expectations("That we speak once a month."), "Nora writes alone."),
        (4, "01:00", "mentor", _expectations("That she drives it."), "So does Dr. Weber."),
        (6, "20:00", "mentee", ProposeAgreement(terms=_terms(calendar)), "Nora proposes terms."),
        (_SIGNED_ON, "03:00", "mentor", SignAgreement(version=1), "Dr. Weber signs."),
    ]  # fmt: skip


def _expectations(i_expect: str) -> SubmitExpectations:
    return SubmitExpectations(
        goals="A registry that others will use.",
        outcome="A first publication of it.",
        i_expect=i_expect,
        you_expect="Honesty about time.",
        how_often="Once a month",
    )


def _terms(calendar: Calendar) -> Terms:
    ends_on: date = add_months(calendar.day(_SIGNED_ON), _TERM_MONTHS)
    return Terms(purpose="A registry of rare anemias.", ends_on=ends_on, check_in_months=6)


def _silence(calendar: Calendar) -> list[_Told]:
    met_on = calendar.day(_MET_ON) - timedelta(days=1)
    met = LogMeeting(happened_on=met_on, summary="Three weeks of duty each; now we have a date.")
    return [
        (_SIGNED_ON + 46, "00:05", None, None,
         "Forty-five days, and nothing was logged: both get one nudge."),
        (_SIGNED_ON + 77, "00:05", None, None,
         "Thirty days more: the coordinator sees it under what needs attention, once."),
        (_MET_ON, "18:00", "mentee", met,
         "The coordinator called; the two have met, and Nora logs it. That clears it."),
        (_MET_ON + 3, "18:00", None, None, "It is as it should be, and nobody is written to."),
    ]  # fmt: skip
