from datetime import date

from domain.dates import ends
from domain.decider import FollowOn
from domain.envelopes import Role
from domain.mentorship.outreach import Accept
from domain.mentorship.returning import ReplaceMentor
from domain.mentorship.seeking import AssignMentor
from domain.people.commands import EndAway, NoteInvitedToMentor
from tests.domain.cast import ZONE, a_person
from tests.domain.mentorship.scene import (
    BEN,
    CLEO,
    COORDINATOR,
    MENTOR,
    MIA,
    PEOPLE,
    closing,
    expectations,
    outreach,
    passed,
    seeking,
)

UNTIL = ends(date(2026, 4, 1), ZONE)
BEN_AWAY = a_person("Ben", Role.MENTOR, away_until=UNTIL)
CLEO_AWAY = a_person("Cleo", Role.MENTOR, away_until=UNTIL)
AWAY = (*PEOPLE, BEN_AWAY, CLEO_AWAY)
BEN_IS_BACK = FollowOn(category="person", stream=BEN.id, command=EndAway())
CLEO_IS_BACK = FollowOn(category="person", stream=CLEO.id, command=EndAway())


def test_taking_a_mentee_ends_an_absence() -> None:
    outreach().when(Accept(), by=MENTOR, people=AWAY).leads_to(BEN_IS_BACK)
    assign = AssignMentor(mentor=BEN.id)
    seeking().when(assign, by=COORDINATOR, people=AWAY).leads_to(BEN_IS_BACK)
    replace = ReplaceMentor(why="x", next=CLEO.id)
    expectations().when(replace, by=COORDINATOR, people=AWAY).leads_to(CLEO_IS_BACK)


def test_who_is_there_already_has_no_absence_to_end() -> None:
    outreach().when(Accept(), by=MENTOR).leads_to()
    replace = ReplaceMentor(why="x", next="SEEKING")
    expectations().when(replace, by=COORDINATOR).leads_to()


def test_the_invitation_to_mentor_is_kept_with_the_person() -> None:
    step = passed(closing(), "closing_due")
    note = NoteInvitedToMentor(mentorship=step.state.id)
    step.leads_to(FollowOn(category="person", stream=MIA.id, command=note))
