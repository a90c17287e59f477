"""What the workflow knows of a mentorship: ids and dates, never a name or a text.

Standings written today are read for ever. Only optional fields with defaults may be added;
unknown fields and kinds are accepted.
"""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.envelopes import Receipt


class _Readable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class OpenDeadline(_Readable):
    """A date that the mentorship waits for; ``label`` says what for, in words without names."""

    id: str
    kind: str
    due: AwareDatetime
    label: str = ""


class Standing(_Readable):
    """Where a mentorship stands after a recorded step.

    ``version`` 0 means that the stream does not exist. ``deadlines`` are the open ones that count
    now, earliest first. ``complete`` says that nothing is left to wait for.
    """

    mentorship: UUID
    version: int = 0
    stage: str | None = None
    program: UUID | None = None
    mentee: UUID | None = None
    mentor: UUID | None = None
    recipients: tuple[UUID, ...] = ()
    paused_until: AwareDatetime | None = None
    deadlines: tuple[OpenDeadline, ...] = ()
    attention: tuple[str, ...] = ()
    letters_waiting: bool = False
    complete: bool = False
    receipts: tuple[Receipt, ...] = ()
