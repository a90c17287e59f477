from datetime import date, time, timedelta
from typing import Any, get_args

import pytest

from domain.dates import ends
from domain.mentorship.appointments import (
    Appointment,
    Moved,
    appointment_of,
    appointment_of_letter,
    appointments,
    going_on,
)
from domain.mentorship.closing import EndMentorship
from domain.mentorship.diary import MeetingCancelled, MeetingEvent, MeetingScheduled
from domain.mentorship.expectations import SignAgreement
from domain.mentorship.meetings import (
    CancelMeeting,
    HoldMeeting,
    LogMeeting,
    MissMeeting,
    RescheduleMeeting,
)
from domain.mentorship.outreach import Accept, Invite
from domain.mentorship.pause import PauseMentorship, Resume
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind
from domain.mentorship.returning import Reopen, ReplaceMentor
from domain.mentorship.stages import Part, Stage
from domain.mentorship.transition import Transition
from domain.mentorship.views import Viewer
from domain.mentorship.work import MeetingDates, Series, When
from tests.domain.cast import ZONE, as_mentor, on
from tests.domain.mentorship.anything import Dice, any_of
from tests.domain.mentorship.scene import (
    BEN,
    CLEO,
    COORDINATOR,
    MENTEE,
    MENTOR,
    Step,
    Tale,
    a_meeting,
    concluded,
    expectations,
    goals,
    letters,
    notices,
    passed,
    state_of,
    terms,
)

FIRST_FRIDAY = "FREQ=MONTHLY;BYDAY=1FR"
MONDAYS = "FREQ=WEEKLY;BYDAY=MO"
_OF_MEETINGS: tuple[type[Any], ...] = get_args(MeetingEvent)


def series(rule: str = FIRST_FRIDAY) -> Tale:
    """The first meeting is on Friday, the first of May; or on Monday, the thirteenth of April."""
    return goals().after(a_meeting(recurrence=rule, about="The draft"), by=MENTEE)


def entry(story: Tale, meeting: int = 1) -> Appointment:
    found = appointment_of(state_of(story), meeting)
    assert found is not None
    return found


def excluded(story: Tale) -> list[str]:
    return [each.date.isoformat() for each in entry(story).excluded]


def facts(step: Step, kind: str) -> list[dict[str, object]]:
    return [each.facts for each in notices(step) if each.kind == kind]


def move(meeting: int, day: str, clock: str = "15:00") -> RescheduleMeeting:
    return RescheduleMeeting(
        meeting=meeting, on=date.fromisoformat(day), time=time.fromisoformat(clock)
    )


def held(meeting: int) -> HoldMeeting:
    return HoldMeeting(meeting=meeting, summary="Good")


def when(day: str, clock: str = "15:00") -> When:
    read, shown = date.fromisoformat(day), time.fromisoformat(clock)
    return When(date=read, time=shown, zone=ZONE, at=on(day, clock))


def test_a_meeting_is_one_entry_that_is_moved_and_cancelled() -> None:
    story = goals().after(a_meeting(about="The draft", minutes=90), by=MENTEE)
    key = f"meeting-1-{state_of(story).id}"
    assert entry(story) == Appointment(key, 0, when("2026-04-20"), 90, about="The draft")
    moved = story.after(move(1, "2026-04-27", "09:00"), by=MENTOR)
    assert entry(moved) == Appointment(key, 1, when("2026-04-27", "09:00"), 90, about="The draft")
    off = moved.after(CancelMeeting(meeting=1), by=MENTEE)
    assert (entry(off).key, entry(off).sequence, entry(off).cancelled) == (key, 2, True)


def test_a_meeting_lasts_an_hour_unless_somebody_says_otherwise() -> None:
    assert entry(series()).minutes == 60


def test_what_was_only_logged_stands_in_no_calendar() -> None:
    log = LogMeeting(happened_on=date(2026, 4, 5), summary="By chance")
    story = goals().after(log, by=MENTEE)
    assert appointments(state_of(story)) == ()
    assert appointment_of(state_of(story), 1) is None
    assert appointment_of(state_of(story), 7) is None


def test_a_series_is_one_entry_that_goes_on_to_the_agreed_end() -> None:
    story = series().after(held(1), by=MENTEE, at=on("2026-05-01", "17:00"))
    assert entry(story) == entry(story, 2)
    assert len(appointments(state_of(story))) == 1
    assert entry(story).rule == FIRST_FRIDAY
    assert entry(story).first == when("2026-05-01")
    assert entry(story).until == date(2027, 10, 6)


