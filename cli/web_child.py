"""The web service as a child process, and whether it answers."""

import asyncio
import socket
import sys
from pathlib import Path

from cli.keeping import Keeper, Works, environment
from cli.progress import Teller
from runtime.embedded.processes import Child, Command

_ASKED_WITHIN = 1.0
"""Seconds; who asks before it is there waits at its door, and must look whether it still comes."""

_READY = b"GET /ready HTTP/1.0\r\nHost: localhost\r\n\r\n"
_YES = b" 200 "


def web_keeper(home: Path, listener: socket.socket, *, tell: Teller) -> Keeper:
    """Return what keeps the web service of a home running; its output goes to the home's logs.

    Args:
        home: where its servers are found.
        listener: where it answers; ours, so callers wait while it is started again.
        tell: is told when it ended and is started again.
    """
    command = Command(
        name="The web service",
        argv=(sys.executable, "-P", "-m", "web", "--fd", f"{listener.fileno()}"),
        log=home / "logs" / "web.log",
        # The health server's port is the worker's here; the web service is asked itself.
        environment=environment(home, {"MENTORSHIP_HEALTH_PORT": None}),
        keep_open=(listener.fileno(),),
    )
    return Keeper(command, _answers(listener), "no page is shown", tell)


def _answers(listener: socket.socket) -> Works:
    host, port, *_ = listener.getsockname()

    async def answers(_: Child) -> bool:
        try:
            async with asyncio.timeout(_ASKED_WITHIN):
                return _YES in await _first_line(host, port)
        except OSError:
            return False

    return answers


async def _first_line(host: str, port: int) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(_READY)
        return await reader.readline()
    finally:
        writer.close()
