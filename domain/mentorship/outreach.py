"""OUTREACH: mentors are asked; after two weeks of silence ask once more, then let it lapse.

The two weeks and the one follow-up are the policy's ``reply_by_days`` and ``follow_ups``; each
invitation keeps the numbers that it was sent with. What the asks are recorded as stands in
``invitations``.
"""

from functools import reduce
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.context import Context
from domain.dates import begins, days_from
from domain.envelopes import Role, Stamp
from domain.mentorship.asking import (
    Referral,
    ask_mentor,
    mentor_of,
    referrals_taken,
    search_goes_on,
    search_resumes,
)
from domain.mentorship.calendar import refuse_begun
from domain.mentorship.invitations import (
    AcceptanceNotPossible,
    InvitationAccepted,
    InvitationDeclined,
    InvitationDeferred,
    InvitationFollowedUp,
    InvitationLapsed,
    InvitationResumed,
    InvitationWithdrawn,
    withdrawals,
)
from domain.mentorship.matters import Asked, Closed, Deferred, Invitation, Lapsed, Number
from domain.mentorship.mentors import given, obstacle
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.seeking import candidate_of
from domain.mentorship.seeking import evolve as on_shortlist
from domain.mentorship.stages import NOT_ENDED, SEEKERS, WITHOUT_MENTOR, Part, Stage
from domain.mentorship.state import Mentorship
from domain.model import Day, Text
from domain.refusals import Refusal

_INVITED = frozenset({Part.INVITED})
_ASKING = frozenset({Stage.OUTREACH})


class Invite(MentorshipCommand):
    """Ask a candidate, with a specific ask: a project or an area."""

    who: ClassVar = SEEKERS
    stages: ClassVar = WITHOUT_MENTOR
    type: Literal["invite"] = "invite"
    candidate: Number
    ask: Text


class Accept(MentorshipCommand):
    """Say yes. A late yes counts while the mentee is seeking and asks nobody else."""

    who: ClassVar = _INVITED
    stages: ClassVar = NOT_ENDED
    type: Literal["accept"] = "accept"
    invitation: Number | None = None


class Decline(MentorshipCommand):
    """Say no; a reason is not required, a direction is welcome."""

    who: ClassVar = _INVITED
    stages: ClassVar = _ASKING
    type: Literal["decline"] = "decline"
    invitation: Number | None = None
    reason: Text | None = None
    referrals: Annotated[tuple[Referral, ...], Field(max_length=10)] = ()


class ReplyLater(MentorshipCommand):
    """Ask to be asked again on a day; until then nothing is sent."""

    who: ClassVar = _INVITED
    stages: ClassVar = _ASKING
    type: Literal["reply_later"] = "reply_later"
    invitation: Number | None = None
    until: Day


class WithdrawInvitation(MentorshipCommand):
    """Take an ask back; the next candidate is not asked by itself then."""

    who: ClassVar = SEEKERS
    stages: ClassVar = _ASKING
    type: Literal["withdraw_invitation"] = "withdraw_invitation"
    invitation: Number


OutreachCommand = Invite | Accept | Decline | ReplyLater | WithdrawInvitation


