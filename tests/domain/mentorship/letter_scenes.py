"""Steps in the life of a mentorship, each with the letters that follow from all of it."""

from collections.abc import Callable
from datetime import date
from functools import cache

from domain.mentorship import Event
from domain.mentorship.closing import EndMentorship, Thank
from domain.mentorship.concerns import RaiseConcern
from domain.mentorship.expectations import SignAgreement
from domain.mentorship.pause import PauseMentorship
from domain.mentorship.returning import ReplaceMentor
from domain.mentorship.seeking import AssignMentor
from domain.mentorship.stages import Stage
from domain.mentorship.transition import Transition
from tests.domain.mentorship.scene import (
    BEN,
    COORDINATOR,
    MENTEE,
    MENTOR,
    PEOPLE,
    Step,
    a_meeting,
    a_task,
    letters,
    passed,
    redefinition,
    seeking,
)
from tests.domain.mentorship.search_scenes import SEARCH
from tests.domain.mentorship.work_scenes import WORK, resting

NAMES = {each.id: each.name for each in PEOPLE}
LATER = date(2026, 12, 1)
SCENES = SEARCH | WORK


PAUSED_SCENES: dict[str, tuple[Callable[[], Step], str]] = {
    "a task": (lambda: resting().when(a_task(), by=MENTOR), ""),
    "a meeting": (
        lambda: resting().when(a_meeting(on=LATER), by=MENTOR),
        "meeting_scheduled:Mia meeting_scheduled:Ben",
    ),
    "a signature": (
        lambda: (
            redefinition()
            .after(PauseMentorship(until=LATER), by=MENTEE)
            .when(SignAgreement(version=2), by=MENTOR)
        ),
        "agreement_concluded:Mia agreement_concluded:Ben",
    ),
    "an ending with a meeting ahead": (
        lambda: (
            resting()
            .after(a_meeting(on=LATER), by=MENTOR)
            .when(ReplaceMentor(why="x", next="SEEKING"), by=COORDINATOR)
        ),
        "meeting_cancelled:Mia meeting_cancelled:Ben replaced_thanks:Ben",
    ),
    "a proposal": (
        lambda: resting().when(Transition(to=Stage.REDEFINITION, why="x"), by=COORDINATOR),
        "",
    ),
    "a concern": (
        lambda: resting().when(RaiseConcern(text="x"), by=MENTOR),
        "concern_raised:Carol concern_received:Ben",
    ),
    "an ending": (
        lambda: resting().when(EndMentorship(), by=MENTOR),
        "closing_opened:Mia closing_opened:Ben",
    ),
    "thanks": (
        lambda: resting().after(EndMentorship(), by=MENTOR).when(Thank(text="x"), by=MENTOR),
        "thanks:Mia",
    ),
    "the end": (
        lambda: passed(resting().after(EndMentorship(), by=MENTOR), "closing_due"),
        "mentorship_ended:Mia mentorship_ended:Ben invited_to_mentor:Mia",
    ),
    "a longer pause": (
        lambda: resting().when(PauseMentorship(until=date(2027, 1, 1)), by=MENTOR),
        "paused:Mia paused:Ben",
    ),
    "a mentor who is given": (
        lambda: (
            seeking()
            .after(PauseMentorship(until=LATER), by=MENTEE)
            .when(AssignMentor(mentor=BEN.id), by=COORDINATOR)
        ),
        "",
    ),
}


def by_name(step: Step) -> str:
    return " ".join(f"{kind}:{NAMES[person]}" for kind, person in letters(step))


@cache
def happened() -> tuple[Event, ...]:
    """Return every event of every scene."""
    steps = [happens() for happens, _ in SCENES.values()]
    past = (event for step in steps for event, _ in step.before.history)
    return (*past, *(event for step in steps for event in step.events))
