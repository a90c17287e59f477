"""What calendars show after all messages is what the diary says, whatever the two do."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.context import Context
from domain.driver import Letter, World
from domain.envelopes import Actor
from domain.mentorship import Mentorship
from domain.mentorship.appointments import (
    Appointment,
    appointment_of_letter,
    appointments,
    going_on,
)
from domain.mentorship.closing import EndMentorship
from domain.mentorship.diary import evolve
from domain.mentorship.expectations import ProposeAgreement, SignAgreement, WaiveExpectations
from domain.mentorship.letters.relevance import look_again
from domain.mentorship.letters.verdicts import Dropped, Held
from domain.mentorship.matters import Terms
from domain.mentorship.meetings import (
    CancelMeeting,
    HoldMeeting,
    MissMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
)
from domain.mentorship.pause import PauseMentorship, Resume
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind
from domain.mentorship.returning import Reopen, ReplaceMentor
from domain.mentorship.seeking import AssignMentor
from domain.mentorship.series import next_in_series
from domain.mentorship.stages import Stage
from domain.mentorship.transition import Transition
from domain.mentorship.work import Meeting, MeetingStatus
from domain.refusals import Refusal
from letters.calendar import Address, invitation
from tests.domain.cast import as_coordinator, as_mentee, as_mentor
from tests.domain.mentorship.anything import Dice
from tests.domain.mentorship.story import ANA, CORA, DINA, FAY, PROGRAM, a_world, case_1, opened_for
from tests.letters.calendar.program import CalendarProgram

_SENDER = Address("Residency", "letters@example.org")
_RULES = ("first Friday of each month", "every week on Monday", "every 2 weeks on Sunday")
_STEPS = 40


@dataclass
class Office:
    """A pair at work, and the mentee's calendar program, which gets letters late and in order."""

    dice: Dice
    world: World = field(default_factory=a_world)
    program: CalendarProgram = field(default_factory=CalendarProgram)
    waiting: list[Letter] = field(default_factory=list)
    untold: set[int | None] = field(default_factory=set)
    seen: int = 0
    contents: dict[tuple[str, int], Appointment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ident: UUID = opened_for(self.world, ANA)
        self.do(AssignMentor(mentor=CORA), as_coordinator(FAY))
        self.do(WaiveExpectations(why="They met"), as_coordinator(FAY))
        self.do(ProposeAgreement(terms=self.terms()), as_mentee(ANA))
        self.do(SignAgreement(version=1), as_mentor(CORA))

    @property
    def state(self) -> Mentorship:
        return self.world.mentorships[self.ident]

    def terms(self) -> Terms:
        days = self.dice.pick([60, 200, 500])
        return Terms(purpose="Grow", ends_on=self.world.now.date() + timedelta(days=days))

    def do(self, command: Any, by: Actor) -> None:
        try:
            self.world.do(command, by=by, stream=self.ident)
        except Refusal:
            return

    def deliver(self) -> None:
        """Send what waits for the mentee, each looked at again as when it leaves."""
        news = self.world.letters[self.seen :]
        self.seen = len(self.world.letters)
        self.waiting += [each for each in news if each.notice.to == ANA]
        held: list[Letter] = []
        for each in self.waiting:
            kind, facts = each.notice.kind, each.notice.facts
            found = look_again(kind, facts, to=ANA, state=self.state, at=self.world.now)
            if isinstance(found, Held):
                held.append(each)
            elif isinstance(found, Dropped):
                self.untold.add(facts.get("meeting"))
            else:
                self._send(appointment_of_letter(kind, facts, self.state))
        self.waiting = held

    def _send(self, appointment: Appointment | None) -> None:
        if appointment is not None:
            part = invitation(
                appointment,
                organizer=_SENDER,
                attendee=Address("Ana", "ana@example.net"),
                with_name=("Ana", "Cora"),
                stamp=self.world.now,
            )
            self.program.receive(part)

    def no_two_contents_share_a_sequence(self) -> None:
        for each in appointments(self.state):
            assert self.contents.setdefault((each.key, each.sequence), each) == each


def _anything(office: Office) -> None:
    dice, state, now = office.dice, office.state, office.world.now
    pair = as_mentor(state.mentor) if state.mentor and dice.pick([True, False]) else as_mentee(ANA)
    numbers = sorted(state.meetings)[-3:] or [1]
    day = now.date() + timedelta(days=dice.pick([1, 6, 20, 45]))
    match dice.pick(range(16)):
        case 0 | 1 if going_on(state) is None:
            rule = dice.pick(_RULES)
            office.do(ScheduleMeeting(recurrence=rule, time=time(16, 30)), pair)
        case 0:
            office.do(ScheduleMeeting(on=day, time=time(9), minutes=30), pair)
        case 2 | 3:
            clock = dice.pick([time(8), time(16, 30), time(2, 30)])
            office.do(RescheduleMeeting(meeting=dice.pick(numbers), on=day, time=clock), pair)
        case 4:
            series = dice.pick([True, False, False, False])
            office.do(CancelMeeting(meeting=dice.pick(numbers), series=series), pair)
        case 5 | 6:
            office.do(HoldMeeting(meeting=dice.pick(numbers), summary="Good"), pair)
        case 7:
            office.do(MissMeeting(meeting=dice.pick(numbers)), pair)
        case 8:
            office.do(PauseMentorship(until=day), pair)
        case 9:
            office.do(Resume(), pair)
        case 10 | 11:
            _by_hand(office, pair)
        case _:
            for _ in range(dice.pick([1, 2, 5, 12, 30])):
                office.deliver()
                office.world.pass_time(until=office.world.now + timedelta(days=1, minutes=20))


def _by_hand(office: Office, pair: Actor) -> None:
    """End it, part the two, or agree anew: seldom, because it changes much."""
    coordinator, mentor = as_coordinator(FAY), office.state.mentor
    match office.dice.pick(range(6)):
        case 0:
            office.do(EndMentorship(), pair)
            office.deliver()
            office.do(Reopen(stage=Stage.GOALS, why="A slip"), coordinator)
        case 1:
            other = DINA if mentor == CORA else CORA
            office.do(ReplaceMentor(why="They fit", next=other), coordinator)
            office.do(Transition(to=Stage.GOALS, why="They know"), coordinator)
        case _ if mentor is not None and office.state.pause is None:
            # In a pause it is the letter on its end that brings the new dates.
            longer = ProposeRedefinition(kind=RedefinitionKind.TERM, terms=office.terms())
            office.do(longer, as_mentee(ANA))
            office.do(SignAgreement(version=len(office.state.agreements)), as_mentor(mentor))
        case _:
            pass


def _planned(state: Mentorship) -> dict[int, datetime]:
    meetings = (each for each in state.meetings.values() if each.slot is not None)
    return {
        each.number: each.when.at for each in meetings if each.status is not MeetingStatus.CANCELLED
    }


def _to_come(state: Mentorship, world: World) -> tuple[set[datetime], datetime]:
    """Return what the diary would plan if nobody changed anything, and how far that was asked."""
    coming, horizon = set[datetime](), world.now + timedelta(days=365)
    number = going_on(state)
    meeting: Meeting | None = None if number is None else state.meetings[number]
    while meeting is not None and meeting.when.at <= horizon:
        coming.add(meeting.when.at)
        at = max(world.now, meeting.when.at)
        context = Context(
            at=at, actor=as_mentee(ANA), command_id=ANA, program=world.programs[PROGRAM]
        )
        meeting = None
        for follows in next_in_series(state.meetings[number or 0], state, context):
            state = evolve(state, follows, context.stamp)
            number = follows.meeting
            meeting = state.meetings[number]
    return coming, horizon


@pytest.mark.parametrize("seed", range(6))
def test_calendars_show_exactly_the_meetings_of_the_diary(seed: int) -> None:
    office = Office(Dice(seed))
    for _ in range(_STEPS):
        _anything(office)
        office.no_two_contents_share_a_sequence()
        if office.dice.pick([True, False]):
            office.deliver()
            _looks_ahead_as_the_diary(office)
    office.do(Resume(), as_mentee(ANA))  # letters that the pause held back may leave now
    office.deliver()
    _looks_ahead_as_the_diary(office)
    # Of what was over before a pause was, nobody was told.
    planned = _planned(office.state).items()
    told = {at for number, at in planned if number not in office.untold}
    past = {each for each in told if each <= office.world.now}
    assert past <= office.program.meetings(until=office.world.now)


def _looks_ahead_as_the_diary(office: Office) -> None:
    if office.waiting:
        return
    now = office.world.now
    coming, horizon = _to_come(office.state, office.world)
    planned = {*_planned(office.state).values(), *coming}
    shown = office.program.meetings(until=horizon)
    assert {each for each in shown if each > now} == {
        each for each in planned if now < each <= horizon
    }


def test_the_residents_first_fridays_are_one_series_with_a_leave_in_it() -> None:
    world = case_1()
    (state,) = (each for each in world.mentorships.values() if each.meetings)
    (series,) = appointments(state)
    program = CalendarProgram()
    program.receive(
        invitation(
            series,
            organizer=_SENDER,
            attendee=Address("Maya", "maya@example.net"),
            with_name=("Maya", "Ruth"),
            stamp=world.now,
        )
    )
    days = {each.date() for each in program.meetings(until=world.now + timedelta(days=999))}
    assert all(day.weekday() in {4, 5} and day.day <= 8 for day in days)  # UTC: Friday's evening
    assert min(days) == date(2026, 5, 1)
    assert len(days) == len(_planned(state))
    assert any(each.date == date(2026, 12, 4) for each in series.excluded)
