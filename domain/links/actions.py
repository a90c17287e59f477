"""The one thing to do about each kind of letter: its button's words, and what the link is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.stages import WITHOUT_MENTOR, Stage

GRACE_DAYS: Final = 14
"""Days for which a link outlives the date of its matter: a late yes is honoured, too."""

LASTS_DAYS: Final = 90
"""Days for which a link lasts that is about no date."""

_PREFERENCES_DAYS: Final = 365
_UNSUBSCRIBE_DAYS: Final = 2 * 365
"""Nobody may be kept from unsubscribing because a letter is a year old."""


@dataclass(frozen=True)
class Action:
    """What a letter asks for: ``label`` stands on its button."""

    purpose: Purpose
    subject: int | None
    label: str


@dataclass(frozen=True)
class _About:
    """What kinds of letter ask for; ``number`` and ``date`` are the facts that say which, when."""

    purpose: Purpose
    label: str
    number: str | None = None
    date: str | None = None


_NEWS: Final = _About(Purpose.MENTORSHIP, "Open your mentorship")
_ANSWER: Final = _About(
    Purpose.ANSWER_INVITATION, "Answer the invitation", number="invitation", date="reply_by"
)
_SEARCH: Final = _About(Purpose.SEARCH, "Go on with your search")
_QUESTIONS: Final = _About(Purpose.EXPECTATIONS, "Answer the questions", date="agreement_due")
_ROOM: Final = _About(Purpose.AVAILABILITY, "Say when you have time")
_MEETING: Final = _About(Purpose.MEETING, "Open the meeting", number="meeting", date="date")
_REDEFINE: Final = _About(Purpose.REDEFINITION, "Agree on how to go on", date="due")


def _meeting(label: str) -> _About:
    return _About(Purpose.MEETING, label, number="meeting", date="date")


_ABOUT: Final[Mapping[str, _About | None]] = {
    "search_opened": _About(Purpose.SEARCH, "Begin your search"),
    "search_nudge": _SEARCH,
    "candidate_referred": _About(Purpose.SEARCH, "Look at your shortlist"),
    "mentor_assigned": _QUESTIONS,
    "coordinator_asked": None,
    "invitation": _ANSWER,
    "invitation_follow_up": _ANSWER,
    "invitation_followed_up": _SEARCH,
    "invitation_again": _ANSWER,
    "invitation_lapsed": _SEARCH,
    "invitation_deferred": _SEARCH,
    "invitation_declined": _SEARCH,
    "decline_thanks": _ROOM,
    "invitation_withdrawn": _ROOM,
    "acceptance": _QUESTIONS,
    "acceptance_thanks": _QUESTIONS,
    "acceptance_not_possible": _SEARCH,
    "acceptance_thanks_anyway": _ROOM,
    "other_side_answered": _QUESTIONS,
    "expectations_revealed": _About(Purpose.EXPECTATIONS, "Read both answers"),
    "expectations_waived": _About(Purpose.EXPECTATIONS, "Propose an agreement"),
    "agreement_proposed": _About(
        Purpose.AGREEMENT, "Read and sign the agreement", number="version"
    ),
    "changes_requested": _About(Purpose.AGREEMENT, "Propose other terms"),
    "agreement_concluded": _NEWS,
    "agreement_due": _About(Purpose.EXPECTATIONS, "Go on with your agreement"),
    "mentor_replaced": _SEARCH,
    "replaced_thanks": _ROOM,
    "goal_review_due": _About(Purpose.GOAL, "Review the goal", number="goal"),
    "task_assigned": _About(Purpose.TASK, "Open the task", number="task", date="by"),
    "task_reminder": _About(Purpose.TASK, "Say how the task stands", number="task", date="by"),
    "task_overdue": _About(Purpose.TASK, "Say how the task stands", number="task", date="by"),
    "meeting_scheduled": _MEETING,
    "meeting_rescheduled": _MEETING,
    "meeting_cancelled": _About(Purpose.MENTORSHIP, "Arrange another meeting"),
    "paused_meeting_cancelled": _NEWS,
    "agenda_shared": _meeting("Read the agenda"),
    "material_shared": _meeting("Read the material"),
    "agenda_due": _meeting("Share the agenda"),
    "material_due": _meeting("Share your material"),
    "summary_due": _meeting("Write the summary"),
    "meeting_summary": _About(Purpose.MENTORSHIP, "Read the summary"),
    "meeting_missed": _About(Purpose.MENTORSHIP, "Arrange another meeting"),
    "check_in_opened": _About(
        Purpose.CHECK_IN, "Share your reflection", number="check_in", date="due"
    ),
    "check_in_reminder": _About(
        Purpose.CHECK_IN, "Share your reflection", number="check_in", date="due"
    ),
    "check_in_held": _NEWS,
    "check_in_missed": _NEWS,
    "end_confirmation": _About(Purpose.CONFIRM_ENDING, "Confirm the ending", date="confirm_by"),
    "redefinition_opened": _REDEFINE,
    "redefinition_due": _REDEFINE,
    "stay_proposed": _About(Purpose.REDEFINITION, "Answer the proposal"),
    "stayed_as_we_are": _NEWS,
    "went_quiet": _About(Purpose.MENTORSHIP, "Say how it goes"),
    "ending_prepared": _About(Purpose.REDEFINITION, "Decide how to go on", date="ends_on"),
    "closing_opened": _About(Purpose.CLOSING, "Say thank you", date="until"),
    "thanks": _About(Purpose.CLOSING, "Say something back"),
    "mentorship_ended": _NEWS,
    "invited_to_mentor": _About(Purpose.BECOME_MENTOR, "Answer the invitation"),
    "reopened": _NEWS,
    "paused": _About(Purpose.MENTORSHIP, "Open your mentorship", date="until"),
    "resumed": _NEWS,
    "concern_raised": None,
    "concern_received": _NEWS,
    "stage_moved": _NEWS,
    "address_failing": None,
    "address_changed": None,
}
"""By kind. Coordinators sign in, so letters to them have no link that acts.