def test_a_series_moves_with_the_agreed_end_and_the_letter_brings_it() -> None:
    before = entry(series())
    longer = ProposeRedefinition(kind=RedefinitionKind.TERM, terms=terms(ends_on=date(2028, 3, 1)))
    signed = series().after(longer, by=MENTEE).when(SignAgreement(version=2), by=MENTOR)
    assert [each["meeting"] for each in facts(signed, "agreement_concluded")] == [1, 1]
    assert entry(signed.story).until == date(2028, 3, 1)
    assert entry(signed.story).sequence > before.sequence
    paused = series().after(PauseMentorship(until=date(2026, 6, 1)), by=MENTEE)
    resumed = paused.when(Resume(), by=MENTEE, at=on("2026-05-20"))
    assert [each["meeting"] for each in facts(resumed, "resumed")] == [2, 2]
    assert entry(resumed.story).until == date(2027, 11, 19)


def test_without_a_series_a_conclusion_brings_nothing_for_the_calendar() -> None:
    assert going_on(state_of(goals().after(a_meeting(), by=MENTEE))) is None


def test_a_meeting_of_a_series_is_called_off_and_the_others_stay() -> None:
    story = series().after(CancelMeeting(meeting=1), by=MENTEE)
    assert excluded(story) == ["2026-05-01"]
    assert not entry(story).cancelled
    twice = story.after(CancelMeeting(meeting=2), by=MENTEE)
    assert excluded(twice) == ["2026-05-01", "2026-06-05"]


def test_a_moved_meeting_of_a_series_moves_none_of_the_others() -> None:
    story = series().after(move(1, "2026-04-29", "08:00"), by=MENTEE)
    assert entry(story).moved == (Moved(when("2026-05-01"), when("2026-04-29", "08:00")),)
    going = story.after(held(1), by=MENTEE, at=on("2026-04-29", "12:00"))
    assert state_of(going).meetings[2].when == when("2026-06-05")
    back = story.after(move(1, "2026-05-01"), by=MENTOR)
    assert entry(back).moved == ()
    off = story.after(CancelMeeting(meeting=1), by=MENTEE)
    assert entry(off).moved == ()


def test_what_a_moved_meeting_passes_by_is_left_out() -> None:
    story = series(MONDAYS).after(move(1, "2026-04-22"), by=MENTEE)
    assert excluded(story) == ["2026-04-20"]
    going = story.after(held(1), by=MENTEE, at=on("2026-04-22", "17:00"))
    assert excluded(going) == ["2026-04-20"]
    assert state_of(going).meetings[2].when == when("2026-04-27")


def test_what_went_by_without_a_word_stays() -> None:
    late = series(MONDAYS).after(MissMeeting(meeting=1), by=MENTEE, at=on("2026-05-05"))
    assert state_of(late).meetings[2].when == when("2026-05-11")
    assert excluded(late) == []


def test_the_occurrence_of_today_is_planned_while_it_lies_ahead() -> None:
    morning = series(MONDAYS).after(MissMeeting(meeting=1), by=MENTEE, at=on("2026-04-20", "09:00"))
    assert state_of(morning).meetings[2].when == when("2026-04-20")
    evening = series(MONDAYS).after(MissMeeting(meeting=1), by=MENTEE, at=on("2026-04-20", "18:00"))
    assert state_of(evening).meetings[2].when == when("2026-04-27")


def test_a_series_that_is_called_off_ends_before_the_first_that_does_not_take_place() -> None:
    story = series().after(held(1), by=MENTEE, at=on("2026-05-01", "17:00"))
    off = story.after(CancelMeeting(meeting=2, series=True), by=MENTEE)
    assert entry(off).until == date(2026, 6, 4)
    assert not entry(off).cancelled


def test_a_series_of_which_nothing_took_place_is_cancelled_as_a_whole() -> None:
    assert entry(series().after(CancelMeeting(meeting=1, series=True), by=MENTEE)).cancelled
    none = series().after(CancelMeeting(meeting=1), by=MENTEE)
    none = none.after(CancelMeeting(meeting=2, series=True), by=MENTEE)
    assert entry(none).cancelled


