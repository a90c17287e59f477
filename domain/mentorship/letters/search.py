"""Letters of the search and the outreach, and of setting expectations."""

from collections.abc import Mapping
from typing import Final

from domain.context import Context
from domain.mentorship import agreements, expectations, invitations, opening, returning, seeking
from domain.mentorship.evolve import Event
from domain.mentorship.letters.recipients import (
    name_of,
    series_meeting,
    to_both,
    to_others,
    to_program,
    to_side,
)
from domain.mentorship.matters import DeadlineKind, Invitation
from domain.mentorship.messages import CoordinatorAsked
from domain.mentorship.stages import Side
from domain.mentorship.state import Mentorship
from domain.notices import Notice, Timing

KINDS: Final[Mapping[str, Timing]] = {
    "search_opened": Timing.AT_ONCE,
    "search_nudge": Timing.REMINDER,
    "candidate_referred": Timing.TODAY,
    "mentor_assigned": Timing.AT_ONCE,
    "coordinator_asked": Timing.REMINDER,
    "invitation": Timing.AT_ONCE,
    "invitation_follow_up": Timing.TODAY,
    "invitation_followed_up": Timing.REMINDER,
    "invitation_again": Timing.TODAY,
    "invitation_lapsed": Timing.TODAY,
    "invitation_deferred": Timing.AT_ONCE,
    "invitation_declined": Timing.AT_ONCE,
    "decline_thanks": Timing.AT_ONCE,
    "invitation_withdrawn": Timing.TODAY,
    "acceptance": Timing.AT_ONCE,
    "acceptance_thanks": Timing.AT_ONCE,
    "acceptance_not_possible": Timing.AT_ONCE,
    "acceptance_thanks_anyway": Timing.AT_ONCE,
    "other_side_answered": Timing.TODAY,
    "expectations_revealed": Timing.TODAY,
    "expectations_waived": Timing.TODAY,
    "agreement_proposed": Timing.AT_ONCE,
    "changes_requested": Timing.AT_ONCE,
    "agreement_concluded": Timing.AT_ONCE,
    "agreement_due": Timing.REMINDER,
    "mentor_replaced": Timing.TODAY,
    "replaced_thanks": Timing.TODAY,
}


def notices(event: Event, state: Mentorship, context: Context) -> list[Notice]:
    """Return the letters of the search and of expectations that an event brings."""
    match event:
        case opening.MentorshipOpened(nudge_on=due):
            return to_side("search_opened", Side.MENTEE, state, nudge_on=due.date.isoformat())
        case seeking.MenteeNudged(nudge=nudge, next_on=due):
            again = due.date.isoformat() if due else None
            return to_side("search_nudge", Side.MENTEE, state, nudge=nudge, next_on=again)
        case seeking.CandidateReferred():
            return _referred(event, state, context)
        case seeking.MentorAssigned():
            return _assigned(state, event.agreement_due.date.isoformat())
        case returning.MentorReplaced():
            return _replaced(event, state)
        case CoordinatorAsked(reason=reason):
            return to_program("coordinator_asked", state, context, reason=reason.value)
        case _:
            return [*_outreach(event, state, context), *_expectations(event, state, context)]


def _referred(
    event: seeking.CandidateReferred, state: Mentorship, context: Context
) -> list[Notice]:
    name = event.name or (name_of(event.person, context) if event.person else "")
    by = name_of(event.referred_by, context)
    facts = {"candidate": event.candidate, "name": name, "referred_by": by}
    return to_side("candidate_referred", Side.MENTEE, state, **facts)


def _assigned(state: Mentorship, agreement_due: str) -> list[Notice]:
    return to_both("mentor_assigned", state, agreement_due=agreement_due)


def _replaced(event: returning.MentorReplaced, state: Mentorship) -> list[Notice]:
    thanks = [Notice("replaced_thanks", event.previous)]
    if event.agreement_due is None:
        return [*thanks, *to_side("mentor_replaced", Side.MENTEE, state)]
    return [*thanks, *_assigned(state, event.agreement_due.date.isoformat())]


def _outreach(event: Event, state: Mentorship, context: Context) -> list[Notice]:
    if not isinstance(event, invitations.OutreachEvent):
        return []
    if isinstance(event, invitations.SearchResumed):
        return []
    asked = state.invitations.get(event.invitation)
    if asked is None:
        return []
    return [*_to_mentor(event, asked), *_to_mentee(event, asked, state, context)]


