"""Asking a candidate, and what follows when an ask is over: the next one, or the search again."""

from typing import Self
from uuid import UUID

from pydantic import model_validator

from domain.context import Context
from domain.dates import days_from
from domain.mentorship.candidates import known_candidate, person_at, person_named
from domain.mentorship.invitations import InvitationSent, SearchResumed
from domain.mentorship.matters import Candidate, Invitation
from domain.mentorship.mentors import fit_to_mentor, nudge_on
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.seeking import CandidateReferred
from domain.mentorship.state import Mentorship
from domain.model import Email, Line, PersonId, Value
from domain.refusals import Refusal


class Referral(Value):
    """Somebody who could be asked, named by somebody who cannot."""

    person: PersonId | None = None
    name: Line | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        if self.person is None and (self.name is None or self.email is None):
            message = "name the person by `person`, or by `name` and `email`"
            raise ValueError(message)
        return self


def mentor_of(candidate: Candidate, state: Mentorship, context: Context) -> PersonId:
    """Return whom to ask for a candidate, or refuse one who cannot be asked now.

    Raises ``Refusal``: ``candidate_not_registered``, ``own_mentor``, ``not_a_mentor_here``,
    ``invitation_open`` or ``mentor_away``.
    """
    mentor = candidate.person or person_at(candidate.email, state, context)
    if mentor is None:
        sentence = "This candidate is not registered here yet; ask your program to register them."
        raise Refusal("candidate_not_registered", sentence, candidate=candidate.number)
    person = fit_to_mentor(mentor, state, context)
    if any(each.mentor == mentor for each in state.open_invitations):
        sentence = "This mentor is being asked already; wait for the answer."
        raise Refusal("invitation_open", sentence, mentor=str(mentor))
    if person.is_away(context.at):
        sentence = "This mentor is away just now; ask somebody else, or try later."
        raise Refusal("mentor_away", sentence)
    return mentor


def ask_mentor(
    mentor: PersonId, candidate: Candidate, ask: str, state: Mentorship, context: Context
) -> InvitationSent:
    """Return the first ask to a mentor, with the policy's numbers of today."""
    program = context.known_program()
    days = program.policy.reply_by_days
    return InvitationSent(
        invitation=len(state.invitations) + 1,
        candidate=candidate.number,
        mentor=mentor,
        ask=ask,
        reply_by=days_from(context.at, days, program.zone),
        reply_by_days=days,
        follow_ups=program.policy.follow_ups,
    )


def search_goes_on(
    closed: Invitation, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    """Return what follows when ``closed`` is open no more: nothing while another one is.

    Otherwise the next candidate is asked, if the policy ``next_candidate`` says so, there is one
    to ask and no pause is on; else the mentee seeks again.
    """
    resumes = search_resumes(closed, state, context)
    automatic = context.known_program().policy.next_candidate == "automatic"
    if resumes and automatic and not state.is_paused(context.at):
        for candidate in _unasked(state):
            if asked := _asked_next(candidate, closed, state, context):
                return [asked]
    return resumes


def search_resumes(
    closed: Invitation, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    """Return that the mentee seeks again, unless an invitation other than ``closed`` is open."""
    if any(each.number != closed.number for each in state.open_invitations):
        return []
    return [SearchResumed(nudge_on=nudge_on(context))]


def _unasked(state: Mentorship) -> list[Candidate]:
    asked = {each.candidate for each in state.invitations.values()}
    return [
        each for each in state.candidates.values() if not each.struck and each.number not in asked
    ]


def _asked_next(
    candidate: Candidate, closed: Invitation, state: Mentorship, context: Context
) -> InvitationSent | None:
    try:
        mentor = mentor_of(candidate, state, context)
    except Refusal:
        return None
    if any(each.mentor == mentor for each in state.invitations.values()):
        return None  # asked already, as another candidate
    return ask_mentor(mentor, candidate, closed.ask, state, context)


def referrals_taken(
    referrals: tuple[Referral, ...], by: PersonId, state: Mentorship, context: Context
) -> list[CandidateReferred]:
    """Return what puts the referred people on the shortlist; one who stands there gains a referrer.

    The mentee and the one who refers are left out.
    """
    named: dict[PersonId | str | None, Referral] = {}
    for each in referrals:
        person = person_named(each.person, each.email, state, context)
        if person not in {state.mentee, by}:
            named.setdefault(person or each.email, each)
    events: list[CandidateReferred] = []
    added = len(state.candidates)
    for who, each in named.items():
        person = who if isinstance(who, UUID) else None
        known = known_candidate(state, person, each.email, context)
        added = added if known else added + 1
        events.append(
            CandidateReferred(
                candidate=known.number if known else added,
                person=person,
                name=each.name if person is None else None,
                email=each.email if person is None else None,
                referred_by=by,
            )
        )
    return events
