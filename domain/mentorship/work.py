"""What the two work on: goals, tasks, meetings and check-ins."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, WithJsonSchema

from domain.dates import Due
from domain.mentorship.stages import Side
from domain.model import Day, Personal, Text, Value
from domain.recurrence import Recurrence


class GoalStatus(StrEnum):
    """Where a goal stands."""

    OPEN = "open"
    ACHIEVED = "achieved"
    DROPPED = "dropped"


class Smart(Value):
    """A goal in its five parts: specific, measurable, achievable, relevant, time-bound."""

    what: Annotated[Text, Personal("mentee")]
    measure: Annotated[Text, Personal("mentee")]
    achievable: Annotated[Text, Personal("mentee")]
    reason: Annotated[Text, Personal("mentee")]
    by: Due


@dataclass(frozen=True)
class Goal:
    """A SMART goal; ``review_due`` once its date has come."""

    number: int
    smart: Smart
    status: GoalStatus = GoalStatus.OPEN
    review_due: bool = False


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Task:
    """Who does what by when; ``suggested`` is the padded date, kept beside the chosen one."""

    number: int
    owner: Side
    what: str
    by: Due
    estimate_days: int | None = None
    suggested: date | None = None
    status: TaskStatus = TaskStatus.OPEN

    @property
    def is_open(self) -> bool:
        """Say whether the task still waits for its owner."""
        return self.status in {TaskStatus.OPEN, TaskStatus.OVERDUE}


_HOURS_AND_MINUTES: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:00(\.0{1,6})?)?")


def _plain(value: object) -> object:
    text = value.isoformat() if isinstance(value, time) else value
    if not isinstance(text, str) or _HOURS_AND_MINUTES.fullmatch(text) is None:
        message = "should be a time of day such as 14:30"
        raise ValueError(message)
    return text


TimeOfDay = Annotated[
    time,
    BeforeValidator(_plain),
    WithJsonSchema({"type": "string", "pattern": f"^{_HOURS_AND_MINUTES.pattern}$"}),
]
"""Hours and minutes that somebody asks for, on clocks in the program's zone: no offset."""


def _without_offset(clock: time) -> time:
    return clock.replace(tzinfo=None)


class When(Value):
    """The day and hour of a meeting on clocks in a zone, and the instant that it meant.

    Some events of earlier releases keep an offset with the hour. It never counted, and is not read.
    """

    date: Day
    time: Annotated[time, AfterValidator(_without_offset)]
    zone: str
    at: AwareDatetime


USUAL_MINUTES: Final = 60
"""How long a meeting is when nobody says."""

Minutes = Annotated[int, Field(ge=5, le=1440)]
"""The length of a meeting: from a word in passing to a whole day."""


class MeetingStatus(StrEnum):
    """Where a meeting stands."""

    SCHEDULED = "scheduled"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Off(StrEnum):
    """Why a meeting was cancelled; ``SERIES``: with all that would have followed."""

    CANCELLED = "cancelled"
    SERIES = "series"
    PAUSED = "paused"
    CLOSING = "closing"
    MOVED = "moved"


class MeetingDates(Value):
    """When a meeting takes place, and what is due around it; a past date is None."""

    when: When
    agenda_due: Due | None
    material_due: Due | None
    summary_due: Due


class Series(Value):
    """A recurrence and the day from which it is counted."""

    rule: Recurrence
    start: Day


@dataclass(frozen=True)
class Meeting:
    """One meeting; of a recurring one only the next occurrence is scheduled.

    ``slot`` is when it was to be before anybody moved it; a meeting that was only logged has none.
    ``follows`` is the one before in its series. ``changes`` counts what may have changed its entry
    in a calendar, and ``off`` says why it was cancelled.
    """

    number: int
    when: When
    about: str | None = None
    series: Series | None = None
    status: MeetingStatus = MeetingStatus.SCHEDULED
    agenda: str | None = None
    material: str | None = None
    summary: str | None = None
    continued: bool = False
    minutes: int = USUAL_MINUTES
    slot: When | None = None
    follows: int | None = None
    changes: int = 0
    off: Off | None = None


@dataclass(frozen=True)
class Accomplishment:
    """Something that was done, and when it was noted."""

    what: str
    at: datetime


class CheckInKind(StrEnum):
    """Why a check-in opens: early after an assignment, after a month, or on the agreed grid."""

    FIT = "fit"
    FIRST_REVIEW = "first_review"
    PERIODIC = "periodic"


class Wish(StrEnum):
    """What somebody wishes for the mentorship. A wish is not an act."""

    GO_ON = "go_on"
    REDEFINE = "redefine"
    END = "end"


Rating = Annotated[int, Field(ge=1, le=5)]


class Climate(Value):
    """Five ratings from 1 (not at all) to 5 (fully) of how the two work together."""

    example: Rating
    humility: Rating
    respect: Rating
    care: Rating
    giving_on: Rating


class Reflection(Value):
    """One side's look back and ahead at a check-in."""

    done: Annotated[Text, Personal("actor")]
    next: Annotated[Text, Personal("actor")]
    wish: Wish
    climate: Climate | None = None
    feedback: Annotated[Text, Personal("actor")] | None = None
    private_note: Annotated[Text, Personal("actor")] | None = None


@dataclass(frozen=True)
class CheckIn:
    """A check-in that opened; ``number`` counts all, ``ordinal`` those of its kind."""

    number: int
    kind: CheckInKind
    ordinal: int
    opened_at: datetime
    due: Due
    since: datetime
    reflections: dict[Side, Reflection] = field(default_factory=dict)
    outcome: str | None = None

    @property
    def is_open(self) -> bool:
        """Say whether reflections are still awaited."""
        return self.outcome is None

    def wishes(self, side: Side, wish: Wish) -> bool:
        """Say whether a side reflected, and wished for this."""
        return side in self.reflections and self.reflections[side].wish is wish
