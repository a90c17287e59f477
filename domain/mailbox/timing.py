"""When letters of each kind may leave."""

from collections.abc import Mapping
from typing import Final

from domain.mentorship.letters import KINDS as OF_MENTORSHIPS
from domain.notices import Timing
from domain.people.letters import KINDS as OF_PEOPLE

KINDS: Final[Mapping[str, Timing]] = {**OF_MENTORSHIPS, **OF_PEOPLE}
"""Every kind of letter, with when it may leave."""


def timing_of(kind: str) -> Timing:
    """Return when a letter of this kind may leave.

    A kind that is not known, of another release, may leave today: it is neither so urgent that it
    wakes anybody nor so unimportant that it can be given up.
    """
    return KINDS.get(kind, Timing.TODAY)
