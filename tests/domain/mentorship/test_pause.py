from datetime import date, time

import pytest

from domain.dates import begins, ends
from domain.envelopes import CLOCK
from domain.mentorship.check_in import HoldCheckIn
from domain.mentorship.clock import DeadlinePassed
from domain.mentorship.closing import EndMentorship
from domain.mentorship.diary import MeetingCancelled, MeetingScheduled
from domain.mentorship.goals import AchieveGoal
from domain.mentorship.matters import Asked, Deferred
from domain.mentorship.meetings import HoldMeeting
from domain.mentorship.outreach import Decline, Invite, ReplyLater
from domain.mentorship.pause import Moved, Paused, PauseMentorship, Resume, Resumed
from domain.mentorship.stages import Stage
from domain.mentorship.tasks import CompleteTask
from domain.mentorship.work import MeetingStatus
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    STAGES,
    Step,
    Tale,
    a_goal,
    a_meeting,
    a_task,
    check_in,
    closing,
    concluded,
    expectations,
    goals,
    outreach,
    passed,
    reflection,
    seeking,
    state_of,
    terms,
    waits,
)


def paused(story: Tale, until: str = "2026-09-01", *, on_day: str = "2026-04-10") -> Tale:
    rest = PauseMentorship(until=date.fromisoformat(until))
    at = max(story.at, on(on_day, "00:00"))
    return story.after(rest, by=MENTEE, at=at)


def days(step: Step | Tale) -> list[tuple[date, MeetingStatus]]:
    assert step.state is not None
    return [(each.when.date, each.status) for each in step.state.meetings.values()]


@pytest.mark.parametrize("stage", [each for each in Stage if each is not Stage.ENDED])
def test_a_pause_lasts_until_a_day_begins_and_keeps_the_stage(stage: Stage) -> None:
    step = STAGES[stage]().when(PauseMentorship(until=date(2026, 9, 1)), by=MENTOR)
    if stage in {Stage.SEEKING, Stage.OUTREACH}:
        step.refused("not_your_part")
        return
    step.then(Paused(until=begins(date(2026, 9, 1), ZONE)))
    assert step.state.stage is stage
    assert step.state.is_paused(on("2026-08-31", "23:59"))
    assert not step.state.is_paused(on("2026-09-01", "00:00"))


@pytest.mark.parametrize(
    "stage", [each for each in Stage if each not in {Stage.CLOSING, Stage.ENDED}]
)
def test_while_paused_the_pauses_end_is_the_only_deadline(stage: Stage) -> None:
    step = STAGES[stage]().when(PauseMentorship(until=date(2026, 9, 1)), by=COORDINATOR)
    assert waits(step) == {"pause_end": "2026-09-01"}


def test_in_closing_the_time_for_thanks_runs_on() -> None:
    step = closing().when(PauseMentorship(until=date(2026, 9, 1)), by=COORDINATOR)
    assert waits(step) == {"closing_due": "2026-06-15", "pause_end": "2026-09-01"}
    resumed = step.story.when(Resume(), by=COORDINATOR)
    assert waits(resumed) == {"closing_due": "2026-06-15"}
    ended = passed(step.story, "closing_due")
    assert ended.state.pause is None
    assert waits(ended) == {"record_closes": "2026-07-16"}


def test_a_pause_ends_on_a_day_after_today() -> None:
    today = PauseMentorship(until=date(2026, 4, 6))
    goals().when(today, by=MENTEE).refused("date_past", "after today")


def test_tasks_goals_check_ins_and_the_agreed_end_move_by_the_pauses_length() -> None:
    story = goals().after(a_task(), a_goal(), by=MENTEE)
    step = passed(paused(story, "2026-05-10"), "pause_end").recorded("pause.resumed")
    assert waits(step) == {
        "check_in_opens:first_review": "2026-06-05",
        "check_in_opens:periodic": "2026-08-05",
        "task_reminder:1": "2026-05-17",
        "task_due:1": "2026-05-20",
        "goal_review:1": "2026-07-30",
        "quiet_check": "2026-06-20",
        "end_notice": "2027-10-06",
        "agreed_end": "2027-11-05",
    }
    assert step.state.tasks[1].by == ends(date(2026, 5, 20), ZONE)
    assert step.state.goals[1].smart.by == ends(date(2026, 7, 30), ZONE)
    assert step.state.anchor == date(2026, 5, 6)
    assert step.state.pause is None


def test_a_pause_of_whole_days_across_daylight_saving_moves_by_those_days() -> None:
    story = paused(goals(), "2026-11-10", on_day="2026-10-20")
    opened = passed(story, "pause_end")
    assert waits(opened)["agreed_end"] == "2027-10-27"
    assert opened.state.deadlines["agreed_end"].due.at == on("2027-10-28", "00:00")


