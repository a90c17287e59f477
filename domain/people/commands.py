"""What can be asked of a person's stream. ``who`` says which parts may give the command."""

import re
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, TypeAdapter

from domain.dates import Zone
from domain.envelopes import Role
from domain.model import (
    LINE_LIMIT,
    Day,
    Email,
    Line,
    MentorshipId,
    Partial,
    PersonId,
    ProgramId,
    Text,
    Value,
)
from domain.people.parts import ADMINISTRATOR, SELF, STAFF, SYSTEM, Part
from domain.people.preferences import Hour, Reminders, WeeklyReminders
from domain.people.state import Support

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def _language_tag(tag: str) -> str:
    if _LANGUAGE.fullmatch(tag) is None:
        message = "is not a language; use a tag such as en, de or pt-BR"
        raise ValueError(message)
    return tag


Language = Annotated[str, AfterValidator(_language_tag)]
"""A language, with script and region where they matter, as BCP 47 writes them."""

Capacity = Annotated[int, Field(ge=0, le=50)]
"""How many mentorships a mentor takes on at the same time."""

Lines = Annotated[tuple[Line, ...], Field(max_length=50)]
"""Up to 50 short entries."""


class MentorDetails(Partial):
    """What a mentor says of the work; None or an empty list takes an entry back."""

    disciplines: Lines = ()
    site: Line | None = None
    support: Annotated[tuple[Support, ...], Field(max_length=len(Support))] = ()
    recent_work: Text | None = None
    learners_so_far: Annotated[int, Field(ge=0, le=100_000)] | None = None
    style: Text | None = None


class MenteeDetails(Partial):
    """Where a mentee is in the career; None or an empty list takes an entry back."""

    career_stage: Line | None = None
    discipline: Line | None = None
    interests: Lines = ()


class RegisterPerson(Value):
    """Register somebody. Only an administrator or an import makes an administrator."""

    who: ClassVar[frozenset[Part]] = STAFF | SYSTEM
    type: Literal["register_person"] = "register_person"
    name: Line
    email: Email
    zone: Zone
    language: Language = "en"
    administrator: bool = False
    mentor_profile: MentorDetails | None = None
    mentee_profile: MenteeDetails | None = None
    capacity: Capacity | None = None


class ChangeProfile(Value):
    """Replace the given parts of the profiles; the others stay."""

    who: ClassVar[frozenset[Part]] = STAFF | SELF
    type: Literal["change_profile"] = "change_profile"
    mentor_profile: MentorDetails | None = None
    mentee_profile: MenteeDetails | None = None


class ChangeContact(Value):
    """Replace name, address, time zone or language; what is left out stays."""

    who: ClassVar[frozenset[Part]] = ADMINISTRATOR | SELF
    type: Literal["change_contact"] = "change_contact"
    name: Line | None = None
    email: Email | None = None
    zone: Zone | None = None
    language: Language | None = None


ProgramRole = Literal[Role.MENTEE, Role.MENTOR, Role.COORDINATOR]
"""A role that is held in a program; administrators are of the installation."""


class GrantRole(Value):
    """Give a person a role in a program. Coordinators give mentees and mentors theirs."""

    who: ClassVar[frozenset[Part]] = STAFF
    type: Literal["grant_role"] = "grant_role"
    program: ProgramId
    role: ProgramRole


class RevokeRole(Value):
    """Take a role in a program back."""

    who: ClassVar[frozenset[Part]] = STAFF
    type: Literal["revoke_role"] = "revoke_role"
    program: ProgramId
    role: ProgramRole


class SetCapacity(Value):
    """Say how many mentorships the person takes on at the same time."""

    who: ClassVar[frozenset[Part]] = STAFF | SELF
    type: Literal["set_capacity"] = "set_capacity"
    capacity: Capacity


class SetAway(Value):
    """Be away through the day ``until``, in the person's zone; None ends it."""

    who: ClassVar[frozenset[Part]] = STAFF | SELF
    type: Literal["set_away"] = "set_away"
    until: Day | None


class EndAway(Value):
    """End an absence, because the person accepted a mentorship."""

    who: ClassVar[frozenset[Part]] = SYSTEM
    type: Literal["end_away"] = "end_away"


class AddReference(Value):
    """Say what the person is like as a mentor; a newer text replaces the author's older one."""

    who: ClassVar[frozenset[Part]] = STAFF | {Part.MENTEE}
    type: Literal["add_reference"] = "add_reference"
    text: Text


