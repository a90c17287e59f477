"""The events of OUTREACH, and how an invitation changes by them."""

from typing import Annotated, Literal, assert_never

from domain.dates import Due
from domain.envelopes import Role, Stamp
from domain.mentorship.matters import (
    Asked,
    Closed,
    DeadlineKind,
    Deferred,
    Invitation,
    Lapsed,
    Number,
)
from domain.mentorship.mentors import Obstacle, mentor_given, search_begun
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.stages import Stage
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.model import Personal, PersonId, Text
from domain.replacing import replace

_ASKS = {1: "first ask", 2: "second ask", 3: "third ask"}


class InvitationSent(MentorshipEvent):
    """A mentor was asked for the first time."""

    type: Literal["outreach.invitation_sent"] = "outreach.invitation_sent"
    invitation: Number
    candidate: Number
    mentor: PersonId
    ask: Annotated[Text, Personal("mentee")]
    reply_by: Due
    reply_by_days: int
    follow_ups: int


class InvitationFollowedUp(MentorshipEvent):
    """A silent mentor was asked again."""

    type: Literal["outreach.invitation_followed_up"] = "outreach.invitation_followed_up"
    invitation: Number
    attempt: int
    reply_by: Due


class InvitationLapsed(MentorshipEvent):
    """A mentor stayed silent to the end."""

    type: Literal["outreach.invitation_lapsed"] = "outreach.invitation_lapsed"
    invitation: Number


class InvitationDeferred(MentorshipEvent):
    """A mentor wants to be asked again on a later day."""

    type: Literal["outreach.invitation_deferred"] = "outreach.invitation_deferred"
    invitation: Number
    until: Due


class InvitationResumed(MentorshipEvent):
    """The later day has come: the mentor has a letter and a new time to reply."""

    type: Literal["outreach.invitation_resumed"] = "outreach.invitation_resumed"
    invitation: Number
    attempt: int
    reply_by: Due


class InvitationDeclined(MentorshipEvent):
    """A mentor said no, and is thanked for the honesty."""

    type: Literal["outreach.invitation_declined"] = "outreach.invitation_declined"
    invitation: Number
    reason: Annotated[Text, Personal("actor")] | None


class InvitationWithdrawn(MentorshipEvent):
    """An ask was taken back, and its mentor thanked."""

    type: Literal["outreach.invitation_withdrawn"] = "outreach.invitation_withdrawn"
    invitation: Number
    because: Literal["withdrawn", "another_accepted", "mentor_assigned", "moved", "ended", "gone"]


class InvitationAccepted(MentorshipEvent):
    """A mentor said yes; the two set expectations now."""

    type: Literal["outreach.invitation_accepted"] = "outreach.invitation_accepted"
    invitation: Number
    mentor: PersonId
    late: bool
    ends_away: bool
    agreement_due: Due


class AcceptanceNotPossible(MentorshipEvent):
    """A mentor said yes, and it could not be: the yes is recorded, and both are told."""

    type: Literal["outreach.acceptance_not_possible"] = "outreach.acceptance_not_possible"
    invitation: Number
    why: Obstacle | Literal["too_late"]


class SearchResumed(MentorshipEvent):
    """No invitation is open any more: the mentee seeks again."""

    type: Literal["outreach.search_resumed"] = "outreach.search_resumed"
    nudge_on: Due


OutreachEvent = (
    InvitationSent
    | InvitationFollowedUp
    | InvitationLapsed
    | InvitationDeferred
    | InvitationResumed
    | InvitationDeclined
    | InvitationWithdrawn
    | InvitationAccepted
    | AcceptanceNotPossible
    | SearchResumed
)


def withdrawals(
    state: Mentorship,
    because: Literal["another_accepted", "mentor_assigned", "moved", "ended", "gone"],
    *,
    but: Invitation | None = None,
) -> list[MentorshipEvent]:
    """Return the withdrawal of every open invitation, except ``but``; their mentors are thanked."""
    return [
        InvitationWithdrawn(invitation=each.number, because=because)
        for each in state.open_invitations
        if each != but
    ]


