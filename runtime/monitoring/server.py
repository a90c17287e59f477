"""The HTTP server of a worker: ``/live``, ``/ready`` and ``/metrics``."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from runtime.errors import SetupError
from runtime.monitoring.readiness import FINE, Readiness

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_GOODBYE_WITHIN = 1
"""Seconds that an answer under way has when the server stops."""

_BACKLOG = 16


class HealthPortUnusable(SetupError):
    """The health server cannot listen where the settings say."""

    def __init__(self, host: str, port: int, *, reason: str) -> None:
        self.host = host
        self.port = port
        self.reason = reason
        super().__init__(
            f"MENTORSHIP_HEALTH_PORT cannot be used (nobody can listen on {host}:{port}, "
            f"{reason}): choose a free port of this machine."
        )


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which ends this server when its work is done."""
        yield


@asynccontextmanager
async def serving(
    host: str,
    port: int,
    *,
    readiness: Readiness,
    is_alive: Callable[[], bool],
    metrics: Callable[[], Awaitable[bytes]],
) -> AsyncIterator[int]:
    """Answer while the block lasts, and yield the port.

    Args:
        host: the address to listen on.
        port: 0 finds a free one.
        readiness: what ``/ready`` says.
        is_alive: what ``/live`` says; not to be answered at all says the opposite as well.
        metrics: what ``/metrics`` shows.

    Raises:
        HealthPortUnusable: the port is taken, or the address is not ours.
    """
    listener = _listener(host, port)
    config = uvicorn.Config(
        _application(readiness, is_alive, metrics),
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        loop="none",
        http="h11",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=_GOODBYE_WITHIN,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await asyncio.wait({task})
        listener.close()


def _application(
    readiness: Readiness, is_alive: Callable[[], bool], metrics: Callable[[], Awaitable[bytes]]
) -> Starlette:
    async def live(_: Request) -> Response:
        alive = is_alive()
        return JSONResponse({"live": alive}, status_code=200 if alive else 503)

    async def ready(_: Request) -> Response:
        checks = await readiness.checks()
        is_ready = all(found == FINE for found in checks.values())
        answer = {"ready": is_ready, "checks": checks}
        return JSONResponse(answer, status_code=200 if is_ready else 503)

    async def shown(_: Request) -> Response:
        return Response(await metrics(), media_type=METRICS_TYPE)

    return Starlette(
        routes=[Route("/live", live), Route("/ready", ready), Route("/metrics", shown)]
    )


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as unusable:
        reason, _, _ = (unusable.strerror or "it is unknown").partition(" (while attempting")
        reason = reason.lower()
        raise HealthPortUnusable(host, port, reason=reason) from unusable
