"""Folding takes any event in any state: it never refuses, never raises, and counts."""

from datetime import date

import pytest

from domain.dates import ends
from domain.envelopes import SYSTEM, Stamp
from domain.mentorship import MENTORSHIP, Event
from domain.mentorship.agreements import AgreementSigned
from domain.mentorship.invitations import InvitationFollowedUp
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.opening import MentorshipOpened
from domain.mentorship.pause import Moved, PauseMentorship, Resumed, on_pause_end
from domain.mentorship.returning import Reopened
from domain.mentorship.stages import Side, Stage
from domain.mentorship.state import open_deadlines
from tests.domain.cast import START, ZONE
from tests.domain.mentorship.commands import furnished
from tests.domain.mentorship.letter_scenes import happened
from tests.domain.mentorship.scene import (
    BEN,
    COORDINATOR,
    MENTEE,
    MIA,
    a_goal,
    a_task,
    check_in,
    goals,
    outreach,
    seeking,
    state_of,
)

STAMP = Stamp(at=START, actor=SYSTEM)
ONE_OF_EACH = {str(each.type): each for each in happened()}


@pytest.mark.parametrize("event", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_any_event_can_be_folded_in_any_stage_and_told_of(event: Event) -> None:
    context = seeking().when(a_goal(), by=MENTEE).context
    for stage in Stage:
        before = state_of(furnished(stage))
        after = MENTORSHIP.evolve(before, event, STAMP)
        assert after is not None
        assert after.version == before.version + 1
        MENTORSHIP.notices(event, after, context)
        MENTORSHIP.following(event, after)
        open_deadlines(after)


@pytest.mark.parametrize("event", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_what_speaks_of_something_unknown_changes_no_more_than_it_must(event: Event) -> None:
    bare = seeking().history[:1]
    state = MENTORSHIP.evolve(None, bare[0][0], STAMP)
    after = MENTORSHIP.evolve(state, event, STAMP)
    assert after is not None
    context = seeking().when(a_goal(), by=MENTEE).context
    MENTORSHIP.notices(event, after, context)


@pytest.mark.parametrize("event", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_before_its_opening_a_mentorship_is_nothing(event: Event) -> None:
    state = MENTORSHIP.evolve(None, event, STAMP)
    assert (state is not None) == isinstance(event, MentorshipOpened)


def test_folding_in_two_parts_equals_folding_at_once() -> None:
    history = furnished(Stage.ENDED).history
    for cut in range(len(history)):
        state = None
        for event, stamp in history[:cut]:
            state = MENTORSHIP.evolve(state, event, stamp)
        for event, stamp in history[cut:]:
            state = MENTORSHIP.evolve(state, event, stamp)
        assert state == state_of(furnished(Stage.ENDED))


def test_an_event_leaves_the_state_before_it_as_it_was() -> None:
    before = state_of(goals())
    kept = repr(before)
    for event in ONE_OF_EACH.values():
        MENTORSHIP.evolve(before, event, STAMP)
    assert repr(before) == kept


def test_somebody_of_the_pair_is_heard_of_by_what_they_do() -> None:
    assert state_of(seeking()).active_at == START
    assert state_of(outreach()).side_of(MIA.id) is Side.MENTEE
    assert state_of(outreach()).side_of(BEN.id) is None
    assert state_of(outreach()).side_of(None) is None
    signed = AgreementSigned(version=9, side=Side.MENTOR)
    assert MENTORSHIP.evolve(state_of(goals()), signed, STAMP) is not None


def test_moving_what_is_no_longer_waited_for_changes_nothing() -> None:
    rests = check_in().after(PauseMentorship(until=date(2026, 9, 1)), by=COORDINATOR)
    state = state_of(rests)
    due = state.deadlines[DeadlineKind.AGREED_END].due
    unknown = Resumed(moved=(Moved(deadline="tea_time", due=due),), anchor=None)
    after = MENTORSHIP.evolve(state, unknown, STAMP)
    assert after is not None
    assert after.deadlines.keys() == state.deadlines.keys() - {"pause_end"}


def test_moving_the_reply_of_an_unknown_invitation_moves_the_date_alone() -> None:
    due = ends(date(2026, 4, 1), ZONE)
    asked = InvitationFollowedUp(invitation=7, attempt=2, reply_by=due)
    state = MENTORSHIP.evolve(state_of(seeking()), asked, STAMP)
    later = ends(date(2026, 5, 1), ZONE)
    moved = Resumed(moved=(Moved(deadline="reply_due:7", due=later),), anchor=None)
    after = MENTORSHIP.evolve(state, moved, STAMP)
    assert after is not None
    assert after.deadlines["reply_due:7"].due == later
    assert dict(after.invitations) == {}


def test_without_a_pause_there_is_nothing_to_go_on_from() -> None:
    step = goals().when(a_task(), by=MENTEE)
    assert on_pause_end(state_of(goals()), step.context) == []


def test_a_return_without_dates_leaves_none() -> None:
    bare = Reopened(before=Stage.ENDED, to=Stage.GOALS, why="x")
    after = MENTORSHIP.evolve(state_of(furnished(Stage.ENDED)), bare, STAMP)
    assert after is not None
    assert after.stage is Stage.GOALS
