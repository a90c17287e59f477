from datetime import date

import pytest

from domain.dates import ends
from domain.envelopes import Role
from domain.mentorship.closing import EndMentorship
from domain.mentorship.concerns import RaiseConcern
from domain.mentorship.matters import Attention
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind
from domain.mentorship.returning import MentorReplaced, Reopen, Reopened, ReplaceMentor
from domain.mentorship.stages import Stage
from tests.domain.cast import ZONE, a_person, on
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    CLEO,
    COORDINATOR,
    MENTEE,
    MENTOR,
    MIA,
    STAGES,
    a_goal,
    a_meeting,
    a_task,
    answers,
    assigned,
    check_in,
    closing,
    concluded,
    ended,
    expectations,
    goals,
    passed,
    reflection,
    seeking,
    state_of,
    terms,
    waits,
)

SLIP = "It was a slip"
TO_GOALS = Reopen(stage=Stage.GOALS, why=SLIP)


@pytest.mark.parametrize("over", [Stage.CLOSING, Stage.ENDED])
def test_a_slip_can_be_taken_back_to_goals_under_the_agreement(over: Stage) -> None:
    story = STAGES[over]()
    step = story.when(TO_GOALS, by=COORDINATOR, at=on("2026-06-20")).recorded("returning.reopened")
    assert step.state.stage is Stage.GOALS
    assert (step.state.ending, step.state.ended_at) == (None, None)
    assert waits(step) == {
        "check_in_opens:first_review": "2026-07-20",
        "quiet_check": "2026-08-04",
        "check_in_opens:periodic": "2026-09-20",
        "end_notice": "2027-09-06",
        "agreed_end": "2027-10-06",
    }


def test_an_agreement_that_ran_out_gives_way_to_the_policys_term_and_keeps_its_rhythm() -> None:
    story = concluded(expectations(), terms(ends_on=date(2026, 5, 31), check_in_months=2))
    over = passed(story, "agreed_end").story
    step = over.when(TO_GOALS, by=COORDINATOR, at=on("2026-06-02"))
    assert waits(step)["agreed_end"] == "2027-06-02"
    assert waits(step)["check_in_opens:periodic"] == "2026-08-02"


def test_without_an_agreement_the_policys_dates_apply() -> None:
    story = expectations().after(EndMentorship(), by=MENTOR)
    step = story.when(TO_GOALS, by=COORDINATOR)
    assert waits(step)["agreed_end"] == "2027-03-10"


def test_back_to_expectations_gives_time_for_the_agreement() -> None:
    step = closing().when(Reopen(stage=Stage.EXPECTATIONS, why=SLIP), by=COORDINATOR)
    assert step.state.mentor == BEN.id
    assert waits(step)["agreement_due"] == "2026-07-01"


def test_a_grace_that_ran_before_the_ending_does_not_overtake_the_new_due_date() -> None:
    story = passed(expectations(), "agreement_due").story.after(EndMentorship(), by=MENTEE)
    step = story.when(Reopen(stage=Stage.EXPECTATIONS, why=SLIP), by=COORDINATOR)
    assert waits(step) == {"agreement_due": "2026-05-10"}


def test_back_to_seeking_parts_the_two_and_keeps_the_shortlist() -> None:
    step = ended().when(Reopen(stage=Stage.SEEKING, why=SLIP), by=COORDINATOR)
    assert step.events == (
        Reopened(
            before=Stage.ENDED,
            to=Stage.SEEKING,
            why=SLIP,
            previous=BEN.id,
            nudge_on=ends(date(2026, 7, 16), ZONE),
        ),
    )
    assert (step.state.mentor, step.state.in_force) == (None, None)
    assert len(step.state.candidates) == 3
    assert waits(step) == {"seeking_nudge": "2026-07-16"}


def test_what_was_due_while_it_was_over_is_not_made_up() -> None:
    story = goals().after(a_task(), a_goal(), by=MENTEE).after(EndMentorship(), by=MENTEE)
    step = story.when(TO_GOALS, by=COORDINATOR, at=on("2026-04-21"))
    assert {"task_due:1", "task_reminder:1"}.isdisjoint(waits(step))
    assert waits(step)["goal_review:1"] == "2026-06-30"


def test_a_check_in_that_was_open_does_not_come_back() -> None:
    story = check_in().after(reflection(), by=MENTEE).after(EndMentorship(), by=MENTEE)
    step = story.when(TO_GOALS, by=COORDINATOR)
    assert step.state.open_check_ins == ()
    assert "check_in_due:1" not in waits(step)


def test_a_pause_is_over_when_it_is_reopened() -> None:
    story = goals().after(PauseMentorship(until=date(2026, 9, 1)), by=MENTEE)
    over = story.after(EndMentorship(), by=MENTEE)
    step = over.when(TO_GOALS, by=COORDINATOR)
    assert step.state.pause is None
    assert "pause_end" not in waits(step)


def test_thirty_days_after_the_ending_it_is_too_late() -> None:
    story = ended()
    story.when(TO_GOALS, by=COORDINATOR, at=on("2026-07-16", "23:59")).recorded(
        "returning.reopened"
    )
    story.when(TO_GOALS, by=COORDINATOR, at=on("2026-07-17", "00:00")).refused(
        "record_closed", "open a new mentorship that continues this one"
    )
    closed = passed(story, "record_closes").story
    closed.when(TO_GOALS, by=COORDINATOR).refused("record_closed")


