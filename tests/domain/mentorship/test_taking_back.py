"""What a slip must not cost: the days of a pause, a clean beginning, a word to the mentor."""

from datetime import date

from domain.mentorship.closing import EndMentorship
from domain.mentorship.expectations import WaiveExpectations
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.returning import Reopen
from domain.mentorship.stages import Stage
from tests.domain.cast import on
from tests.domain.mentorship.letter_scenes import by_name
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    Tale,
    a_task,
    answers,
    closing,
    ended,
    expectations,
    goals,
    passed,
    seeking,
    waits,
)


def back_to(stage: Stage) -> Reopen:
    return Reopen(stage=stage, why="It was a slip")


def ended_in_a_pause() -> Tale:
    busy = goals().after(a_task(by=date(2026, 6, 20)), by=MENTEE)
    rest = PauseMentorship(until=date(2026, 8, 1))
    rested = busy.after(rest, by=MENTEE, at=on("2026-05-01", "00:00"))
    return rested.after(EndMentorship(), by=MENTEE, at=on("2026-07-01", "00:00"))


def test_what_was_due_in_a_pause_moves_by_it_when_it_is_reopened() -> None:
    step = ended_in_a_pause().when(
        back_to(Stage.GOALS), by=COORDINATOR, at=on("2026-07-02", "00:00")
    )
    step.recorded("pause.resumed", "returning.reopened")
    assert waits(step)["task_due:1"] == "2026-08-21"
    assert waits(step)["agreed_end"] == "2027-12-07"
    assert step.state.pause is None
    assert by_name(step) == "reopened:Mia reopened:Ben"


def test_a_pause_that_ends_in_closing_tells_nobody_that_the_mentorship_goes_on() -> None:
    rested = closing().after(PauseMentorship(until=date(2026, 6, 10)), by=MENTEE)
    assert by_name(passed(rested, "pause_end").recorded("pause.resumed")) == ""


def test_back_in_expectations_everything_is_answered_anew() -> None:
    waived = expectations().after(WaiveExpectations(why="x"), by=COORDINATOR)
    answered = expectations().after(answers(), by=MENTEE).after(answers(), by=MENTOR)
    for story in (waived, answered):
        over = story.after(EndMentorship(), by=MENTEE)
        state = over.when(back_to(Stage.EXPECTATIONS), by=COORDINATOR).state
        assert (state.answers, state.revealed, state.waived) == ({}, False, False)


def test_a_mentor_from_whom_the_closing_is_taken_is_thanked() -> None:
    search = back_to(Stage.SEEKING)
    assert by_name(closing().when(search, by=COORDINATOR)) == "replaced_thanks:Ben reopened:Mia"
    assert by_name(ended().when(search, by=COORDINATOR)) == "reopened:Mia"
    alone = seeking().after(EndMentorship(), by=MENTEE)
    assert by_name(alone.when(search, by=COORDINATOR)) == "reopened:Mia"
