from datetime import date

import pytest

from domain.dates import ends
from domain.mentorship.check_in import HoldCheckIn
from domain.mentorship.closing import EndMentorship
from domain.mentorship.matters import Attention
from domain.mentorship.reflections import (
    CheckInHeld,
    CheckInMissed,
    CheckInOpened,
    CheckInReminded,
    CheckInSkipped,
)
from domain.mentorship.stages import Side, Stage
from domain.mentorship.work import CheckInKind, Wish
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    Step,
    Tale,
    assigned,
    check_in,
    concluded,
    expectations,
    goals,
    notices,
    passed,
    redefinition,
    reflection,
    state_of,
    terms,
    waits,
)


def both(mentee: Wish, mentor: Wish, story: Tale | None = None) -> Step:
    begun = (story or check_in()).after(reflection(mentee), by=MENTEE)
    return begun.when(reflection(mentor), by=MENTOR)


def fit_check() -> Tale:
    return passed(passed(assigned(), "agreement_due").story, "check_in_opens:fit").story


def missed(story: Tale, opens: str) -> Step:
    opened = passed(story, opens).story
    number = len(state_of(opened).check_ins)
    reminded = passed(opened, f"check_in_reminder:{number}").story
    return passed(reminded, f"check_in_due:{number}")


def test_the_first_review_opens_one_month_after_the_agreement_as_the_day_begins() -> None:
    step = passed(goals(), "check_in_opens:first_review")
    assert step.context.at == on("2026-05-06", "00:00")
    step.then(
        CheckInOpened(
            check_in=1,
            kind=CheckInKind.FIRST_REVIEW,
            number=1,
            due=ends(date(2026, 5, 20), ZONE),
            remind_on=ends(date(2026, 5, 13), ZONE),
            next_on=None,
        )
    )
    assert step.state.stage is Stage.CHECK_IN


def test_the_periodic_ones_stand_on_a_grid_from_the_conclusion_clamped_to_the_months_end() -> None:
    story = concluded(expectations(), terms(check_in_months=1), at=on("2026-08-31"))
    found = []
    for _ in range(6):
        step = passed(story, "check_in_opens:periodic")
        story = both(Wish.GO_ON, Wish.GO_ON, step.story).story
        found.append(waits(story)["check_in_opens:periodic"])
    assert found == [
        "2026-10-31",
        "2026-11-30",
        "2026-12-31",
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
    ]


def test_grid_dates_missed_in_an_outage_are_skipped() -> None:
    late = passed(goals(), "check_in_opens:periodic", at=on("2027-01-10"))
    assert waits(late)["check_in_opens:periodic"] == "2027-04-06"
    assert waits(late)["check_in_due:1"] == "2027-01-24"


def test_no_check_in_is_planned_beyond_the_agreed_end() -> None:
    story = concluded(expectations(), terms(ends_on=date(2026, 8, 1)))
    step = passed(story, "check_in_opens:periodic")
    assert "check_in_opens:periodic" not in waits(step)


def test_a_fit_check_opens_thirty_days_after_an_assignment_and_changes_no_stage() -> None:
    story = fit_check()
    state = state_of(story)
    assert state.stage is Stage.EXPECTATIONS
    assert [each.kind for each in state.open_check_ins] == [CheckInKind.FIT]
    step = both(Wish.REDEFINE, Wish.GO_ON, story)
    step.recorded("check_in.reflection_submitted", "check_in.check_in_held")
    assert [each.kind for each in notices(step)] == ["check_in_held"] * 2
    assert step.state.stage is Stage.EXPECTATIONS


