"""The people of the mentorship's tests, and one story for each stage that it can be in."""

from datetime import date, datetime, time
from functools import cache
from typing import Any

from domain.context import Context
from domain.envelopes import CLOCK, Role
from domain.mentorship import MENTORSHIP, Command, DeadlinePassed, Event, Mentorship
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.closing import EndMentorship
from domain.mentorship.expectations import (
    ProposeAgreement,
    SignAgreement,
    SubmitExpectations,
    WaiveExpectations,
)
from domain.mentorship.goals import SetGoal
from domain.mentorship.matters import Terms
from domain.mentorship.meetings import ScheduleMeeting
from domain.mentorship.opening import OpenMentorship
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind
from domain.mentorship.seeking import AssignMentor, Shortlist
from domain.mentorship.stages import Stage
from domain.mentorship.state import open_deadlines
from domain.mentorship.tasks import AssignTask
from domain.mentorship.work import Wish
from domain.model import PersonId
from domain.notices import Notice
from domain.policy import Policy
from tests.domain.cast import (
    START,
    a_person,
    a_program,
    as_coordinator,
    as_mentee,
    as_mentor,
    ident,
    on,
)
from tests.domain.given import Outcome, Story, given

MIA = a_person("Mia", Role.MENTEE)
BEN = a_person("Ben", Role.MENTOR)
CLEO = a_person("Cleo", Role.MENTOR)
DAN = a_person("Dan", Role.MENTOR)
CAROL = a_person("Carol", Role.COORDINATOR)
PROGRAM = a_program()
PEOPLE = (MIA, BEN, CLEO, DAN, CAROL)

MENTEE = as_mentee(MIA.id)
MENTOR = as_mentor(BEN.id)
COORDINATOR = as_coordinator(CAROL.id)

Tale = Story[Mentorship, Command, Event]
Step = Outcome[Mentorship, Command, Event]

OPEN = OpenMentorship(program=PROGRAM.id, mentee=MIA.id)
ACCEPTED_ON = "2026-03-10"
GOALS_FROM = date(2026, 4, 6)
ENDS_ON = date(2027, 10, 6)


@cache
def seeking(**policy: Any) -> Tale:
    """Day 0: Mia opens and has Ben, Cleo and Dan on her shortlist, in this order."""
    program = a_program(policy=Policy(**policy))
    opened = given(MENTORSHIP, OPEN, by=MENTEE, program=program, people=PEOPLE)
    listed = (Shortlist(person=each.id) for each in (BEN, CLEO, DAN))
    return opened.after(*listed, by=MENTEE)


@cache
def outreach(**policy: Any) -> Tale:
    """Day 0: Ben is asked, and has until the sixteenth of March."""
    return seeking(**policy).after(Invite(candidate=1, ask="A project"), by=MENTEE)


@cache
def expectations(**policy: Any) -> Tale:
    """On the tenth of March Ben says yes."""
    return outreach(**policy).after(Accept(), by=MENTOR, at=on(ACCEPTED_ON))


@cache
def assigned(**policy: Any) -> Tale:
    """On the tenth of March the program gives Mia Ben as her mentor."""
    assign = AssignMentor(mentor=BEN.id, why="They fit")
    return seeking(**policy).after(assign, by=COORDINATOR, at=on(ACCEPTED_ON))


def answers(**parts: str) -> SubmitExpectations:
    usual = {
        "goals": "Grow",
        "outcome": "A paper",
        "i_expect": "Time",
        "you_expect": "Effort",
        "how_often": "Monthly",
    }
    return SubmitExpectations.model_validate({**usual, **parts})


def terms(**parts: Any) -> Terms:
    return Terms(**{"purpose": "Research", "ends_on": ENDS_ON, **parts})


@cache
def goals(**policy: Any) -> Tale:
    """From the sixth of April the two work under an agreement of eighteen months."""
    return concluded(expectations(**policy))


def concluded(story: Tale, agreed: Terms | None = None, *, at: datetime | None = None) -> Tale:
    """Both sign, on the sixth of April unless told otherwise."""
    when = at or on(GOALS_FROM)
    waived = WaiveExpectations(why="They know each other")
    version = len(story.state.agreements) + 1 if story.state else 1
    return (
        story.after(waived, by=COORDINATOR, at=when)
        .after(ProposeAgreement(terms=agreed or terms()), by=MENTEE)
        .after(SignAgreement(version=version), by=MENTOR)
    )


