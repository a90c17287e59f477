from datetime import date
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.dates import ends
from domain.envelopes import Role
from domain.mentorship.asking import Referral
from domain.mentorship.invitations import (
    AcceptanceNotPossible,
    InvitationAccepted,
    InvitationDeclined,
    InvitationWithdrawn,
    SearchResumed,
)
from domain.mentorship.matters import Asked, Closed, Deferred
from domain.mentorship.mentors import Obstacle
from domain.mentorship.outreach import Accept, Decline, Invite, ReplyLater
from domain.mentorship.seeking import CandidateReferred
from domain.mentorship.stages import Stage
from tests.domain.cast import ZONE, a_person, as_mentor, ident, on
from tests.domain.mentorship.scene import (
    BEN,
    CAROL,
    CLEO,
    MENTEE,
    MENTOR,
    MIA,
    PEOPLE,
    Tale,
    expectations,
    outreach,
    passed,
    state_of,
    waits,
)

EVE = a_person("Eve", Role.MENTOR)


def invite(candidate: int = 1) -> Invite:
    return Invite(candidate=candidate, ask="A project")


def lapsed() -> Tale:
    return passed(passed(outreach(), "reply_due:1").story, "reply_due:1").story


def test_a_yes_sets_expectations_and_gives_thirty_days_for_the_agreement() -> None:
    step = outreach().when(Accept(), by=MENTOR, at=on("2026-03-10"))
    step.then(
        InvitationAccepted(
            invitation=1,
            mentor=BEN.id,
            late=False,
            ends_away=False,
            agreement_due=ends(date(2026, 4, 9), ZONE),
        )
    )
    assert step.state.stage is Stage.EXPECTATIONS
    assert (step.state.mentor, step.state.assigned) == (BEN.id, False)
    assert waits(step) == {"agreement_due": "2026-04-09"}


def test_a_yes_that_arrived_beats_the_lapse_due_at_the_same_moment() -> None:
    followed = passed(outreach(), "reply_due:1").story
    due = state_of(followed).deadlines["reply_due:1"].due.at
    step = followed.when(Accept(), by=MENTOR, at=due)
    step.recorded("outreach.invitation_accepted")
    assert "reply_due:1" not in waits(step)


def test_only_the_invited_mentor_answers() -> None:
    for command in (Accept(), Decline(), ReplyLater(until=date(2026, 4, 1))):
        outreach().when(command, by=as_mentor(CLEO.id)).refused("not_your_part", "invited mentor")
    two = outreach(open_invitations=2).after(invite(2), by=MENTEE)
    two.when(Accept(invitation=1), by=as_mentor(CLEO.id)).refused("not_your_invitation", "is 2")
    two.when(Accept(invitation=2), by=as_mentor(CLEO.id)).recorded(
        "outreach.invitation_accepted", "outreach.invitation_withdrawn"
    )


def test_an_answer_is_given_only_while_the_invitation_is_open() -> None:
    two = outreach(open_invitations=2).after(invite(2), by=MENTEE).after(Decline(), by=MENTOR)
    for command in (Accept(), Decline(), ReplyLater(until=date(2026, 4, 1))):
        two.when(command, by=MENTOR).refused("invitation_not_open", invitation=1)


def test_on_acceptance_every_other_open_invitation_is_withdrawn() -> None:
    three = outreach(open_invitations=3).after(invite(2), invite(3), by=MENTEE)
    step = three.when(Accept(), by=as_mentor(CLEO.id))
    assert step.events[1:] == (
        InvitationWithdrawn(invitation=1, because="another_accepted"),
        InvitationWithdrawn(invitation=3, because="another_accepted"),
    )
    assert [each.status for each in step.state.invitations.values()] == [
        Closed("withdrawn"),
        Closed("accepted"),
        Closed("withdrawn"),
    ]


def test_accepting_ends_an_absence_and_says_so() -> None:
    away = a_person("Ben", Role.MENTOR, away_until=ends(date(2026, 4, 1), ZONE))
    step = outreach().when(Accept(), by=MENTOR, people=(MIA, away, CAROL))
    (event,) = step.events
    assert isinstance(event, InvitationAccepted)
    assert event.ends_away


@pytest.mark.parametrize(
    ("loads", "partners", "why"),
    [
        ({BEN.id: 3}, {}, "at_capacity"),
        ({}, {BEN.id: frozenset({MIA.id})}, "already_paired"),
    ],
)
def test_a_yes_that_cannot_be_is_recorded_and_closes_the_invitation(
    loads: dict[UUID, int], partners: dict[UUID, frozenset[UUID]], why: Obstacle
) -> None:
    step = outreach().when(Accept(), by=MENTOR, loads=loads, partners=partners)
    step.then(
        AcceptanceNotPossible(invitation=1, why=why),
        SearchResumed(nudge_on=ends(date(2026, 4, 1), ZONE)),
    )
    assert step.state.invitations[1].status == Closed("not_possible")
    assert step.state.mentor is None
    assert len(step.state.candidates) == 3


def test_a_late_yes_is_honoured_while_the_mentee_asks_nobody_else() -> None:
    step = lapsed().when(Accept(), by=MENTOR, at=on("2026-04-03"))
    step.recorded("outreach.invitation_accepted")
    assert step.state.mentor == BEN.id
    assert waits(step) == {"agreement_due": "2026-05-03"}


