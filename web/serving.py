"""What stands around the application: its health, its numbers, and the end of its streams."""

import asyncio
from inspect import isroutine
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.monitoring.server import LIVE, READY, application
from runtime.monitoring.web import WebMonitor

_STREAM: Final = "text/event-stream"
_ELSEWHERE: Final = "other"
"""What a request's route is called that led to no handler, or to one of files."""


class Served:
    """Answers ``/live`` and ``/ready`` itself, leaves all else to ``app``, and counts it.

    From ``end_streams`` on, an answer that would go on for ever, a stream of events, ends.
    """

    def __init__(self, app: ASGIApp, monitor: WebMonitor) -> None:
        self._app = app
        self._metrics = monitor.metrics
        self._health = application(monitor.readiness, monitor.is_alive)
        self._streams = set[asyncio.Task[None]]()
        self._is_ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"] in (LIVE, READY):
            await self._health(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    def end_streams(self) -> None:
        """End every stream of events now, and each that begins later at its beginning."""
        self._is_ending = True
        for task in self._streams:
            task.cancel()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        clock, task = asyncio.get_running_loop().time, _this_task()
        began, began_to_answer, status = clock(), None, None

        async def sent(message: Message) -> None:
            nonlocal began_to_answer, status
            if message["type"] == "http.response.start":
                began_to_answer, status = clock(), message["status"]
                if _is_stream(message):
                    self._streams.add(task)
            await send(message)
            if self._is_ending and task in self._streams and not task.cancelling():
                task.cancel()

        try:
            await self._app(scope, receive, sent)
        except asyncio.CancelledError:
            if not (self._is_ending and task in self._streams):
                raise
            task.uncancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._streams.discard(task)
            seconds = (began_to_answer or clock()) - began
            self._metrics.answered(scope["method"], route_of(scope), status=status, seconds=seconds)


def route_of(scope: Scope) -> str:
    """Return the template of the path that a request took, once it was routed.

    What differs from one address to the next, such as an id or a token, stands there by its name.
    """
    if not isroutine(scope.get("endpoint")):
        return _ELSEWHERE
    segments = scope["path"].split("/")
    for name, value in reversed(scope.get("path_params", {}).items()):
        places = [at for at, segment in enumerate(segments) if segment == str(value)]
        if not places:
            return _ELSEWHERE
        segments[places[-1]] = f"{{{name}}}"
    return "/".join(segments)


def _is_stream(start: Message) -> bool:
    kind = Headers(raw=start.get("headers", [])).get("content-type", "")
    return kind.partition(";")[0].strip() == _STREAM


def _this_task() -> "asyncio.Task[None]":
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError
    return task