def test_a_series_of_which_something_may_have_taken_place_is_not_cancelled() -> None:
    # The first was called off weeks later, when others had gone by without a word.
    story = series(MONDAYS).after(CancelMeeting(meeting=1), by=MENTEE, at=on("2026-05-05"))
    off = story.after(CancelMeeting(meeting=2, series=True), by=MENTEE)
    assert not entry(off).cancelled
    assert entry(off).until == date(2026, 5, 10)


def test_a_series_skips_a_pause() -> None:
    story = series(MONDAYS).after(PauseMentorship(until=date(2026, 5, 4)), by=MENTEE)
    assert excluded(story) == ["2026-04-13", "2026-04-20", "2026-04-27"]
    assert state_of(story).meetings[2].when == when("2026-05-04")
    longer = story.after(PauseMentorship(until=date(2026, 5, 12)), by=MENTEE)
    assert excluded(longer)[3:] == ["2026-05-04", "2026-05-11"]


def test_a_series_skips_a_pause_also_when_nobody_recorded_the_last_meeting() -> None:
    step = series(MONDAYS).when(
        PauseMentorship(until=date(2026, 5, 4)), by=MENTEE, at=on("2026-04-14")
    )
    assert excluded(step.story) == ["2026-04-20", "2026-04-27"]
    assert state_of(step.story).meetings[3].when == when("2026-05-04")
    assert letters(step).count(("paused_meeting_cancelled", BEN.id)) == 1
    short = series().when(PauseMentorship(until=date(2026, 5, 20)), by=MENTEE, at=on("2026-05-02"))
    short.recorded("pause.paused")
    assert excluded(short.story) == []


def test_a_series_that_is_arranged_in_a_pause_begins_after_it() -> None:
    paused = goals().after(PauseMentorship(until=date(2026, 5, 4)), by=MENTEE)
    story = paused.after(a_meeting(recurrence=MONDAYS), by=MENTEE)
    assert entry(story).first == when("2026-05-04")
    over = paused.after(a_meeting(recurrence=MONDAYS), by=MENTEE, at=on("2026-05-05"))
    assert entry(over).first == when("2026-05-11")


def test_an_ending_cancels_what_lies_ahead_in_both_calendars() -> None:
    story = series().after(a_meeting(), by=MENTOR)
    step = story.when(EndMentorship(), by=MENTEE)
    told = facts(step, "meeting_cancelled")
    assert [(each["meeting"], each["by_you"]) for each in told] == [
        (1, True),
        (1, False),
        (2, True),
        (2, False),
    ]
    assert all(each.cancelled for each in appointments(state_of(step.story)))


def test_an_ending_cancels_what_a_series_would_have_brought() -> None:
    step = series().when(EndMentorship(), by=MENTOR, at=on("2026-05-02"))
    step.recorded("closing.closing_opened", "goals.meeting_scheduled", "goals.meeting_cancelled")
    assert entry(step.story).until == date(2026, 6, 4)
    assert not entry(step.story).cancelled
    (told, _) = facts(step, "meeting_cancelled")
    assert (told["date"], told["because"]) == ("2026-06-05", "closing")


def test_at_the_agreed_end_nothing_is_left_to_cancel() -> None:
    agreed = concluded(expectations(), terms(ends_on=date(2026, 5, 2)))
    story = agreed.after(a_meeting(recurrence=FIRST_FRIDAY), by=MENTEE)
    ended = passed(story, "agreed_end")
    ended.recorded("closing.closing_opened")
    assert entry(ended.story).until == date(2026, 5, 1)
    back = ended.story.when(Reopen(stage=Stage.GOALS, why="A slip"), by=COORDINATOR)
    assert [each["meeting"] for each in facts(back, "reopened")] == [1, 1]
    until = entry(back.story).until
    assert until is not None
    assert until > date(2027, 1, 1)


def test_with_another_mentor_no_series_goes_on() -> None:
    replaced = series().after(
        ReplaceMentor(why="They fit", next=CLEO.id), by=COORDINATOR, at=on("2026-05-02")
    )
    assert entry(replaced).until == date(2026, 6, 4)
    moved_on = series().after(held(1), by=MENTEE, at=on("2026-05-01", "17:00"))
    moved_on = moved_on.after(ReplaceMentor(why="They fit", next="SEEKING"), by=COORDINATOR)
    moved_on = moved_on.after(Invite(candidate=2, ask="A project"), by=MENTEE)
    again = moved_on.after(Accept(), by=as_mentor(CLEO.id))
    assert entry(again).until == date(2026, 6, 4)
    assert going_on(state_of(again)) is None