def evolve(state: Mentorship, event: OutreachEvent, stamp: Stamp) -> Mentorship:
    """Fold an event of the outreach; total."""
    match event:
        case InvitationSent():
            return _sent(state, event, stamp)
        case InvitationFollowedUp() | InvitationResumed():
            return _asked(state, event.invitation, event.attempt, event.reply_by, stamp)
        case InvitationDeferred():
            return _deferred(state, event, stamp)
        case InvitationLapsed():
            return _now(state, event.invitation, Lapsed())
        case InvitationDeclined():
            return _now(state, event.invitation, Closed("declined"))
        case InvitationWithdrawn():
            return _now(state, event.invitation, Closed("withdrawn"))
        case AcceptanceNotPossible():
            return _now(state, event.invitation, Closed("not_possible"))
        case InvitationAccepted():
            return _accepted(state, event, stamp)
        case SearchResumed():
            return search_begun(state, event.nudge_on, stamp)
        case _:
            assert_never(event)


def _sent(state: Mentorship, event: InvitationSent, stamp: Stamp) -> Mentorship:
    invitation = Invitation(
        number=event.invitation,
        candidate=event.candidate,
        mentor=event.mentor,
        ask=event.ask,
        reply_by_days=event.reply_by_days,
        follow_ups=event.follow_ups,
        status=Asked(1, event.reply_by),
        by_program=_is_by_program(state, event, stamp),
    )
    candidate = state.candidates.get(event.candidate)
    candidates = dict(state.candidates)
    if candidate is not None:
        candidates[event.candidate] = replace(candidate, person=event.mentor)
    invitations = {**state.invitations, event.invitation: invitation}
    sent = replace(state, invitations=invitations, candidates=candidates, stage=Stage.OUTREACH)
    searching = settle(sent, DeadlineKind.SEEKING_NUDGE)
    return _asked(searching, event.invitation, 1, event.reply_by, stamp)


def _is_by_program(state: Mentorship, event: InvitationSent, stamp: Stamp) -> bool:
    """Say whose words an ask is in; one that goes out by itself has those of the one before."""
    if stamp.actor.person == state.mentee:
        return False
    if stamp.actor.role in {Role.COORDINATOR, Role.ADMINISTRATOR}:
        return True
    return any(each.by_program for each in state.invitations.values() if each.ask == event.ask)


def _asked(state: Mentorship, number: int, attempt: int, reply_by: Due, stamp: Stamp) -> Mentorship:
    asked = _now(state, number, Asked(attempt, reply_by))
    label = f"reply due: {_ASKS.get(attempt, f'ask {attempt}')}"
    return wait_for(
        asked, DeadlineKind.REPLY_DUE, reply_by, at=stamp.at, subject=number, label=label
    )


def _deferred(state: Mentorship, event: InvitationDeferred, stamp: Stamp) -> Mentorship:
    found = state.invitations.get(event.invitation)
    attempt = found.status.attempt if found and isinstance(found.status, Asked | Deferred) else 1
    deferred = _now(state, event.invitation, Deferred(attempt, event.until))
    return wait_for(
        deferred, DeadlineKind.ASK_AGAIN, event.until, at=stamp.at, subject=event.invitation
    )


def _now(state: Mentorship, number: int, status: Asked | Deferred | Lapsed | Closed) -> Mentorship:
    found = state.invitations.get(number)
    if found is None:
        return state
    invitations = {**state.invitations, number: replace(found, status=status)}
    changed = replace(state, invitations=invitations)
    return settle(changed, DeadlineKind.REPLY_DUE, DeadlineKind.ASK_AGAIN, subject=number)


def _accepted(state: Mentorship, event: InvitationAccepted, stamp: Stamp) -> Mentorship:
    accepted = _now(state, event.invitation, Closed("accepted"))
    paired = replace(mentor_given(accepted, event.mentor), assigned=False)
    return wait_for(paired, DeadlineKind.AGREEMENT_DUE, event.agreement_due, at=stamp.at)
