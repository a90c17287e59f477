"""The worker as a process of its own, and what it says over HTTP and in its log."""

import asyncio
import http.client
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.embedded.ports import LOOPBACK, free_port
from tests.workflows.real import KEY, PUBLIC_URL
from tests.workflows.world import World


@dataclass
class Working:
    """A worker's process, and the port of its health server."""

    process: Process
    port: int

    async def get(self, path: str) -> tuple[int, str]:
        """Ask the health server; nobody there is an assertion that does not hold yet."""
        return await asyncio.to_thread(_get, self.port, path)

    async def ready(self) -> None:
        """Assert that the worker does its work."""
        status, said = await self.get("/ready")
        assert status == 200, said

    async def end(self) -> tuple[int | None, list[dict[str, Any]]]:
        """Wait for the end, and return the exit code and the log."""
        _, logged = await self.process.communicate()
        return self.process.returncode, [json.loads(line) for line in logged.splitlines()]


def _get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    except ConnectionError as nobody:
        raise AssertionError from nobody
    finally:
        connection.close()


async def start(home: Path, **settings: str) -> Process:
    kept = {name: each for name, each in os.environ.items() if "MENTORSHIP" not in name}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "worker"),
        env={
            **kept,
            "MENTORSHIP_HOME": str(home),
            "MENTORSHIP_LOG_FORMAT": "json",
            "MENTORSHIP_PUBLIC_URL": PUBLIC_URL,
            **settings,
        },
        stderr=PIPE,
    )


@asynccontextmanager
async def working(world: World, home: Path, **settings: str) -> AsyncIterator[Working]:
    """Run a worker on the test's queue."""
    port = free_port()
    process = await start(
        home,
        TEMPORAL_ADDRESS=world.client.service_client.config.target_host,
        MENTORSHIP_KEYS=KEY,
        MENTORSHIP_TASK_QUEUE=world.queue,
        MENTORSHIP_HEALTH_PORT=str(port),
        **settings,
    )
    try:
        yield Working(process, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