def _to_mentor(event: invitations.OutreachEvent, asked: Invitation) -> list[Notice]:
    facts: dict[str, object] = {"invitation": asked.number, "ask": asked.ask}
    match event:
        case invitations.InvitationSent(reply_by=reply_by):
            dated = facts | {"reply_by": reply_by.date.isoformat()}
            dated |= {"follow_ups": asked.follow_ups, "by_program": asked.by_program}
            return [Notice("invitation", asked.mentor, dated)]
        case invitations.InvitationFollowedUp(reply_by=reply_by):
            dated = facts | {"reply_by": reply_by.date.isoformat()}
            dated |= {"asks_left": asked.asks_left}
            return [Notice("invitation_follow_up", asked.mentor, dated)]
        case invitations.InvitationResumed(reply_by=reply_by):
            dated = facts | {"reply_by": reply_by.date.isoformat()}
            dated |= {"asks_left": asked.asks_left}
            return [Notice("invitation_again", asked.mentor, dated)]
        case invitations.InvitationDeclined():
            return [Notice("decline_thanks", asked.mentor, facts)]
        case invitations.InvitationWithdrawn(because=because):
            told = facts | {"because": because}
            return [Notice("invitation_withdrawn", asked.mentor, told)]
        case invitations.InvitationAccepted(agreement_due=due):
            dated = facts | {"agreement_due": due.date.isoformat()}
            return [Notice("acceptance_thanks", asked.mentor, dated)]
        case invitations.AcceptanceNotPossible(why=why):
            return [Notice("acceptance_thanks_anyway", asked.mentor, facts | {"why": why})]
        case _:
            return []


def _to_mentee(
    event: invitations.OutreachEvent, asked: Invitation, state: Mentorship, context: Context
) -> list[Notice]:
    facts = {"invitation": asked.number, "name": name_of(asked.mentor, context)}
    match event:
        case invitations.InvitationFollowedUp(reply_by=reply_by):
            dated = facts | {"reply_by": reply_by.date.isoformat()}
            return to_side("invitation_followed_up", Side.MENTEE, state, **dated)
        case invitations.InvitationLapsed():
            return to_side("invitation_lapsed", Side.MENTEE, state, **facts)
        case invitations.InvitationDeferred(until=until):
            dated = facts | {"until": until.date.isoformat()}
            return to_side("invitation_deferred", Side.MENTEE, state, **dated)
        case invitations.InvitationDeclined(reason=reason):
            return to_side("invitation_declined", Side.MENTEE, state, **facts, reason=reason)
        case invitations.InvitationAccepted(agreement_due=due):
            dated = facts | {"agreement_due": due.date.isoformat()}
            return to_side("acceptance", Side.MENTEE, state, **dated)
        case invitations.AcceptanceNotPossible(why=why):
            return to_side("acceptance_not_possible", Side.MENTEE, state, **facts, why=why)
        case _:
            return []


def _expectations(event: Event, state: Mentorship, context: Context) -> list[Notice]:
    match event:
        case expectations.ExpectationsSubmitted(side=side):
            waiting = side.other not in state.answers
            told = to_side("other_side_answered", side.other, state, agreement_due=_due(state))
            return told if waiting else []
        case expectations.ExpectationsRevealed():
            return to_both("expectations_revealed", state, agreement_due=_due(state))
        case expectations.ExpectationsWaived():
            return to_both("expectations_waived", state, agreement_due=_due(state))
        case expectations.AgreementReminded(grace=grace):
            return to_both("agreement_due", state, grace=grace.date.isoformat())
        case agreements.AgreementProposed(side=side, version=version, terms=terms):
            shown = terms.model_dump(mode="json", exclude_none=True)
            return to_side("agreement_proposed", side.other, state, version=version, terms=shown)
        case agreements.ChangesRequested(version=version, what=what):
            return to_others("changes_requested", state, context, version=version, what=what)
        case agreements.AgreementConcluded():
            return _concluded(event, state)
        case _:
            return []


def _due(state: Mentorship) -> str | None:
    due = (each.due for each in state.deadlines.values() if each.kind is DeadlineKind.AGREEMENT_DUE)
    return next((each.date.isoformat() for each in due), None)


def _concluded(event: agreements.AgreementConcluded, state: Mentorship) -> list[Notice]:
    dates = event.schedule
    coming = {"first_review": dates.first_review, "check_in": dates.check_in}
    shown = {name: due.date.isoformat() if due else None for name, due in coming.items()}
    ends = dates.ends.date.isoformat()
    facts = {"version": event.version, "ends_on": ends, **shown, **series_meeting(state)}
    return to_both("agreement_concluded", state, **facts)
