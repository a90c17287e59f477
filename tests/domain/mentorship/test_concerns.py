import pytest

from domain.envelopes import Actor
from domain.mentorship.concerns import ConcernRaised, Noted, NoteDown, RaiseConcern
from domain.mentorship.matters import Attention
from domain.mentorship.stages import Stage
from tests.domain.mentorship.scene import COORDINATOR, MENTEE, MENTOR, STAGES, ended, goals, passed

BAD = RaiseConcern(text="It is toxic")


@pytest.mark.parametrize("stage", list(Stage))
def test_a_concern_can_be_raised_at_any_time(stage: Stage) -> None:
    step = STAGES[stage]().when(BAD, by=MENTEE).then(ConcernRaised(text="It is toxic"))
    assert Attention.CONCERN in step.state.attention
    assert step.state.stage is stage


@pytest.mark.parametrize("actor", [MENTEE, MENTOR, COORDINATOR])
def test_everybody_of_the_mentorship_writes_notes(actor: Actor) -> None:
    step = goals().when(NoteDown(text="Hm"), by=actor)
    step.then(Noted(text="Hm", sealed=False, settles=None))


def test_only_a_coordinator_seals_a_note() -> None:
    sealed = NoteDown(text="Hm", sealed=True)
    goals().when(sealed, by=MENTOR).refused("not_your_part", "raise a concern instead")
    goals().when(sealed, by=COORDINATOR).then(Noted(text="Hm", sealed=True, settles=None))


def test_only_a_coordinator_settles_what_needs_attention_by_a_note() -> None:
    story = goals().after(BAD, by=MENTEE)
    settle = NoteDown(text="We talked", settles=Attention.CONCERN)
    story.when(settle, by=MENTEE).refused("not_your_part")
    assert story.when(settle, by=COORDINATOR).state.attention == frozenset()


def test_a_note_settles_one_reason_and_leaves_the_others() -> None:
    quiet = passed(passed(goals().after(BAD, by=MENTEE), "quiet_check").story, "quiet_grace").story
    step = quiet.when(NoteDown(text="x", settles=Attention.GONE_QUIET), by=COORDINATOR)
    assert step.state.attention == {Attention.CONCERN}


def test_after_the_end_there_is_a_way_for_concerns_but_not_for_notes() -> None:
    ended().when(NoteDown(text="x"), by=MENTEE).refused("wrong_stage")
    ended().when(BAD, by=MENTOR).recorded("concerns.concern_raised")


def test_a_concern_raised_after_the_end_can_be_settled_by_a_coordinator() -> None:
    raised = ended().after(BAD, by=MENTOR)
    settle = NoteDown(text="We talked", settles=Attention.CONCERN)
    raised.when(settle, by=MENTEE).refused("not_your_part")
    raised.when(NoteDown(text="x"), by=COORDINATOR).refused("wrong_stage", "settles")
    assert raised.when(settle, by=COORDINATOR).state.attention == frozenset()
