"""The stages of a mentorship, its two sides, and the parts that people play in it."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator


class Stage(StrEnum):
    """Where a mentorship is in its life. Paused is not a stage."""

    SEEKING = "SEEKING"
    OUTREACH = "OUTREACH"
    EXPECTATIONS = "EXPECTATIONS"
    GOALS = "GOALS"
    CHECK_IN = "CHECK_IN"
    REDEFINITION = "REDEFINITION"
    CLOSING = "CLOSING"
    ENDED = "ENDED"


def _spelled(name: object) -> object:
    return name.strip().upper().replace("-", "_") if isinstance(name, str) else name


StageName = Annotated[Stage, BeforeValidator(_spelled)]
"""A stage as people write it: upper or lower case."""

WITHOUT_MENTOR = frozenset({Stage.SEEKING, Stage.OUTREACH})
UNDER_WAY = frozenset({Stage.GOALS, Stage.CHECK_IN, Stage.REDEFINITION})
"""Stages in which goals, tasks and meetings go on."""

WITH_MENTOR = UNDER_WAY | {Stage.EXPECTATIONS}
"""Stages that take up a mentor's capacity."""

OPEN = WITHOUT_MENTOR | WITH_MENTOR
NOT_ENDED = OPEN | {Stage.CLOSING}
ANY_STAGE = frozenset(Stage)


class Side(StrEnum):
    """One of the two of a pair."""

    MENTEE = "mentee"
    MENTOR = "mentor"

    @property
    def other(self) -> "Side":
        """Return the other one of the two."""
        return Side.MENTOR if self is Side.MENTEE else Side.MENTEE


class Part(StrEnum):
    """The part that somebody plays in one mentorship."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    INVITED = "invited mentor"
    COORDINATOR = "coordinator"
    CLOCK = "clock"
    SYSTEM = "system"


PAIR = frozenset({Part.MENTEE, Part.MENTOR})
EVERYBODY = PAIR | {Part.COORDINATOR}
COORDINATOR = frozenset({Part.COORDINATOR})
SEEKERS = frozenset({Part.MENTEE, Part.COORDINATOR})
