"""What a person's mailbox is called, starts with, and is woken by."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict
from temporalio.common import RawValue
from temporalio.converter import PayloadConverter

from workflows.start import read_input

MAILBOX = "Mailbox"
"""The workflow's type."""

WAKE = "wake"
"""Signal: look at what waits; takes ``{"at": the sender's time}``, or nothing."""

FARTHEST_AHEAD = timedelta(days=3660)
"""How far the clock of who wakes may be ahead of the mailbox's: only a clock that tests turn is,
and a time that nobody lives to see is a slip. Histories hold what was believed by it."""


class MailboxStart(BaseModel):
    """What a run begins with; only optional fields with defaults may be added.

    ``lead`` is by how much those who woke the mailbox were ahead of its clock. ``next_at`` is what
    the run before waited for; without it, the first thing a run does is to look.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    person: UUID
    lead: timedelta = timedelta(0)
    next_at: AwareDatetime | None = None


class Woken(BaseModel):
    """The input of ``wake``: when the sender sent it, by the sender's clock."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: AwareDatetime | None = None


class UnreadableWake(ValueError):
    """What came with a signal says no time; it wakes all the same."""


def mailbox_id(person: UUID) -> str:
    """Return the one workflow id of a person's mailbox."""
    return f"mailbox/{person}"


def read_mailbox_start(args: Sequence[object]) -> MailboxStart:
    """Read the input of a mailbox's run; raises as ``workflows.start.read_input`` does."""
    sentence = 'Start a mailbox\'s workflow with one input such as {"person": "<id>"}.'
    return read_input(args, MailboxStart, sentence=sentence)


def read_woken(args: Sequence[RawValue], converter: PayloadConverter) -> Woken:
    """Read what came with a signal.

    Raises:
        UnreadableWake: it is not what ``wake`` takes; the message repeats nothing of it.
    """
    if not args:
        return Woken()
    try:
        (only,) = args
        return Woken.model_validate(converter.from_payload(only.payload))
    except Exception as error:
        message = 'a wake takes {"at": a time with its zone} or nothing'
        raise UnreadableWake(message) from error
