"""SEEKING: the mentee says what is hoped for and collects candidates, or a mentor is assigned."""

from typing import Annotated, ClassVar, Literal, Self, assert_never

from pydantic import Field, model_validator

from domain.context import Context
from domain.dates import Due
from domain.envelopes import Stamp
from domain.mentorship.candidates import known_candidate, person_named
from domain.mentorship.invitations import withdrawals
from domain.mentorship.matters import Attention, Candidate, DeadlineKind, Need, Number
from domain.mentorship.mentors import give_mentor, mentor_given, nudge_on
from domain.mentorship.messages import CoordinatorAsked, MentorshipCommand, MentorshipEvent
from domain.mentorship.stages import COORDINATOR, NOT_ENDED, SEEKERS, WITHOUT_MENTOR, Part
from domain.mentorship.state import Mentorship, wait_for
from domain.model import Email, Item, Line, Personal, PersonId, Text
from domain.people.state import Support
from domain.refusals import Refusal
from domain.replacing import replace


class DescribeNeed(MentorshipCommand):
    """Say the direction, the hopes and the kinds of support looked for; all may stay open."""

    who: ClassVar = frozenset({Part.MENTEE})
    stages: ClassVar = NOT_ENDED
    type: Literal["describe_need"] = "describe_need"
    direction: Text | None = None
    hopes: Annotated[tuple[Item, ...], Field(max_length=20)] = ()
    support: tuple[Support, ...] = ()


class Shortlist(MentorshipCommand):
    """Put a registered person, or a name and an address, on the shortlist."""

    who: ClassVar = SEEKERS
    stages: ClassVar = WITHOUT_MENTOR
    type: Literal["shortlist"] = "shortlist"
    person: PersonId | None = None
    name: Line | None = None
    email: Email | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        named = self.name is not None and self.email is not None
        if (self.person is not None) == named or (self.name is None) != (self.email is None):
            message = "name a candidate either by `person`, or by `name` and `email`"
            raise ValueError(message)
        return self


class Strike(MentorshipCommand):
    """Take a candidate off the shortlist."""

    who: ClassVar = SEEKERS
    stages: ClassVar = WITHOUT_MENTOR
    type: Literal["strike"] = "strike"
    candidate: Number


class AssignMentor(MentorshipCommand):
    """Give the mentee a mentor by the program's decision."""

    who: ClassVar = COORDINATOR
    stages: ClassVar = WITHOUT_MENTOR
    type: Literal["assign_mentor"] = "assign_mentor"
    mentor: PersonId
    why: Text | None = None


SeekingCommand = DescribeNeed | Shortlist | Strike | AssignMentor


class NeedDescribed(MentorshipEvent):
    """The mentee said what is hoped for."""

    type: Literal["seeking.need_described"] = "seeking.need_described"
    need: Need


class CandidateShortlisted(MentorshipEvent):
    """Somebody is on the shortlist."""

    type: Literal["seeking.candidate_shortlisted"] = "seeking.candidate_shortlisted"
    candidate: Number
    person: PersonId | None
    name: Annotated[Line, Personal("candidate")] | None
    email: Annotated[Email, Personal("candidate")] | None
    note: Annotated[Text, Personal("actor")] | None


class CandidateReferred(MentorshipEvent):
    """A mentor who declined named somebody, who is new on the shortlist or stood there already."""

    type: Literal["seeking.candidate_referred"] = "seeking.candidate_referred"
    candidate: Number
    person: PersonId | None
    name: Annotated[Line, Personal("candidate")] | None
    email: Annotated[Email, Personal("candidate")] | None
    referred_by: PersonId


class CandidateStruck(MentorshipEvent):
    """Somebody is no longer on the shortlist."""

    type: Literal["seeking.candidate_struck"] = "seeking.candidate_struck"
    candidate: Number


class MentorAssigned(MentorshipEvent):
    """The program gave the mentee a mentor; expectations and an early fit check follow."""

    type: Literal["seeking.mentor_assigned"] = "seeking.mentor_assigned"
    mentor: PersonId
    why: Annotated[Text, Personal("actor")] | None
    ends_away: bool
    agreement_due: Due
    fit_check_on: Due


class MenteeNudged(MentorshipEvent):
    """The search takes long; the mentee was reminded of it."""

    type: Literal["seeking.mentee_nudged"] = "seeking.mentee_nudged"
    nudge: int
    next_on: Due | None


SeekingEvent = (
    NeedDescribed
    | CandidateShortlisted
    | CandidateReferred
    | CandidateStruck
    | MentorAssigned
    | MenteeNudged
)


