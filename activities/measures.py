"""What activities tell those who count; what becomes of it is not their business."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Protocol

Answer = tuple[str, str, str]
"""A stream's category, by whom a command came (people, clock, system), and its outcome."""

LetterOutcome = Literal["sent", "failed", "given_up"]


class Measures(Protocol):
    """Those who count."""

    def step_recorded(self, answers: Iterable[Answer], *, seconds: float) -> None:
        """Hear of a step that is recorded, and what its commands were answered."""

    def step_postponed(self) -> None:
        """Hear of a try that found the records away."""

    def letter(self, outcome: LetterOutcome) -> None:
        """Hear what became of a try to send a letter."""

    def post_postponed(self) -> None:
        """Hear of a try that found the mail server, the mailboxes or the records away."""

    def swept(self, *, woken: int, failed: int, at: datetime) -> None:
        """Hear of a round of the sweep, and the mentorships that it found."""

    def mailboxes_swept(self, *, woken: int, failed: int) -> None:
        """Hear of the mailboxes that a round of the sweep found."""


class Unmeasured:
    """Nobody counts."""

    def step_recorded(self, answers: Iterable[Answer], *, seconds: float) -> None:
        """Forget it."""

    def step_postponed(self) -> None:
        """Forget it."""

    def letter(self, outcome: LetterOutcome) -> None:
        """Forget it."""

    def post_postponed(self) -> None:
        """Forget it."""

    def swept(self, *, woken: int, failed: int, at: datetime) -> None:
        """Forget it."""

    def mailboxes_swept(self, *, woken: int, failed: int) -> None:
        """Forget it."""
