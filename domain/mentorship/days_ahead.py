"""The days of a mentorship that matter to one of its people, for their calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.mentorship.coming import known_deadlines
from domain.mentorship.matters import Deadline, DeadlineKind
from domain.mentorship.state import Mentorship
from domain.mentorship.views import SIDES_AND_INVITED, Viewer

Kind = DeadlineKind


@dataclass(frozen=True)
class DayAhead:
    """A day that matters; ``key`` stays the same when the day is moved."""

    key: str
    on: date
    what: str


_WORDS: Final[Mapping[DeadlineKind, str]] = {
    Kind.REPLY_DUE: "Last day to answer the invitation",
    Kind.AGREEMENT_DUE: "Last day to sign the agreement",
    Kind.CHECK_IN_OPENS: "A check-in opens",
    Kind.CHECK_IN_DUE: "Last day for the check-in",
    Kind.TASK_DUE: "Due: {task}",
    Kind.PAUSE_END: "The pause ends",
    Kind.AGREED_END: "The agreed end",
    Kind.CLOSING_DUE: "Last day for thanks and reflections",
}


def days_ahead(state: Mentorship, viewer: Viewer) -> tuple[DayAhead, ...]:
    """Return the days that matter to mentee, mentor or who is invited, earliest first.

    Those on which nothing is left for them to do are not among them; for others there are none.
    """
    if viewer.part not in SIDES_AND_INVITED:
        return ()
    return tuple(
        DayAhead(
            key=f"{each.id.replace(':', '-')}-{state.id}",
            on=each.due.date,
            what=_WORDS[each.kind].format(task=_task(each, state)),
        )
        for each in known_deadlines(state, viewer)
        if each.kind in _WORDS and _concerns(each, state, viewer)
    )


def _concerns(deadline: Deadline, state: Mentorship, viewer: Viewer) -> bool:
    match deadline.kind:
        case Kind.REPLY_DUE:
            asked = state.invitations[int(deadline.subject)]
            return asked.mentor == viewer.person
        case Kind.TASK_DUE:
            return state.tasks[int(deadline.subject)].owner is viewer.side
        case Kind.CHECK_IN_DUE:
            return viewer.side not in state.check_ins[int(deadline.subject)].reflections
        case _:
            return True


def _task(deadline: Deadline, state: Mentorship) -> str:
    return state.tasks[int(deadline.subject)].what if deadline.kind is Kind.TASK_DUE else ""
