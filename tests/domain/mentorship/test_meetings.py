from datetime import UTC, date, time

import pytest
from pydantic import ValidationError

from domain.dates import ends
from domain.mentorship.diary import (
    AgendaShared,
    MaterialShared,
    MeetingCancelled,
    MeetingHeld,
    MeetingLogged,
    MeetingMissed,
    MeetingScheduled,
)
from domain.mentorship.goals import AccomplishmentNoted
from domain.mentorship.meetings import (
    CancelMeeting,
    HoldMeeting,
    LogMeeting,
    MissMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
    ShareAgenda,
    ShareMaterial,
)
from domain.mentorship.stages import Stage
from domain.mentorship.transition import Transition
from domain.mentorship.work import MeetingDates, MeetingStatus, When
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    Step,
    Tale,
    a_meeting,
    concluded,
    expectations,
    goals,
    passed,
    state_of,
    terms,
    waits,
)

AFTERWARDS = on("2026-04-20", "17:00")
FIRST_FRIDAY = "first Friday of each month"


def planned() -> Tale:
    """A meeting on Monday, the twentieth of April, at three in the afternoon."""
    return goals().after(a_meeting(about="The draft"), by=MENTEE)


def series(rule: str = FIRST_FRIDAY) -> Tale:
    return goals().after(a_meeting(recurrence=rule), by=MENTEE)


def of_meetings(step: Step | Tale) -> dict[str, str]:
    kinds = ("agenda_due", "material_due", "summary_due")
    return {key: day for key, day in waits(step).items() if key.startswith(kinds)}


def days(step: Step | Tale) -> list[tuple[date, MeetingStatus]]:
    assert step.state is not None
    return [(each.when.date, each.status) for each in step.state.meetings.values()]


def test_agenda_and_material_are_due_two_days_before_and_the_summary_two_days_after() -> None:
    step = goals().when(a_meeting(about="The draft"), by=MENTEE)
    when = When(date=date(2026, 4, 20), time=time(15), zone=ZONE, at=on("2026-04-20", "15:00"))
    step.then(
        MeetingScheduled(
            meeting=1,
            about="The draft",
            dates=MeetingDates(
                when=when,
                agenda_due=ends(date(2026, 4, 18), ZONE),
                material_due=ends(date(2026, 4, 18), ZONE),
                summary_due=ends(date(2026, 4, 22), ZONE),
            ),
            series=None,
        )
    )


def test_the_agreement_says_how_early_the_agenda_comes_and_policy_where_none_is_signed() -> None:
    agreed = concluded(expectations(agenda_days=5), terms(agenda_days=1))
    assert of_meetings(agreed.after(a_meeting(), by=MENTEE))["agenda_due:1"] == "2026-04-19"
    unsigned = expectations(agenda_days=5).after(
        Transition(to=Stage.GOALS, why="Stuck"), by=COORDINATOR
    )
    assert of_meetings(unsigned.after(a_meeting(), by=MENTEE))["agenda_due:1"] == "2026-04-15"


def test_what_would_be_due_in_the_past_is_not_set() -> None:
    tomorrow = goals().when(a_meeting(on=date(2026, 4, 7)), by=MENTEE)
    assert of_meetings(tomorrow) == {"summary_due:1": "2026-04-09"}


@pytest.mark.parametrize("fields", [{}, {"on": "2026-04-20", "recurrence": "every week on Monday"}])
def test_a_meeting_has_a_day_or_a_recurrence(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="give `on` for one meeting, or `recurrence`"):
        ScheduleMeeting.model_validate({"time": "15:00", **fields})


@pytest.mark.parametrize("clock", ["15:00", "15:00:00", "15:00:00.000", time(15)])
def test_a_time_of_day_is_hours_and_minutes(clock: object) -> None:
    move = {"type": "reschedule_meeting", "meeting": 1, "on": "2026-04-20", "time": clock}
    assert RescheduleMeeting.model_validate(move).time == time(15)


_ODD = ["10:00+05:00", "10:00Z", "11:30:15.25Z", "11:30:15", "11:30:00.25", "9:30", "24:00", "noon"]


@pytest.mark.parametrize("clock", [*_ODD, "", 3600, 36.5, b"15:00", None, time(10, tzinfo=UTC)])
def test_an_offset_seconds_and_a_number_are_no_time_of_day(clock: object) -> None:
    with pytest.raises(ValidationError, match=r"should be a time of day such as 14:30"):
        ScheduleMeeting.model_validate({"on": "2026-04-20", "time": clock})