@cache
def check_in(**policy: Any) -> Tale:
    """On the sixth of May the first review opens by itself."""
    return passed(goals(**policy), "check_in_opens:first_review").story


@cache
def redefinition(**policy: Any) -> Tale:
    """On the fourth of May the mentee proposes another role, to the end of 2027."""
    proposal = ProposeRedefinition(
        kind=RedefinitionKind.ROLE, terms=terms(ends_on=date(2027, 12, 31))
    )
    return goals(**policy).after(proposal, by=MENTEE, at=on("2026-05-04"))


@cache
def closing(**policy: Any) -> Tale:
    """On the first of June the mentee ends it; there are fourteen days for thanks."""
    return goals(**policy).after(EndMentorship(), by=MENTEE, at=on("2026-06-01"))


@cache
def ended(**policy: Any) -> Tale:
    """When the fifteenth of June is over, the mentorship has ended."""
    return passed(closing(**policy), "closing_due").story


STAGES = {
    Stage.SEEKING: seeking,
    Stage.OUTREACH: outreach,
    Stage.EXPECTATIONS: expectations,
    Stage.GOALS: goals,
    Stage.CHECK_IN: check_in,
    Stage.REDEFINITION: redefinition,
    Stage.CLOSING: closing,
    Stage.ENDED: ended,
}


def reflection(wish: Wish = Wish.GO_ON, **parts: Any) -> SubmitReflection:
    return SubmitReflection(**{"done": "A draft", "next": "A paper", "wish": wish, **parts})


def a_goal(**parts: Any) -> SetGoal:
    usual = {
        "what": "A draft",
        "measure": "Twenty pages",
        "achievable": "A page a day",
        "reason": "For the fellowship",
        "by": date(2026, 6, 30),
    }
    return SetGoal(**{**usual, **parts})


def a_task(**parts: Any) -> AssignTask:
    return AssignTask(**{"owner": "mentee", "what": "Read", "by": date(2026, 4, 20), **parts})


def a_meeting(**parts: Any) -> ScheduleMeeting:
    once = {} if "recurrence" in parts else {"on": date(2026, 4, 20)}
    return ScheduleMeeting(**{"time": time(15), **once, **parts})


def fired(story: Tale, deadline: str) -> DeadlinePassed:
    """Return the clock's command for an open deadline."""
    assert story.state is not None
    found = {each.id: each for each in open_deadlines(story.state)}
    assert deadline in found, f"open are {sorted(found)}"
    return DeadlinePassed(deadline=deadline, due=found[deadline].due.at)


def passed(story: Tale, deadline: str, *, at: datetime | None = None) -> Step:
    """Let an open deadline pass, at its due date or as late as ``at``."""
    command = fired(story, deadline)
    return story.when(command, by=CLOCK, at=at or max(command.due, story.at))


def waits(step: Step | Tale) -> dict[str, str]:
    """Return what is waited for now, each with its date."""
    state = step.state
    assert state is not None
    return {each.id: each.due.date.isoformat() for each in open_deadlines(state)}


def letters(step: Step) -> list[tuple[str, PersonId]]:
    """Return the kinds and recipients of the letters that follow."""
    return [(each.kind, each.to) for each in notices(step)]


def notices(step: Step) -> list[Notice]:
    """Return the letters that follow, each decided on the state after its event."""
    story, found = step.before, list[Notice]()
    for event in step.events:
        story = story.then_happened(event, by=step.context.actor)
        assert story.state is not None
        found += MENTORSHIP.notices(event, story.state, step.context)
    return found


def state_of(story: Tale) -> Mentorship:
    """Return the story's state, which is there."""
    assert story.state is not None
    return story.state


def a_context(at: datetime = START) -> Context:
    """Return the circumstances of a decision by the coordinator."""
    return Context(
        at=at,
        actor=COORDINATOR,
        command_id=ident("some command"),
        program=PROGRAM,
        people={each.id: each for each in PEOPLE},
        coordinators=(CAROL.id,),
    )