def test_part_of_a_day_moves_a_whole_day() -> None:
    story = goals().after(a_task(), by=MENTEE)
    rests = story.after(PauseMentorship(until=date(2026, 4, 12)), by=MENTEE, at=on("2026-04-10"))
    assert waits(passed(rests, "pause_end"))["task_due:1"] == "2026-04-22"


def test_the_length_is_real_when_it_is_resumed_early() -> None:
    story = paused(goals().after(a_task(), by=MENTEE))
    step = story.when(Resume(), by=MENTOR, at=on("2026-04-15", "00:00"))
    assert waits(step)["task_due:1"] == "2026-04-25"


def test_the_length_is_real_when_the_clock_comes_late() -> None:
    story = paused(goals().after(a_task(), by=MENTEE), "2026-05-10")
    late = passed(story, "pause_end", at=on("2026-06-01"))
    assert waits(late)["task_due:1"] == "2026-05-20"


def test_replies_move_too() -> None:
    step = passed(paused(outreach(), "2026-03-20", on_day="2026-03-10"), "pause_end")
    assert step.state.invitations[1].status == Asked(1, ends(date(2026, 3, 26), ZONE))


@pytest.mark.parametrize(
    ("wished", "asked"),
    [("2026-03-15", "2026-03-20"), ("2026-03-20", "2026-03-20"), ("2026-04-01", "2026-04-01")],
)
def test_the_day_a_mentor_wished_to_be_asked_again_only_moves_out_of_the_pause(
    wished: str, asked: str
) -> None:
    later = outreach().after(ReplyLater(until=date.fromisoformat(wished)), by=MENTOR)
    again = passed(paused(later, "2026-03-20", on_day="2026-03-10"), "pause_end")
    until = begins(date.fromisoformat(asked), ZONE)
    assert again.state.invitations[1].status == Deferred(1, until)
    asking = passed(again.story, "ask_again:1").recorded("outreach.invitation_resumed")
    assert asking.context.at == until.at


def test_an_open_check_in_moves_too() -> None:
    step = passed(paused(check_in(), "2026-05-16", on_day="2026-05-06"), "pause_end")
    assert step.state.check_ins[1].due == ends(date(2026, 5, 30), ZONE)
    assert waits(step)["check_in_reminder:1"] == "2026-05-23"


def test_what_is_set_during_a_pause_moves_by_the_rest_of_it() -> None:
    story = paused(goals(), "2026-04-30")
    busy = story.after(a_task(by=date(2026, 5, 30)), by=MENTEE, at=on("2026-04-20", "00:00"))
    assert waits(passed(busy, "pause_end"))["task_due:1"] == "2026-06-09"


def test_nobody_is_invited_during_a_pause() -> None:
    story = paused(seeking(), "2026-04-01", on_day="2026-03-10")
    invite = Invite(candidate=1, ask="x")
    story.when(invite, by=MENTEE).refused("paused", "until 2026-04-01", until="2026-04-01")
    story.when(invite, by=MENTEE, at=on("2026-04-01", "00:00")).recorded("outreach.invitation_sent")


def test_during_a_pause_the_next_candidate_is_not_asked_by_itself() -> None:
    story = paused(outreach(next_candidate="automatic"), "2026-04-01", on_day="2026-03-10")
    step = story.when(Decline(), by=MENTOR)
    step.recorded("outreach.invitation_declined", "outreach.search_resumed")


def test_pausing_again_replaces_the_day_and_counts_from_the_first() -> None:
    story = paused(goals().after(a_task(), by=MENTEE), "2026-05-10")
    story.when(PauseMentorship(until=date(2026, 5, 10)), by=MENTOR).nothing()
    longer = story.when(
        PauseMentorship(until=date(2026, 5, 20)), by=MENTOR, at=on("2026-05-01", "00:00")
    )
    longer.recorded("pause.paused")
    assert waits(passed(longer.story, "pause_end"))["task_due:1"] == "2026-05-30"


def test_pausing_again_after_a_pause_whose_end_nobody_noticed_counts_both() -> None:
    story = paused(goals().after(a_task(), by=MENTEE), "2026-04-15")
    again = story.when(
        PauseMentorship(until=date(2026, 4, 30)), by=MENTOR, at=on("2026-04-20", "00:00")
    )
    again.recorded("pause.resumed", "pause.paused")
    assert waits(passed(again.story, "pause_end"))["task_due:1"] == "2026-05-05"


def test_resuming_what_is_not_paused_is_refused() -> None:
    goals().when(Resume(), by=MENTEE).refused("not_paused", "goes on already")
    over = paused(goals(), "2026-04-15")
    over.when(Resume(), by=MENTEE, at=on("2026-04-15", "00:00")).refused("not_paused")


def test_a_pause_end_that_is_not_the_present_one_changes_nothing() -> None:
    story = paused(goals(), "2026-05-10")
    stale = DeadlinePassed(deadline="pause_end", due=on("2026-05-09", "00:00"))
    story.when(stale, by=CLOCK, at=on("2026-05-09", "00:00")).nothing()