def decide(command: OutreachCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a command of the outreach; raises ``Refusal``."""
    match command:
        case Invite():
            return _invite(command, state, context)
        case Accept():
            return _accept(_own(command.invitation, state, context), state, context)
        case Decline():
            return _decline(command, state, context)
        case ReplyLater():
            return _reply_later(command, state, context)
        case WithdrawInvitation():
            return _withdraw(command, state, context)
        case _:
            assert_never(command)


def _invite(command: Invite, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    _refuse_paused(state, context)
    candidate = candidate_of(state, command.candidate)
    _refuse_too_many(state, context)
    return [
        ask_mentor(mentor_of(candidate, state, context), candidate, command.ask, state, context)
    ]


def _refuse_paused(state: Mentorship, context: Context) -> None:
    if state.pause is not None and state.pause.holds(context.at):
        until = state.pause.until.date.isoformat()
        sentence = f"The search is paused until {until}; resume it first, and invite then."
        raise Refusal("paused", sentence, until=until)


def _refuse_too_many(state: Mentorship, context: Context) -> None:
    limit = context.known_program().policy.open_invitations
    waiting = [each for each in state.invitations.values() if isinstance(each.status, Asked)]
    if len(waiting) >= limit:
        sentence = (
            f"The program allows {limit} open at a time; "
            f"wait for an answer or withdraw invitation {waiting[0].number}."
        )
        raise Refusal("too_many_invitations", sentence, limit=limit)


def _own(number: int | None, state: Mentorship, context: Context) -> Invitation:
    own = [each for each in state.invitations.values() if each.mentor == context.actor.person]
    chosen = [each for each in own if number in {None, each.number}]
    if not chosen:
        sentence = f"Invitation {number} is not yours; yours is {own[-1].number}."
        raise Refusal("not_your_invitation", sentence, invitation=number)
    return chosen[-1]


def _open(invitation: Invitation) -> Invitation:
    if not invitation.is_open:
        sentence = "This invitation is no longer open; there is nothing left to answer."
        raise Refusal("invitation_not_open", sentence, invitation=invitation.number)
    return invitation


def _accept(invitation: Invitation, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    if isinstance(invitation.status, Closed):
        _open(invitation)
    late = isinstance(invitation.status, Lapsed)
    if late and state.stage is not Stage.SEEKING:
        return [AcceptanceNotPossible(invitation=invitation.number, why="too_late")]
    _refuse_former_mentor(invitation, context)
    if why := obstacle(invitation.mentor, state, context):
        closed = AcceptanceNotPossible(invitation=invitation.number, why=why)
        return [closed] if late else [closed, *search_goes_on(invitation, state, context)]
    follows = given(invitation.mentor, context)
    accepted = InvitationAccepted(
        invitation=invitation.number,
        mentor=invitation.mentor,
        late=late,
        ends_away=follows.ends_away,
        agreement_due=follows.agreement_due,
    )
    return [accepted, *withdrawals(state, "another_accepted", but=invitation)]


def _refuse_former_mentor(invitation: Invitation, context: Context) -> None:
    program = context.known_program()
    if not context.person(invitation.mentor).has_role(Role.MENTOR, program.id):
        sentence = "You are no mentor of this program now; have the role granted, and accept then."
        raise Refusal("not_a_mentor_here", sentence, invitation=invitation.number)


def _decline(command: Decline, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    invitation = _open(_own(command.invitation, state, context))
    declined = InvitationDeclined(invitation=invitation.number, reason=command.reason)
    referred = referrals_taken(command.referrals, invitation.mentor, state, context)
    stamp = Stamp(at=context.at, actor=context.actor)
    listed = reduce(lambda before, event: on_shortlist(before, event, stamp), referred, state)
    return [declined, *referred, *search_goes_on(invitation, listed, context)]


def _reply_later(command: ReplyLater, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    invitation = _open(_own(command.invitation, state, context))
    refuse_begun(command.until, context)
    until = begins(command.until, context.known_program().zone)
    return [InvitationDeferred(invitation=invitation.number, until=until)]


def _withdraw(
    command: WithdrawInvitation, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    found = state.invitations.get(command.invitation)
    if found is None:
        sentence = f"There is no invitation {command.invitation}; look at the open ones first."
        raise Refusal("unknown_invitation", sentence, invitation=command.invitation)
    withdrawn = InvitationWithdrawn(invitation=_open(found).number, because="withdrawn")
    return [withdrawn, *search_resumes(found, state, context)]


def on_reply_due(
    invitation: Invitation, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    """Ask once more after two weeks of silence; after the last ask let the invitation lapse."""
    asked = invitation.status
    if isinstance(asked, Asked) and invitation.asks_left:
        zone = context.known_program().zone
        return [
            InvitationFollowedUp(
                invitation=invitation.number,
                attempt=asked.attempt + 1,
                reply_by=days_from(context.at, invitation.reply_by_days, zone),
            )
        ]
    lapsed = InvitationLapsed(invitation=invitation.number)
    return [lapsed, *search_goes_on(invitation, state, context)]


def on_ask_again(invitation: Invitation, context: Context) -> list[MentorshipEvent]:
    """On the day that the mentor named, start the reply clock anew; attempts stay as they were."""
    asked = invitation.status
    reply_by = days_from(context.at, invitation.reply_by_days, context.known_program().zone)
    return [
        InvitationResumed(
            invitation=invitation.number,
            attempt=asked.attempt if isinstance(asked, Deferred) else 1,
            reply_by=reply_by,
        )
    ]
