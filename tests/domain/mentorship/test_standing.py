from datetime import date

import pytest

from domain.mentorship import standing_of
from domain.mentorship.concerns import RaiseConcern
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.stages import Stage
from domain.standing import OpenDeadline, Standing
from tests.domain.cast import on
from tests.domain.mentorship.commands import furnished
from tests.domain.mentorship.scene import (
    BEN,
    MENTEE,
    MIA,
    PROGRAM,
    ended,
    goals,
    outreach,
    passed,
    seeking,
    state_of,
)


def test_a_standing_says_where_a_mentorship_stands() -> None:
    state = state_of(outreach())
    assert standing_of(state) == Standing(
        mentorship=state.id,
        version=5,
        stage="OUTREACH",
        program=PROGRAM.id,
        mentee=MIA.id,
        mentor=None,
        recipients=(MIA.id,),
        deadlines=(
            OpenDeadline(
                id="reply_due:1",
                kind="reply_due",
                due=on("2026-03-17", "00:00"),
                label="reply due: first ask",
            ),
        ),
    )


def test_with_a_mentor_both_get_letters() -> None:
    standing = standing_of(state_of(goals()))
    assert standing.mentor == BEN.id
    assert standing.recipients == (MIA.id, BEN.id)


def test_a_pause_and_what_needs_attention_are_told() -> None:
    story = goals().after(
        RaiseConcern(text="x"), PauseMentorship(until=date(2026, 9, 1)), by=MENTEE
    )
    standing = standing_of(state_of(story))
    assert standing.paused_until == on("2026-09-01", "00:00")
    assert standing.attention == ("concern",)
    assert [each.id for each in standing.deadlines] == ["pause_end"]


def test_it_is_complete_when_the_record_has_closed() -> None:
    assert not standing_of(state_of(ended())).complete
    closed = passed(ended(), "record_closes")
    assert standing_of(closed.state).complete
    assert standing_of(closed.state).deadlines == ()


@pytest.mark.parametrize("stage", list(Stage))
def test_no_name_and_no_text_stands_in_a_standing(stage: Stage) -> None:
    written = standing_of(state_of(furnished(stage))).model_dump_json()
    for personal in ("Mia", "Ben", "A project", "A draft", "Twenty pages", "Read", "Research"):
        assert personal not in written


def test_versions_count_the_events() -> None:
    story = seeking()
    assert standing_of(state_of(story)).version == len(story.history)
