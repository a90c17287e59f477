"""Steps of the search and of setting expectations, each with the letters that follow."""

from collections.abc import Callable
from datetime import date

from domain.mentorship import MENTORSHIP
from domain.mentorship.asking import Referral
from domain.mentorship.expectations import (
    ProposeAgreement,
    RequestChanges,
    SignAgreement,
    WaiveExpectations,
)
from domain.mentorship.outreach import Accept, Decline, Invite, ReplyLater, WithdrawInvitation
from domain.mentorship.seeking import AssignMentor, DescribeNeed, Shortlist, Strike
from tests.domain.given import given
from tests.domain.mentorship.scene import (
    BEN,
    CLEO,
    COORDINATOR,
    DAN,
    MENTEE,
    MENTOR,
    OPEN,
    PEOPLE,
    PROGRAM,
    Step,
    Tale,
    answers,
    expectations,
    outreach,
    passed,
    seeking,
    terms,
)

LATER = date(2026, 12, 1)
PROPOSE = ProposeAgreement(terms=terms())


def nothing_yet() -> Tale:
    return given(MENTORSHIP, program=PROGRAM, people=PEOPLE)


def lapsed() -> Tale:
    return passed(passed(outreach(), "reply_due:1").story, "reply_due:1").story


def proposed() -> Tale:
    waived = expectations().after(WaiveExpectations(why="x"), by=COORDINATOR)
    return waived.after(PROPOSE, by=MENTEE)


SEARCH: dict[str, tuple[Callable[[], Step], str]] = {
    "opened": (lambda: nothing_yet().when(OPEN, by=MENTEE), "search_opened:Mia"),
    "need": (lambda: seeking().when(DescribeNeed(direction="x"), by=MENTEE), ""),
    "shortlisted": (
        lambda: seeking().when(Shortlist(name="Eve", email="eve@example.org"), by=MENTEE),
        "",
    ),
    "struck": (lambda: seeking().when(Strike(candidate=1), by=MENTEE), ""),
    "nudged": (lambda: passed(seeking(), "seeking_nudge"), "search_nudge:Mia"),
    "nudged for the last time": (
        lambda: passed(seeking(seeking_nudges=1), "seeking_nudge"),
        "search_nudge:Mia coordinator_asked:Carol",
    ),
    "assigned": (
        lambda: seeking().when(AssignMentor(mentor=BEN.id, why="x"), by=COORDINATOR),
        "mentor_assigned:Mia mentor_assigned:Ben",
    ),
    "assigned while another was asked": (
        lambda: outreach().when(AssignMentor(mentor=CLEO.id), by=COORDINATOR),
        "mentor_assigned:Mia mentor_assigned:Cleo invitation_withdrawn:Ben",
    ),
    "invited": (
        lambda: seeking().when(Invite(candidate=1, ask="x"), by=MENTEE),
        "invitation:Ben",
    ),
    "followed up": (
        lambda: passed(outreach(), "reply_due:1"),
        "invitation_follow_up:Ben invitation_followed_up:Mia",
    ),
    "lapsed": (
        lambda: passed(passed(outreach(), "reply_due:1").story, "reply_due:1"),
        "invitation_lapsed:Mia",
    ),
    "deferred": (
        lambda: outreach().when(ReplyLater(until=LATER), by=MENTOR),
        "invitation_deferred:Mia",
    ),
    "asked again": (
        lambda: passed(outreach().after(ReplyLater(until=LATER), by=MENTOR), "ask_again:1"),
        "invitation_again:Ben",
    ),
    "declined with a direction": (
        lambda: outreach().when(Decline(referrals=(Referral(person=DAN.id),)), by=MENTOR),
        "decline_thanks:Ben invitation_declined:Mia candidate_referred:Mia",
    ),
    "withdrawn": (
        lambda: outreach().when(WithdrawInvitation(invitation=1), by=MENTEE),
        "invitation_withdrawn:Ben",
    ),
    "accepted while another was asked": (
        lambda: (
            outreach(open_invitations=2)
            .after(Invite(candidate=2, ask="x"), by=MENTEE)
            .when(Accept(), by=MENTOR)
        ),
        "acceptance_thanks:Ben acceptance:Mia invitation_withdrawn:Cleo",
    ),
    "a yes that cannot be": (
        lambda: outreach().when(Accept(), by=MENTOR, loads={BEN.id: 3}),
        "acceptance_thanks_anyway:Ben acceptance_not_possible:Mia",
    ),
    "a yes that comes too late": (
        lambda: lapsed().after(Invite(candidate=2, ask="x"), by=MENTEE).when(Accept(), by=MENTOR),
        "acceptance_thanks_anyway:Ben acceptance_not_possible:Mia",
    ),
    "one answered": (
        lambda: expectations().when(answers(), by=MENTEE),
        "other_side_answered:Ben",
    ),
    "both answered": (
        lambda: expectations().after(answers(), by=MENTEE).when(answers(), by=MENTOR),
        "expectations_revealed:Mia expectations_revealed:Ben",
    ),
    "waived": (
        lambda: expectations().when(WaiveExpectations(why="x"), by=COORDINATOR),
        "expectations_waived:Mia expectations_waived:Ben",
    ),
    "proposed": (
        lambda: (
            expectations()
            .after(WaiveExpectations(why="x"), by=COORDINATOR)
            .when(PROPOSE, by=MENTEE)
        ),
        "agreement_proposed:Ben",
    ),
    "changes": (
        lambda: proposed().when(RequestChanges(version=1, what="Less"), by=MENTOR),
        "changes_requested:Mia",
    ),
    "concluded": (
        lambda: proposed().when(SignAgreement(version=1), by=MENTOR),
        "agreement_concluded:Mia agreement_concluded:Ben",
    ),
    "agreement due": (
        lambda: passed(expectations(), "agreement_due"),
        "agreement_due:Mia agreement_due:Ben",
    ),
    "agreement long due": (
        lambda: passed(passed(expectations(), "agreement_due").story, "agreement_grace"),
        "coordinator_asked:Carol",
    ),
}
