"""Each letter is looked at again when it is about to leave: does it still make sense?

Thanks, and news that nothing can overtake, never stop making sense by themselves.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from domain.mentorship.letters import KINDS, still_ending, still_searching, still_working
from domain.mentorship.letters.looking import Look, Rule
from domain.mentorship.letters.resting import rests
from domain.mentorship.letters.verdicts import (
    Applies,
    Dropped,
    Held,
    Verdict,
    WhyDropped,
    WhyHeld,
)
from domain.mentorship.stages import WITHOUT_MENTOR, Stage
from domain.mentorship.state import Mentorship
from domain.model import PersonId
from domain.notices import Timing

_ASKING: Final[Mapping[str, Rule]] = {**still_searching.ASKING, **still_working.ASKING}
_TELLING: Final[Mapping[str, Rule]] = {
    **still_searching.TELLING,
    **still_working.TELLING,
    **still_ending.TELLING,
}
_NEWS: Final = frozenset(
    {"check_in_held", "meeting_missed", "meeting_summary", "stayed_as_we_are", "task_assigned"}
)
"""Gathered with reminders, because they can wait; but they tell what happened, once."""

_AFTER_THE_END: Final = frozenset(
    {
        "mentorship_ended",
        "invited_to_mentor",
        "thanks",
        "decline_thanks",
        "replaced_thanks",
        "acceptance_thanks_anyway",
        "invitation_withdrawn",
        "meeting_cancelled",
        "concern_raised",
        "concern_received",
    }
)
_TO_THE_PROGRAM: Final = frozenset({"coordinator_asked", "concern_raised"})
_TO_ANYBODY: Final = frozenset(
    {
        "invitation",
        "invitation_follow_up",
        "invitation_again",
        "invitation_withdrawn",
        "invited_to_mentor",
        "thanks",
        "decline_thanks",
        "replaced_thanks",
        "acceptance_thanks_anyway",
        "meeting_cancelled",
        "mentorship_ended",
        "concern_received",
    }
)
"""Letters that do not depend on who the pair is by now."""


def look_again(
    kind: str, facts: Mapping[str, Any], *, to: PersonId, state: Mentorship, at: datetime
) -> Verdict:
    """Return whether a letter still makes sense on the state of now; total, never raises.

    While the mentorship is paused, reminders to the pair are dropped and other letters to them
    are held until the pause ends, but for those that are sent meanwhile. A kind that is not known,
    of another release, makes sense.
    """
    if kind not in KINDS:
        return Applies()
    why = _why_dropped(kind, Look(facts, to, state, at))
    if why is not None:
        return Dropped(why)
    if state.pause is None or not rests(kind, to=to, state=state, at=at):
        return Applies()
    if KINDS[kind] is Timing.REMINDER and kind not in _NEWS:
        return Dropped(WhyDropped.PAUSED)
    return Held(state.pause.until.at, WhyHeld.PAUSED)


def _why_dropped(kind: str, look: Look) -> WhyDropped | None:
    if (why := _of_the_mentorship(kind, look)) is not None:
        return why
    rule = _ASKING.get(kind) or _TELLING.get(kind)
    return None if rule is None else rule(look)


def _of_the_mentorship(kind: str, look: Look) -> WhyDropped | None:
    stage = look.state.stage
    if stage is Stage.ENDED and kind not in _AFTER_THE_END:
        return WhyDropped.ENDED
    if stage is Stage.CLOSING and kind in _ASKING:
        return WhyDropped.ENDED
    if kind in _TO_THE_PROGRAM:
        return None if look.side is None else WhyDropped.GONE
    if look.side is None and kind not in _TO_ANYBODY:
        return WhyDropped.GONE
    if stage in WITHOUT_MENTOR and kind in still_working.ASKING:
        return WhyDropped.MOVED
    return None
