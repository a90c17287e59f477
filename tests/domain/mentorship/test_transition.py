"""The administrator's hand: the from x to table, written out, and what each move does."""

from datetime import date

import pytest

from domain.dates import ends
from domain.envelopes import SYSTEM
from domain.mentorship.concerns import NoteDown
from domain.mentorship.matters import Attention, EndingKind
from domain.mentorship.reflections import CheckInOpened
from domain.mentorship.returning import Reopen
from domain.mentorship.stages import Stage
from domain.mentorship.transition import (
    NoteMalformedSignal,
    StageMoved,
    Transition,
    TransitionByEmail,
)
from domain.mentorship.work import CheckInKind
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    CAROL,
    COORDINATOR,
    MENTEE,
    STAGES,
    answers,
    assigned,
    check_in,
    closing,
    concluded,
    ended,
    expectations,
    goals,
    outreach,
    passed,
    redefinition,
    reflection,
    seeking,
    state_of,
    terms,
    waits,
)

ORDER = ("SEEKING", "OUTREACH", "EXPECTATIONS", "GOALS", "CHECK_IN", "REDEFINITION", "CLOSING")
TABLE = """
SEEKING      = invite assign assign assign assign at_once yes
OUTREACH     yes = assign assign assign assign at_once yes
EXPECTATIONS replace replace = yes goals goals yes closing
GOALS        replace replace yes = yes yes yes closing
CHECK_IN     replace replace yes yes = yes yes closing
REDEFINITION replace replace yes yes yes = yes closing
CLOSING      reopen reopen reopen reopen reopen reopen = yes
ENDED        reopen reopen reopen reopen reopen reopen reopen reopen
"""
HINTS = {
    "invite": "it begins when a candidate is invited; use `invite`.",
    "assign": "there is no mentor yet; use `assign_mentor`.",
    "at_once": "without a mentor it ends at once; move to ENDED.",
    "replace": "to search for another mentor use `replace_mentor` with next SEEKING.",
    "goals": "move to GOALS first.",
    "closing": "move to CLOSING first, which gives time for thanks.",
    "reopen": "use `reopen`.",
}
CELLS = [
    (Stage(before), Stage(to), expected)
    for before, *row in (line.split() for line in TABLE.strip().splitlines())
    for to, expected in zip((*ORDER, "ENDED"), row, strict=True)
]


def to(stage: str) -> Transition:
    return Transition.model_validate({"to": stage, "why": "Stuck"})


@pytest.mark.parametrize(("before", "after", "expected"), CELLS)
def test_the_table_of_moves(before: Stage, after: Stage, expected: str) -> None:
    step = STAGES[before]().when(to(after), by=COORDINATOR)
    if expected == "=":
        step.nothing()
    elif expected == "yes":
        assert any(isinstance(each, StageMoved) for each in step.events), step.refusal
        assert step.state.stage is after
    else:
        sentence = f"{before} cannot become {after}: {HINTS[expected]}"
        step.refused("no_such_transition", sentence, before=before.value, to=after.value)


@pytest.mark.parametrize("before", list(Stage))
def test_a_refused_move_tells_which_are_possible(before: Stage) -> None:
    possible = sorted(to.value for start, to, each in CELLS if start is before and each == "yes")
    refused = next(to for start, to, each in CELLS if start is before and each in HINTS)
    step = STAGES[before]().when(to(refused), by=COORDINATOR)
    step.refused("no_such_transition", possible=possible)


@pytest.mark.parametrize("before", list(Stage))
def test_no_move_leads_to_a_stage_with_a_mentor_without_one(before: Stage) -> None:
    for stage in Stage:
        step = STAGES[before]().when(to(stage), by=COORDINATOR)
        state = state_of(step.story)
        without = {Stage.SEEKING, Stage.OUTREACH, Stage.ENDED}
        assert state.mentor is not None or state.stage in without


@pytest.mark.parametrize("name", ["goals", " Goals ", "GOALS"])
def test_a_stage_is_spelled_as_people_do(name: str) -> None:
    assert to(name).to is Stage.GOALS
    assert to("check-in").to is Stage.CHECK_IN


def test_a_move_says_who_and_why_and_what_it_closed() -> None:
    step = outreach().when(to("SEEKING"), by=COORDINATOR)
    step.recorded("outreach.invitation_withdrawn", "transition.stage_moved")
    assert step.events[1] == StageMoved(
        before=Stage.OUTREACH,
        to=Stage.SEEKING,
        why="Stuck",
        by=CAROL.id,
        closes=("invitation 1",),
        nudge_on=ends(date(2026, 4, 1), ZONE),
    )
    assert waits(step) == {"seeking_nudge": "2026-04-01"}


def test_goals_without_an_agreement_use_the_policys_dates_and_say_not_signed() -> None:
    step = expectations().when(to("GOALS"), by=COORDINATOR)
    (event,) = step.events
    assert isinstance(event, StageMoved)
    assert not event.signed
    assert waits(step) == {
        "check_in_opens:first_review": "2026-04-10",
        "quiet_check": "2026-04-24",
        "check_in_opens:periodic": "2026-06-10",
        "end_notice": "2027-02-08",
        "agreed_end": "2027-03-10",
    }
    assert step.state.agreement is None


def test_a_move_out_of_expectations_voids_a_proposal_and_settles_what_was_due() -> None:
    overdue = passed(passed(expectations(), "agreement_due").story, "agreement_grace").story
    step = overdue.when(to("GOALS"), by=COORDINATOR)
    assert step.state.attention == frozenset()
    assert {"agreement_due", "agreement_grace"}.isdisjoint(waits(step))


