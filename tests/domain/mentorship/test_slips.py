"""What the random lives of ``test_machine`` found, each as the shortest story that shows it."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.driver import World
from domain.mentorship.closing import EndMentorship
from domain.mentorship.expectations import ProposeAgreement, SignAgreement, WaiveExpectations
from domain.mentorship.matters import DeadlineKind, Terms
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.redefinition import ProposeRedefinition, RedefinitionKind
from domain.mentorship.returning import Reopen
from domain.mentorship.seeking import AssignMentor
from domain.mentorship.stages import Stage
from domain.mentorship.transition import Transition
from domain.refusals import Refusal
from tests.domain.cast import as_coordinator, as_mentee, as_mentor, on
from tests.domain.mentorship.story import ANA, CORA, FAY, a_world, opened_for

PROGRAM, MENTEE, MENTOR = as_coordinator(FAY), as_mentee(ANA), as_mentor(CORA)


def _proposed(ends_on: date) -> tuple[World, UUID]:
    world = a_world()
    ident = opened_for(world, ANA)
    world.do(AssignMentor(mentor=CORA), by=PROGRAM, stream=ident)
    world.do(WaiveExpectations(why="They met."), by=PROGRAM, stream=ident)
    terms = Terms(purpose="A project", ends_on=ends_on)
    world.do(ProposeAgreement(terms=terms), by=MENTEE, stream=ident)
    return world, ident


def _agreed(ends_on: date = date(2027, 3, 1)) -> tuple[World, UUID]:
    world, ident = _proposed(ends_on)
    world.do(SignAgreement(version=1), by=MENTOR, stream=ident)
    return world, ident


def test_terms_whose_end_came_before_the_second_signature_are_signed_no_more() -> None:
    world, ident = _proposed(date(2026, 3, 10))
    with pytest.raises(Refusal) as error:
        world.do(SignAgreement(version=1), by=MENTOR, at=on("2026-03-11"), stream=ident)
    assert error.value.code == "date_past"


@pytest.mark.parametrize("stage", [Stage.EXPECTATIONS, Stage.GOALS])
def test_a_redefinition_that_was_under_way_is_over_when_an_ending_is_taken_back(
    stage: Stage,
) -> None:
    world, ident = _agreed()
    terms = Terms(purpose="Another project", ends_on=date(2027, 6, 1))
    proposed = ProposeRedefinition(kind=RedefinitionKind.PROJECT, terms=terms)
    world.do(proposed, by=MENTEE, stream=ident)
    world.do(EndMentorship(), by=MENTEE, stream=ident)
    world.do(Reopen(stage=stage, why="A slip"), by=PROGRAM, stream=ident)
    state = world.mentorships[ident]
    assert DeadlineKind.REDEFINITION_DUE not in state.deadlines
    assert state.proposal is None


def test_an_ending_taken_back_keeps_the_agreed_end_as_the_pause_moved_it() -> None:
    world, ident = _agreed()
    world.do(PauseMentorship(until=date(2026, 4, 1)), by=MENTEE, stream=ident)
    world.pass_time(until=on("2026-04-10"))
    world.do(EndMentorship(), by=MENTEE, stream=ident)
    world.do(Reopen(stage=Stage.GOALS, why="A slip"), by=PROGRAM, stream=ident)
    end = world.mentorships[ident].deadlines[DeadlineKind.AGREED_END]
    assert end.due.date == date(2027, 3, 1) + timedelta(days=30)


def test_goals_entered_by_hand_have_all_their_dates_even_after_a_way_back() -> None:
    world, ident = _agreed()
    world.pass_time(until=on("2026-04-14"))
    world.do(EndMentorship(), by=MENTEE, stream=ident)
    # The quiet check of 16 April and the check-in of 2 June rest meanwhile and are past by then.
    back = Reopen(stage=Stage.EXPECTATIONS, why="A slip")
    world.do(back, by=PROGRAM, at=on("2026-05-20"), stream=ident)
    assert DeadlineKind.QUIET_CHECK not in world.mentorships[ident].deadlines
    world.do(Transition(to=Stage.GOALS, why="They go on"), by=PROGRAM, stream=ident)
    waited = world.mentorships[ident].deadlines
    assert {DeadlineKind.QUIET_CHECK, DeadlineKind.AGREED_END, "check_in_opens:periodic"} <= set(
        waited
    )