def test_what_an_earlier_mentor_left_unrecorded_does_not_go_on() -> None:
    agreed = concluded(expectations(), terms(ends_on=date(2026, 5, 20)))
    story = agreed.after(a_meeting(recurrence=FIRST_FRIDAY), by=MENTEE)
    replaced = story.after(
        ReplaceMentor(why="They fit", next=CLEO.id), by=COORDINATOR, at=on("2026-05-02")
    )
    working = replaced.after(Transition(to=Stage.GOALS, why="They know"), by=COORDINATOR)
    working.when(held(1), by=MENTEE).recorded("goals.meeting_held")


def test_a_mentor_sees_only_what_was_arranged_with_them() -> None:
    replaced = series().after(ReplaceMentor(why="They fit", next=CLEO.id), by=COORDINATOR)
    working = replaced.after(Transition(to=Stage.GOALS, why="They know"), by=COORDINATOR)
    state = state_of(working.after(a_meeting(), by=MENTEE))
    shown = {
        part: [each.key.split("-")[1] for each in appointments(state, Viewer(part))]
        for part in (Part.MENTEE, Part.MENTOR, Part.INVITED)
    }
    assert shown == {Part.MENTEE: ["1", "2"], Part.MENTOR: ["2"], Part.INVITED: []}


def test_a_series_that_rests_for_years_goes_on_as_an_entry_of_its_own() -> None:
    far = series(MONDAYS).after(move(1, "2028-06-05"), by=MENTEE)
    assert entry(far).until == date(2026, 4, 13)
    step = far.when(CancelMeeting(meeting=1), by=MENTEE)
    assert letters(step).count(("meeting_scheduled", BEN.id)) == 0
    unending = series(MONDAYS).after(PauseMentorship(until=date(2029, 1, 1)), by=MENTEE)
    assert entry(unending, 2).first == when("2029-01-01")
    assert entry(unending).cancelled


def test_a_letter_brings_the_entry_that_it_is_about() -> None:
    state = state_of(series())
    assert appointment_of_letter("meeting_scheduled", {"meeting": 1}, state) == entry(series())
    assert appointment_of_letter("resumed", {"meeting": 1}, state) == entry(series())
    assert appointment_of_letter("agenda_due", {"meeting": 1}, state) is None
    assert appointment_of_letter("resumed", {}, state) is None
    assert appointment_of_letter("meeting_scheduled", {"meeting": "1"}, state) is None
    assert appointment_of_letter("meeting_scheduled", {"meeting": 9}, state) is None


def test_both_are_told_of_a_meeting_and_each_whose_doing_it_was() -> None:
    step = goals().when(a_meeting(minutes=30), by=MENTOR)
    told = facts(step, "meeting_scheduled")
    assert [(each["by_you"], each["minutes"]) for each in told] == [(False, 30), (True, 30)]
    assert letters(series().when(held(1), by=MENTEE, at=on("2026-05-01", "17:00"))) == [
        ("meeting_summary", BEN.id)
    ]


@pytest.mark.parametrize("follows", [1, 2, 7])
def test_whatever_stands_in_the_diary_has_an_entry(follows: int) -> None:
    # No command leads here; but folding takes whatever is recorded.
    odd = when("2026-05-12")
    dates = MeetingDates(
        when=odd, agenda_due=None, material_due=None, summary_due=ends(odd.date, ZONE)
    )
    events = [
        MeetingScheduled(
            meeting=2,
            about=None,
            dates=dates,
            series=Series(rule=rule, start=date(2026, 4, 6)),
            follows=follows,
        )
        for rule in (FIRST_FRIDAY, MONDAYS)
    ]
    off = MeetingCancelled(meeting=9, why=None, because="cancelled")
    for event in events:
        story = series().then_happened(event, off, by=MENTEE)
        assert [each.first for each in appointments(state_of(story))][1] == odd
        assert entry(story, 2).rule is None


@pytest.mark.parametrize("seed", range(10))
def test_no_sequence_of_events_whatever_makes_drawing_fail(seed: int) -> None:
    dice, story = Dice(seed), goals()
    for number in range(60):
        now = story.at + timedelta(days=number % 3)
        if (event := any_of(dice.pick(_OF_MEETINGS), dice, now=now)) is not None:
            story = story.then_happened(event, by=MENTEE, at=now)
        shown = {each.key for each in appointments(state_of(story))}
        for meeting in state_of(story).meetings:
            found = appointment_of(state_of(story), meeting)
            assert found is None or found.key in shown
