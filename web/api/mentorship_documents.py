"""What the API answers about mentorships."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any, Final, Literal, get_type_hints
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model

from domain.dates import Due
from domain.mentorship.coming import Coming
from domain.mentorship.lateness import LEFT
from domain.mentorship.matters import Answers
from domain.mentorship.stages import Side, Stage
from domain.mentorship.state import Mentorship
from domain.mentorship.work import CheckInKind, Climate, Wish
from records.outbox import LedgerLine
from records.queries import MentorshipRow
from web.api.described import DescribedAs
from web.api.documents import DeadlineDocument, Document, Names, Next

PartName = Literal["mentee", "mentor", "invited mentor", "coordinator"]

# ---------------------------------------------------------------- the state as somebody sees it


class Hidden(Document):
    """Something that is there and not for whoever asks; its fields are named."""

    hidden: list[str]


class ReflectionSeen(Document):
    """One side's look back and ahead; the other side's wish and private note are hidden."""

    done: str
    next: str
    climate: Climate | None = None
    feedback: str | None = None
    wish: Wish = Wish.GO_ON
    private_note: str | None = None
    hidden: list[str] = Field(default_factory=list)


class CheckInSeen(Document):
    """A check-in; a reflection of the other side is hidden until it is over."""

    number: int
    kind: CheckInKind
    ordinal: int
    opened_at: AwareDatetime
    due: Due
    since: AwareDatetime
    reflections: dict[Side, ReflectionSeen | Hidden]
    outcome: str | None = None


_TO_EACH_THEIR_OWN: Final[dict[str, Any]] = {
    "answers": dict[Side, Answers | Hidden],
    "check_ins": dict[int, CheckInSeen],
}


def _may_be_missing(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def _seen() -> type[BaseModel]:
    """Return the description of a mentorship of which any field may be left out."""
    types = get_type_hints(Mentorship, include_extras=True) | _TO_EACH_THEIR_OWN
    optional: dict[str, Any] = {
        each.name: (types[each.name], Field(default=None, json_schema_extra=_may_be_missing))
        for each in fields(Mentorship)
    }
    about = "A mentorship as somebody may see it; what is not theirs is left out, or hidden."
    return create_model(
        "MentorshipSeen",
        __doc__=about,
        __config__=ConfigDict(extra="forbid"),
        **optional,
    )


MentorshipSeen: Final = _seen()


# ---------------------------------------------------------------- answers


class MentorshipDocument(Document):
    """A mentorship: where it stands, who is in it, what waits, and all of it that one may see."""

    id: UUID
    version: int | None = Field(
        default=None, description="How many events there are; for coordinators alone."
    )
    at: AwareDatetime | None = Field(
        default=None, description="The moment that was asked for; left out for now."
    )
    part: PartName = Field(description="The part that whoever asks has in it.")
    stage: Stage
    program: UUID
    program_name: str | None
    names: Names
    possible: list[str] | None = Field(
        default=None,
        description="Commands that stage and part allow now. The rules look at more, so one may "
        "be refused all the same; `dry_run` tells.",
    )
    waits_for: list[DeadlineDocument] | None = Field(
        default=None, description="The dates that it waits for now, earliest first."
    )
    attention: list[str] | None = Field(
        default=None, description="Why a coordinator should look; for coordinators alone."
    )
    state: Annotated[dict[str, Any], DescribedAs(MentorshipSeen)]


_INVITED: Final = (
    "id",
    "stage",
    "program",
    "program_name",
    "mentee",
    "mentee_name",
    "opened_at",
    "complete",
)
_PAIR: Final = (
    *_INVITED,
    "mentor",
    "mentor_name",
    "paused_until",
    "late_from",
)
_STAFF: Final = (*_PAIR, "version", "last_at", "next_due", "next_kind", "attention", "asked")

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "invited": _INVITED,
    "mentor": _PAIR,
    "mentee": (*_PAIR, "asked"),
    "staff": _STAFF,
}
"""The fields of a listed mentorship, and to whom they are told. What is due next, why somebody
should look, and that something happened at all is the program's to know: it could be a wish or a
concern of the other side's."""


