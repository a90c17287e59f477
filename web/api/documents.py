"""What the API answers, in general: problems, receipts, previews and pages."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.envelopes import Actor, Receipt
from domain.standing import OpenDeadline
from records.dry_run import Preview
from records.queries import Refused
from records.seeing import Seen

_COMMAND: str = "0197a1c2-5b5e-7c3a-9d43-0a3f5f0b9e11"
_STREAM: str = "7d8c3f0e-6b1a-5c9e-8a54-2f9f7c1d0b42"

Names = Annotated[
    dict[UUID, str],
    Field(description="Names of the people who occur, by id; who is gone for good has none."),
]


class Document(BaseModel):
    """An answer; fields that are not for whoever asks are left out."""

    model_config = ConfigDict(extra="forbid")


class ProblemDocument(Document):
    """What went wrong: problem details as in RFC 9457."""

    model_config = ConfigDict(title="Problem", extra="forbid")

    title: str = Field(description="The status in words.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="A sentence for a person: what was wrong, what would be right.")
    code: str = Field(description="Which problem it is; stable, for programs.")
    facts: dict[str, Any] = Field(
        default_factory=dict, description="The values of which the sentence speaks."
    )


class ReceiptDocument(Document):
    """What became of a command; kept for ever, and told again for the same command."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "command_id": _COMMAND,
                    "stream": f"mentorship/{_STREAM}",
                    "outcome": "recorded",
                    "version": 7,
                    "events": ["outreach.invitation_accepted", "outreach.mentor_chosen"],
                    "code": None,
                    "sentence": None,
                    "facts": {},
                }
            ]
        },
    )

    command_id: UUID = Field(description="The `Idempotency-Key` of the command.")
    stream: str = Field(description="What it was given to: its kind and id.")
    outcome: Literal[
        "recorded", "nothing_changed", "refused", "parked", "accepted_not_recorded"
    ] = Field(
        description="How it ended. `parked`: the service failed to decide it, keeps it, and will "
        "try again. `accepted_not_recorded`: taken in, and recorded once or not at all; ask for "
        "the receipt later, or send the same again."
    )
    version: int = Field(description="The version of the stream afterwards; 0 if not known.")
    events: list[str] = Field(default_factory=list, description="The types of what was recorded.")
    code: str | None = Field(default=None, description="Why it was refused or parked.")
    sentence: str | None = Field(default=None, description="The same for a person.")
    facts: dict[str, Any] = Field(
        default_factory=dict, description="The values of which the sentence speaks."
    )

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """Return a receipt as the API tells it."""
        return cls.model_validate(receipt.model_dump())


class DeadlineDocument(Document):
    """A date that is waited for."""

    id: str = Field(description="Its kind and, where there are several, of which one it is.")
    kind: str
    due: AwareDatetime
    label: str = Field(description="What for, in words without names.")

    @classmethod
    def of(cls, deadline: OpenDeadline) -> Self:
        """Return an open deadline as the API tells it."""
        return cls.model_validate(deadline.model_dump())


class LetterTold(Document):
    """A letter that would go out: of which kind, and to whom."""

    kind: str
    to: UUID


class PreviewDocument(Document):
    """What a command would do now; nothing is recorded."""

    receipt: ReceiptDocument = Field(description="The receipt that it would get, or has already.")
    settled: bool = Field(description="Whether it was given before: then it would do nothing.")
    events: list[dict[str, Any]] = Field(description="What would be recorded.")
    letters: list[LetterTold] = Field(description="What would be written to whom.")
    deadlines: list[DeadlineDocument] = Field(description="What would be waited for afterwards.")

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """Return a preview as the API tells it."""
        return cls(
            receipt=ReceiptDocument.of(preview.receipt),
            settled=preview.settled,
            events=list(preview.events),
            letters=[LetterTold(kind=kind, to=to) for kind, to in preview.letters],
            deadlines=[DeadlineDocument.of(each) for each in preview.deadlines],
        )


class EventDocument(Document):
    """Something that happened, as whoever asks may see it."""

    version: int
    at: AwareDatetime
    type: str
    actor: Actor = Field(description="Who did it, in which role; the clock is nobody.")
    command_id: UUID
    data: dict[str, Any] = Field(
        description="The event's fields; those that are not for whoever asks stand in `hidden`."
    )

    @classmethod
    def of(cls, seen: Seen) -> Self:
        """Return an event as somebody may see it, as the API tells it."""
        return cls(**vars(seen))


class HistoryDocument(Document):
    """Events of one stream, oldest first."""

    events: list[EventDocument]
    names: Names
    next: int | None = Field(
        description="Give this as `after_version` to read on; null: that was all."
    )


class RefusedDocument(Document):
    """A command that was refused, and why."""

    command_id: UUID
    type: str
    actor: Actor
    at: AwareDatetime
    code: str
    sentence: str

    @classmethod
    def of(cls, refused: Refused) -> Self:
        """Return a refused command as the API tells it."""
        return cls(**{name: getattr(refused, name) for name in cls.model_fields})


class RefusedList(Document):
    """Commands that were refused, the latest first."""

    refused: list[RefusedDocument]


Next = Annotated[
    str | None,
    Field(description="The `cursor` of the next page, also in the header `Link`; null at the end."),
]