def test_a_fit_check_while_another_check_in_is_open_is_told_by_its_number() -> None:
    story = concluded(assigned(fit_check_days=60), at=on("2026-04-06"))
    reviewing = passed(story, "check_in_opens:first_review").story
    two = passed(reviewing, "check_in_opens:fit").story
    assert state_of(two).stage is Stage.CHECK_IN
    step = two.after(reflection(check_in=2), by=MENTEE).when(reflection(check_in=2), by=MENTOR)
    assert step.state.stage is Stage.CHECK_IN
    step.story.when(reflection(check_in=2), by=MENTOR).refused(
        "no_check_in_open", "Check-in 2 is not open; open is 1", check_in=2
    )
    done = step.story.after(reflection(), by=MENTEE).when(reflection(), by=MENTOR)
    assert done.state.stage is Stage.GOALS


def test_a_check_in_that_comes_during_another_one_or_a_redefinition_is_skipped() -> None:
    busy = concluded(expectations(first_review_months=3))
    reviewing = passed(busy, "check_in_opens:first_review").story
    step = passed(reviewing, "check_in_opens:periodic")
    step.recorded("check_in.check_in_skipped")
    assert waits(step)["check_in_opens:periodic"] == "2026-10-06"
    redefining = passed(redefinition(), "check_in_opens:first_review")
    redefining.then(CheckInSkipped(kind=CheckInKind.FIRST_REVIEW, next_on=None))
    assert "check_in_opens:first_review" not in waits(redefining)


def test_who_has_not_reflected_is_reminded_once() -> None:
    half = check_in().after(reflection(), by=MENTOR)
    step = passed(half, "check_in_reminder:1")
    step.then(CheckInReminded(check_in=1, sides=(Side.MENTEE,)))
    assert "check_in_reminder:1" not in waits(step)
    nobody = passed(check_in(), "check_in_reminder:1")
    nobody.then(CheckInReminded(check_in=1, sides=(Side.MENTEE, Side.MENTOR)))


def test_a_reflection_can_be_changed_while_the_other_is_awaited() -> None:
    half = check_in().after(reflection(), by=MENTOR)
    half.when(reflection(), by=MENTOR).nothing()
    half.when(reflection(done="More"), by=MENTOR).recorded("check_in.reflection_submitted")


def test_without_an_open_check_in_there_is_nothing_to_reflect_on() -> None:
    goals().when(reflection(), by=MENTEE).refused("no_check_in_open", "opens by itself")


@pytest.mark.parametrize(
    ("mentee", "mentor", "outcome", "stage"),
    [
        (Wish.GO_ON, Wish.GO_ON, "go_on", Stage.GOALS),
        (Wish.GO_ON, Wish.REDEFINE, "redefine", Stage.REDEFINITION),
        (Wish.REDEFINE, Wish.REDEFINE, "redefine", Stage.REDEFINITION),
        (Wish.REDEFINE, Wish.END, "end_wished", Stage.GOALS),
        (Wish.END, Wish.GO_ON, "end_wished", Stage.GOALS),
        (Wish.END, Wish.END, "end_wished", Stage.GOALS),
    ],
)
def test_any_wish_to_end_leads_back_to_goals_and_any_other_to_redefine_to_that(
    mentee: Wish, mentor: Wish, outcome: str, stage: Stage
) -> None:
    step = both(mentee, mentor)
    held = [each for each in step.events if isinstance(each, CheckInHeld)]
    assert [(each.outcome, each.how) for each in held] == [(outcome, "both")]
    assert step.state.stage is stage
    assert step.state.open_check_ins == ()
    assert not {"check_in_due:1", "check_in_reminder:1"} & set(waits(step))


def test_whoever_wishes_to_end_is_asked_to_confirm_and_after_seven_days_the_coordinator_is() -> (
    None
):
    step = both(Wish.END, Wish.GO_ON)
    assert step.events[-1] == CheckInHeld(
        check_in=1,
        outcome="end_wished",
        how="both",
        confirm=(Side.MENTEE,),
        confirm_by=ends(date(2026, 5, 13), ZONE),
    )
    told = passed(step.story, "end_confirmation:mentee").recorded("attention.coordinator_asked")
    assert told.state.attention == {Attention.END_WISH_UNANSWERED}
    assert "end_confirmation:mentee" not in waits(told)


