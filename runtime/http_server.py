"""HTTP servers that live inside a process of ours: uvicorn, without its signals and its log."""

import asyncio
import math
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

_IDLE_SECONDS = 75
"""An idle connection outlives those of proxies, so that none sends into a closed one."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which ends this server when its work is done."""
        yield


@asynccontextmanager
async def answering(
    app: ASGIApp,
    listener: socket.socket,
    *,
    goodbye_within: float,
    trusted_proxies: Sequence[str] = (),
) -> AsyncIterator[None]:
    """Answer who calls at a socket while the block lasts; the socket is closed after it.

    Args:
        app: what answers.
        listener: where callers come; one that was opened before loses none of them.
        goodbye_within: seconds that answers under way have when the block ends.
        trusted_proxies: networks from which X-Forwarded-For and X-Forwarded-Proto are believed.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        loop="none",
        ws="none",
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=math.ceil(goodbye_within),
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait({task})
        listener.close()