@pytest.mark.parametrize(
    "stage", [Stage.OUTREACH, Stage.CHECK_IN, Stage.REDEFINITION, Stage.CLOSING, Stage.ENDED]
)
def test_only_three_stages_can_be_reopened(stage: Stage) -> None:
    ended().when(Reopen(stage=stage, why=SLIP), by=COORDINATOR).refused(
        "no_such_transition", "use SEEKING, EXPECTATIONS or GOALS", to=stage.value
    )


def test_who_never_had_a_mentor_is_reopened_in_seeking() -> None:
    story = seeking().after(EndMentorship(), by=MENTEE)
    story.when(TO_GOALS, by=COORDINATOR).refused("no_mentor", "reopen it in SEEKING")
    story.when(Reopen(stage=Stage.SEEKING, why=SLIP), by=COORDINATOR).recorded("returning.reopened")


def test_reopening_checks_the_mentors_load_and_the_pair() -> None:
    story = closing()
    story.when(TO_GOALS, by=COORDINATOR, loads={BEN.id: 3}).refused("mentor_at_capacity")
    together = {BEN.id: frozenset({MIA.id})}
    story.when(TO_GOALS, by=COORDINATOR, partners=together).refused("already_paired")


def test_nothing_is_reopened_for_a_mentee_who_is_gone() -> None:
    gone = a_person("Mia", erased=True)
    ended().when(
        Reopen(stage=Stage.SEEKING, why=SLIP), by=COORDINATOR, people=(gone, BEN, CAROL)
    ).refused("unknown_person")


def test_a_mentor_is_replaced_by_a_new_search_without_blame() -> None:
    step = goals().when(ReplaceMentor(why="Moved", next="SEEKING"), by=COORDINATOR)
    step.then(
        MentorReplaced(
            previous=BEN.id, mentor=None, why="Moved", nudge_on=ends(date(2026, 5, 6), ZONE)
        )
    )
    assert step.state.stage is Stage.SEEKING
    assert step.state.mentor is None
    assert waits(step) == {"seeking_nudge": "2026-05-06"}


@pytest.mark.parametrize(
    "stage", [Stage.EXPECTATIONS, Stage.GOALS, Stage.CHECK_IN, Stage.REDEFINITION]
)
def test_a_mentor_is_replaced_by_another_one_from_any_stage_with_a_mentor(stage: Stage) -> None:
    step = STAGES[stage]().when(ReplaceMentor(why="Moved", next=CLEO.id), by=COORDINATOR)
    state = step.state
    assert (state.stage, state.mentor, state.assigned) == (Stage.EXPECTATIONS, CLEO.id, True)
    assert set(waits(step)) == {"agreement_due", "check_in_opens:fit"}
    assert (state.in_force, state.proposal, state.open_check_ins) == (None, None, ())


def test_with_another_mentor_everything_is_agreed_anew() -> None:
    story = expectations().after(answers(), by=MENTEE).after(answers(), by=MENTOR)
    step = story.when(ReplaceMentor(why="x", next=CLEO.id), by=COORDINATOR)
    assert (step.state.answers, step.state.revealed, step.state.waived) == ({}, False, False)


def test_replacing_calls_off_the_meetings_ahead_and_keeps_a_concern() -> None:
    story = goals().after(a_meeting(), RaiseConcern(text="x"), by=MENTEE)
    for then in ("SEEKING", CLEO.id):
        step = story.when(ReplaceMentor(why="x", next=then), by=COORDINATOR)
        step.recorded("goals.meeting_cancelled", "returning.mentor_replaced")
        assert step.state.attention == {Attention.CONCERN}


def test_a_pause_goes_on_with_another_mentor() -> None:
    story = goals().after(PauseMentorship(until=date(2026, 9, 1)), by=MENTEE)
    step = story.when(ReplaceMentor(why="x", next=CLEO.id), by=COORDINATOR)
    assert waits(step) == {"pause_end": "2026-09-01"}


def test_the_present_mentor_is_no_replacement() -> None:
    story = assigned()
    story.when(ReplaceMentor(why="x", next=BEN.id), by=COORDINATOR).refused(
        "same_mentor", "name another one, or SEEKING"
    )


def test_the_next_mentor_must_be_free_to_mentor_here() -> None:
    replace = ReplaceMentor(why="x", next=CLEO.id)
    full = goals().when(replace, by=COORDINATOR, loads={CLEO.id: 3})
    full.refused("mentor_at_capacity")
    goals().when(ReplaceMentor(why="x", next=MIA.id), by=COORDINATOR).refused("own_mentor")
    away = a_person("Cleo", Role.MENTOR, away_until=ends(date(2026, 5, 1), ZONE))
    step = goals().when(replace, by=COORDINATOR, people=(MIA, BEN, away, CAROL))
    (event,) = step.events
    assert isinstance(event, MentorReplaced)
    assert event.ends_away


def test_an_open_proposal_does_not_survive_the_mentor() -> None:
    story = goals().after(ProposeRedefinition(kind=RedefinitionKind.PACE, terms=terms()), by=MENTEE)
    step = story.when(ReplaceMentor(why="x", next="SEEKING"), by=COORDINATOR)
    assert step.state.agreements[2].voided
    assert state_of(step.story).stage is Stage.SEEKING