def test_both_who_wish_to_end_are_asked_and_the_coordinator_is_told_once() -> None:
    step = both(Wish.END, Wish.END)
    assert {"end_confirmation:mentee", "end_confirmation:mentor"} <= set(waits(step))
    told = passed(step.story, "end_confirmation:mentee")
    assert "end_confirmation:mentor" not in waits(told)


def test_a_wish_to_end_is_confirmed_by_ending() -> None:
    confirmed = both(Wish.END, Wish.GO_ON).story.when(EndMentorship(), by=MENTEE)
    assert confirmed.state.stage is Stage.CLOSING
    assert waits(confirmed) == {"closing_due": "2026-05-20"}


def test_at_the_due_date_one_answer_is_enough() -> None:
    half = check_in().after(reflection(Wish.REDEFINE), by=MENTOR)
    step = passed(passed(half, "check_in_reminder:1").story, "check_in_due:1")
    step.recorded("check_in.check_in_held", "redefinition.redefinition_opened")
    assert step.events[0] == CheckInHeld(check_in=1, outcome="redefine", how="one_sided")
    alone = check_in().after(reflection(Wish.END), by=MENTOR)
    ended = passed(passed(alone, "check_in_reminder:1").story, "check_in_due:1")
    ended.recorded("check_in.check_in_held")
    assert "end_confirmation:mentor" in waits(ended)


def test_without_an_answer_it_is_missed_and_two_in_a_row_ask_the_coordinator() -> None:
    first = missed(goals(), "check_in_opens:first_review")
    first.then(CheckInMissed(check_in=1, in_a_row=1))
    assert first.state.stage is Stage.GOALS
    second = missed(first.story, "check_in_opens:periodic")
    second.recorded("check_in.check_in_missed", "attention.coordinator_asked")
    assert second.state.attention == {Attention.CHECK_INS_MISSED}
    third = passed(second.story, "check_in_opens:periodic").story
    held = both(Wish.GO_ON, Wish.GO_ON, third)
    assert held.state.attention == frozenset()
    assert held.state.missed_in_a_row == 0


def test_a_check_in_that_opens_late_gives_its_full_time() -> None:
    late = passed(goals(), "check_in_opens:first_review", at=on("2026-05-12"))
    assert waits(late)["check_in_reminder:1"] == "2026-05-19"
    assert waits(late)["check_in_due:1"] == "2026-05-26"


def test_the_coordinator_records_a_check_in_that_was_held_in_another_way() -> None:
    step = check_in().when(HoldCheckIn(why="By phone"), by=COORDINATOR)
    step.then(CheckInHeld(check_in=1, outcome="go_on", how="by_coordinator", why="By phone"))
    again = check_in().when(HoldCheckIn(why="x", outcome="redefine"), by=COORDINATOR)
    assert again.state.stage is Stage.REDEFINITION
    goals().when(HoldCheckIn(why="x"), by=COORDINATOR).refused("no_check_in_open")


def test_a_check_in_starts_with_what_was_done_since_the_last_one() -> None:
    first = state_of(check_in()).check_ins[1]
    assert first.since == on("2026-03-02")
    later = passed(both(Wish.GO_ON, Wish.GO_ON).story, "check_in_opens:periodic")
    assert later.state.check_ins[2].since == first.opened_at


def test_ordinals_count_the_check_ins_of_a_kind() -> None:
    story = both(Wish.GO_ON, Wish.GO_ON).story
    for number in (1, 2):
        step = passed(story, "check_in_opens:periodic")
        (opened,) = step.events
        assert isinstance(opened, CheckInOpened)
        assert (opened.number, opened.check_in) == (number, number + 1)
        story = both(Wish.GO_ON, Wish.GO_ON, step.story).story
