"""Which event tells whom what, and whether that still makes sense when the letter leaves."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.context import Context
from domain.mentorship.evolve import Event
from domain.mentorship.letters import ending, search, work
from domain.mentorship.letters.resting import outlasts_a_pause, rests
from domain.mentorship.state import Mentorship
from domain.model import PersonId
from domain.notices import Notice, Timing

KINDS: Final[Mapping[str, Timing]] = {**search.KINDS, **work.KINDS, **ending.KINDS}
"""Every kind of letter, with when it may leave; each has a template."""


def notices(event: Event, state: Mentorship, context: Context) -> Sequence[Notice]:
    """Return who is told what of an event, given the state after it.

    While the mentorship is paused, mentee and mentor are told little, and of some things nothing.
    """
    told = [
        *search.notices(event, state, context),
        *work.notices(event, state, context),
        *ending.notices(event, state, context),
    ]
    return [each for each in told if _may_be_sent(each, state, context)]


def _may_be_sent(notice: Notice, state: Mentorship, context: Context) -> bool:
    if _is_gone(notice.to, context):
        return False
    resting = rests(notice.kind, to=notice.to, state=state, at=context.at)
    return not resting or outlasts_a_pause(notice.kind)


def _is_gone(person: PersonId, context: Context) -> bool:
    found = context.people.get(person)
    return found is not None and found.is_gone
