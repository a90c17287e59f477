"""Which letters rest while a mentorship is paused.

Nothing is sent to mentee and mentor meanwhile but what the pause itself brings with it, letters on
a concern or an ending, and changes of meetings: somebody of the two made them in spite of the
pause, the day may lie in it, and calendars have to be right on that day. An agreement signed in
the pause is told of when the pause is over.
"""

from datetime import datetime
from typing import Final

from domain.mentorship.state import Mentorship
from domain.model import PersonId

_WHILE_PAUSED: Final = frozenset(
    {
        "paused",
        "paused_meeting_cancelled",
        "meeting_scheduled",
        "meeting_rescheduled",
        "meeting_cancelled",
        "concern_received",
        "closing_opened",
        "thanks",
        "mentorship_ended",
        "invited_to_mentor",
    }
)
_TOLD_AFTERWARDS: Final = frozenset({"agreement_concluded"})


def rests(kind: str, *, to: PersonId, state: Mentorship, at: datetime) -> bool:
    """Say whether a letter of this kind must not be sent now, because the mentorship is paused."""
    if not state.is_paused(at) or state.side_of(to) is None:
        return False
    return kind not in _WHILE_PAUSED


def outlasts_a_pause(kind: str) -> bool:
    """Say whether a letter that is written in a pause waits for its end; others are not written."""
    return kind in _TOLD_AFTERWARDS
