from datetime import date

import pytest

from domain.dates import ends
from domain.mentorship.expectations import RequestChanges, SignAgreement
from domain.mentorship.matters import Attention
from domain.mentorship.redefinition import (
    ProposeRedefinition,
    RedefinitionKind,
    RedefinitionOpened,
    RedefinitionProposed,
    StayAgreed,
    StayAsWeAre,
    StayedAsWeAre,
)
from domain.mentorship.stages import Side, Stage
from domain.mentorship.transition import Transition
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    check_in,
    goals,
    passed,
    redefinition,
    state_of,
    terms,
    waits,
)


def proposal(kind: RedefinitionKind = RedefinitionKind.TERM) -> ProposeRedefinition:
    return ProposeRedefinition(kind=kind, terms=terms(ends_on=date(2028, 3, 31)))


@pytest.mark.parametrize("kind", ["role", "project", "focus", "pace", "term"])
def test_what_changes_is_named_and_the_terms_are_a_new_version(kind: RedefinitionKind) -> None:
    step = goals().when(proposal(kind), by=MENTOR)
    step.recorded(
        "redefinition.redefinition_opened",
        "redefinition.redefinition_proposed",
        "expectations.agreement_proposed",
        "expectations.agreement_signed",
    )
    assert step.events[:2] == (
        RedefinitionOpened(because="proposal", due=ends(date(2026, 5, 6), ZONE)),
        RedefinitionProposed(kind=kind, side=Side.MENTOR),
    )
    assert step.state.stage is Stage.REDEFINITION


def test_the_old_agreement_stays_in_force_until_both_signed_the_new_one() -> None:
    story = redefinition()
    assert state_of(story).in_force == 1
    step = story.when(SignAgreement(version=2), by=MENTOR)
    step.recorded("expectations.agreement_signed", "expectations.agreement_concluded")
    assert step.state.in_force == 2
    assert step.state.stage is Stage.GOALS
    assert step.state.agreements[1].concluded_at is not None


def test_a_new_version_restarts_the_grid_and_moves_the_agreed_end() -> None:
    step = redefinition().when(SignAgreement(version=2), by=MENTOR, at=on("2026-05-05"))
    assert waits(step) == {
        "check_in_opens:first_review": "2026-06-05",
        "quiet_check": "2026-06-19",
        "check_in_opens:periodic": "2026-08-05",
        "end_notice": "2027-12-01",
        "agreed_end": "2027-12-31",
    }
    assert step.state.anchor == date(2026, 5, 5)


def test_a_counter_proposal_in_redefinition_opens_nothing_anew() -> None:
    step = redefinition().when(proposal(), by=MENTOR)
    step.recorded(
        "redefinition.redefinition_proposed",
        "expectations.agreement_proposed",
        "expectations.agreement_signed",
    )
    assert step.state.agreements[2].voided


def test_a_proposal_during_a_check_in_holds_it() -> None:
    step = check_in().when(proposal(), by=MENTEE)
    assert step.events[0].type == "check_in.check_in_held"
    assert step.state.open_check_ins == ()
    assert step.state.stage is Stage.REDEFINITION


def test_the_proposer_alone_may_stay_as_they_are() -> None:
    step = redefinition().when(StayAsWeAre(), by=MENTEE).then(StayedAsWeAre())
    assert step.state.stage is Stage.GOALS
    assert step.state.proposal is None
    assert step.state.in_force == 1
    assert "redefinition_due" not in waits(step)


def test_otherwise_both_have_to_want_to_stay() -> None:
    one = redefinition().when(StayAsWeAre(), by=MENTOR).then(StayAgreed(side=Side.MENTOR))
    one.story.when(StayAsWeAre(), by=MENTOR).nothing()
    one.story.when(StayAsWeAre(), by=MENTEE).then(StayedAsWeAre())
    nobody_proposed = goals().after(Transition(to=Stage.REDEFINITION, why="x"), by=COORDINATOR)
    first = nobody_proposed.when(StayAsWeAre(), by=MENTEE).then(StayAgreed(side=Side.MENTEE))
    first.story.when(StayAsWeAre(), by=MENTOR).then(StayedAsWeAre())


def test_a_new_proposal_forgets_who_wanted_to_stay() -> None:
    countered = redefinition().after(StayAsWeAre(), by=MENTOR).after(proposal(), by=MENTEE)
    assert state_of(countered).staying == frozenset()


def test_changes_can_be_asked_for() -> None:
    step = redefinition().when(RequestChanges(version=2, what="Less"), by=MENTOR)
    assert step.state.proposal is None
    assert step.state.stage is Stage.REDEFINITION


def test_after_thirty_days_both_are_reminded_and_then_the_coordinator_is_asked() -> None:
    story = passed(redefinition(), "check_in_opens:first_review").story
    reminded = passed(passed(story, "quiet_check").story, "redefinition_due")
    reminded.recorded("redefinition.redefinition_reminded")
    assert waits(reminded)["redefinition_grace"] == "2026-06-18"
    assert "redefinition_due" not in waits(reminded)
    asked = passed(reminded.story, "redefinition_grace").recorded("attention.coordinator_asked")
    assert asked.state.attention == {Attention.REDEFINITION_STUCK}
    settled = asked.story.when(StayAsWeAre(), by=MENTEE)
    assert settled.state.attention == frozenset()


def test_the_new_end_lies_ahead() -> None:
    past = ProposeRedefinition(kind=RedefinitionKind.TERM, terms=terms(ends_on=date(2026, 4, 6)))
    goals().when(past, by=MENTEE).refused("date_past")
