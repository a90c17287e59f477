"""What the API answers about people, programs, and whoever asks."""

from datetime import datetime
from typing import Any, Final, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.access.people_views import PERSON, PROGRAM
from domain.access.relations import Relation
from domain.dates import Due
from domain.people.preferences import Preferences
from domain.people.state import MenteeProfile, MentorProfile, Support
from domain.policy import Policy
from records.access.api_keys import Key
from records.access.sessions import How, Session
from records.directory import MentorFound
from records.queries import PersonRow, ProgramRow
from web.api.documents import Document, Next
from web.api.mentorship_documents import MentorshipListed

# ---------------------------------------------------------------- people


class RoleHeld(Document):
    """A role that somebody has in a program."""

    program: UUID
    role: Literal["mentee", "mentor", "coordinator"]


class ReferenceTold(Document):
    """What somebody says of a mentor; members are not told who."""

    text: str
    by: UUID | None = None


class PersonDocument(Document):
    """A person; what is not for whoever asks is left out."""

    id: UUID
    name: str
    email: str | None = None
    zone: str | None = None
    language: str | None = None
    roles: list[RoleHeld] | None = Field(
        default=None, description="Coordinators are told those in their own programs."
    )
    administrator: bool | None = None
    mentor_profile: MentorProfile | None = None
    mentee_profile: MenteeProfile | None = None
    capacity: int | None = Field(
        default=None, description="Mentorships at the same time; null: what the program says."
    )
    has_room: bool | None = Field(
        default=None, description="Whether a mentor can take on one more; null: no mentor."
    )
    away_until: Due | None = None
    away: bool | None = None
    references: list[ReferenceTold] | None = None
    invited_to_mentor: Literal["invited", "later", "accepted", "declined"] | None = None
    preferences: Preferences | None = None
    subscribed: bool | None = None
    address_failing_since: AwareDatetime | None = None
    version: int | None = None
    gone: bool | None = Field(default=None, description="Erased, or merged into another.")
    merged_into: UUID | None = None


class PersonListed(Document):
    """A person in a list."""

    id: UUID
    name: str
    email: str | None = None
    zone: str | None = None
    language: str | None = None
    roles: list[RoleHeld] | None = None
    administrator: bool | None = None
    capacity: int | None = None
    version: int | None = None

    @classmethod
    def of(cls, row: PersonRow, relation: Relation, *, programs: frozenset[UUID] | None) -> Self:
        """Return a row with what somebody who is ``relation`` to them may see.

        ``programs`` are those of whose roles they are told; None: of all.
        """
        told = {name for name in cls.model_fields if relation in PERSON[name]}
        values = {name: getattr(row, name) for name in told - {"roles"}}
        roles = [
            {"program": program, "role": role}
            for program, role in row.roles
            if programs is None or program in programs
        ]
        return cls.model_validate(values | ({"roles": roles} if "roles" in told else {}))


class PersonList(Document):
    """A page of people, by name."""

    people: list[PersonListed]
    next: Next = None


class MentorDocument(Document):
    """A mentor in the directory, as members of the program may see them."""

    id: UUID
    name: str
    disciplines: list[str]
    site: str | None
    support: list[Support]
    recent_work: str | None
    learners_so_far: int | None
    style: str | None
    references: int = Field(description="How many there are; the person's own page tells them.")
    has_room: bool
    away: bool

    @classmethod
    def of(cls, found: MentorFound, *, at: datetime) -> Self:
        """Return a mentor of the directory as the API tells it, who is away or not at a moment."""
        values = {name: getattr(found, name) for name in set(cls.model_fields) - {"away"}}
        away = found.away_until is not None and at < found.away_until
        return cls.model_validate(values | {"away": away})


class MentorList(Document):
    """A page of mentors: those of whom the words tell most first."""

    mentors: list[MentorDocument]
    next: Next = None


class MentorshipsOfPerson(Document):
    """All mentorships of a person; those that ended come last."""

    mentorships: list[MentorshipListed]


# ---------------------------------------------------------------- programs


class Letterhead(Document):
    """Who gets the replies to a program's letters, and how they are signed."""

    reply_to: str | None
    signature: str | None


_EACH_NUMBER: Final = {
    **Policy.model_json_schema(),
    "required": [],
    "description": "The program's numbers; members see those that concern a pair.",
}


class ProgramDocument(Document):
    """A program; what is not for whoever asks is left out."""

    id: UUID
    name: str
    zone: str
    closed: bool = Field(description="Whether no new mentorships are opened.")
    template: str | None = Field(
        default=None, description="The text of the agreement that pairs begin with."
    )
    policy: dict[str, Any] | None = Field(default=None, json_schema_extra=_EACH_NUMBER)
    letterhead: Letterhead | None = None
    version: int | None = None


class ProgramListed(Document):
    """A program in a list."""

    id: UUID
    name: str
    zone: str
    closed: bool
    version: int | None = None

    @classmethod
    def of(cls, row: ProgramRow, relation: Relation) -> Self:
        """Return a row with what somebody who is ``relation`` to the program may see."""
        told = {name for name in cls.model_fields if relation in PROGRAM[name]}
        return cls.model_validate({name: getattr(row, name) for name in told})


class ProgramList(Document):
    """Programs, by name."""

    programs: list[ProgramListed]


class CensusDocument(Document):
    """How many have each role in a program, and how many mentorships are in each stage."""

    roles: dict[str, int]
    stages: dict[str, int] = Field(description="Those whose record is closed do not count.")


# ---------------------------------------------------------------- who asks


class KeyTold(Document):
    """The key by which somebody asks; its secret is never told again."""

    id: UUID
    name: str
    program: UUID | None = Field(description="The only one that it is for, if there is one.")
    scopes: list[str]
    made_at: AwareDatetime
    expires_at: AwareDatetime

    @classmethod
    def of(cls, key: Key) -> Self:
        """Return a key as the API tells it."""
        values = {name: getattr(key, name) for name in cls.model_fields}
        return cls.model_validate(values | {"scopes": sorted(key.scopes)})


class SessionTold(Document):
    """The session by which somebody asks."""

    id: UUID
    how: How
    begun_at: AwareDatetime
    ends_at: AwareDatetime
    proved_at: AwareDatetime | None = Field(description="When the second factor was given last.")

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return a session as the API tells it."""
        return cls.model_validate({name: getattr(session, name) for name in cls.model_fields})


class CallerDocument(Document):
    """Who asks, and with which rights."""

    person: PersonDocument | None = Field(description="Null: the operator of the installation.")
    roles: list[RoleHeld] = Field(description="The roles that can be acted in, by this key.")
    administrator: bool
    key: KeyTold | None
    session: SessionTold | None