def test_back_to_expectations_answers_are_given_anew_and_the_old_agreement_stays_in_force() -> None:
    story = goals().after(to("EXPECTATIONS"), by=COORDINATOR, at=on("2026-04-20"))
    state = state_of(story)
    assert (state.answers, state.revealed, state.waived) == ({}, False, False)
    assert state.in_force == 1
    assert waits(story)["agreement_due"] == "2026-05-20"
    assert waits(story)["agreed_end"] == "2027-10-06"
    story.when(answers(), by=MENTEE).recorded("expectations.expectations_submitted")
    again = concluded(story, at=on("2026-04-21"))
    assert state_of(again).in_force == 2


def test_back_and_forth_keeps_the_dates_of_the_agreement() -> None:
    step = goals().after(to("EXPECTATIONS"), by=COORDINATOR).when(to("GOALS"), by=COORDINATOR)
    (event,) = step.events
    assert isinstance(event, StageMoved)
    assert event.signed
    assert event.schedule is None
    assert waits(step) == waits(goals())


def test_goals_never_lack_an_agreed_end() -> None:
    short = concluded(expectations(), terms(ends_on=date(2026, 4, 30)))
    over = passed(passed(short, "agreed_end").story, "closing_due").story
    back = over.after(Reopen(stage=Stage.EXPECTATIONS, why="x"), by=COORDINATOR)
    step = back.when(to("GOALS"), by=COORDINATOR)
    assert waits(step)["agreed_end"] == "2027-05-16"


def test_a_check_in_opens_by_hand_with_its_dates() -> None:
    step = goals().when(to("CHECK_IN"), by=COORDINATOR)
    assert step.events[1] == CheckInOpened(
        check_in=1,
        kind=CheckInKind.PERIODIC,
        number=1,
        due=ends(date(2026, 4, 20), ZONE),
        remind_on=ends(date(2026, 4, 13), ZONE),
        next_on=step.state.deadlines["check_in_opens:periodic"].due,
    )
    assert waits(step)["check_in_opens:periodic"] == "2026-07-06"


@pytest.mark.parametrize("stage", ["EXPECTATIONS", "GOALS", "REDEFINITION", "CLOSING"])
def test_leaving_a_check_in_closes_it_and_says_so(stage: str) -> None:
    step = check_in().after(reflection(), by=MENTEE).when(to(stage), by=COORDINATOR)
    (moved,) = (each for each in step.events if isinstance(each, StageMoved))
    assert moved.closes == ("check-in 1",)
    assert step.state.open_check_ins == ()
    assert "check_in_due:1" not in waits(step)


def test_a_fit_check_outlives_a_move() -> None:
    fit = passed(passed(assigned(), "agreement_due").story, "check_in_opens:fit").story
    step = fit.when(to("GOALS"), by=COORDINATOR)
    (moved,) = (each for each in step.events if isinstance(each, StageMoved))
    assert moved.closes == ()
    assert "check_in_due:1" in waits(step)


@pytest.mark.parametrize("stage", ["EXPECTATIONS", "GOALS", "CHECK_IN", "CLOSING"])
def test_leaving_a_redefinition_voids_its_proposal_and_says_so(stage: str) -> None:
    step = redefinition().when(to(stage), by=COORDINATOR)
    (moved,) = (each for each in step.events if isinstance(each, StageMoved))
    assert moved.closes == ("proposal 2",)
    assert step.state.proposal is None
    assert "redefinition_due" not in waits(step)


def test_a_redefinition_by_hand_is_due_in_thirty_days() -> None:
    step = goals().when(to("REDEFINITION"), by=COORDINATOR)
    step.recorded("transition.stage_moved", "redefinition.redefinition_opened")
    assert waits(step)["redefinition_due"] == "2026-05-06"


def test_an_ending_by_hand_is_the_programs_and_one_under_way_keeps_its_kind() -> None:
    assert goals().when(to("CLOSING"), by=COORDINATOR).state.ending is EndingKind.BY_PROGRAM
    assert seeking().when(to("ENDED"), by=COORDINATOR).state.ending is EndingKind.BY_PROGRAM
    over = closing().when(to("ENDED"), by=COORDINATOR)
    assert over.state.ending is EndingKind.RUN_ITS_COURSE
    assert waits(over) == {"record_closes": "2026-07-01"}
    outreach().when(to("ENDED"), by=COORDINATOR).recorded(
        "outreach.invitation_withdrawn", "transition.stage_moved", "ended.mentorship_ended"
    )


def test_a_move_by_signal_stands_under_the_coordinators_name() -> None:
    command = TransitionByEmail(to=Stage.GOALS, why="Stuck", by=CAROL.email)
    step = expectations().when(command, by=SYSTEM)
    (event,) = step.events
    assert isinstance(event, StageMoved)
    assert (event.by, event.why) == (CAROL.id, "Stuck")


def test_a_signal_that_cannot_be_read_is_refused_so_that_its_receipt_shows_it() -> None:
    command = NoteMalformedSignal(signal="transition", problem="`to` is missing.")
    step = goals().when(command, by=SYSTEM)
    step.refused("malformed_signal", "`to` is missing; send it again.", signal="transition")


def test_a_move_leaves_other_worries_alone() -> None:
    story = passed(passed(expectations(), "agreement_due").story, "agreement_grace").story
    kept = story.when(NoteDown(text="Hm"), by=COORDINATOR)
    assert kept.state.attention == {Attention.AGREEMENT_OVERDUE}
    assert state_of(ended()).attention == frozenset()
