"""A worker's monitor: its health server, its numbers, and the SDK's runtime that counts too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from temporalio.worker import Worker

from runtime.database import Pool
from runtime.monitoring.readiness import Readiness
from runtime.monitoring.sdk import Sdk, start_sdk

if TYPE_CHECKING:
    from runtime.monitoring.metrics import Ask, Metrics

DATABASE, TEMPORAL, WORKER = "database", "temporal", "worker"


@dataclass
class Monitor:
    """What watches a worker; told of each part when that part is made.

    ``sdk`` has the runtime that clients are to be connected with. Without ``metrics``, nobody
    counts.
    """

    sdk: Sdk
    metrics: "Metrics | None" = None
    readiness: Readiness = field(default_factory=lambda: Readiness((DATABASE, TEMPORAL, WORKER)))
    _worker: Worker | None = None

    def watch_database(self, pool: Pool, *, health: "Ask") -> None:
        """Watch the connections, and ask the records how they do."""

        async def answers() -> bool:
            return bool(await pool.fetchval("select true"))

        self.readiness.watch(DATABASE, answers)
        if self.metrics is not None:
            self.metrics.watch_connections(pool)
            self.metrics.watch_records(health)

    def watch_worker(self, worker: Worker) -> None:
        """Watch a worker and the Temporal it polls."""

        async def polls() -> bool:
            return worker.is_running

        self._worker = worker
        self.readiness.watch(WORKER, polls)
        self.readiness.watch(TEMPORAL, worker.client.service_client.check_health)

    def is_alive(self) -> bool:
        """Say whether the worker is on its way up, at work, or on its way down: not at its end."""
        return self._worker is None or not self._worker.is_shutdown

    async def shown(self) -> bytes:
        """Return all numbers, ours and the SDK's."""
        ours = await self.metrics.text() if self.metrics is not None else b""
        return ours + await self.sdk.metrics()


@asynccontextmanager
async def monitored(*, host: str, port: int | None) -> AsyncIterator[Monitor]:
    """Lend a monitor that answers on a port while the block lasts; without a port, to nobody.

    Raises:
        PortUnusable, MetricsUnavailable: a port cannot be listened on.
    """
    if port is None:
        yield Monitor(start_sdk(metered=False))
        return
    # Only now: these take half a second to import, and most runs by hand have no use for them.
    from runtime.monitoring.metrics import Metrics  # noqa: PLC0415
    from runtime.monitoring.server import serving  # noqa: PLC0415

    monitor = Monitor(start_sdk(metered=True), Metrics())
    async with serving(
        host,
        port,
        readiness=monitor.readiness,
        is_alive=monitor.is_alive,
        metrics=monitor.shown,
    ):
        yield monitor
