"""How a person's state follows from the events. Total: it takes any event in any state."""

from typing import assert_never

from domain.envelopes import Role, Stamp
from domain.model import ProgramId
from domain.people.events import (
    AddressFailed,
    AddressRecovered,
    AwayEnded,
    CapacitySet,
    ContactChanged,
    InvitationToMentorAnswered,
    InvitedToMentor,
    LetterEvent,
    MatterEvent,
    PersonErased,
    PersonEvent,
    PersonMerged,
    PersonRegistered,
    PreferencesSet,
    ProfileChanged,
    ReferenceAdded,
    Resubscribed,
    RoleGranted,
    RoleRevoked,
    Unsubscribed,
    WentAway,
)
from domain.people.state import ANSWERED, ERASED_NAME, MentorInvitation, Person, Reference
from domain.replacing import replace


def evolve(state: Person | None, event: PersonEvent, stamp: Stamp) -> Person | None:
    """Return the state after ``event``; what makes no sense only counts as an event.

    Before the registration nothing makes sense, and after the erasure nothing does: no event
    brings back what was erased.
    """
    if state is None:
        return _registered(event) if isinstance(event, PersonRegistered) else None
    after = replace(state, version=state.version + 1)
    return after if state.erased else _folded(after, event, stamp)


def _registered(event: PersonRegistered) -> Person:
    return Person(
        id=event.person,
        version=1,
        name=event.name,
        email=event.email,
        zone=event.zone,
        language=event.language,
        administrator=event.administrator,
        mentor_profile=event.mentor_profile,
        mentee_profile=event.mentee_profile,
        capacity=event.capacity,
    )


def _folded(state: Person, event: PersonEvent, stamp: Stamp) -> Person:
    match event:
        case PersonRegistered():
            after = state
        case ProfileChanged():
            after = _with_profiles(state, event)
        case ContactChanged():
            after = _with_contact(state, event)
        case PersonMerged(into=other):
            after = replace(state, merged_into=other)
        case PersonErased():
            after = _erased(state)
        case (
            PreferencesSet()
            | Unsubscribed()
            | Resubscribed()
            | AddressFailed()
            | AddressRecovered()
        ):
            after = _with_letters(state, event, stamp)
        case _:
            after = _with_matter(state, event)
    return after


def _with_profiles(state: Person, event: ProfileChanged) -> Person:
    return replace(
        state,
        mentor_profile=event.mentor_profile or state.mentor_profile,
        mentee_profile=event.mentee_profile or state.mentee_profile,
    )


def _with_contact(state: Person, event: ContactChanged) -> Person:
    return replace(
        state,
        name=event.name or state.name,
        email=event.email or state.email,
        zone=event.zone or state.zone,
        language=event.language or state.language,
        address_failing_since=None if event.email else state.address_failing_since,
    )


def _with_letters(state: Person, event: LetterEvent, stamp: Stamp) -> Person:
    match event:
        case PreferencesSet(preferences=preferences):
            return replace(state, preferences=preferences)
        case Unsubscribed() | Resubscribed():
            return replace(state, subscribed=isinstance(event, Resubscribed))
        case AddressFailed():
            return replace(state, address_failing_since=stamp.at)
        case AddressRecovered():
            return replace(state, address_failing_since=None)
        case _:
            assert_never(event)


def _erased(state: Person) -> Person:
    return Person(
        id=state.id,
        version=state.version,
        name=ERASED_NAME,
        email="",
        zone=state.zone,
        language=state.language,
        merged_into=state.merged_into,
        erased=True,
    )


def _with_matter(state: Person, event: MatterEvent) -> Person:
    match event:
        case RoleGranted():
            after = _with_roles(state, event.program, _held(state, event.program) | {event.role})
        case RoleRevoked():
            after = _with_roles(state, event.program, _held(state, event.program) - {event.role})
        case CapacitySet(capacity=capacity):
            after = replace(state, capacity=capacity)
        case WentAway(until=until):
            after = replace(state, away_until=until)
        case AwayEnded():
            after = replace(state, away_until=None)
        case ReferenceAdded():
            after = _with_reference(state, event)
        case InvitedToMentor() | InvitationToMentorAnswered():
            after = replace(state, invited_to_mentor=_invitation(event))
        case _:
            assert_never(event)
    return after


def _held(state: Person, program: ProgramId) -> frozenset[Role]:
    return state.roles.get(program, frozenset())


def _with_roles(state: Person, program: ProgramId, held: frozenset[Role]) -> Person:
    others = {each: roles for each, roles in state.roles.items() if each != program}
    return replace(state, roles={**others, program: held} if held else others)


def _with_reference(state: Person, event: ReferenceAdded) -> Person:
    others = tuple(each for each in state.references if each.by != event.by)
    return replace(state, references=(*others, Reference(by=event.by, text=event.text)))


def _invitation(event: InvitedToMentor | InvitationToMentorAnswered) -> MentorInvitation:
    if isinstance(event, InvitedToMentor):
        return MentorInvitation.INVITED
    return ANSWERED[event.answer]
