"""What may become of a letter that wants to leave, in the words of the ledger."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WhyDropped(StrEnum):
    """Why a letter is never sent."""

    ANSWERED = "answered"
    """What it asks for was done meanwhile."""
    MOVED = "moved"
    """The mentorship, or what the letter is about, is somewhere else by now."""
    ENDED = "ended"
    """The mentorship is ending or has ended."""
    OVER = "over"
    """What it tells of is past, or was given up."""
    SUPERSEDED = "superseded"
    """A later letter says it better."""
    GONE = "gone"
    """The recipient is no longer who the letter is for."""
    PAUSED = "paused"
    """The mentorship rests, and reminders are not kept until it goes on."""
    UNSUBSCRIBED = "unsubscribed"
    """The recipient wants no reminders."""
    ADDRESS_FAILING = "address failing"
    """The recipient's address takes no mail, so reminders are not tried."""


class WhyHeld(StrEnum):
    """Why a letter waits."""

    PAUSED = "paused"
    QUIET_HOURS = "quiet hours"
    GATHERED = "gathered with the next reminders"
    WEEKLY_BUDGET = "weekly budget"
    TRIED_AGAIN = "tried again later"


@dataclass(frozen=True)
class Applies:
    """The letter still makes sense."""


@dataclass(frozen=True)
class Dropped:
    """The letter makes no sense any more, and never will."""

    why: WhyDropped


@dataclass(frozen=True)
class Held:
    """The letter makes no sense before ``until``."""

    until: datetime
    why: WhyHeld


Verdict = Applies | Dropped | Held
