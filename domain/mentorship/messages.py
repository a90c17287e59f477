"""What every command and every event of a mentorship has in common."""

from typing import ClassVar, Literal

from domain.mentorship.matters import Attention
from domain.mentorship.stages import Part, Stage
from domain.model import PersonId, Value


class MentorshipCommand(Value):
    """A wish that something happen; ``who`` may give it, and in which ``stages``."""

    who: ClassVar[frozenset[Part]]
    stages: ClassVar[frozenset[Stage]]
    type: str


class MentorshipEvent(Value):
    """Something that happened. It carries the dates and numbers that it set."""

    type: str


class CoordinatorAsked(MentorshipEvent):
    """The coordinator is asked to help or to act; ``person`` is who is gone, if that is why."""

    type: Literal["attention.coordinator_asked"] = "attention.coordinator_asked"
    reason: Attention
    person: PersonId | None = None
