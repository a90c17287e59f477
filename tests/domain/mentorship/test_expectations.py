from datetime import date

from domain.dates import ends
from domain.mentorship.agreements import (
    AgreementConcluded,
    AgreementProposed,
    AgreementSigned,
    ChangesRequested,
)
from domain.mentorship.expectations import (
    ExpectationsWaived,
    ProposeAgreement,
    RequestChanges,
    SignAgreement,
    WaiveExpectations,
)
from domain.mentorship.matters import Attention
from domain.mentorship.stages import Side, Stage
from tests.domain.cast import ZONE, on
from tests.domain.mentorship.scene import (
    COORDINATOR,
    MENTEE,
    MENTOR,
    Tale,
    answers,
    expectations,
    goals,
    passed,
    state_of,
    terms,
    waits,
)

PROPOSE = ProposeAgreement(terms=terms())


def revealed() -> Tale:
    return expectations().after(answers(), by=MENTEE).after(answers(goals="Teach"), by=MENTOR)


def proposed() -> Tale:
    return revealed().after(PROPOSE, by=MENTEE)


def test_answers_are_hidden_until_both_are_in() -> None:
    first = expectations().when(answers(), by=MENTEE)
    first.recorded("expectations.expectations_submitted")
    assert not first.state.revealed
    second = first.story.when(answers(goals="Teach"), by=MENTOR)
    second.recorded("expectations.expectations_submitted", "expectations.expectations_revealed")
    assert second.state.revealed
    assert {side: each.goals for side, each in second.state.answers.items()} == {
        Side.MENTEE: "Grow",
        Side.MENTOR: "Teach",
    }


def test_answers_can_be_changed_while_they_are_hidden_and_not_after() -> None:
    first = expectations().after(answers(), by=MENTEE)
    first.when(answers(), by=MENTEE).nothing()
    changed = first.when(answers(goals="Other"), by=MENTEE)
    changed.recorded("expectations.expectations_submitted")
    assert changed.state.answers[Side.MENTEE].goals == "Other"
    revealed().when(answers(goals="Other"), by=MENTEE).refused("already_revealed", "propose")
    revealed().when(answers(), by=MENTEE).nothing()


def test_an_agreement_needs_both_answers_or_the_coordinators_waiver() -> None:
    none = expectations()
    none.when(PROPOSE, by=MENTOR).refused(
        "expectations_missing", "mentee and the mentor", missing=["mentee", "mentor"]
    )
    one = none.after(answers(), by=MENTEE)
    one.when(PROPOSE, by=MENTEE).refused("expectations_missing", missing=["mentor"])
    waived = one.when(WaiveExpectations(why="Old friends"), by=COORDINATOR)
    waived.then(ExpectationsWaived(why="Old friends"))
    waived.story.when(WaiveExpectations(why="Again"), by=COORDINATOR).nothing()
    waived.story.when(PROPOSE, by=MENTEE).recorded(
        "expectations.agreement_proposed", "expectations.agreement_signed"
    )


def test_proposing_is_signing() -> None:
    step = revealed().when(PROPOSE, by=MENTEE)
    step.then(
        AgreementProposed(version=1, side=Side.MENTEE, terms=terms(), replaces=None),
        AgreementSigned(version=1, side=Side.MENTEE),
    )
    step.story.when(SignAgreement(version=1), by=MENTEE).nothing()


def test_concluded_means_signed_by_both_at_the_same_version() -> None:
    countered = proposed().after(
        ProposeAgreement(terms=terms(notice_days=2)), by=MENTOR, at=on("2026-04-06")
    )
    state = state_of(countered)
    assert state.agreements[1].voided
    assert state.agreements[2].signed_by == {Side.MENTOR}
    countered.when(SignAgreement(version=1), by=MENTEE).refused(
        "not_signable", "the one that waits is 2", version=2
    )
    step = countered.when(SignAgreement(version=2), by=MENTEE)
    step.recorded("expectations.agreement_signed", "expectations.agreement_concluded")
    assert step.state.agreement is not None
    assert step.state.agreement.terms.notice_days == 2
    assert step.state.agreement.signed_by == {Side.MENTEE, Side.MENTOR}
    assert step.state.stage is Stage.GOALS


def test_who_wants_changes_voids_the_version() -> None:
    step = proposed().when(RequestChanges(version=1, what="Less"), by=MENTOR)
    step.then(ChangesRequested(version=1, what="Less"))
    step.story.when(SignAgreement(version=1), by=MENTOR).refused(
        "not_signable", "propose an agreement first"
    )
    step.story.when(RequestChanges(version=1, what="x"), by=MENTOR).refused("not_signable")


def test_an_agreement_ends_after_today_when_it_is_proposed_and_when_it_is_signed() -> None:
    today = ProposeAgreement(terms=terms(ends_on=date(2026, 3, 10)))
    revealed().when(today, by=MENTEE).refused("date_past", "after today, 2026-03-10")
    short = revealed().after(ProposeAgreement(terms=terms(ends_on=date(2026, 3, 20))), by=MENTEE)
    late = short.when(SignAgreement(version=1), by=MENTOR, at=on("2026-03-20"))
    late.refused("date_past", "propose an end")


def test_the_dates_that_follow_from_an_agreement() -> None:
    state = state_of(goals())
    assert state.in_force == 1
    assert state.anchor == date(2026, 4, 6)
    assert waits(goals()) == {
        "check_in_opens:first_review": "2026-05-06",
        "quiet_check": "2026-05-21",
        "check_in_opens:periodic": "2026-07-06",
        "end_notice": "2027-09-06",
        "agreed_end": "2027-10-06",
    }
    assert state.deadlines["agreed_end"].due == ends(date(2027, 10, 6), ZONE)
    assert state.deadlines["check_in_opens:periodic"].due.at == on("2026-07-06", "00:00")


def test_dates_that_a_short_agreement_has_no_room_for_are_not_set() -> None:
    short = proposed().after(ProposeAgreement(terms=terms(ends_on=date(2026, 3, 31))), by=MENTOR)
    step = short.when(SignAgreement(version=2), by=MENTEE)
    assert waits(step) == {"agreed_end": "2026-03-31", "quiet_check": "2026-04-24"}


def test_the_months_between_check_ins_are_the_agreements() -> None:
    story = proposed().after(ProposeAgreement(terms=terms(check_in_months=2)), by=MENTOR)
    step = story.when(SignAgreement(version=2), by=MENTEE, at=on("2026-04-06"))
    (_, concluded) = step.events
    assert isinstance(concluded, AgreementConcluded)
    assert concluded.schedule.check_in_months == 2
    assert waits(step)["check_in_opens:periodic"] == "2026-06-06"


def test_an_agreement_long_due_is_reminded_of_and_then_the_coordinator_is_asked() -> None:
    reminded = passed(expectations(), "agreement_due").recorded("expectations.agreement_reminded")
    assert waits(reminded) == {"agreement_grace": "2026-04-24"}
    asked = passed(reminded.story, "agreement_grace").recorded("attention.coordinator_asked")
    assert asked.state.attention == {Attention.AGREEMENT_OVERDUE}
    assert waits(asked) == {}
    done = (
        asked.story.after(WaiveExpectations(why="x"), by=COORDINATOR)
        .after(PROPOSE, by=MENTEE)
        .when(SignAgreement(version=1), by=MENTOR)
    )
    assert done.state.attention == frozenset()


def test_a_reminder_that_comes_late_leaves_the_full_grace() -> None:
    late = passed(expectations(), "agreement_due", at=on("2026-05-01"))
    assert waits(late) == {"agreement_grace": "2026-05-15"}
