"""What waits in a mailbox, and what sorting it brings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.mentorship.letters.verdicts import WhyDropped, WhyHeld
from domain.mentorship.state import Mentorship


@dataclass(frozen=True)
class Waiting:
    """A letter that waits for its recipient.

    ``state`` is the mentorship it is about, as it stands now; None for a letter about none.
    ``by_clock`` says that nobody acted: a date came. Of a letter that was tried in vain, ``mail``
    is the mail in which it left and ``not_before`` when to try it again.
    """

    id: UUID
    kind: str
    raised_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    state: Mentorship | None = None
    by_clock: bool = False
    mail: UUID | None = None
    not_before: datetime | None = None


@dataclass(frozen=True)
class Outgoing:
    """A mail that leaves now, with its letters in their order."""

    id: UUID
    letters: tuple[UUID, ...]
    is_reminder: bool = False


@dataclass(frozen=True)
class Hold:
    """A letter that waits until then, and why."""

    letter: UUID
    until: datetime
    why: WhyHeld


@dataclass(frozen=True)
class Drop:
    """A letter that is never sent, and why."""

    letter: UUID
    why: WhyDropped


@dataclass(frozen=True)
class Sorting:
    """What becomes of every letter that waits: each is in one mail, held or dropped.

    ``next_at`` is the earliest instant at which anything held could leave; None: nothing is held.
    """

    mails: tuple[Outgoing, ...] = ()
    held: tuple[Hold, ...] = ()
    dropped: tuple[Drop, ...] = ()

    @property
    def next_at(self) -> datetime | None:
        """Return when to look again, if anything waits."""
        return min((each.until for each in self.held), default=None)
