"""Which deadlines are due, and when to wake next: pure, from the standing and the time alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.standing import OpenDeadline, Standing

SHORTEST_WAIT = timedelta(seconds=1)
"""Temporal takes a timer of zero or less for none at all, and the history would change shape."""

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(days=1)
"""A deadline that stays open although it was passed is parked: try again, ever more rarely."""


@dataclass(frozen=True)
class Tried:
    """How often a deadline was passed on and stayed open, and when it is tried next."""

    times: int
    again: datetime


Tries = Mapping[tuple[str, datetime], Tried]
"""The deadlines that stayed open, by id and due date; a moved date begins anew."""


@dataclass(frozen=True)
class Wake:
    """When to wake, and for what."""

    at: datetime
    label: str


def due_now(standing: Standing | None, tries: Tries, now: datetime) -> tuple[OpenDeadline, ...]:
    """Return the deadlines to pass on at ``now``, earliest first."""
    open_ones = standing.deadlines if standing else ()
    due = [one for one in open_ones if _turn(one, tries) <= now]
    return tuple(sorted(due, key=lambda one: (one.due, one.id)))


def next_wake(standing: Standing | None, tries: Tries, *, latest: Wake) -> Wake:
    """Return what to wait for: the first deadline, or ``latest`` if that comes before."""
    open_ones = standing.deadlines if standing else ()
    wakes = [Wake(_turn(one, tries), one.label or one.kind) for one in open_ones]
    return min([*wakes, latest], key=lambda wake: wake.at)


def tried(tries: Tries, passed: Sequence[OpenDeadline], standing: Standing, now: datetime) -> Tries:
    """Return the tries after a step that passed on ``passed`` and led to ``standing``."""
    still_open = {_name(one) for one in standing.deadlines}
    kept = {name: attempt for name, attempt in tries.items() if name in still_open}
    for name in map(_name, passed):
        if name in still_open:
            times = kept[name].times + 1 if name in kept else 1
            kept[name] = Tried(times, now + _pause(times))
    return kept


def wait_for(wake: Wake, now: datetime) -> timedelta:
    """Return how long a timer has to run.

    One millisecond is added because servers cut off what is finer, and a timer that fires too
    early finds nothing due.
    """
    return max(wake.at - now + timedelta(milliseconds=1), SHORTEST_WAIT)


def _pause(times: int) -> timedelta:
    doublings = min(times - 1, 20)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)


def _turn(deadline: OpenDeadline, tries: Tries) -> datetime:
    attempt = tries.get(_name(deadline))
    return max(deadline.due, attempt.again) if attempt else deadline.due


def _name(deadline: OpenDeadline) -> tuple[str, datetime]:
    return deadline.id, deadline.due
