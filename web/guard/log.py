"""One line in the log for each request, without what is secret in its address."""

import asyncio

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.guard.secrets_in_paths import shown

log = structlog.get_logger(__name__)


class Log:
    """Logs how each request was answered, to whom, and how long it took.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and say so."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        status, began = 0, clock()

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            log.info(
                "request.answered",
                method=scope["method"],
                path=shown(scope["path"]),
                status=status,
                milliseconds=round((clock() - began) * 1000, 1),
                by=scope.get("state", {}).get("by"),
            )
