"""Whether letters of pauses, endings and ways back still make sense."""

from collections.abc import Mapping
from typing import Final

from domain.mentorship.letters.looking import Look, Rule
from domain.mentorship.letters.verdicts import WhyDropped
from domain.mentorship.stages import Stage


def _closing_opened(look: Look) -> WhyDropped | None:
    return None if look.state.stage is Stage.CLOSING else WhyDropped.SUPERSEDED


def _mentorship_ended(look: Look) -> WhyDropped | None:
    return None if look.state.stage is Stage.ENDED else WhyDropped.SUPERSEDED


def _goes_on(look: Look) -> WhyDropped | None:
    return WhyDropped.ENDED if look.state.stage is Stage.CLOSING else None


def _paused(look: Look) -> WhyDropped | None:
    pause = look.state.pause
    if pause is None or not pause.holds(look.at):
        return WhyDropped.OVER
    same = look.says("until", pause.until.date.isoformat())
    return None if same else WhyDropped.SUPERSEDED


def _resumed(look: Look) -> WhyDropped | None:
    return WhyDropped.SUPERSEDED if look.state.is_paused(look.at) else _goes_on(look)


TELLING: Final[Mapping[str, Rule]] = {
    "closing_opened": _closing_opened,
    "mentorship_ended": _mentorship_ended,
    "reopened": _goes_on,
    "stage_moved": _goes_on,
    "paused": _paused,
    "resumed": _resumed,
}
"""Letters that tell of something which may be otherwise by now."""
