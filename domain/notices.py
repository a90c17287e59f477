"""Who is told what: the domain's side of a letter."""

from dataclasses import dataclass, field
from typing import Any

from domain.model import PersonId


@dataclass(frozen=True)
class Notice:
    """One letter to one person.

    ``kind`` names the template. ``facts`` are what it says beyond the names of the pair and the
    program: dates in ISO form, numbers and texts, ready for JSON. An event raises at most one
    notice of a kind for a person.
    """

    kind: str
    to: PersonId
    facts: dict[str, Any] = field(default_factory=dict)
