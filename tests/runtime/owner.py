"""A process that runs a home's servers, so that tests can kill it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from runtime.embedded.publication import Stack
from runtime.embedded.stack import embedded
from runtime.exit import leave

Name = Literal["postgres", "temporal", "mail"]


@dataclass(frozen=True)
class Owner:
    """A running owner of servers, as the test sees it."""

    process: asyncio.subprocess.Process
    stack: Stack
    children: tuple[int, ...]

    @classmethod
    async def started(cls, process: asyncio.subprocess.Process) -> Self:
        """Wait until its servers are up."""
        assert process.stdout is not None
        told = json.loads(await process.stdout.readline())
        return cls(process, Stack.model_validate(told["stack"]), tuple(told["children"]))

    async def kill(self) -> None:
        """Kill the owner, and leave its servers to find out."""
        self.process.kill()
        await self.process.wait()

    async def kill_everything(self) -> None:
        """Kill the owner and every process of its servers, without a warning."""
        self.process.kill()
        for child in self.children:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
        await self.process.wait()


@asynccontextmanager
async def owner(home: Path, *names: Name) -> AsyncIterator[Owner]:
    """Run some of a home's servers in another process while the block lasts, or until killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, str(home), *names, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield await Owner.started(process)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _own(home: Path, *names: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with embedded(
        home,
        with_postgres="postgres" in names,
        with_temporal="temporal" in names,
        with_mail="mail" in names,
    ) as servers:
        told = {
            "stack": servers.model_dump(mode="json"),
            "children": [child.pid for child in servers.children],
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_own(Path(sys.argv[1]), *sys.argv[2:]))
    leave(0)
