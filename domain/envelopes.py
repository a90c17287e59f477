"""What surrounds a command on its way in and an event in the records."""

from enum import StrEnum
from typing import Any, Literal, Self
from uuid import UUID, uuid5

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from domain.model import PersonId, Value

BODY_LIMIT = 128 * 1024
"""Bytes of a command's fields as JSON in UTF-8, before they are sealed.

The longest command that the rules allow has some 60,000 characters: it fits in every script that
takes two bytes a character or less, and at half its length in every other.
"""

TOO_LARGE = f"The command is too large: use at most {BODY_LIMIT // 1024} KiB."
"""What a sender of more is told."""

_NAMES = UUID("5e1b9a1e-6f0d-5c39-9c55-3f6f0a4c7d11")


class Role(StrEnum):
    """The role in which somebody acts."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    CLOCK = "clock"
    SYSTEM = "system"


INTERNAL = frozenset({Role.CLOCK, Role.SYSTEM})
"""Roles that are refused from outside: only the workflow acts as the clock."""


class Actor(Value):
    """Who acts, and in which role; set by the edge that authenticated them.

    Mentees, mentors and coordinators are registered persons. An administrator may be the operator
    of the installation and have no person; the clock and the system never have one.
    """

    role: Role
    person: PersonId | None = None

    @model_validator(mode="after")
    def _has_a_person_when_needed(self) -> Self:
        if self.person is None and self.role in {Role.MENTEE, Role.MENTOR, Role.COORDINATOR}:
            message = f"a {self.role} acts as a person; give the person's id"
            raise ValueError(message)
        if self.person is not None and self.role in INTERNAL:
            message = f"the {self.role} is nobody; leave the person out"
            raise ValueError(message)
        return self


CLOCK = Actor(role=Role.CLOCK)
SYSTEM = Actor(role=Role.SYSTEM)


class CommandEnvelope(Value):
    """A command on its way to a stream: who asks for what kind of thing, and its content.

    ``id`` is the caller's idempotency key. ``type`` is the command's name and stands in clear.
    ``body`` holds the other fields, in clear or as ``sealed`` cipher text; one of both is given.
    When it happens is never the caller's to say: the time is set where the command enters.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    actor: Actor
    type: str
    body: dict[str, Any] | None = None
    sealed: str | None = None

    @model_validator(mode="after")
    def _has_one_body(self) -> Self:
        if (self.body is None) == (self.sealed is None):
            message = "give the command's fields once: as `body` in clear, or as `sealed`"
            raise ValueError(message)
        return self


class Outcome(StrEnum):
    """How a command ended."""

    RECORDED = "recorded"
    NOTHING_CHANGED = "nothing_changed"
    REFUSED = "refused"
    PARKED = "parked"


class Receipt(Value):
    """What became of a command; kept for ever and returned again for the same command.

    ``version`` is the stream's version after the command; ``events`` are the types it recorded.
    A refusal (or a parked command) has a ``code``, a ``sentence`` for a person and ``facts``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    command_id: UUID
    stream: str
    outcome: Outcome
    version: int
    events: tuple[str, ...] = ()
    code: str | None = None
    sentence: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict)


class Stamp(Value):
    """When and by whom an event came about: what folding may know beside the event itself."""

    at: AwareDatetime
    actor: Actor


Category = Literal["mentorship", "person", "program"]


def stream_of(category: Category, ident: UUID) -> str:
    """Return the stream's name, such as ``mentorship/0197…``."""
    return f"{category}/{ident}"


def derived_id(source: UUID, *names: object) -> UUID:
    """Return the one id that belongs to ``source`` under these names; the same each time."""
    ident = uuid5(_NAMES, str(source))
    for name in names:
        ident = uuid5(ident, str(name))
    return ident


def opened_by(command_id: UUID) -> UUID:
    """Return the id of the stream that a creating command opens, so that a repeat finds it."""
    return derived_id(command_id, "stream")