def test_an_offset_that_an_earlier_release_recorded_is_not_read() -> None:
    kept = {"date": "2026-04-20", "zone": ZONE, "at": "2026-04-20T16:00:00Z"}
    for clock in ("10:00:00+05:00", "10:00:00Z", "10:00:00"):
        assert When.model_validate({**kept, "time": clock}).time == time(10)
        assert When.model_validate({**kept, "time": clock}).time.tzinfo is None


def test_a_meeting_lies_ahead_if_only_by_hours() -> None:
    goals().when(a_meeting(on=date(2026, 4, 5)), by=MENTEE).refused("date_past", "log the meeting")
    back = RescheduleMeeting(meeting=1, on=date(2026, 4, 6), time=time(0))
    planned().when(back, by=MENTEE).refused("date_past", "2026-04-06 at 00:00")
    tonight = RescheduleMeeting(meeting=1, on=date(2026, 4, 6), time=time(23, 30))
    planned().when(tonight, by=MENTEE).recorded("goals.meeting_rescheduled")


def test_a_meeting_is_moved_with_what_is_due_around_it() -> None:
    move = RescheduleMeeting(meeting=1, on=date(2026, 4, 27), time=time(9))
    step = planned().when(move, by=MENTOR).recorded("goals.meeting_rescheduled")
    assert step.state.meetings[1].when.at == on("2026-04-27", "09:00")
    assert of_meetings(step) == {
        "agenda_due:1": "2026-04-25",
        "material_due:1": "2026-04-25",
        "summary_due:1": "2026-04-29",
    }
    step.story.when(move, by=MENTOR).nothing()


def test_what_was_shared_is_not_asked_for_even_when_the_meeting_moves() -> None:
    agenda, material = (
        ShareAgenda(meeting=1, agenda="Plan"),
        ShareMaterial(meeting=1, material="Draft"),
    )
    step = planned().when(agenda, by=MENTEE).then(AgendaShared(meeting=1, agenda="Plan"))
    shared = step.story.when(material, by=MENTEE)
    shared.then(MaterialShared(meeting=1, material="Draft"))
    assert of_meetings(shared) == {"summary_due:1": "2026-04-22"}
    shared.story.when(agenda, by=MENTEE).nothing()
    shared.story.when(material, by=MENTEE).nothing()
    move = RescheduleMeeting(meeting=1, on=date(2026, 4, 27), time=time(9))
    assert of_meetings(shared.story.after(move, by=MENTEE)) == {"summary_due:1": "2026-04-29"}


@pytest.mark.parametrize("kind", ["agenda", "material", "summary"])
def test_agenda_material_and_summary_are_reminded_of_once(kind: str) -> None:
    step = passed(planned(), f"{kind}_due:1").recorded(f"goals.{kind}_reminded")
    assert f"{kind}_due:1" not in waits(step)


def test_a_meeting_is_held_with_its_summary_and_what_was_accomplished() -> None:
    hold = HoldMeeting(meeting=1, summary="Good", accomplishments=("Draft done",))
    step = planned().when(hold, by=MENTEE, at=AFTERWARDS)
    step.then(MeetingHeld(meeting=1, summary="Good"), AccomplishmentNoted(what="Draft done"))
    assert days(step) == [(date(2026, 4, 20), MeetingStatus.HELD)]
    assert of_meetings(step) == {}
    step.story.when(hold, by=MENTEE).refused("meeting_closed", "Meeting 1 is held already")


def test_a_meeting_that_lies_ahead_is_neither_held_nor_missed() -> None:
    for command in (HoldMeeting(meeting=1, summary="x"), MissMeeting(meeting=1)):
        planned().when(command, by=MENTEE, at=on("2026-04-20", "14:59")).refused(
            "meeting_ahead", "reschedule or cancel it"
        )


def test_a_missed_meeting_is_recorded_as_such() -> None:
    step = planned().when(MissMeeting(meeting=1, why="Ill"), by=MENTOR, at=AFTERWARDS)
    step.then(MeetingMissed(meeting=1, why="Ill"))
    assert days(step) == [(date(2026, 4, 20), MeetingStatus.MISSED)]


