from datetime import date

import pytest

from domain.dates import ends
from domain.envelopes import Actor
from domain.mentorship.closing import (
    ClosingOpened,
    ClosingReflected,
    EndMentorship,
    ReflectOnClosing,
    Thank,
    Thanked,
)
from domain.mentorship.concerns import RaiseConcern
from domain.mentorship.ended import InvitedToMentor, MentorshipEnded
from domain.mentorship.matters import Attention, EndingKind
from domain.mentorship.stages import Side, Stage
from domain.people.state import MentorInvitation
from tests.domain.cast import ZONE, a_person, on
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    COORDINATOR,
    MENTEE,
    MENTOR,
    MIA,
    STAGES,
    a_meeting,
    closing,
    concluded,
    ended,
    expectations,
    goals,
    outreach,
    passed,
    seeking,
    state_of,
    terms,
    waits,
)

WITH_MENTOR = [Stage.EXPECTATIONS, Stage.GOALS, Stage.CHECK_IN, Stage.REDEFINITION]


@pytest.mark.parametrize("stage", WITH_MENTOR)
@pytest.mark.parametrize("actor", [MENTEE, MENTOR, COORDINATOR])
def test_ending_by_one_side_needs_nobodys_consent(stage: Stage, actor: Actor) -> None:
    step = STAGES[stage]().when(EndMentorship(), by=actor)
    assert step.events[0].type == "closing.closing_opened"
    assert step.state.stage is Stage.CLOSING
    assert list(waits(step)) == ["closing_due"]


def test_an_ending_without_kind_or_reason_has_run_its_course_and_gives_fourteen_days() -> None:
    step = goals().when(EndMentorship(), by=MENTOR, at=on("2026-06-01"))
    run = EndingKind.RUN_ITS_COURSE
    until = ends(date(2026, 6, 15), ZONE)
    step.then(ClosingOpened(kind=run, until=until, why=None, sealed=True))


def test_a_reason_is_sealed_unless_it_says_otherwise() -> None:
    assert EndMentorship(why="No").sealed
    step = goals().when(
        EndMentorship(why="Paris!", sealed=False, kind=EndingKind.MOVED_ON), by=MENTEE
    )
    (event,) = step.events
    assert isinstance(event, ClosingOpened)
    assert (event.kind, event.why, event.sealed) == (EndingKind.MOVED_ON, "Paris!", False)


@pytest.mark.parametrize("kind", list(EndingKind))
def test_every_kind_of_ending_can_be_named(kind: EndingKind) -> None:
    step = goals().when(EndMentorship(kind=kind), by=COORDINATOR)
    assert step.state.ending is kind


def test_without_a_mentor_it_ends_at_once_and_open_invitations_are_withdrawn() -> None:
    none_found = EndMentorship(kind=EndingKind.NO_MENTOR_FOUND)
    seeking().when(none_found, by=MENTEE).then(
        MentorshipEnded(
            kind=EndingKind.NO_MENTOR_FOUND,
            record_closes=ends(date(2026, 4, 1), ZONE),
            sealed=True,
        )
    )
    step = outreach().when(none_found, by=MENTEE)
    step.recorded("outreach.invitation_withdrawn", "ended.mentorship_ended")
    assert step.state.stage is Stage.ENDED


def test_meetings_ahead_are_called_off() -> None:
    story = goals().after(a_meeting(), a_meeting(on=date(2026, 4, 8)), by=MENTEE)
    step = story.when(EndMentorship(), by=MENTEE, at=on("2026-04-09"))
    step.recorded("closing.closing_opened", "goals.meeting_cancelled")


def test_both_look_back_and_thank() -> None:
    step = closing().when(ReflectOnClosing(text="We did it"), by=MENTOR)
    step.then(ClosingReflected(side=Side.MENTOR, text="We did it"))
    assert step.state.reflected == {Side.MENTOR}
    thanked = step.story.when(Thank(text="Thank you"), by=MENTEE)
    thanked.then(Thanked(side=Side.MENTEE, text="Thank you"))
    assert thanked.state.thanked == {Side.MENTEE}


