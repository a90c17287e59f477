"""Letters of pauses, concerns, endings and ways back.

The kind of an ending and a sealed reason stand in no letter: nobody is blamed.
"""

from collections.abc import Mapping
from typing import Final

from domain.context import Context
from domain.mentorship import closing, concerns, ended, pause, returning, transition
from domain.mentorship.evolve import Event
from domain.mentorship.letters.recipients import series_meeting, to_both, to_program, to_side
from domain.mentorship.stages import Stage
from domain.mentorship.state import Mentorship
from domain.notices import Notice, Timing

KINDS: Final[Mapping[str, Timing]] = {
    "closing_opened": Timing.AT_ONCE,
    "thanks": Timing.TODAY,
    "mentorship_ended": Timing.AT_ONCE,
    "invited_to_mentor": Timing.TODAY,
    "reopened": Timing.TODAY,
    "paused": Timing.TODAY,
    "resumed": Timing.TODAY,
    "concern_raised": Timing.AT_ONCE,
    "concern_received": Timing.AT_ONCE,
    "stage_moved": Timing.TODAY,
}

_TOLD_BY_THEMSELVES = frozenset({Stage.CLOSING, Stage.ENDED})


def notices(event: Event, state: Mentorship, context: Context) -> list[Notice]:
    """Return the letters about pauses, concerns and endings that an event brings."""
    match event:
        case closing.ClosingOpened(until=until, why=why, sealed=sealed):
            told = None if sealed else why
            by = until.date.isoformat()
            return to_both("closing_opened", state, until=by, why=told)
        case closing.Thanked(side=side, text=text):
            return to_side("thanks", side.other, state, text=text)
        case ended.MentorshipEnded():
            return to_both("mentorship_ended", state)
        case ended.InvitedToMentor(person=person):
            return [Notice("invited_to_mentor", person)]
        case returning.Reopened():
            return _reopened(event, state)
        case pause.Paused(until=until):
            return to_both("paused", state, until=until.date.isoformat())
        case pause.Resumed() if state.stage is not Stage.CLOSING:
            return to_both("resumed", state, stage=state.stage.value, **series_meeting(state))
        case transition.StageMoved(before=before, to=to) if to not in _TOLD_BY_THEMSELVES:
            return to_both("stage_moved", state, before=before.value, stage=to.value)
        case concerns.ConcernRaised():
            return _concern(state, context)
        case _:
            return []


def _reopened(event: returning.Reopened, state: Mentorship) -> list[Notice]:
    told = to_both("reopened", state, stage=event.to.value, **series_meeting(state))
    # Once it had ended, the former mentor had a letter on that.
    if event.previous is None or event.before is Stage.ENDED:
        return told
    return [Notice("replaced_thanks", event.previous), *told]


def _concern(state: Mentorship, context: Context) -> list[Notice]:
    raised = to_program("concern_raised", state, context)
    received = to_both("concern_received", state, reached=bool(raised))
    own = context.actor.person  # a coordinator who raises it has no letter that somebody did
    told = (each for each in raised if each.to != own)
    return [*told, *(each for each in received if each.to == own)]
