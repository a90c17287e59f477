"""Pause: life happens, the work rests, every deadline moves, and nobody is in default."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Literal, assert_never

from domain.context import Context
from domain.dates import Due, begins, local_day, moved, wall_length
from domain.envelopes import Stamp
from domain.mentorship.calendar import refuse_begun
from domain.mentorship.matters import Asked, Deadline, DeadlineKind, Deferred, Pause
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.series import cancelled_until
from domain.mentorship.stages import EVERYBODY, NOT_ENDED
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.model import Day, Value
from domain.refusals import Refusal
from domain.replacing import replace


class PauseMentorship(MentorshipCommand):
    """Rest until a day begins; pausing again replaces the day."""

    who: ClassVar = EVERYBODY
    stages: ClassVar = NOT_ENDED
    type: Literal["pause"] = "pause"
    until: Day


class Resume(MentorshipCommand):
    """Go on before the pause would have ended."""

    who: ClassVar = EVERYBODY
    stages: ClassVar = NOT_ENDED
    type: Literal["resume"] = "resume"


PauseCommand = PauseMentorship | Resume


class Moved(Value):
    """A deadline and its new due date."""

    deadline: str
    due: Due


class Paused(MentorshipEvent):
    """The work rests until a day begins."""

    type: Literal["pause.paused"] = "pause.paused"
    until: Due


class Resumed(MentorshipEvent):
    """The work goes on; what was waited for moved by the pause's real length."""

    type: Literal["pause.resumed"] = "pause.resumed"
    moved: tuple[Moved, ...]
    anchor: Day | None


PauseEvent = Paused | Resumed

_UNMOVED = frozenset({DeadlineKind.PAUSE_END, DeadlineKind.CLOSING_DUE, DeadlineKind.RECORD_CLOSES})
_OF_MEETINGS = frozenset(
    {DeadlineKind.AGENDA_DUE, DeadlineKind.MATERIAL_DUE, DeadlineKind.SUMMARY_DUE}
)


