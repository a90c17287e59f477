"""From when somebody is late with something."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from domain.mentorship.matters import Attention, DeadlineKind
from domain.mentorship.stages import Stage
from domain.mentorship.state import Mentorship, open_deadlines
from domain.mentorship.work import GoalStatus, TaskStatus

Kind = DeadlineKind

_THEIRS: Final = frozenset(
    {
        *(Kind.REPLY_DUE, Kind.AGREEMENT_DUE, Kind.REDEFINITION_DUE, Kind.CHECK_IN_DUE),
        *(Kind.TASK_DUE, Kind.GOAL_REVIEW),
        *(Kind.AGENDA_DUE, Kind.MATERIAL_DUE, Kind.SUMMARY_DUE),
    }
)
"""Dates by which mentee, mentor or who is invited has to act. The last day to confirm an ending is
not among them: of that wish nobody but its author may learn."""

_REMINDED: Final = frozenset({Kind.AGREEMENT_GRACE, Kind.REDEFINITION_GRACE})
"""What is waited for after a date passed; it has been since that date."""

LEFT: Final = frozenset({Attention.AGREEMENT_OVERDUE, Attention.REDEFINITION_STUCK})
"""Reasons for attention that stand for something still to be done by the two. Since when is not
known, so that these tell the moment of the last event, which may be sealed from one of them."""


def late_from(state: Mentorship) -> datetime | None:
    """Return from when mentee, mentor or who is invited is late; None when nothing is due.

    An instant to come says by when somebody has to act. Where it is only known that they are late,
    it is that of the last event. Nobody is late during a pause, or once the mentorship is closing.
    """
    if state.pause is not None or state.stage in {Stage.CLOSING, Stage.ENDED}:
        return None
    return min(_dates(state), default=None)


def _dates(state: Mentorship) -> Iterator[datetime]:
    for each in open_deadlines(state):
        if each.kind in _THEIRS:
            yield each.due.at
        elif each.kind in _REMINDED:
            yield each.set_at
    for task in state.tasks.values():
        if task.status is TaskStatus.OVERDUE:
            yield task.by.at
    for goal in state.goals.values():
        if goal.review_due and goal.status is GoalStatus.OPEN:
            yield goal.smart.by.at
    if state.attention & LEFT:
        yield state.last_at
