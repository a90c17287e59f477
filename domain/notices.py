"""Who is told what: the domain's side of a letter."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from domain.model import PersonId, ProgramId


class Timing(StrEnum):
    """When a letter of some kind may leave."""

    AT_ONCE = "at_once"
    """At any hour: somebody acted just now, and somebody waits for the answer."""
    TODAY = "today"
    """As soon as quiet hours allow: it matters, but nobody sits and waits for it."""
    REMINDER = "reminder"
    """Reminders and news that can wait: gathered, at the recipient's hour, within the budget."""


@dataclass(frozen=True)
class Notice:
    """One letter to one person.

    ``kind`` names the template. ``facts`` are what it says beyond the names of the pair and the
    program: dates in ISO form, numbers and texts, ready for JSON. An event raises at most one
    notice of a kind for a person. ``program`` is given where no mentorship says which it is.
    """

    kind: str
    to: PersonId
    facts: dict[str, Any] = field(default_factory=dict)
    program: ProgramId | None = None
