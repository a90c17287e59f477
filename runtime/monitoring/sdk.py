"""Temporal's SDK: its log lines among ours, and its numbers beside ours."""

import asyncio
import logging
from dataclasses import dataclass

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

from runtime.embedded.ports import LOOPBACK, free_port
from runtime.errors import SetupError

_TRIES = 5
"""For a port that is free when it is found and taken when it is used."""

_ASKED_WITHIN = 2.0
"""Seconds."""


class MetricsUnavailable(SetupError):
    """The SDK found no port of the loopback address to show its numbers on."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The worker's metrics cannot be gathered ({reason}): free some ports of the loopback "
            "address, or leave MENTORSHIP_HEALTH_PORT unset."
        )


@dataclass(frozen=True)
class Sdk:
    """What a client needs of the SDK's runtime, and where the SDK shows its numbers."""

    runtime: Runtime
    port: int | None

    async def metrics(self) -> bytes:
        """Return the SDK's numbers as Prometheus reads them; none when it does not answer."""
        if self.port is None:
            return b""
        try:
            async with asyncio.timeout(_ASKED_WITHIN):
                return await _fetch(self.port)
        except OSError:
            return b""


def start_sdk(*, metered: bool) -> Sdk:
    """Start the SDK's threads; ``metered``, it counts what it does, which only we can ask it.

    Raises:
        MetricsUnavailable: it found no port to be asked on.
    """
    if not metered:
        return Sdk(Runtime(telemetry=TelemetryConfig(logging=_logging())), None)
    problem: ValueError | None = None
    for _ in range(_TRIES):
        port = free_port()
        try:
            return Sdk(Runtime(telemetry=_telemetry(port)), port)
        except ValueError as taken:  # what the SDK raises when it cannot listen
            problem = taken
    raise MetricsUnavailable(reason=f"{problem}".rstrip("."))


def _telemetry(port: int) -> TelemetryConfig:
    shown = PrometheusConfig(
        bind_address=f"{LOOPBACK}:{port}",
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
    )
    return TelemetryConfig(logging=_logging(), metrics=shown)


def _logging() -> LoggingConfig:
    return LoggingConfig(
        filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
        forwarding=LogForwardingConfig(
            logger=logging.getLogger("temporalio.core"),
            append_target_to_name=False,
            prepend_target_on_message=False,
            append_log_fields_to_message=False,  # they may repeat what people wrote
        ),
    )


async def _fetch(port: int) -> bytes:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(b"GET /metrics HTTP/1.0\r\n\r\n")  # 1.0: whole, not in chunks
        answer = await reader.read()
    finally:
        writer.close()
    _, _, body = answer.partition(b"\r\n\r\n")
    return body
