"""What the activities are called, take and give: all that workflows know of them.

Steps recorded today are read for ever: only optional fields with defaults may be added.
"""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.envelopes import CommandEnvelope
from domain.standing import OpenDeadline

RECORD = "record"
"""Records the commands and due deadlines of one step: ``RecordStep`` → ``Standing``."""

POST = "post"
"""Sends a mentorship's waiting letters: ``PostLetters`` → ``Posted``."""

SWEEP = "sweep"
"""Wakes every mentorship whose workflow missed something: ``SweepRound`` → ``Swept``."""


class _Readable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Entered(_Readable):
    """A command and the moment in which it entered; nobody outside sets that moment."""

    at: AwareDatetime
    envelope: CommandEnvelope


class RecordStep(_Readable):
    """One step of a mentorship: what people asked for, in order of arrival, and what is due.

    ``deadlines`` are the open ones whose time has come, earliest first; they are decided after
    the commands.
    """

    mentorship: UUID
    at: AwareDatetime
    commands: tuple[Entered, ...] = ()
    deadlines: tuple[OpenDeadline, ...] = ()


class PostLetters(_Readable):
    """The mentorship whose letters wait, since ``at``."""

    mentorship: UUID
    at: AwareDatetime


class Posted(_Readable):
    """How many letters went out, and whether more wait already."""

    sent: int = 0
    waiting: bool = False


class SweepRound(_Readable):
    """One round of the sweep, taken at ``at``."""

    at: AwareDatetime


class Swept(_Readable):
    """How many mentorships were woken, and how many could not be."""

    woken: int = 0
    failed: int = 0
