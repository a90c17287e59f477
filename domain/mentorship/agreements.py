"""The agreement: versions that are proposed, signed by both, and never overwritten."""

from typing import Annotated, Literal, assert_never

from domain.context import Context
from domain.envelopes import Stamp
from domain.mentorship.calendar import today
from domain.mentorship.matters import Agreement, Number, Schedule, Terms
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.parts import side_acting
from domain.mentorship.schedule import schedule, scheduled
from domain.mentorship.stages import Side, Stage
from domain.mentorship.state import Mentorship
from domain.model import Personal, Text
from domain.refusals import Refusal
from domain.replacing import replace


class AgreementProposed(MentorshipEvent):
    """Somebody proposed terms; signatures of earlier proposals are void."""

    type: Literal["expectations.agreement_proposed"] = "expectations.agreement_proposed"
    version: Number
    side: Side
    terms: Terms
    replaces: int | None


class AgreementSigned(MentorshipEvent):
    """One side signed this version."""

    type: Literal["expectations.agreement_signed"] = "expectations.agreement_signed"
    version: Number
    side: Side


class ChangesRequested(MentorshipEvent):
    """One side wants other terms; the version is void."""

    type: Literal["expectations.changes_requested"] = "expectations.changes_requested"
    version: Number
    what: Annotated[Text, Personal("actor")]


class AgreementConcluded(MentorshipEvent):
    """Both signed the same version: it is in force, with the dates that follow from it."""

    type: Literal["expectations.agreement_concluded"] = "expectations.agreement_concluded"
    version: Number
    replaces: int | None
    schedule: Schedule


AgreementEvent = AgreementProposed | AgreementSigned | ChangesRequested | AgreementConcluded


def propose(terms: Terms, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Propose the next version; the proposer has signed it. Refuses an end in the past."""
    _refuse_past_end(terms, context)
    side = side_acting(state, context)
    version = len(state.agreements) + 1
    return [
        AgreementProposed(version=version, side=side, terms=terms, replaces=state.in_force),
        AgreementSigned(version=version, side=side),
    ]


def _refuse_past_end(terms: Terms, context: Context) -> None:
    now = today(context)
    if terms.ends_on <= now:
        sentence = f"The agreement would end on {terms.ends_on}; propose an end after today, {now}."
        raise Refusal("date_past", sentence, date=terms.ends_on.isoformat())


def signable(version: int, state: Mentorship) -> Agreement:
    """Return the proposal of this version, or refuse with ``not_signable``."""
    proposal = state.proposal
    if proposal is None:
        raise Refusal("not_signable", "No version waits to be signed; propose an agreement first.")
    if proposal.version != version:
        sentence = f"Version {version} cannot be signed; the one that waits is {proposal.version}."
        raise Refusal("not_signable", sentence, version=proposal.version)
    return proposal


def sign(version: int, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Sign a version; with the second signature it is concluded. Signing twice changes nothing."""
    proposal = signable(version, state)
    side = side_acting(state, context)
    if side in proposal.signed_by:
        return []
    _refuse_past_end(proposal.terms, context)
    concluded = AgreementConcluded(
        version=version,
        replaces=state.in_force,
        schedule=schedule(
            context,
            ends_on=proposal.terms.ends_on,
            check_in_months=proposal.terms.check_in_months,
        ),
    )
    return [AgreementSigned(version=version, side=side), concluded]


def evolve(state: Mentorship, event: AgreementEvent, stamp: Stamp) -> Mentorship:
    """Fold an event of the agreement; total."""
    match event:
        case AgreementProposed():
            return _proposed(state, event)
        case AgreementSigned():
            return _signed(state, event)
        case ChangesRequested():
            return void_proposal(state)
        case AgreementConcluded():
            return _concluded(state, event, stamp)
        case _:
            assert_never(event)


def _proposed(state: Mentorship, event: AgreementProposed) -> Mentorship:
    fresh = Agreement(version=event.version, terms=event.terms, proposed_by=event.side)
    voided = void_proposal(state)
    return replace(
        voided, agreements={**voided.agreements, event.version: fresh}, staying=frozenset()
    )


def void_proposal(state: Mentorship) -> Mentorship:
    """Return the state in which no version waits to be signed."""
    proposal = state.proposal
    if proposal is None:
        return state
    return replace(
        state, agreements={**state.agreements, proposal.version: replace(proposal, voided=True)}
    )


def _signed(state: Mentorship, event: AgreementSigned) -> Mentorship:
    found = state.agreements.get(event.version)
    if found is None:
        return state
    signed = replace(found, signed_by=found.signed_by | {event.side})
    return replace(state, agreements={**state.agreements, event.version: signed})


def _concluded(state: Mentorship, event: AgreementConcluded, stamp: Stamp) -> Mentorship:
    found = state.agreements.get(event.version)
    if found is None:
        return state
    concluded = replace(found, concluded_at=stamp.at)
    in_force = replace(
        state,
        agreements={**state.agreements, event.version: concluded},
        in_force=event.version,
        stage=Stage.GOALS,
    )
    return scheduled(in_force, event.schedule, stamp)