def test_a_late_yes_is_too_late_once_somebody_else_is_asked_or_found() -> None:
    asked = lapsed().after(invite(2), by=MENTEE)
    late = AcceptanceNotPossible(invitation=1, why="too_late")
    step = asked.when(Accept(), by=MENTOR).then(late)
    assert step.state.stage is Stage.OUTREACH
    found = asked.after(Accept(), by=as_mentor(CLEO.id))
    assert found.when(Accept(), by=MENTOR).then(late).state.mentor == CLEO.id
    step.story.when(Accept(), by=MENTOR).refused("invitation_not_open")


def test_a_late_yes_at_capacity_leaves_the_search_as_it_is() -> None:
    step = lapsed().when(Accept(), by=MENTOR, loads={BEN.id: 3})
    step.then(AcceptanceNotPossible(invitation=1, why="at_capacity"))
    assert waits(step) == {"seeking_nudge": "2026-05-01"}


def test_a_no_needs_no_reason() -> None:
    step = outreach().when(Decline(), by=MENTOR)
    step.then(
        InvitationDeclined(invitation=1, reason=None),
        SearchResumed(nudge_on=ends(date(2026, 4, 1), ZONE)),
    )
    assert step.state.stage is Stage.SEEKING


def test_a_no_leaves_other_invitations_open() -> None:
    two = outreach(open_invitations=2).after(invite(2), by=MENTEE)
    step = two.when(Decline(), by=MENTOR).recorded("outreach.invitation_declined")
    assert step.state.stage is Stage.OUTREACH


def test_referred_people_land_on_the_shortlist_and_one_there_gains_a_referrer() -> None:
    referrals = (
        Referral(person=CLEO.id),
        Referral(name="Eve", email=EVE.email),
        Referral(name="Fay", email="fay@example.org"),
        Referral(person=BEN.id),
        Referral(person=MIA.id),
    )
    step = outreach().when(Decline(referrals=referrals), by=MENTOR, people=(*PEOPLE, EVE))
    assert step.events[1:4] == (
        CandidateReferred(candidate=2, person=CLEO.id, name=None, email=None, referred_by=BEN.id),
        CandidateReferred(candidate=4, person=EVE.id, name=None, email=None, referred_by=BEN.id),
        CandidateReferred(
            candidate=5, person=None, name="Fay", email="fay@example.org", referred_by=BEN.id
        ),
    )
    listed = step.state.candidates
    assert [each.referred_by for each in listed.values()] == [
        (),
        (BEN.id,),
        (),
        (BEN.id,),
        (BEN.id,),
    ]


def test_a_referral_names_somebody_known_or_a_name_and_an_address() -> None:
    unknown = (Referral(person=ident("Nobody")),)
    outreach().when(Decline(referrals=unknown), by=MENTOR).refused("unknown_person")
    with pytest.raises(ValidationError, match="by `person`, or by `name` and `email`"):
        Referral(name="Eve")


def test_the_same_referrer_counts_once() -> None:
    twice = (Referral(person=CLEO.id), Referral(person=CLEO.id))
    step = outreach().when(Decline(referrals=twice), by=MENTOR)
    assert step.state.candidates[2].referred_by == (BEN.id,)
    fay = Referral(name="Fay", email="fay@example.org")
    step = outreach().when(Decline(referrals=(fay, fay)), by=MENTOR)
    assert [each.email for each in step.state.candidates.values() if each.number > 3] == [fay.email]


def test_who_wants_to_be_asked_later_is_asked_on_that_day_with_full_time_and_the_same_attempt() -> (
    None
):
    followed = passed(outreach(), "reply_due:1").story
    later = followed.when(ReplyLater(until=date(2026, 5, 1)), by=MENTOR)
    assert waits(later) == {"ask_again:1": "2026-05-01"}
    assert isinstance(later.state.invitations[1].status, Deferred)
    again = passed(later.story, "ask_again:1").recorded("outreach.invitation_resumed")
    assert again.context.at == on("2026-05-01", "00:00")
    assert again.state.invitations[1].status == Asked(2, ends(date(2026, 5, 15), ZONE))
    passed(again.story, "reply_due:1").recorded(
        "outreach.invitation_lapsed", "outreach.search_resumed"
    )


def test_a_deferred_invitation_stays_open_but_lets_somebody_else_be_asked() -> None:
    later = outreach().after(ReplyLater(until=date(2026, 5, 1)), by=MENTOR)
    both = later.when(invite(2), by=MENTEE).recorded("outreach.invitation_sent").story
    both.when(Accept(), by=MENTOR).recorded(
        "outreach.invitation_accepted", "outreach.invitation_withdrawn"
    )
    once_more = both.when(ReplyLater(until=date(2026, 6, 1)), by=MENTOR)
    status = once_more.state.invitations[1].status
    assert isinstance(status, Deferred)
    assert (status.attempt, status.until.date) == (1, date(2026, 6, 1))


def test_later_is_a_day_after_today() -> None:
    today = ReplyLater(until=date(2026, 3, 2))
    outreach().when(today, by=MENTOR).refused("date_past", "after today, 2026-03-02")


def test_who_was_invited_and_became_the_mentor_has_no_invitation_to_answer() -> None:
    expectations().when(Accept(), by=MENTOR).refused("not_your_part")
