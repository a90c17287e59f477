"""What a mentorship is made of: needs, invitations, agreements, goals, check-ins and the like."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from domain.dates import Due
from domain.mentorship.stages import Side
from domain.model import Day, Item, Line, Personal, PersonId, Text, Value
from domain.people.state import Support
from domain.recurrence import Recurrence

Number = Annotated[int, Field(ge=1, le=100_000)]
"""The number of an invitation, goal, task, meeting and so on, counted from 1 in its mentorship."""


class Need(Value):
    """What a mentee looks for. Not knowing yet is a valid answer: every part may be empty."""

    direction: Annotated[Text, Personal("mentee")] | None = None
    hopes: Annotated[tuple[Item, ...], Personal("mentee"), Field(max_length=20)] = ()
    support: tuple[Support, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """Somebody on the shortlist: a registered person, or a name and an address."""

    number: int
    person: PersonId | None
    name: str | None = None
    email: str | None = None
    note: str | None = None
    referred_by: tuple[PersonId, ...] = ()
    struck: bool = False


@dataclass(frozen=True)
class Asked:
    """The mentor was asked for the ``attempt``-th time and may reply until ``reply_by``."""

    attempt: int
    reply_by: Due


@dataclass(frozen=True)
class Deferred:
    """The mentor wants to be asked again on the day ``until``; attempts stay as they were."""

    attempt: int
    until: Due


@dataclass(frozen=True)
class Lapsed:
    """Nobody replied in time. A late yes may still be honoured."""


@dataclass(frozen=True)
class Closed:
    """The matter of an invitation is settled."""

    how: Literal["accepted", "declined", "withdrawn", "not_possible"]


@dataclass(frozen=True)
class Invitation:
    """One ask to one mentor, with the policy numbers it began with.

    ``by_program`` says that the program asked, and wrote the ask, in the mentee's stead.
    """

    number: int
    candidate: int
    mentor: PersonId
    ask: str
    reply_by_days: int
    follow_ups: int
    status: Asked | Deferred | Lapsed | Closed
    by_program: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether the mentor's answer is still awaited."""
        return isinstance(self.status, Asked | Deferred)

    @property
    def asks_left(self) -> int:
        """Return how often the mentor is asked again before the invitation lapses."""
        if isinstance(self.status, Asked | Deferred):
            return max(0, self.follow_ups + 1 - self.status.attempt)
        return 0


class Answers(Value):
    """One side's answers to the expectations questions, written before seeing the other's."""

    goals: Text
    outcome: Text
    i_expect: Text
    you_expect: Text
    how_often: Line


class Terms(Value):
    """What the two agree on; a formal end and the check-ins are part of it."""

    purpose: Annotated[Text, Personal("mentee")]
    ends_on: Day
    check_in_months: Annotated[int, Field(ge=1, le=24)] = 3
    mentee_does: Annotated[Text, Personal("mentee")] | None = None
    mentor_does: Annotated[Text, Personal("mentor")] | None = None
    meet: Recurrence | None = None
    agenda_by: Side = Side.MENTEE
    agenda_days: Annotated[int, Field(ge=0, le=14)] = 2
    notice_days: Annotated[int, Field(ge=0, le=30)] = 1
    contact: Annotated[Text, Personal("mentor")] | None = None
    confidential: Annotated[Text, Personal("mentee")] | None = None
    off_limits: Annotated[Text, Personal("mentee")] | None = None


@dataclass(frozen=True)
class Agreement:
    """One version of the terms. It is concluded when both have signed that same version."""

    version: int
    terms: Terms
    proposed_by: Side
    signed_by: frozenset[Side] = frozenset()
    voided: bool = False
    concluded_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the version can be signed."""
        return not self.voided and self.concluded_at is None


class Schedule(Value):
    """The dates that follow from an agreement, or from policy where none is signed.

    ``anchor`` is the day from which check-ins every ``check_in_months`` are counted. A date that
    would already be past is None.
    """

    anchor: Day
    check_in_months: int
    first_review: Due | None
    check_in: Due | None
    end_notice: Due | None
    ends: Due
    quiet_check: Due | None


@dataclass(frozen=True)
class Pause:
    """Life happens: the work rests while ``at < until``."""

    paused_at: datetime
    until: Due

    def holds(self, at: datetime) -> bool:
        """Say whether the pause is in force at ``at``."""
        return at < self.until.at


class EndingKind(StrEnum):
    """Why a mentorship ended; none needs a reason."""

    FULFILLED = "fulfilled"
    RUN_ITS_COURSE = "run_its_course"
    NOT_A_FIT = "not_a_fit"
    MOVED_ON = "moved_on"
    NO_MENTOR_FOUND = "no_mentor_found"
    BY_PROGRAM = "by_program"


class Attention(StrEnum):
    """Why a coordinator should look."""

    SEEKING_LONG = "seeking_long"
    AGREEMENT_OVERDUE = "agreement_overdue"
    CHECK_INS_MISSED = "check_ins_missed"
    END_WISH_UNANSWERED = "end_wish_unanswered"
    GONE_QUIET = "gone_quiet"
    REDEFINITION_STUCK = "redefinition_stuck"
    CONCERN = "concern"
    MENTOR_GONE = "mentor_gone"
    PERSON_MERGED = "person_merged"


class DeadlineKind(StrEnum):
    """What a mentorship can wait for; on the clock's command the domain acts by its kind."""

    SEEKING_NUDGE = "seeking_nudge"
    REPLY_DUE = "reply_due"
    ASK_AGAIN = "ask_again"
    AGREEMENT_DUE = "agreement_due"
    AGREEMENT_GRACE = "agreement_grace"
    CHECK_IN_OPENS = "check_in_opens"
    CHECK_IN_REMINDER = "check_in_reminder"
    CHECK_IN_DUE = "check_in_due"
    END_CONFIRMATION = "end_confirmation"
    GOAL_REVIEW = "goal_review"
    TASK_REMINDER = "task_reminder"
    TASK_DUE = "task_due"
    AGENDA_DUE = "agenda_due"
    MATERIAL_DUE = "material_due"
    SUMMARY_DUE = "summary_due"
    QUIET_CHECK = "quiet_check"
    QUIET_GRACE = "quiet_grace"
    END_NOTICE = "end_notice"
    AGREED_END = "agreed_end"
    REDEFINITION_DUE = "redefinition_due"
    REDEFINITION_GRACE = "redefinition_grace"
    PAUSE_END = "pause_end"
    CLOSING_DUE = "closing_due"
    RECORD_CLOSES = "record_closes"


BEGIN_WITH_THEIR_DAY = frozenset(
    {DeadlineKind.ASK_AGAIN, DeadlineKind.CHECK_IN_OPENS, DeadlineKind.PAUSE_END}
)
"""Deadlines at which something begins on a day; all others last until their day has ended."""


@dataclass(frozen=True)
class Deadline:
    """A date that is waited for; ``id`` is its kind and, where there are several, the subject."""

    id: str
    kind: DeadlineKind
    due: Due
    subject: str
    set_at: datetime
    label: str
