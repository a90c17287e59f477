"""Processes of their own for those who are measured: the service's worker, and its rivals'."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from runtime.embedded.processes import Child, Command, child
from runtime.ids import new_id

_READY_WITHIN = 60.0
OURS = ("MENTORSHIP_", "TEMPORAL_")
"""How variables begin that configure the service."""


@asynccontextmanager
async def module(
    name: str, *arguments: str, home: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Child]:
    """Run ``python -m NAME ARGUMENT…`` while the block lasts; its output goes to a log in ``home``.

    Of this process's environment it gets all but the service's settings and Temporal's.

    Raises:
        ServerFailed: where the block waits for it, with its last words.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    command = Command(
        name=name,
        argv=(sys.executable, "-P", "-m", name, *arguments),
        log=home / f"{name}.log",
        environment={**kept, "PYTHONPATH": str(Path.cwd()), **(environment or {})},
    )
    async with child(command) as running:
        yield running


@asynccontextmanager
async def ready_module(name: str, *arguments: str, home: Path) -> AsyncIterator[Child]:
    """Run a module of ours whose last argument is a file that it makes when it is ready."""
    sign = home / f"{name}-{new_id()}.ready"
    async with module(name, *arguments, str(sign), home=home) as running:

        async def is_ready() -> bool:
            return sign.exists()

        await running.until_ready(is_ready, within=_READY_WITHIN)
        yield running


async def until_stopped(sign: str) -> None:
    """Say that the process is ready, and wait until the parent ends it."""
    await asyncio.to_thread(Path(sign).touch)
    await asyncio.Event().wait()


def arguments(*names: str) -> Sequence[str]:
    """Return the words after the module's name, one for each of the names.

    Raises:
        SystemExit: there are more, or fewer.
    """
    words = sys.argv[1:]
    if len(words) != len(names):
        sys.exit(f"This is run by the benchmarks, with {' '.join(names)}.")
    return words
