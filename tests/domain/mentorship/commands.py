"""One command of every type, and for each stage a story in which they make sense."""

from datetime import date, time
from functools import cache

from domain.envelopes import CLOCK, SYSTEM, Actor
from domain.mentorship import Command, DeadlinePassed
from domain.mentorship.check_in import HoldCheckIn
from domain.mentorship.circumstances import ReviewPeople
from domain.mentorship.closing import EndMentorship, ReflectOnClosing, Thank
from domain.mentorship.concerns import NoteDown, RaiseConcern
from domain.mentorship.expectations import (
    ProposeAgreement,
    RequestChanges,
    SignAgreement,
    WaiveExpectations,
)
from domain.mentorship.goals import AchieveGoal, DropGoal, NoteAccomplishment, RefineGoal
from domain.mentorship.meetings import (
    CancelMeeting,
    HoldMeeting,
    LogMeeting,
    MissMeeting,
    RescheduleMeeting,
    ShareAgenda,
    ShareMaterial,
)
from domain.mentorship.outreach import Accept, Decline, Invite, ReplyLater, WithdrawInvitation
from domain.mentorship.pause import PauseMentorship, Resume
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind, StayAsWeAre
from domain.mentorship.returning import Reopen, ReplaceMentor
from domain.mentorship.seeking import AssignMentor, DescribeNeed, Shortlist, Strike
from domain.mentorship.stages import Stage
from domain.mentorship.tasks import CompleteTask, DropTask, RescheduleTask
from domain.mentorship.transition import NoteMalformedSignal, Transition, TransitionByEmail
from tests.domain.cast import ADMINISTRATOR, as_mentor, ident, on
from tests.domain.mentorship.scene import (
    CAROL,
    CLEO,
    COORDINATOR,
    DAN,
    GOALS_FROM,
    MENTEE,
    MENTOR,
    OPEN,
    Tale,
    a_goal,
    a_meeting,
    a_task,
    answers,
    passed,
    reflection,
    seeking,
    terms,
)

ACTORS: dict[str, Actor] = {
    "mentee": MENTEE,
    "mentor": MENTOR,
    "Cleo": as_mentor(CLEO.id),
    "coordinator": COORDINATOR,
    "administrator": ADMINISTRATOR,
    "clock": CLOCK,
    "system": SYSTEM,
    "stranger": as_mentor(ident("Nobody")),
}
"""Who acts; Cleo was asked before Ben, and let her invitation lapse."""

LATER = date(2026, 12, 1)
_ALL: tuple[Command, ...] = (
    OPEN,
    DescribeNeed(direction="Hematology"),
    Shortlist(name="Eve", email="eve@example.org"),
    Strike(candidate=3),
    AssignMentor(mentor=DAN.id),
    Invite(candidate=3, ask="A project"),
    Accept(),
    Decline(),
    ReplyLater(until=LATER),
    WithdrawInvitation(invitation=2),
    answers(goals="Other"),
    WaiveExpectations(why="They know each other"),
    ProposeAgreement(terms=terms()),
    SignAgreement(version=1),
    RequestChanges(version=1, what="Less"),
    a_goal(by=LATER),
    RefineGoal(goal=1, why="Too much", measure="Ten pages"),
    AchieveGoal(goal=1),
    DropGoal(goal=1, why="Scooped"),
    NoteAccomplishment(what="Accepted"),
    a_task(by=LATER),
    CompleteTask(task=1),
    RescheduleTask(task=1, by=LATER),
    DropTask(task=1),
    a_meeting(on=LATER),
    RescheduleMeeting(meeting=1, on=LATER, time=time(9)),
    CancelMeeting(meeting=1),
    ShareAgenda(meeting=1, agenda="Plan"),
    ShareMaterial(meeting=1, material="Draft"),
    HoldMeeting(meeting=1, summary="Good"),
    LogMeeting(happened_on=date(2026, 4, 10), summary="By chance"),
    MissMeeting(meeting=1),
    reflection(),
    HoldCheckIn(why="By phone"),
    ProposeRedefinition(kind=RedefinitionKind.PACE, terms=terms()),
    StayAsWeAre(),
    EndMentorship(),
    ReflectOnClosing(text="We did it"),
    Thank(text="Thank you"),
    Reopen(stage=Stage.GOALS, why="A slip"),
    ReplaceMentor(why="Moved", next="SEEKING"),
    PauseMentorship(until=LATER),
    Resume(),
    NoteDown(text="Hm"),
    RaiseConcern(text="Bad"),
    Transition(to=Stage.CLOSING, why="Stuck"),
    TransitionByEmail(to=Stage.CLOSING, why="Stuck", by=CAROL.email),
    NoteMalformedSignal(signal="transition", problem="no `to`"),
    ReviewPeople(),
    DeadlinePassed(deadline="nothing", due=on("2026-03-02")),
)
COMMANDS = {str(each.type): each for each in _ALL}


def command_of(name: str) -> Command:
    """Return the command of that name; its goals, tasks and numbers are those of ``furnished``."""
    return COMMANDS[name]


@cache
def furnished(stage: Stage) -> Tale:
    """Return a story in ``stage`` with a goal, a task, a meeting and a proposal where it fits."""
    match stage:
        case Stage.SEEKING:
            asked = seeking(follow_ups=0).after(Invite(candidate=2, ask="x"), by=MENTEE)
            return passed(asked, "reply_due:1").story
        case Stage.OUTREACH:
            return furnished(Stage.SEEKING).after(Invite(candidate=1, ask="x"), by=MENTEE)
        case Stage.EXPECTATIONS:
            accepted = furnished(Stage.OUTREACH).after(Accept(), by=MENTOR)
            waived = accepted.after(WaiveExpectations(why="x"), by=COORDINATOR)
            return waived.after(ProposeAgreement(terms=terms()), by=MENTOR, at=on(GOALS_FROM))
        case Stage.GOALS:
            agreed = furnished(Stage.EXPECTATIONS).after(SignAgreement(version=1), by=MENTEE)
            busy = agreed.after(a_goal(), a_task(), a_meeting(), by=MENTEE)
            return busy.after(
                NoteDown(text="A fortnight later"), by=COORDINATOR, at=on("2026-04-21")
            )
        case Stage.CHECK_IN:
            return passed(furnished(Stage.GOALS), "check_in_opens:first_review").story
        case Stage.REDEFINITION:
            proposal = ProposeRedefinition(kind=RedefinitionKind.TERM, terms=terms())
            return furnished(Stage.GOALS).after(proposal, by=MENTOR)
        case Stage.CLOSING:
            return furnished(Stage.GOALS).after(EndMentorship(), by=MENTOR)
        case Stage.ENDED:
            return passed(furnished(Stage.CLOSING), "closing_due").story
