"""What `mentorship status` makes of what it finds: the one place that says how late is too late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from cli.exits import ExitCode
from records.health import Health
from workflows.schedule import SWEEP_EVERY
from workflows.watch import Poller, SweepState

LETTERS_LATE = timedelta(minutes=15)
"""A letter goes out within seconds, or when the sweep has found it; then something holds it up."""

CLOCKS_LATE = 2 * SWEEP_EVERY
"""What two rounds of the sweep have not mended does not mend by itself."""

SWEEP_LATE = 3 * SWEEP_EVERY
"""A round may be skipped while the one before still runs; three are not."""


class State(StrEnum):
    """How something does, worst last."""

    HEALTHY = "healthy"
    NEEDS_ATTENTION = "needs_attention"
    DOWN = "down"


EXIT_CODES = {
    State.HEALTHY: ExitCode.DONE,
    State.NEEDS_ATTENTION: ExitCode.REFUSED,
    State.DOWN: ExitCode.DOWN,
}


@dataclass(frozen=True)
class Check:
    """One line of the status: what was looked at, how it does, and the numbers behind."""

    name: str
    state: State
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def worst(checks: Sequence[Check]) -> State:
    """Return how it all does."""
    order = list(State)
    return max((each.state for each in checks), key=order.index, default=State.HEALTHY)


def down(name: str, sentence: str) -> Check:
    """Say that something is down, or cannot be asked."""
    return Check(name, State.DOWN, sentence)


def database(newer: Sequence[str]) -> Check:
    """Judge a database that answers and has this release's tables."""
    if newer:
        words = f"answers; a later release has migrated it ({', '.join(newer)})"
        return Check("database", State.HEALTHY, words, {"newer": list(newer)})
    return Check("database", State.HEALTHY, "answers, and has this release's tables")


def records(health: Health) -> list[Check]:
    """Judge what the records say of themselves."""
    return [_open(health), _letters(health), _given_up(health), *_clocks(health), _parked(health)]


def _open(health: Health) -> Check:
    stages = ", ".join(f"{n} {stage}" for stage, n in sorted(health.open_by_stage.items()))
    words = f"{health.open_mentorships}" + (f" ({stages})" if stages else "")
    facts = {"number": health.open_mentorships, "by_stage": dict(health.open_by_stage)}
    return Check("open mentorships", State.HEALTHY, words, facts)


def _letters(health: Health) -> Check:
    number, since, held = health.letters_waiting, health.letters_waiting_since, health.letters_held
    check = _waiting("letters waiting", number, since, late=LETTERS_LATE, at=health.at)
    words = f"{check.sentence}; {held} held until their time" if held else check.sentence
    return replace(check, sentence=words, facts={**check.facts, "held": held})


def _given_up(health: Health) -> Check:
    lately = health.letters_given_up_lately
    words = "none in the last week"
    if lately:
        words = f"{lately} in the last week; 'mentorship letters ID' tells why"
    facts = {"number": lately, "ever": health.letters_given_up}
    return Check("letters given up", _unless(bad=lately > 0), words, facts)


def _clocks(health: Health) -> list[Check]:
    numbers = (
        ("overdue deadlines", health.overdue, health.overdue_since),
        ("streams behind", health.behind, health.behind_since),
    )
    return [
        _waiting(name, number, since, late=CLOCKS_LATE, at=health.at)
        for name, number, since in numbers
    ]


def _parked(health: Health) -> Check:
    words = "none"
    if health.parked_since is not None:
        age = spoken(health.at - health.parked_since)
        words = f"{health.parked}, the oldest for {age}; 'mentorship retry' tells why"
    facts = {"number": health.parked, "since": health.parked_since}
    return Check("parked commands", _unless(bad=health.parked > 0), words, facts)


def _waiting(
    name: str, number: int, since: datetime | None, *, late: timedelta, at: datetime
) -> Check:
    facts = {"number": number, "since": since}
    if since is None:
        return Check(name, State.HEALTHY, "none", facts)
    words = f"{number}, the oldest for {spoken(at - since)}"
    return Check(name, _unless(bad=at - since > late), words, facts)


def temporal(address: str) -> Check:
    """Judge a Temporal that answers."""
    return Check("temporal", State.HEALTHY, f"answers at {address}")


def workers(found: Sequence[Poller], current: Mapping[str, str | None], *, queue: str) -> Check:
    """Judge the workers of a queue; ``current`` is the current build of each deployment there."""
    versions = {f"{each.deployment}.{each.build}" if each.deployment else "" for each in found}
    facts = {"number": len(found), "versions": sorted(versions), "task_queue": queue}
    if not found:
        return Check("workers", State.DOWN, f"none takes tasks from the queue {queue}", facts)
    idle = all(each.deployment and current.get(each.deployment) != each.build for each in found)
    if idle:
        words = f"{len(found)}, of which none has the current version, so nothing goes on"
        return Check("workers", State.DOWN, words, facts)
    named = ", ".join(sorted(version or "unversioned" for version in versions))
    return Check("workers", State.HEALTHY, f"{len(found)} ({named})", facts)


def sweep(state: SweepState | None, *, at: datetime) -> Check:
    """Judge the schedule of the sweep."""
    if state is None:
        words = "has no schedule; a worker makes it when it starts, and 'mentorship restore' too"
        return Check("sweep", State.NEEDS_ATTENTION, words)
    facts = {"last": state.last, "paused": state.paused}
    if state.paused:
        words = "is paused, so nobody finds what was missed; 'temporal schedule toggle' ends that"
        return Check("sweep", State.NEEDS_ATTENTION, words, facts)
    since = at - (state.last or state.created)
    words = (
        f"last ran {spoken(since)} ago" if state.last else f"is to run, made {spoken(since)} ago"
    )
    return Check("sweep", _unless(bad=since > SWEEP_LATE), words, facts)


def _unless(*, bad: bool) -> State:
    return State.NEEDS_ATTENTION if bad else State.HEALTHY


def spoken(age: timedelta) -> str:
    """Return how long something has been, in one unit: ``3 hours``."""
    seconds = max(int(age.total_seconds()), 0)
    units = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
    unit, size = next((each for each in units if seconds >= each[1]), units[-1])
    number = seconds // size
    return f"{number} {unit}{'' if number == 1 else 's'}"
