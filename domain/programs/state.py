"""What is known of a program."""

from dataclasses import dataclass, field

from domain.model import ProgramId
from domain.policy import Policy


@dataclass(frozen=True)
class Letterhead:
    """How a program signs its letters, and who gets the replies; None leaves it as it is."""

    reply_to: str | None = None
    signature: str | None = None


@dataclass(frozen=True)
class Program:
    """A mentorship program as folded from its stream.

    ``template`` is the text of the agreement that pairs begin with; ``closed`` means that no new
    mentorships are opened.
    """

    id: ProgramId
    version: int
    name: str
    zone: str
    policy: Policy = field(default_factory=Policy)
    template: str | None = None
    letterhead: Letterhead = field(default_factory=Letterhead)
    closed: bool = False