def decide(command: PauseCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a command about a pause; raises ``Refusal``."""
    match command:
        case PauseMentorship():
            return _pause(command, state, context)
        case Resume():
            if not state.is_paused(context.at):
                raise Refusal("not_paused", "The mentorship is not paused; it goes on already.")
            return on_pause_end(state, context)
        case _:
            assert_never(command)


def _pause(command: PauseMentorship, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    refuse_begun(command.until, context)
    until = begins(command.until, context.known_program().zone)
    over = state.pause is not None and not state.is_paused(context.at)
    before = on_pause_end(state, context) if over else []
    if not over and state.pause is not None and state.pause.until == until:
        return []
    return [
        *before,
        Paused(until=until),
        *cancelled_until(command.until, state, context, ends_at=until.at),
    ]


def on_pause_end(state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Go on, and move what was waited for by the pause's real length, in wall-clock days.

    The length is ``min(now, until) - paused_at``, whenever the clock gets to it; what was set
    while the pause was on moves by the rest of it. Meetings stay where they are. The day on which
    a mentor wished to be asked again only moves out of the pause.
    """
    return gone_on(state, context)[1]


def gone_on(state: Mentorship, context: Context) -> tuple[Mentorship, list[MentorshipEvent]]:
    """Return the state after the pause and what ended it; without a pause all is as it was."""
    if state.pause is None:
        return state, []
    resumed = _resumption(state.pause, state, context)
    return evolve(state, resumed, Stamp(at=context.at, actor=context.actor)), [resumed]


def _resumption(pause: Pause, state: Mentorship, context: Context) -> Resumed:
    ended = min(context.at, pause.until.at)
    changed = [
        Moved(deadline=each.id, due=due)
        for each in state.deadlines.values()
        if (due := _moved_due(each, pause, ended, state)) != each.due
    ]
    return Resumed(moved=tuple(changed), anchor=_moved_anchor(state, pause, ended, context))


def _moved_due(each: Deadline, pause: Pause, ended: datetime, state: Mentorship) -> Due:
    if each.kind in _UNMOVED or (each.kind in _OF_MEETINGS and _is_ahead(each, pause, state)):
        return each.due
    if each.kind is DeadlineKind.ASK_AGAIN:
        back = begins(local_day(ended, each.due.zone), each.due.zone)
        return back if each.due.at < back.at else each.due
    since = max(pause.paused_at, each.set_at)
    return moved(each.due, wall_length(since, ended, each.due.zone))


def _is_ahead(each: Deadline, pause: Pause, state: Mentorship) -> bool:
    meeting = state.meetings.get(int(each.subject))
    return meeting is not None and meeting.when.at > pause.paused_at


def _moved_anchor(
    state: Mentorship, pause: Pause, ended: datetime, context: Context
) -> date | None:
    if state.anchor is None:
        return None
    zone = context.known_program().zone
    return moved(begins(state.anchor, zone), wall_length(pause.paused_at, ended, zone)).date


def evolve(state: Mentorship, event: PauseEvent, stamp: Stamp) -> Mentorship:
    """Fold an event about a pause; total."""
    match event:
        case Paused():
            since = state.pause.paused_at if state.pause else stamp.at
            rests = replace(state, pause=Pause(since, event.until))
            return wait_for(rests, DeadlineKind.PAUSE_END, event.until, at=stamp.at)
        case Resumed():
            return _resumed(state, event, stamp)
        case _:
            assert_never(event)


def _resumed(state: Mentorship, event: Resumed, stamp: Stamp) -> Mentorship:
    goes_on = settle(state, DeadlineKind.PAUSE_END)
    goes_on = replace(goes_on, pause=None, anchor=event.anchor, active_at=_heard_of(state, stamp))
    for each in event.moved:
        goes_on = _move(goes_on, each)
    return goes_on


def _heard_of(state: Mentorship, stamp: Stamp) -> datetime | None:
    # A pair that rests is not quiet: the days of a pause are no quiet days.
    if state.pause is None or state.active_at is None:
        return state.active_at
    ended = min(stamp.at, state.pause.until.at)
    rested = ended - max(state.pause.paused_at, state.active_at)
    return state.active_at + max(rested, timedelta(0))


def _move(state: Mentorship, change: Moved) -> Mentorship:
    found = state.deadlines.get(change.deadline)
    if found is None:
        return state
    deadlines = {**state.deadlines, found.id: replace(found, due=change.due)}
    return _matter_moved(replace(state, deadlines=deadlines), found, change.due)


def _matter_moved(state: Mentorship, deadline: Deadline, due: Due) -> Mentorship:
    number = int(deadline.subject) if deadline.subject.isdigit() else 0
    match deadline.kind:
        case DeadlineKind.REPLY_DUE | DeadlineKind.ASK_AGAIN:
            return _invitation_moved(state, number, due)
        case DeadlineKind.GOAL_REVIEW if goal := state.goals.get(number):
            smart = goal.smart.model_copy(update={"by": due})
            return replace(state, goals={**state.goals, number: replace(goal, smart=smart)})
        case DeadlineKind.TASK_DUE if task := state.tasks.get(number):
            return replace(state, tasks={**state.tasks, number: replace(task, by=due)})
        case DeadlineKind.CHECK_IN_DUE if check_in := state.check_ins.get(number):
            check_ins = {**state.check_ins, number: replace(check_in, due=due)}
            return replace(state, check_ins=check_ins)
        case _:
            return state


def _invitation_moved(state: Mentorship, number: int, due: Due) -> Mentorship:
    found = state.invitations.get(number)
    match found and found.status:
        case Asked(attempt=attempt):
            status: Asked | Deferred = Asked(attempt, due)
        case Deferred(attempt=attempt):
            status = Deferred(attempt, due)
        case _:
            return state
    invitations = {**state.invitations, number: replace(state.invitations[number], status=status)}
    return replace(state, invitations=invitations)
