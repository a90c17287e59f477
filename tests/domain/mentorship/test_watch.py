from datetime import date

import pytest

from domain.dates import ends
from domain.envelopes import Actor
from domain.mentorship.check_in import HoldCheckIn
from domain.mentorship.concerns import NoteDown
from domain.mentorship.goals import NoteAccomplishment
from domain.mentorship.matters import Attention
from domain.mentorship.meetings import LogMeeting
from domain.mentorship.messages import CoordinatorAsked
from domain.mentorship.stages import Stage
from domain.mentorship.transition import Transition
from domain.mentorship.watch import EndingPrepared, WentQuiet
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    Tale,
    concluded,
    expectations,
    goals,
    passed,
    state_of,
    terms,
    waits,
)

DONE = NoteAccomplishment(what="Done")


def quiet() -> Tale:
    return passed(goals(), "quiet_check").story


def test_after_forty_five_quiet_days_both_are_nudged_and_thirty_days_later_the_coordinator() -> (
    None
):
    nudged = passed(goals(), "quiet_check")
    nudged.then(WentQuiet(quiet_days=45, grace=ends(date(2026, 6, 21), ZONE)))
    assert "quiet_check" not in waits(nudged)
    asked = passed(nudged.story, "quiet_grace")
    asked.then(CoordinatorAsked(reason=Attention.GONE_QUIET))
    assert asked.state.attention == {Attention.GONE_QUIET}
    assert {"quiet_check", "quiet_grace"}.isdisjoint(waits(asked))


@pytest.mark.parametrize("actor", [MENTEE, MENTOR])
def test_whatever_one_of_the_two_does_renews_the_watch(actor: Actor) -> None:
    active = goals().after(DONE, by=actor, at=on("2026-04-20"))
    step = passed(active, "quiet_check").recorded("goals.watch_renewed")
    assert waits(step)["quiet_check"] == "2026-06-04"


def test_what_the_coordinator_does_is_no_sign_of_the_two() -> None:
    noted = goals().after(NoteDown(text="Hm"), by=COORDINATOR, at=on("2026-04-20"))
    passed(noted, "quiet_check").recorded("goals.went_quiet")


def test_a_meeting_logged_clears_it() -> None:
    asked = passed(quiet(), "quiet_grace").story
    log = LogMeeting(happened_on=date(2026, 6, 1), summary="x")
    step = asked.when(log, by=MENTEE)
    step.recorded("goals.activity_resumed", "goals.meeting_logged")
    assert step.state.attention == frozenset()
    assert not step.state.quiet
    assert waits(step)["quiet_check"] == "2026-08-06"


def test_a_quiet_pair_that_is_heard_of_in_time_is_not_told_of() -> None:
    step = quiet().when(DONE, by=MENTOR)
    step.recorded("goals.activity_resumed", "goals.accomplishment_noted")
    assert "quiet_grace" not in waits(step)


def test_a_command_that_changes_nothing_or_is_the_coordinators_ends_no_silence() -> None:
    quiet().when(NoteDown(text="Hm"), by=COORDINATOR).recorded("concerns.noted")
    opened = passed(quiet(), "check_in_opens:first_review", at=on("2026-05-23")).story
    opened.when(HoldCheckIn(why="x"), by=COORDINATOR).recorded("check_in.check_in_held")


def test_nobody_is_quiet_while_the_agreement_is_made_anew() -> None:
    back = goals().after(Transition(to=Stage.EXPECTATIONS, why="x"), by=COORDINATOR)
    step = passed(back, "quiet_check").recorded("goals.watch_renewed")
    assert waits(step)["quiet_check"] == "2026-07-06"
    silent = quiet().after(Transition(to=Stage.EXPECTATIONS, why="x"), by=COORDINATOR)
    silent.when(NoteDown(text="Here"), by=MENTEE).recorded("concerns.noted")


def test_a_look_that_comes_late_gives_the_full_grace() -> None:
    late = passed(goals(), "quiet_check", at=on("2026-07-01"))
    assert waits(late)["quiet_grace"] == "2026-07-31"


def test_thirty_days_before_the_agreed_end_both_are_told() -> None:
    story = concluded(expectations(), terms(ends_on=date(2026, 5, 31)))
    step = passed(story, "end_notice")
    step.then(EndingPrepared(ends=ends(date(2026, 5, 31), ZONE)))
    assert step.context.at == on("2026-05-02", "00:00")
    assert "end_notice" not in waits(step)
    assert "agreed_end" in waits(step)


def test_the_silence_before_an_agreement_is_another_matter() -> None:
    assert state_of(expectations()).deadlines.keys() == {"agreement_due"}
