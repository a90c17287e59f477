"""Which event tells whom what.

Nothing is sent to mentee and mentor while their mentorship is paused, but what the pause itself
brings with it and letters on a concern or an ending.
"""

from collections.abc import Sequence

from domain.context import Context
from domain.mentorship.evolve import Event
from domain.mentorship.letters import ending, search, work
from domain.mentorship.state import Mentorship
from domain.model import PersonId
from domain.notices import Notice

_WHILE_PAUSED = frozenset(
    {
        "paused",
        "paused_meeting_cancelled",
        "concern_received",
        "closing_opened",
        "thanks",
        "mentorship_ended",
        "invited_to_mentor",
    }
)

KINDS = search.KINDS | work.KINDS | ending.KINDS
"""Every kind of letter; each has a template."""


def notices(event: Event, state: Mentorship, context: Context) -> Sequence[Notice]:
    """Return who is told what of an event, given the state after it."""
    told = [
        *search.notices(event, state, context),
        *work.notices(event, state, context),
        *ending.notices(event, state, context),
    ]
    return [each for each in told if _may_be_sent(each, state, context)]


def _may_be_sent(notice: Notice, state: Mentorship, context: Context) -> bool:
    if _is_gone(notice.to, context):
        return False
    rests = state.is_paused(context.at) and state.side_of(notice.to) is not None
    return not rests or notice.kind in _WHILE_PAUSED


def _is_gone(person: PersonId, context: Context) -> bool:
    found = context.people.get(person)
    return found is not None and found.is_gone