def decide(command: SeekingCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a command of the search; raises ``Refusal``."""
    match command:
        case DescribeNeed():
            need = Need(direction=command.direction, hopes=command.hopes, support=command.support)
            return [] if need == state.need else [NeedDescribed(need=need)]
        case Shortlist():
            return _shortlist(command, state, context)
        case Strike():
            return _strike(command, state)
        case AssignMentor():
            return _assign(command, state, context)
        case _:
            assert_never(command)


def _shortlist(command: Shortlist, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    person = person_named(command.person, command.email, state, context)
    if person == state.mentee:
        raise Refusal("own_mentor", "Nobody can be their own mentor; shortlist somebody else.")
    known = known_candidate(state, person, command.email, context)
    if known is not None and not known.struck:
        return []
    return [
        CandidateShortlisted(
            candidate=known.number if known else len(state.candidates) + 1,
            person=person,
            name=command.name if person is None else None,
            email=command.email if person is None else None,
            note=command.note,
        )
    ]


def candidate_of(state: Mentorship, number: int) -> Candidate:
    """Return a candidate who is on the shortlist, or refuse with ``unknown_candidate``."""
    found = state.candidates.get(number)
    if found is None or found.struck:
        numbers = [str(each.number) for each in state.candidates.values() if not each.struck]
        right = f"the shortlist has {', '.join(numbers)}" if numbers else "the shortlist is empty"
        raise Refusal(
            "unknown_candidate", f"There is no candidate {number}; {right}.", candidate=number
        )
    return found


def _strike(command: Strike, state: Mentorship) -> list[MentorshipEvent]:
    found = candidate_of(state, command.candidate)
    if any(each.candidate == found.number for each in state.open_invitations):
        sentence = f"Candidate {found.number} has an open invitation; withdraw it first."
        raise Refusal("invitation_open", sentence, candidate=found.number)
    return [CandidateStruck(candidate=found.number)]


def _assign(command: AssignMentor, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    given = give_mentor(command.mentor, state, context)
    return [
        MentorAssigned(
            mentor=command.mentor,
            why=command.why,
            ends_away=given.ends_away,
            agreement_due=given.agreement_due,
            fit_check_on=given.fit_check_on,
        ),
        *withdrawals(state, "mentor_assigned"),
    ]


def on_nudge(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Nudge the mentee; after the last nudge the coordinator is asked to help."""
    nudge = state.nudges + 1
    last = nudge >= context.known_program().policy.seeking_nudges
    nudged = MenteeNudged(nudge=nudge, next_on=None if last else nudge_on(context))
    return [nudged, CoordinatorAsked(reason=Attention.SEEKING_LONG)] if last else [nudged]


def evolve(state: Mentorship, event: SeekingEvent, stamp: Stamp) -> Mentorship:
    """Fold an event of the search; total."""
    match event:
        case NeedDescribed():
            return replace(state, need=event.need)
        case CandidateShortlisted() | CandidateReferred():
            return _on_shortlist(state, event)
        case CandidateStruck():
            return _struck(state, event.candidate)
        case MentorAssigned():
            return _assigned(state, event, stamp)
        case MenteeNudged():
            nudged = replace(state, nudges=event.nudge)
            return wait_for(nudged, DeadlineKind.SEEKING_NUDGE, event.next_on, at=stamp.at)
        case _:
            assert_never(event)


def _on_shortlist(state: Mentorship, event: CandidateShortlisted | CandidateReferred) -> Mentorship:
    fresh = Candidate(event.candidate, event.person, event.name, event.email)
    candidate = replace(state.candidates.get(event.candidate, fresh), struck=False)
    if isinstance(event, CandidateReferred):
        referrers = tuple(dict.fromkeys((*candidate.referred_by, event.referred_by)))
        candidate = replace(candidate, referred_by=referrers)
    else:
        candidate = replace(candidate, note=event.note)
    return replace(state, candidates={**state.candidates, event.candidate: candidate})


def _struck(state: Mentorship, number: int) -> Mentorship:
    found = state.candidates.get(number)
    if found is None:
        return state
    return replace(state, candidates={**state.candidates, number: replace(found, struck=True)})


def _assigned(state: Mentorship, event: MentorAssigned, stamp: Stamp) -> Mentorship:
    with_mentor = mentor_given(replace(state, assigned=True), event.mentor)
    waiting = wait_for(with_mentor, DeadlineKind.AGREEMENT_DUE, event.agreement_due, at=stamp.at)
    return wait_for(
        waiting, DeadlineKind.CHECK_IN_OPENS, event.fit_check_on, at=stamp.at, subject="fit"
    )
