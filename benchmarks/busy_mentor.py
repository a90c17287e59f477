"""A story to count by: six pairs with one mentor, who work for a year as people do.

Some are always in time, some need each reminder, one pair meets every other week. Nothing is
drawn by chance, so that the numbers are the same each time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from domain.dates import add_months
from domain.envelopes import Role, derived_id, opened_by
from domain.mentorship.check_in import SubmitReflection
from domain.mentorship.expectations import ProposeAgreement, SignAgreement, SubmitExpectations
from domain.mentorship.goals import AchieveGoal, SetGoal
from domain.mentorship.matters import Terms
from domain.mentorship.meetings import HoldMeeting, MissMeeting, ScheduleMeeting, ShareAgenda
from domain.mentorship.opening import OpenMentorship
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.seeking import Shortlist
from domain.mentorship.stages import Side
from domain.mentorship.tasks import AssignTask, CompleteTask
from domain.mentorship.work import Wish
from domain.people.commands import RegisterPerson, SetCapacity, SetPreferences
from domain.policy import Policy
from domain.programs.commands import CreateProgram
from domain.recurrence import occurrence_after
from domain.stories.prelude import prelude
from domain.stories.script import Calendar, Line, Member, Step, numbered

YEAR: Final = timedelta(days=365)
_ZONE: Final = "America/Denver"
_STORY: Final = UUID("0d5f7f6e-51c5-5b0a-8a5e-3c1f5b1b0606")
_PROGRAM: Final = derived_id(_STORY, "program")
_MISSED: Final = 5
_MENTORS_TASK: Final = 3
"""Every so manieth meeting is missed, and every so manieth task is the mentor's."""


@dataclass(frozen=True)
class Habit:
    """How a pair works: days before or after the day on which something is expected.

    The agenda is expected two days before a meeting, a summary two days after it; a task's owner
    is reminded two days before its date, who is silent in a check-in seven days after its opening.
    """

    mentee: str
    rule: str
    mentor_answers: int
    agenda: int
    summary: int
    tasks: int
    goals: int
    mentee_reflects: int
    mentor_reflects: int


HABITS: Final = (
    Habit("Ana Silva", "first Tuesday of each month", 1, 3, 0, -5, -9, 2, 4),
    Habit("Bo Jensen", "second Thursday of each month", 3, 3, 0, -1, -9, 4, 9),
    Habit("Chen Wu", "third Monday of each month", 2, 1, 0, -1, 6, 9, 4),
    Habit("Dara Khan", "last Wednesday of each month", 4, 3, 4, 3, 6, 3, 9),
    Habit("Eli Roth", "every 4 weeks on Friday", 1, 1, 4, -1, -9, 9, 4),
    Habit("Fay Moreau", "every 2 weeks on Tuesday", 16, 1, 4, 3, 6, 9, 9),
)

_Told = tuple[date, str, str, object]
_Said = SetCapacity | SetPreferences


def mentor() -> Member:
    """Return the one who has six mentees."""
    registered = RegisterPerson(name="Dr. Iris Holm", email="iris.holm@example.org", zone=_ZONE)
    return Member("mentor", Role.MENTOR, registered, derived_id(_STORY, "mentor"))


def mentees() -> tuple[Member, ...]:
    """Return the six, in the order of their habits."""
    return tuple(
        Member(
            each.mentee,
            Role.MENTEE,
            RegisterPerson(
                name=each.mentee,
                email=each.mentee.lower().replace(" ", ".") + "@example.org",
                zone=_ZONE,
            ),
            derived_id(_STORY, each.mentee),
        )
        for each in HABITS
    )


def setup(
    opened: datetime, *, policy: Policy, wishes: SetPreferences | None = None
) -> tuple[Step, ...]:
    """Return what is there before the story begins; ``wishes`` are the mentor's for her letters."""
    registered = RegisterPerson(name="Ida Falk", email="ida.falk@example.org", zone=_ZONE)
    coordinator = Member(
        "coordinator", Role.COORDINATOR, registered, derived_id(_STORY, "coordinator")
    )
    created = CreateProgram(name="Faculty Mentoring", zone=_ZONE, policy=policy)
    cast = (mentor(), *mentees(), coordinator)
    said: list[_Said] = [SetCapacity(capacity=len(HABITS)), *([wishes] if wishes else [])]
    return (
        *prelude(created, command_id=_PROGRAM, cast=cast, at=opened),
        *(_said(each, opened) for each in said),
    )


def _said(command: _Said, at: datetime) -> Step:
    ident, who = derived_id(_STORY, command.type), mentor()
    return Step(ident, at, "person", who.id, who.key, who.actor, command, telling="")