def test_a_cancelled_meeting_is_over() -> None:
    step = planned().when(CancelMeeting(meeting=1, why="Ill"), by=MENTOR)
    step.then(MeetingCancelled(meeting=1, why="Ill", because="cancelled"))
    assert of_meetings(step) == {}
    step.story.when(ShareAgenda(meeting=1, agenda="x"), by=MENTEE).refused("meeting_closed")


def test_an_unknown_meeting_is_named() -> None:
    goals().when(CancelMeeting(meeting=1), by=MENTEE).refused(
        "unknown_meeting", "There is no meeting 1; this mentorship has 0"
    )


def test_a_meeting_that_nobody_planned_is_logged() -> None:
    log = LogMeeting(happened_on=date(2026, 4, 5), summary="By chance", accomplishments=("Idea",))
    step = goals().when(log, by=MENTEE)
    noon = When(date=date(2026, 4, 5), time=time(12), zone=ZONE, at=on("2026-04-05", "12:00"))
    step.then(
        MeetingLogged(meeting=1, when=noon, summary="By chance"), AccomplishmentNoted(what="Idea")
    )
    assert days(step) == [(date(2026, 4, 5), MeetingStatus.HELD)]


def test_a_logged_meeting_happened_since_the_opening_and_not_after_today() -> None:
    ahead = LogMeeting(happened_on=date(2026, 4, 7), summary="x")
    goals().when(ahead, by=MENTEE).refused("date_ahead", "schedule the meeting")
    before = LogMeeting(happened_on=date(2026, 3, 1), summary="x")
    goals().when(before, by=MENTEE).refused("date_past", "began, on 2026-03-02")


def test_of_a_series_the_next_meeting_is_scheduled_when_one_is_over() -> None:
    story = series()
    assert days(story) == [(date(2026, 5, 1), MeetingStatus.SCHEDULED)]
    over = on("2026-05-01", "17:00")
    for command in (HoldMeeting(meeting=1, summary="x"), MissMeeting(meeting=1)):
        step = story.when(command, by=MENTEE, at=over)
        assert days(step)[1] == (date(2026, 6, 5), MeetingStatus.SCHEDULED)
    cancelled = story.when(CancelMeeting(meeting=1), by=MENTEE)
    assert days(cancelled)[1] == (date(2026, 6, 5), MeetingStatus.SCHEDULED)
    assert state_of(cancelled.story).meetings[1].continued


def test_a_series_goes_on_even_when_nobody_writes_a_summary() -> None:
    step = passed(series(), "summary_due:1", at=on("2026-05-04", "00:00"))
    step.recorded("goals.summary_reminded", "goals.meeting_scheduled")
    held = step.story.when(HoldMeeting(meeting=1, summary="Late"), by=MENTEE)
    held.recorded("goals.meeting_held")


def test_occurrences_that_went_by_meanwhile_are_skipped() -> None:
    late = series().when(MissMeeting(meeting=1), by=MENTEE, at=on("2026-07-20"))
    assert days(late)[1] == (date(2026, 8, 7), MeetingStatus.SCHEDULED)


def test_a_series_ends_when_it_is_called_off_and_with_the_agreed_end() -> None:
    off = series().when(CancelMeeting(meeting=1, series=True), by=MENTEE)
    off.then(MeetingCancelled(meeting=1, why=None, because="cancelled", series=True))
    off.recorded("goals.meeting_cancelled")
    short = concluded(expectations(), terms(ends_on=date(2026, 6, 1)))
    last = short.after(a_meeting(recurrence=FIRST_FRIDAY), by=MENTEE).when(
        HoldMeeting(meeting=1, summary="x"), by=MENTEE, at=on("2026-05-01", "17:00")
    )
    last.recorded("goals.meeting_held")


def test_a_meeting_moved_beyond_the_next_occurrence_is_followed_by_a_later_one() -> None:
    moved = series().after(
        RescheduleMeeting(meeting=1, on=date(2026, 6, 8), time=time(15)), by=MENTEE
    )
    step = moved.when(HoldMeeting(meeting=1, summary="x"), by=MENTEE, at=on("2026-06-09"))
    assert days(step)[1] == (date(2026, 7, 3), MeetingStatus.SCHEDULED)


def test_a_meeting_keeps_its_hour_across_daylight_saving() -> None:
    weekly = goals().after(a_meeting(recurrence="every week on Monday"), by=MENTEE)
    autumn = weekly.after(MissMeeting(meeting=1), by=MENTEE, at=on("2026-10-30"))
    assert state_of(autumn).meetings[2].when.at == on("2026-11-02", "15:00")
