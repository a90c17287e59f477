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
"""Hands a mentorship's new letters to the recipients' mailboxes: ``PostLetters`` → ``Posted``."""

DELIVER = "deliver"
"""Sends what may leave a person's mailbox now: ``DeliverLetters`` → ``Delivered``."""

SWEEP = "sweep"
"""Wakes whoever missed something, mentorships and mailboxes: ``SweepRound`` → ``Swept``."""


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
    """How many mailboxes heard of letters, and whether more wait already."""

    sent: int = 0
    waiting: bool = False


class DeliverLetters(_Readable):
    """The person whose mailbox is to be looked through at ``at``."""

    person: UUID
    at: AwareDatetime


class Delivered(_Readable):
    """How many mails went out, and when to look again; None: nothing waits any more."""

    sent: int = 0
    next_at: AwareDatetime | None = None


class SweepRound(_Readable):
    """One round of the sweep, taken at ``at``."""

    at: AwareDatetime


class Swept(_Readable):
    """How many mentorships were woken, how many could not be, and the same of mailboxes."""

    woken: int = 0
    failed: int = 0
    mailboxes_woken: int = 0
    mailboxes_failed: int = 0