def steps(opened: datetime, *, apart: int) -> Sequence[Step]:
    """Return a year of six pairs in the order of time; each begins ``apart`` days after another."""
    found, days = list[Step](), Calendar(opened, _ZONE)
    for number, (mentee, habit) in enumerate(zip(mentees(), HABITS, strict=True)):
        begins = days.at(days.day(apart * number), "09:00")
        lines = [each for each in _lines(mentee, habit, begins) if each.at < opened + YEAR]
        of = derived_id(_STORY, mentee.key)
        mentorship = opened_by(derived_id(of, "step", 0))
        cast = {"mentee": mentee, "mentor": mentor()}
        found.extend(numbered(lines, of=of, cast=cast, stream=mentorship))
    return sorted(found, key=lambda each: each.at)


def _lines(mentee: Member, habit: Habit, begins: datetime) -> Iterator[Line]:
    calendar = Calendar(begins, _ZONE)
    opening = OpenMentorship(program=opened_by(_PROGRAM), mentee=mentee.id)
    yield Line(begins, "mentee", opening, "")
    signed = calendar.day(habit.mentor_answers + 9)
    told = [
        *_beginning(calendar, habit, signed),
        *_goals(habit, signed),
        *_meetings(habit, signed),
        *_check_ins(habit, signed),
    ]
    for day, clock, who, command in told:
        yield Line(calendar.at(day, clock), who, command, "")


def _beginning(calendar: Calendar, habit: Habit, signed: date) -> list[_Told]:
    start, accepted = calendar.day(0), calendar.day(habit.mentor_answers)
    expectations = SubmitExpectations(
        goals="A project of my own.",
        outcome="One paper.",
        i_expect="Honest words.",
        you_expect="Kept dates.",
        how_often=habit.rule,
    )
    terms = Terms(purpose="A project.", ends_on=add_months(signed, 18), check_in_months=3)
    series = ScheduleMeeting(recurrence=habit.rule, time=time(16, 30), about="The project")
    return [
        (start, "09:30", "mentee", Shortlist(person=mentor().id)),
        (start, "09:35", "mentee", Invite(candidate=1, ask="Would you guide my project?")),
        (accepted, "12:30", "mentor", Accept()),
        (_after(accepted, 3), "19:30", "mentee", expectations),
        (_after(accepted, 5), "07:30", "mentor", expectations),
        (_after(accepted, 7), "19:00", "mentee", ProposeAgreement(terms=terms)),
        (signed, "12:00", "mentor", SignAgreement(version=1)),
        (signed, "12:10", "mentee", series),
    ]


def _goals(habit: Habit, signed: date) -> Iterator[_Told]:
    for number in range(1, 5):
        begins, due = _after(signed, 90 * (number - 1) + 1), _after(signed, 90 * number)
        goal = SetGoal(
            what="One part of the project",
            measure="A page that others can read",
            achievable="Two hours a week are kept for it",
            reason="The next part needs it",
            by=due,
        )
        yield begins, "18:30", "mentee", goal
        yield _after(due, habit.goals), "18:30", "mentee", AchieveGoal(goal=number)


def _meetings(habit: Habit, signed: date) -> Iterator[_Told]:
    series = ScheduleMeeting(recurrence=habit.rule, time=time(16, 30))
    day, task = signed, 0
    for number in range(1, 27):
        day = occurrence_after(series.recurrence or "", signed, day)
        agenda = ShareAgenda(meeting=number, agenda="What was done, and what is next.")
        yield max(_after(day, -habit.agenda), signed), "18:00", "mentee", agenda
        if number % _MISSED == 0:
            yield day, "17:30", "mentee", MissMeeting(meeting=number, why="A short ward.")
            continue
        held = HoldMeeting(meeting=number, summary="We agreed on the next step.")
        yield _after(day, habit.summary), "17:30", "mentee", held
        task += 1
        yield from _task(task, habit, _after(day, habit.summary))


def _task(number: int, habit: Habit, day: date) -> Iterator[_Told]:
    owner = Side.MENTEE if number % _MENTORS_TASK else Side.MENTOR
    due = _after(day, 21)
    yield day, "17:40", "mentee", AssignTask(owner=owner, what="The next step", by=due)
    yield _after(due, habit.tasks), "12:15", owner.value, CompleteTask(task=number)


def _check_ins(habit: Habit, signed: date) -> Iterator[_Told]:
    for months in (1, 3, 6, 9):
        day = add_months(signed, months)
        said = SubmitReflection(done="Steady work.", next="More of it.", wish=Wish.GO_ON)
        yield _after(day, habit.mentee_reflects), "19:15", "mentee", said
        yield _after(day, habit.mentor_reflects), "07:20", "mentor", said


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)