def test_after_fourteen_days_it_ends_and_the_mentee_is_invited_to_mentor() -> None:
    step = passed(closing(), "closing_due")
    step.then(
        MentorshipEnded(
            kind=EndingKind.RUN_ITS_COURSE, record_closes=ends(date(2026, 7, 16), ZONE)
        ),
        InvitedToMentor(person=MIA.id),
    )
    assert step.context.at == on("2026-06-16", "00:00")
    assert step.state.ended_at == on("2026-06-16", "00:00")
    assert waits(step) == {"record_closes": "2026-07-16"}


@pytest.mark.parametrize(
    "kind",
    [
        EndingKind.NOT_A_FIT,
        EndingKind.MOVED_ON,
        EndingKind.NO_MENTOR_FOUND,
        EndingKind.BY_PROGRAM,
    ],
)
def test_only_who_finished_is_invited_to_mentor(kind: EndingKind) -> None:
    story = goals().after(EndMentorship(kind=kind), by=MENTEE)
    passed(story, "closing_due").recorded("ended.mentorship_ended")


def test_somebody_is_invited_to_mentor_once() -> None:
    asked = a_person("Mia", invited_to_mentor=MentorInvitation.LATER)
    story = closing().amid(people=(asked, BEN, CAROL))
    passed(story, "closing_due").recorded("ended.mentorship_ended")


def test_the_agreed_end_opens_the_closing_as_run_its_course() -> None:
    story = concluded(expectations(), terms(ends_on=date(2026, 5, 31)))
    step = passed(story, "agreed_end").recorded("closing.closing_opened")
    assert step.context.at == on("2026-06-01", "00:00")
    assert step.state.ending is EndingKind.RUN_ITS_COURSE
    assert waits(step) == {"closing_due": "2026-06-15"}


def test_a_closing_that_opens_late_still_gives_fourteen_days() -> None:
    story = concluded(expectations(), terms(ends_on=date(2026, 5, 31)))
    assert waits(passed(story, "agreed_end", at=on("2026-06-20"))) == {"closing_due": "2026-07-04"}


def test_after_thirty_days_more_the_record_closes_and_nothing_is_waited_for() -> None:
    step = passed(ended(), "record_closes").recorded("ended.record_closed")
    assert step.state.record_closed
    assert waits(step) == {}


def test_an_ending_settles_what_needed_attention_but_a_concern() -> None:
    worried = goals().after(RaiseConcern(text="x"), by=MENTEE)
    asked = passed(passed(worried, "quiet_check").story, "quiet_grace").story
    assert state_of(asked).attention == {Attention.CONCERN, Attention.GONE_QUIET}
    assert asked.when(EndMentorship(), by=MENTEE).state.attention == {Attention.CONCERN}


def test_a_mentorship_that_ends_takes_up_no_capacity() -> None:
    loads = {stage: state_of(story()).charges_mentor for stage, story in STAGES.items()}
    assert loads == {
        Stage.SEEKING: None,
        Stage.OUTREACH: None,
        Stage.EXPECTATIONS: BEN.id,
        Stage.GOALS: BEN.id,
        Stage.CHECK_IN: BEN.id,
        Stage.REDEFINITION: BEN.id,
        Stage.CLOSING: None,
        Stage.ENDED: None,
    }


def test_a_pair_is_open_until_it_has_ended() -> None:
    pairs = {stage: state_of(story()).open_pair for stage, story in STAGES.items()}
    together = (MIA.id, BEN.id)
    assert pairs == {
        Stage.SEEKING: None,
        Stage.OUTREACH: None,
        Stage.EXPECTATIONS: together,
        Stage.GOALS: together,
        Stage.CHECK_IN: together,
        Stage.REDEFINITION: together,
        Stage.CLOSING: together,
        Stage.ENDED: None,
    }
