"""A worker's own numbers, in a registry of their own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from itertools import product
from typing import Any, Protocol, TypeAlias, TypeVar

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics import MetricWrapperBase

from runtime.monitoring import catalogue
from runtime.monitoring.catalogue import Metric

STEP_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.2, 5.0, 10.0)
"""Seconds: 2.2 is where the first try at a step ends, 10 where the patient one does."""

FRESH = 15.0
"""Seconds for which what was asked of the records is shown again, however often one looks."""

ASKED_WITHIN = 3.0
"""Seconds for the records' answer; a look at the metrics takes no longer than this."""

log = structlog.get_logger(__name__)

_Kind = TypeVar("_Kind", bound=MetricWrapperBase)


Ask: TypeAlias = Callable[[], Awaitable[Any]]
"""Returns a `records.health.Health`, of which this room knows nothing but its fields."""


class Connections(Protocol):
    """A pool of connections, as asyncpg's is one."""

    def get_size(self) -> int:
        """Say how many there are."""

    def get_idle_size(self) -> int:
        """Say how many nobody uses."""

    def get_max_size(self) -> int:
        """Say how many there may be."""


class Metrics:
    """What a worker counts as it works; each method is one of `activities.measures.Measures`.

    ``text`` shows it, with what the records say of themselves.
    """

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # nobody asks since when
        self._registry = CollectorRegistry()
        self._commands = self._made(catalogue.COMMANDS, Counter)
        self._step_seconds = Histogram(
            catalogue.STEP_SECONDS.name,
            catalogue.STEP_SECONDS.help,
            buckets=STEP_BUCKETS,
            registry=self._registry,
        )
        self._steps_postponed = self._made(catalogue.STEPS_POSTPONED, Counter)
        self._letters = self._made(catalogue.LETTERS, Counter)
        self._posts_postponed = self._made(catalogue.POSTS_POSTPONED, Counter)
        self._swept = self._made(catalogue.SWEPT, Counter)
        self._swept_mailboxes = self._made(catalogue.SWEPT_MAILBOXES, Counter)
        self._sweep_time = self._made(catalogue.SWEEP_TIME, Gauge)
        self._records = _Sample()
        self._ask: Ask | None = None

    # ------------------------------------------------------------------ what is counted

    def step_recorded(self, answers: Iterable[tuple[str, str, str]], *, seconds: float) -> None:
        """Count a step and its answers, each a stream's category, by whom, and the outcome."""
        self._step_seconds.observe(seconds)
        for category, by, outcome in answers:
            self._commands.labels(category=category, by=by, outcome=outcome).inc()

    def step_postponed(self) -> None:
        """Count a try that found the records away."""
        self._steps_postponed.inc()

    def letter(self, outcome: str) -> None:
        """Count a letter that was sent, failed, or was given up."""
        self._letters.labels(outcome=outcome).inc()

    def post_postponed(self) -> None:
        """Count a try that found the mail server, the mailboxes or the records away."""
        self._posts_postponed.inc()

    def swept(self, *, woken: int, failed: int, at: datetime) -> None:
        """Count a round of the sweep."""
        self._swept.labels(outcome="woken").inc(woken)
        self._swept.labels(outcome="failed").inc(failed)
        self._sweep_time.set(at.timestamp())

    def mailboxes_swept(self, *, woken: int, failed: int) -> None:
        """Count the mailboxes that a round of the sweep found."""
        self._swept_mailboxes.labels(outcome="woken").inc(woken)
        self._swept_mailboxes.labels(outcome="failed").inc(failed)

    # ------------------------------------------------------------------ what is looked at

    def watch_connections(self, pool: Connections) -> None:
        """Show from now on how many connections are in use."""
        held = self._made(catalogue.CONNECTIONS, Gauge)
        held.labels(state="idle").set_function(pool.get_idle_size)
        held.labels(state="in_use").set_function(lambda: pool.get_size() - pool.get_idle_size())
        limit = self._made(catalogue.CONNECTIONS_LIMIT, Gauge)
        limit.set_function(pool.get_max_size)

    def watch_records(self, ask: Ask) -> None:
        """Show from now on how the records do, asked when somebody looks and not too often."""
        self._ask = ask

    async def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        if self._ask is not None:
            await self._records.refresh(self._ask)
        return generate_latest(self._registry) + generate_latest(self._records.registry)

    def _made(self, metric: Metric, kind: type[_Kind]) -> _Kind:
        return _made(metric, kind, self._registry)


class _Sample:
    """What the records said last; without an answer, nothing but that there was none."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._until = 0.0
        self._turn = asyncio.Lock()

    async def refresh(self, ask: Ask) -> None:
        """Ask again, unless the last answer is fresh; of several who look at once, one asks."""
        clock = asyncio.get_running_loop().time
        async with self._turn:
            if clock() < self._until:
                return
            self.registry = await _answered(ask)
            self._until = clock() + FRESH


async def _answered(ask: Ask) -> CollectorRegistry:
    registry = CollectorRegistry()
    up = _made(catalogue.RECORDS_UP, Gauge, registry)
    try:
        async with asyncio.timeout(ASKED_WITHIN):
            health = await ask()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other numbers are shown
        log.warning("records.not_asked", problem=type(error).__name__)
        return registry
    up.set(1)
    for metric, value in _numbers(health):
        _made(metric, Gauge, registry).set(value)
    stages = _made(catalogue.OPEN, Gauge, registry)
    for stage, number in health.open_by_stage.items():
        stages.labels(stage=stage).set(number)
    return registry


def _numbers(health: Any) -> list[tuple[Metric, float]]:
    def age(since: datetime | None) -> float:
        return 0.0 if since is None else max((health.at - since).total_seconds(), 0.0)

    return [
        (catalogue.LETTERS_WAITING, health.letters_waiting),
        (catalogue.LETTERS_WAITING_AGE, age(health.letters_waiting_since)),
        (catalogue.LETTERS_GIVEN_UP, health.letters_given_up_lately),
        (catalogue.PARKED, health.parked),
        (catalogue.PARKED_AGE, age(health.parked_since)),
        (catalogue.OVERDUE, health.overdue),
        (catalogue.OVERDUE_AGE, age(health.overdue_since)),
        (catalogue.BEHIND, health.behind),
        (catalogue.BEHIND_AGE, age(health.behind_since)),
    ]


def _made(metric: Metric, kind: type[_Kind], registry: CollectorRegistry) -> _Kind:
    """Make a metric and show all its values at once, so that none comes out of nowhere."""
    made: Any = kind(metric.name, metric.help, labelnames=tuple(metric.labels), registry=registry)
    for values in product(*metric.labels.values()) if metric.labels else ():
        made.labels(*values)
    ready: _Kind = made
    return ready
