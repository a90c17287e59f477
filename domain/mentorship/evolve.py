"""Folding any event of a mentorship. It never refuses and never raises."""

from collections.abc import Mapping
from typing import assert_never

from domain.envelopes import Stamp
from domain.mentorship import (
    agreements,
    closing,
    concerns,
    diary,
    ended,
    expectations,
    goals,
    invitations,
    opening,
    pause,
    redefinition,
    reflections,
    returning,
    seeking,
    tasks,
    transition,
    watch,
)
from domain.mentorship.matters import Attention, DeadlineKind
from domain.mentorship.messages import CoordinatorAsked
from domain.mentorship.state import Mentorship, settle
from domain.replacing import replace

Event = (
    opening.MentorshipOpened
    | seeking.SeekingEvent
    | invitations.OutreachEvent
    | expectations.ExpectationsEvent
    | agreements.AgreementEvent
    | goals.GoalEvent
    | tasks.TaskEvent
    | diary.MeetingEvent
    | watch.WatchEvent
    | reflections.CheckInEvent
    | redefinition.RedefinitionEvent
    | closing.ClosingEvent
    | ended.EndedEvent
    | returning.ReturningEvent
    | pause.PauseEvent
    | concerns.ConcernEvent
    | transition.TransitionEvent
    | CoordinatorAsked
)


_REDRAWS = (
    agreements.AgreementConcluded,
    closing.ClosingOpened,
    ended.MentorshipEnded,
    pause.Resumed,
    returning.Reopened,
    returning.MentorReplaced,
    transition.StageMoved,
)
"""What decides how long the meetings of a series go on."""


def evolve(state: Mentorship | None, event: Event, stamp: Stamp) -> Mentorship | None:
    """Return the state after an event; total. Before its opening a mentorship is None."""
    if state is None:
        if not isinstance(event, opening.MentorshipOpened):
            return None
        state = opening.opened(event, stamp)
    changed = _folded(state, event, stamp)
    if isinstance(event, _REDRAWS) and changed.meetings:
        changed = diary.redrawn(changed)
    active = state.side_of(stamp.actor.person) is not None
    return replace(
        changed,
        version=state.version + 1,
        last_at=stamp.at,
        active_at=stamp.at if active else changed.active_at,
    )


def _folded(state: Mentorship, event: Event, stamp: Stamp) -> Mentorship:
    if isinstance(event, opening.MentorshipOpened):
        return state
    if isinstance(event, seeking.SeekingEvent):
        return seeking.evolve(state, event, stamp)
    if isinstance(event, invitations.OutreachEvent):
        return invitations.evolve(state, event, stamp)
    if isinstance(event, expectations.ExpectationsEvent):
        return expectations.evolve(state, event, stamp)
    if isinstance(event, agreements.AgreementEvent):
        return agreements.evolve(state, event, stamp)
    if isinstance(event, goals.GoalEvent):
        return goals.evolve(state, event, stamp)
    if isinstance(event, tasks.TaskEvent):
        return tasks.evolve(state, event, stamp)
    if isinstance(event, diary.MeetingEvent):
        return diary.evolve(state, event, stamp)
    if isinstance(event, watch.WatchEvent):
        return watch.evolve(state, event, stamp)
    if isinstance(event, reflections.CheckInEvent):
        return reflections.evolve(state, event, stamp)
    if isinstance(event, redefinition.RedefinitionEvent):
        return redefinition.evolve(state, event, stamp)
    if isinstance(event, closing.ClosingEvent):
        return closing.evolve(state, event, stamp)
    if isinstance(event, ended.EndedEvent):
        return ended.evolve(state, event, stamp)
    if isinstance(event, returning.ReturningEvent):
        return returning.evolve(state, event, stamp)
    if isinstance(event, pause.PauseEvent):
        return pause.evolve(state, event, stamp)
    if isinstance(event, concerns.ConcernEvent):
        return concerns.evolve(state, event, stamp)
    if isinstance(event, transition.TransitionEvent):
        return transition.evolve(state, event, stamp)
    if isinstance(event, CoordinatorAsked):
        return _asked(state, event)
    assert_never(event)


_ASKED_ON: Mapping[Attention, DeadlineKind] = {
    Attention.AGREEMENT_OVERDUE: DeadlineKind.AGREEMENT_GRACE,
    Attention.END_WISH_UNANSWERED: DeadlineKind.END_CONFIRMATION,
    Attention.GONE_QUIET: DeadlineKind.QUIET_GRACE,
    Attention.REDEFINITION_STUCK: DeadlineKind.REDEFINITION_GRACE,
}


def _asked(state: Mentorship, event: CoordinatorAsked) -> Mentorship:
    gone = state.told_gone if event.person is None else state.told_gone | {event.person}
    asked = replace(state, attention=state.attention | {event.reason}, told_gone=gone)
    kind = _ASKED_ON.get(event.reason)
    return asked if kind is None else settle(asked, kind)
