"""The health server of a process: ``/live``, ``/ready`` and ``/metrics``."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from runtime.http_server import answering
from runtime.listening import listen
from runtime.monitoring.readiness import FINE, Readiness

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

LIVE, READY = "/live", "/ready"

_GOODBYE_WITHIN = 1
"""Seconds that an answer under way has when the server stops."""


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
        PortUnusable: the port is taken, or the address is not ours.
    """
    listener = listen(host, port, setting="MENTORSHIP_HEALTH_PORT")
    at = listener.getsockname()[1]
    app = application(readiness, is_alive, metrics)
    async with answering(app, listener, goodbye_within=_GOODBYE_WITHIN):
        yield at


def application(
    readiness: Readiness,
    is_alive: Callable[[], bool],
    metrics: Callable[[], Awaitable[bytes]] | None = None,
) -> Starlette:
    """Make what answers ``/live`` and ``/ready``, and ``/metrics`` where there are some."""

    async def live(_: Request) -> Response:
        alive = is_alive()
        return JSONResponse({"live": alive}, status_code=200 if alive else 503)

    async def ready(_: Request) -> Response:
        checks = await readiness.checks()
        is_ready = all(found == FINE for found in checks.values())
        answer = {"ready": is_ready, "checks": checks}
        return JSONResponse(answer, status_code=200 if is_ready else 503)

    routes = [Route(LIVE, live), Route(READY, ready)]
    if metrics is not None:
        numbers = metrics

        async def shown(_: Request) -> Response:
            return Response(await numbers(), media_type=METRICS_TYPE)

        routes.append(Route("/metrics", shown))
    return Starlette(routes=routes)