class NoteInvitedToMentor(Value):
    """Invite a former mentee, once, to become a mentor."""

    who: ClassVar[frozenset[Part]] = SYSTEM
    type: Literal["note_invited_to_mentor"] = "note_invited_to_mentor"
    mentorship: MentorshipId


class AnswerInvitationToMentor(Value):
    """Answer that invitation. Yes and no are final; after "later" it may be answered again."""

    who: ClassVar[frozenset[Part]] = SELF
    type: Literal["answer_invitation_to_mentor"] = "answer_invitation_to_mentor"
    answer: Literal["yes", "no", "later"]


class SetPreferences(Partial):
    """Choose how reminders come; what is left out stays, None leaves it to the programs again.

    A ``weekly_reminders`` above the programs' budget changes nothing: it can only be lowered.
    """

    who: ClassVar[frozenset[Part]] = STAFF | SELF
    type: Literal["set_preferences"] = "set_preferences"
    reminders: Reminders | None = None
    hour: Hour | None = None
    quiet_from: Hour | None = None
    quiet_to: Hour | None = None
    weekly_reminders: WeeklyReminders | None = None


class Unsubscribe(Value):
    """Get no reminders any more; other letters still come."""

    who: ClassVar[frozenset[Part]] = SELF
    type: Literal["unsubscribe"] = "unsubscribe"


class Resubscribe(Value):
    """Get reminders again."""

    who: ClassVar[frozenset[Part]] = SELF
    type: Literal["resubscribe"] = "resubscribe"


def _in_one_line(answer: str) -> str:
    plain = "".join(each if each.isprintable() else " " for each in answer[: 4 * LINE_LIMIT])
    line = " ".join(plain.split()) or "no reason given"
    return line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1]}…"


ServerAnswer = Annotated[str, AfterValidator(_in_one_line)]
"""What a mail server said, in one line of at most ``LINE_LIMIT`` characters; never refused."""


class NoteAddressFailing(Value):
    """Note that a mail server refuses the person's address for good.

    ``program`` is the one whose letter it was; its coordinators are told, and without it those of
    a program in which the person has a role. ``email`` is the address to which it went; if the
    person has another one by now, nothing changes.
    """

    who: ClassVar[frozenset[Part]] = SYSTEM
    type: Literal["note_address_failing"] = "note_address_failing"
    program: ProgramId | None
    code: Annotated[int, Field(ge=200, le=599)]
    answer: ServerAnswer
    email: Email | None = None


class NoteAddressWorks(Value):
    """Note that a letter reached the address after all."""

    who: ClassVar[frozenset[Part]] = SYSTEM
    type: Literal["note_address_works"] = "note_address_works"


class MergeInto(Value):
    """Declare the person a duplicate of ``other``, who stays."""

    who: ClassVar[frozenset[Part]] = ADMINISTRATOR
    type: Literal["merge_into"] = "merge_into"
    other: PersonId


class ErasePerson(Value):
    """Erase all that is personal. It cannot be undone."""

    who: ClassVar[frozenset[Part]] = ADMINISTRATOR | SELF
    type: Literal["erase_person"] = "erase_person"


ContactCommand = ChangeProfile | ChangeContact
RoleCommand = GrantRole | RevokeRole
AvailabilityCommand = SetCapacity | SetAway | EndAway
MentoringCommand = AddReference | NoteInvitedToMentor | AnswerInvitationToMentor
LetterCommand = SetPreferences | Unsubscribe | Resubscribe | NoteAddressFailing | NoteAddressWorks
LeavingCommand = MergeInto | ErasePerson
FurtherCommand = (
    ContactCommand
    | RoleCommand
    | AvailabilityCommand
    | MentoringCommand
    | LetterCommand
    | LeavingCommand
)
"""What can be asked once somebody is registered."""

PersonCommand = RegisterPerson | FurtherCommand

COMMANDS: tuple[type[PersonCommand], ...] = (
    RegisterPerson,
    ChangeProfile,
    ChangeContact,
    GrantRole,
    RevokeRole,
    SetCapacity,
    SetAway,
    EndAway,
    AddReference,
    NoteInvitedToMentor,
    AnswerInvitationToMentor,
    SetPreferences,
    Unsubscribe,
    Resubscribe,
    NoteAddressFailing,
    NoteAddressWorks,
    MergeInto,
    ErasePerson,
)
PERSON_COMMANDS: TypeAdapter[PersonCommand] = TypeAdapter(
    Annotated[PersonCommand, Field(discriminator="type")]
)