A letter to an address that somebody had before has none either: who reads it need not be them.
"""

_NO_MORE_MEETINGS: Final = frozenset({"closing", "moved"})
"""Why a meeting is cancelled that no other one can stand in for."""

KINDS: Final = frozenset(_ABOUT)
"""The kinds of letter that somebody decided on."""


def action_of(kind: str, facts: Mapping[str, Any]) -> Action | None:
    """Return what a letter asks for; None where its reader signs in, or its kind is unknown.

    A letter that says in which ``stage`` a mentorship is now asks for what is done there.
    """
    about = _about(kind, facts)
    if about is None:
        return None
    number = facts.get(about.number) if about.number else None
    return Action(about.purpose, number if isinstance(number, int) else None, about.label)


def _about(kind: str, facts: Mapping[str, Any]) -> _About | None:
    about = _ABOUT.get(kind)
    if kind == "meeting_cancelled" and facts.get("because") in _NO_MORE_MEETINGS:
        return _NEWS
    if about is _NEWS and (stage := facts.get("stage")) is not None:
        if stage in WITHOUT_MENTOR:
            return _SEARCH
        return _QUESTIONS if stage == Stage.EXPECTATIONS else about
    return about


def expiry(kind: str, facts: Mapping[str, Any], *, at: datetime) -> datetime:
    """Return until when the link of a letter's action lasts that is made at ``at``.

    Until two weeks after the date of its matter, or after today if that date is past; 90 days
    where it has none. Days end in UTC, which is near enough beside two weeks.
    """
    today = at.astimezone(UTC).date()
    about = _about(kind, facts)
    matter = _day(facts.get(about.date)) if about is not None and about.date else None
    if matter is None:
        return at + timedelta(days=LASTS_DAYS)
    last = max(matter, today) + timedelta(days=GRACE_DAYS + 1)
    return datetime.combine(last, time.min, UTC)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def lasting(purpose: Purpose, *, at: datetime) -> datetime | None:
    """Return until when a link lasts that no single letter's matter is about.

    Preferences a year, unsubscribing longer, a calendar's feed until it is revoked.
    """
    match purpose:
        case Purpose.CALENDAR:
            return None
        case Purpose.UNSUBSCRIBE:
            return at + timedelta(days=_UNSUBSCRIBE_DAYS)
        case _:
            return at + timedelta(days=_PREFERENCES_DAYS)