def test_meetings_inside_are_called_off_and_those_outside_stay() -> None:
    story = goals().after(a_meeting(), a_meeting(on=date(2026, 5, 10)), by=MENTEE)
    step = story.when(
        PauseMentorship(until=date(2026, 5, 10)), by=MENTEE, at=on("2026-04-10", "00:00")
    )
    assert step.events[1:] == (MeetingCancelled(meeting=1, why=None, because="paused"),)
    over = passed(step.story, "pause_end")
    assert waits(over)["summary_due:2"] == "2026-05-12"
    assert over.state.meetings[2].when.at == on("2026-05-10", "15:00")


def test_recurrences_skip_the_pause_and_go_on_from_its_last_day() -> None:
    story = goals().after(
        a_meeting(recurrence="every week on Monday"),
        a_meeting(recurrence="first Friday of each month"),
        by=MENTEE,
    )
    step = story.when(
        PauseMentorship(until=date(2026, 5, 11)), by=MENTEE, at=on("2026-04-10", "00:00")
    )
    assert [each.meeting for each in step.events if isinstance(each, MeetingScheduled)] == [3, 4]
    assert days(step) == [
        (date(2026, 4, 13), MeetingStatus.CANCELLED),
        (date(2026, 5, 1), MeetingStatus.CANCELLED),
        (date(2026, 5, 11), MeetingStatus.SCHEDULED),
        (date(2026, 6, 5), MeetingStatus.SCHEDULED),
    ]


def test_a_series_outlives_a_pause_that_reaches_beyond_the_agreed_end() -> None:
    short = concluded(expectations(), terms(ends_on=date(2026, 7, 31)))
    story = short.after(a_meeting(recurrence="first Friday of each month"), by=MENTEE)
    step = paused(story, "2026-08-10")
    assert days(step)[-1] == (date(2026, 9, 4), MeetingStatus.SCHEDULED)
    assert waits(passed(step, "pause_end"))["agreed_end"] == "2026-11-30"


def test_the_summary_of_a_meeting_before_the_pause_moves() -> None:
    story = goals().after(a_meeting(on=date(2026, 4, 9)), by=MENTEE)
    step = passed(paused(story, "2026-05-10"), "pause_end")
    assert waits(step)["summary_due:1"] == "2026-05-11"


def test_work_goes_on_in_a_pause_for_those_who_want_to() -> None:
    story = goals().after(a_task(), a_goal(), a_meeting(on=date(2026, 4, 9)), by=MENTEE)
    story = paused(story).after(
        CompleteTask(task=1), AchieveGoal(goal=1), HoldMeeting(meeting=1, summary="x"), by=MENTEE
    )
    assert waits(story) == {"pause_end": "2026-09-01"}
    assert set(waits(story.after(Resume(), by=MENTEE))).isdisjoint({"task_due:1", "goal_review:1"})


def test_a_check_in_held_in_a_pause_is_over_after_it() -> None:
    story = paused(check_in(), on_day="2026-05-07").after(reflection(), by=MENTEE)
    held = story.after(HoldCheckIn(why="Phone"), by=COORDINATOR).after(Resume(), by=MENTEE)
    assert "check_in_due:1" not in waits(held)


def test_the_days_of_a_pause_are_no_quiet_days() -> None:
    story = paused(goals(), "2026-07-09")
    back = passed(story, "pause_end").story
    story = passed(back, "check_in_opens:first_review").story
    renewed = passed(story, "quiet_check").recorded("goals.watch_renewed")
    assert waits(renewed)["quiet_check"] == "2026-08-23"


def test_a_pause_never_makes_the_grid_double_a_check_in() -> None:
    story = concluded(expectations(), at=on("2027-02-01"))
    back = passed(paused(story, "2027-03-01", on_day="2027-02-01"), "pause_end").story
    assert waits(back)["check_in_opens:periodic"] == "2027-05-29"
    assert state_of(back).anchor == date(2027, 3, 1)
    opened = passed(back, "check_in_opens:periodic")
    assert waits(opened)["check_in_opens:periodic"] == "2027-09-01"


def test_an_ending_in_a_pause_gives_time_for_thanks() -> None:
    step = paused(goals()).when(EndMentorship(), by=MENTOR)
    assert waits(step) == {"closing_due": "2026-04-24", "pause_end": "2026-09-01"}


def test_a_resumption_names_what_it_moved() -> None:
    step = passed(paused(expectations(), "2026-04-11"), "pause_end")
    step.then(
        Resumed(
            moved=(Moved(deadline="agreement_due", due=ends(date(2026, 4, 10), ZONE)),),
            anchor=None,
        )
    )


def test_a_meeting_at_midnight_belongs_to_the_day_that_begins() -> None:
    story = goals().after(a_meeting(on=date(2026, 9, 1), time=time(0)), by=MENTEE)
    assert days(paused(story)) == [(date(2026, 9, 1), MeetingStatus.SCHEDULED)]
