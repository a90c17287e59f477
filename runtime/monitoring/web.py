"""A web service's monitor: its numbers, and its health server beside the service itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import product

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from runtime.database import Pool
from runtime.monitoring import catalogue
from runtime.monitoring.metrics import Connections
from runtime.monitoring.readiness import Question, Readiness
from runtime.monitoring.sdk import Sdk, start_sdk
from runtime.monitoring.server import serving

SECONDS_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: pages are to begin within 0.05, receipts come within 0.1, and patience ends at 10."""

DATABASE, WEB = "database", "web"


class WebMetrics:
    """What a web service counts as it answers."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call] # nobody asks since when
        self._registry = CollectorRegistry()
        requests, seconds = catalogue.WEB_REQUESTS, catalogue.WEB_SECONDS
        self._requests = Counter(
            requests.name, requests.help, tuple(requests.labels), registry=self._registry
        )
        for values in product(*requests.labels.values()):
            self._requests.labels(*values)
        self._seconds = Histogram(
            seconds.name,
            seconds.help,
            tuple(seconds.labels),
            buckets=SECONDS_BUCKETS,
            registry=self._registry,
        )

    def answered(self, method: str, route: str, *, status: int | None, seconds: float) -> None:
        """Count a request, and the seconds until its answer began.

        Args:
            method: as HTTP calls it.
            route: a template of paths, with nothing in it that a person's path has.
            status: the answer's; None when there was none, because the caller went away.
            seconds: from the request's arrival to the beginning of its answer.
        """
        known = catalogue.WEB_REQUESTS.labels["method"]
        kind = "none" if status is None else f"{status // 100}xx"
        self._requests.labels(method if method in known else "other", kind).inc()
        self._seconds.labels(route).observe(seconds)

    def watch_connections(self, pool: Connections) -> None:
        """Show from now on how many connections to PostgreSQL are in use."""
        held, limit = catalogue.CONNECTIONS, catalogue.CONNECTIONS_LIMIT
        by_state = Gauge(held.name, held.help, tuple(held.labels), registry=self._registry)
        by_state.labels("idle").set_function(pool.get_idle_size)
        by_state.labels("in_use").set_function(lambda: pool.get_size() - pool.get_idle_size())
        most = Gauge(limit.name, limit.help, registry=self._registry)
        most.set_function(pool.get_max_size)

    def text(self) -> bytes:
        """Return all of it as Prometheus reads it."""
        return generate_latest(self._registry)


@dataclass
class WebMonitor:
    """What watches a web service; told of each part when that part is made.

    ``sdk`` has the runtime that Temporal's client is to be connected with.
    """

    sdk: Sdk
    metrics: WebMetrics = field(default_factory=WebMetrics)
    readiness: Readiness = field(default_factory=lambda: Readiness((DATABASE, WEB), process=WEB))

    def watch_database(self, pool: Pool, *, answers: Question) -> None:
        """Watch the connections, and ask this about the database."""
        self.readiness.watch(DATABASE, answers)
        self.metrics.watch_connections(pool)

    def is_open(self) -> None:
        """Say from now on that the service answers, which it does when it can be asked at all."""

        async def answers() -> bool:
            return True

        self.readiness.watch(WEB, answers)

    def is_alive(self) -> bool:
        """Say that the process works; it says so itself, so it does."""
        return True

    async def shown(self) -> bytes:
        """Return all numbers, ours and the SDK's."""
        return self.metrics.text() + await self.sdk.metrics()


@asynccontextmanager
async def web_monitored(*, host: str, port: int | None) -> AsyncIterator[WebMonitor]:
    """Lend a monitor that answers on a port while the block lasts; without a port, to nobody.

    Raises:
        PortUnusable, MetricsUnavailable: a port cannot be listened on.
    """
    monitor = WebMonitor(start_sdk(metered=port is not None))
    if port is None:
        yield monitor
        return
    async with serving(
        host,
        port,
        readiness=monitor.readiness,
        is_alive=monitor.is_alive,
        metrics=monitor.shown,
    ):
        yield monitor
