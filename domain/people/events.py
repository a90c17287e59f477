"""What can have happened to a person.

An address or a time zone was checked when it was decided on. Events carry them as they were, so
that they stay readable when the rules for addresses or the list of zones change.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.dates import Due
from domain.envelopes import Role
from domain.model import MentorshipId, Personal, PersonId, ProgramId, Value
from domain.people.preferences import Preferences
from domain.people.state import MenteeProfile, MentorProfile

_Own = Annotated[str, Personal("person")]


class PersonRegistered(Value):
    """Somebody is registered."""

    type: Literal["person.registered"] = "person.registered"
    person: PersonId
    name: _Own
    email: _Own
    zone: str
    language: str
    administrator: bool
    mentor_profile: MentorProfile
    mentee_profile: MenteeProfile
    capacity: int | None


class ProfileChanged(Value):
    """A profile, or both, were replaced; None stayed as it was."""

    type: Literal["person.profile_changed"] = "person.profile_changed"
    mentor_profile: MentorProfile | None
    mentee_profile: MenteeProfile | None


class ContactChanged(Value):
    """Name, address, time zone or language were replaced; None stayed as it was.

    Where another address replaces one at which letters arrived, that one is told: it is
    ``former_email``, and ``former_name`` who was written to there.
    """

    type: Literal["person.contact_changed"] = "person.contact_changed"
    name: _Own | None
    email: _Own | None
    zone: str | None
    language: str | None
    former_name: _Own | None
    former_email: _Own | None


class RoleGranted(Value):
    """The person has a role in a program."""

    type: Literal["person.role_granted"] = "person.role_granted"
    program: ProgramId
    role: Role


class RoleRevoked(Value):
    """The person no longer has a role in a program."""

    type: Literal["person.role_revoked"] = "person.role_revoked"
    program: ProgramId
    role: Role


class CapacitySet(Value):
    """The person takes on this many mentorships at the same time."""

    type: Literal["person.capacity_set"] = "person.capacity_set"
    capacity: int


class WentAway(Value):
    """The person gets no new invitations until the day has ended."""

    type: Literal["person.went_away"] = "person.went_away"
    until: Due


class AwayEnded(Value):
    """The person may be invited again."""

    type: Literal["person.away_ended"] = "person.away_ended"


class ReferenceAdded(Value):
    """Somebody said what the person is like as a mentor, in place of what they said before."""

    type: Literal["person.reference_added"] = "person.reference_added"
    by: PersonId | None
    text: _Own


class InvitedToMentor(Value):
    """The person, whose mentorship has ended, was invited to become a mentor."""

    type: Literal["person.invited_to_mentor"] = "person.invited_to_mentor"
    mentorship: MentorshipId


class InvitationToMentorAnswered(Value):
    """The person answered that invitation."""

    type: Literal["person.invitation_to_mentor_answered"] = "person.invitation_to_mentor_answered"
    answer: Literal["yes", "no", "later"]


class PreferencesSet(Value):
    """The person chose how reminders come; these are all the choices."""

    type: Literal["person.preferences_set"] = "person.preferences_set"
    preferences: Preferences


class Unsubscribed(Value):
    """The person gets no reminders any more."""

    type: Literal["person.unsubscribed"] = "person.unsubscribed"


class Resubscribed(Value):
    """The person gets reminders again."""

    type: Literal["person.resubscribed"] = "person.resubscribed"


class AddressFailed(Value):
    """A mail server refused the person's address for good; no reminders go there."""

    type: Literal["person.address_failed"] = "person.address_failed"
    program: ProgramId | None
    email: _Own
    code: int
    answer: _Own


class AddressRecovered(Value):
    """A letter reached the address after all."""

    type: Literal["person.address_recovered"] = "person.address_recovered"


class PersonMerged(Value):
    """The person turned out to be another one; the address is free again."""

    type: Literal["person.merged"] = "person.merged"
    into: PersonId


class PersonErased(Value):
    """All that is personal is gone; the address is free again."""

    type: Literal["person.erased"] = "person.erased"


MatterEvent = (
    RoleGranted
    | RoleRevoked
    | CapacitySet
    | WentAway
    | AwayEnded
    | ReferenceAdded
    | InvitedToMentor
    | InvitationToMentorAnswered
)
LetterEvent = PreferencesSet | Unsubscribed | Resubscribed | AddressFailed | AddressRecovered
PersonEvent = (
    PersonRegistered
    | ProfileChanged
    | ContactChanged
    | MatterEvent
    | LetterEvent
    | PersonMerged
    | PersonErased
)

EVENTS: tuple[type[PersonEvent], ...] = (
    PersonRegistered,
    ProfileChanged,
    ContactChanged,
    RoleGranted,
    RoleRevoked,
    CapacitySet,
    WentAway,
    AwayEnded,
    ReferenceAdded,
    InvitedToMentor,
    InvitationToMentorAnswered,
    PreferencesSet,
    Unsubscribed,
    Resubscribed,
    AddressFailed,
    AddressRecovered,
    PersonMerged,
    PersonErased,
)
PERSON_EVENTS: TypeAdapter[PersonEvent] = TypeAdapter(
    Annotated[PersonEvent, Field(discriminator="type")]
)