class MentorshipListed(Document):
    """A mentorship in a list."""

    id: UUID
    part: Literal["mentee", "mentor", "invited", "staff"] = Field(
        description="As what whoever asks sees it."
    )
    stage: Stage
    program: UUID
    program_name: str | None
    mentee: UUID
    mentee_name: str | None
    opened_at: AwareDatetime
    complete: bool = Field(description="Whether its record is closed.")
    version: int | None = Field(
        default=None, description="How many events there are; for coordinators alone."
    )
    mentor: UUID | None = None
    mentor_name: str | None = None
    last_at: AwareDatetime | None = Field(
        default=None, description="When something happened last; for coordinators alone."
    )
    paused_until: AwareDatetime | None = None
    late_from: AwareDatetime | None = Field(
        default=None,
        description="From when one of the two is late with something; left out for them once a "
        "coordinator was asked to act on it.",
    )
    next_due: AwareDatetime | None = None
    next_kind: str | None = None
    attention: list[str] | None = Field(
        default=None, description="Why a coordinator should look; `fault`: something is parked."
    )
    asked: list[UUID] | None = Field(
        default=None, description="The mentors whose answer is awaited."
    )

    @classmethod
    def of(cls, row: MentorshipRow, *, part: str) -> "MentorshipListed":
        """Return a row as somebody with a part in it, or the ``staff``, may see it."""
        told = {name: getattr(row, name) for name in FIELDS[part]}
        if part != "staff" and LEFT & set(row.attention):
            told.pop("late_from", None)
        return cls.model_validate({"part": part, **told})


class MentorshipList(Document):
    """A page of mentorships."""

    mentorships: list[MentorshipListed]
    next: Next = None


class ComingDocument(Document):
    """Something that comes; without `when` it waits for a person."""

    when: Due | None
    what: str
    rule: str = Field(description="The rule, or the number of the policy, from which it follows.")

    @classmethod
    def of(cls, coming: Coming) -> "ComingDocument":
        """Return something that comes as the API tells it."""
        return cls(when=coming.when, what=coming.what, rule=coming.rule)


class ComingList(Document):
    """What comes next: dated things first, in their order."""

    coming: list[ComingDocument]


class LetterDocument(Document):
    """A letter of the ledger: about what, to whom, and what became of it."""

    id: UUID
    kind: str
    to: UUID
    to_name: str | None
    raised_at: AwareDatetime
    became: Literal["waiting", "held", "sent", "dropped", "given_up"]
    at: AwareDatetime | None = Field(description="When it was so; of a held one, until when.")
    why: str | None = Field(description="Why it is held, was dropped, or was given up.")
    gathered: int = Field(description="How many letters left, or leave, in the same mail.")

    @classmethod
    def of(cls, line: LedgerLine) -> "LetterDocument":
        """Return a line of the ledger as the API tells it."""
        became, at, why = _fate(line)
        return cls(
            id=line.id,
            kind=line.kind,
            to=line.recipient,
            to_name=line.name,
            raised_at=line.raised_at,
            became=became,
            at=at,
            why=why,
            gathered=line.in_mail,
        )


class LetterList(Document):
    """Letters, oldest first."""

    letters: list[LetterDocument]


def _fate(line: LedgerLine) -> tuple[Any, Any, str | None]:
    if line.sent_at is not None:
        return "sent", line.sent_at, None
    if line.dropped_at is not None:
        return "dropped", line.dropped_at, line.dropped_why
    if line.given_up_at is not None:
        return "given_up", line.given_up_at, line.last_error
    if line.next_try_at is not None:
        return "held", line.next_try_at, line.held_why or line.last_error
    return "waiting", None, line.last_error
