"""A letter that is looked at again, on the state of now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.mentorship.letters.verdicts import WhyDropped
from domain.mentorship.stages import Side
from domain.mentorship.state import Mentorship
from domain.model import PersonId


@dataclass(frozen=True)
class Look:
    """What a letter said to whom, and the mentorship at the instant at which it would leave.

    Facts may be missing or of another release: asking for them never fails.
    """

    facts: Mapping[str, Any]
    to: PersonId
    state: Mentorship
    at: datetime

    @property
    def side(self) -> Side | None:
        """Return which of the two the recipient is by now, if any."""
        return self.state.side_of(self.to)

    def number(self, name: str) -> int:
        """Return a number that the letter names, or 0, which nothing has."""
        found = self.facts.get(name)
        return found if isinstance(found, int) else 0

    def says(self, name: str, value: object) -> bool:
        """Say whether the letter names this value; what it does not name is not said otherwise."""
        return bool(self.facts.get(name, value) == value)


Rule = Callable[[Look], WhyDropped | None]
"""Says why a letter of some kind makes no sense any more; None: it does."""
