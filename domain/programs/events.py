"""What can have happened to a program."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.model import ProgramId, Value
from domain.policy import Policy


class ProgramCreated(Value):
    """There is a new program."""

    type: Literal["program.created"] = "program.created"
    program: ProgramId
    name: str
    zone: str
    policy: Policy


class PolicyChanged(Value):
    """The program has a new policy, different in the fields ``changed``."""

    type: Literal["program.policy_changed"] = "program.policy_changed"
    policy: Policy
    changed: tuple[str, ...]


class TemplateSet(Value):
    """Pairs begin with this text of an agreement, or with none."""

    type: Literal["program.template_set"] = "program.template_set"
    template: str | None


class LetterheadSet(Value):
    """The program's letters are signed and answered so; None leaves it as it is everywhere."""

    type: Literal["program.letterhead_set"] = "program.letterhead_set"
    reply_to: str | None
    signature: str | None


class ProgramClosed(Value):
    """The program opens no new mentorships."""

    type: Literal["program.closed"] = "program.closed"


class ProgramReopened(Value):
    """The program opens new mentorships again."""

    type: Literal["program.reopened"] = "program.reopened"


ProgramEvent = (
    ProgramCreated | PolicyChanged | TemplateSet | LetterheadSet | ProgramClosed | ProgramReopened
)

EVENTS: tuple[type[ProgramEvent], ...] = (
    ProgramCreated,
    PolicyChanged,
    TemplateSet,
    LetterheadSet,
    ProgramClosed,
    ProgramReopened,
)
PROGRAM_EVENTS: TypeAdapter[ProgramEvent] = TypeAdapter(
    Annotated[ProgramEvent, Field(discriminator="type")]
)
