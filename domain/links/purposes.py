"""What links are for. Each purpose gives exactly the commands that its page offers."""

from enum import StrEnum
from typing import Final


class Purpose(StrEnum):
    """What a link is for; stored with it, and never changed."""

    ANSWER_INVITATION = "answer_invitation"
    SEARCH = "search"
    EXPECTATIONS = "expectations"
    AGREEMENT = "agreement"
    GOAL = "goal"
    TASK = "task"
    MEETING = "meeting"
    CHECK_IN = "check_in"
    CONFIRM_ENDING = "confirm_ending"
    REDEFINITION = "redefinition"
    CLOSING = "closing"
    MENTORSHIP = "mentorship"
    BECOME_MENTOR = "become_mentor"
    AVAILABILITY = "availability"
    PREFERENCES = "preferences"
    UNSUBSCRIBE = "unsubscribe"
    CALENDAR = "calendar"


OF_PERSON: Final = frozenset(
    {
        Purpose.BECOME_MENTOR,
        Purpose.AVAILABILITY,
        Purpose.PREFERENCES,
        Purpose.UNSUBSCRIBE,
        Purpose.CALENDAR,
    }
)
"""Purposes whose acts are those of the person's own stream, whatever the letter was about."""
