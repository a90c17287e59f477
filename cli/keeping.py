"""Services of ours as child processes: started, waited for until they work, started again."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NoReturn

from cli.progress import Teller
from runtime.embedded.processes import Child, Command, ServerFailed, child

Works = Callable[[Child], Awaitable[bool]]
"""Says whether this very child does its work."""

_READY_WITHIN = 60.0
_OFTEN = 3
"""Deaths within ``_A_WHILE`` seconds after which somebody has to be told more than that."""
_A_WHILE = 60.0
_PAUSE = 15.0
"""Seconds between two starts of a service that dies often."""
_FINISHES_WITHIN = 10.0
"""Seconds; after fifteen a child that was asked to end is ended."""


def environment(home: Path, more: Mapping[str, str | None]) -> dict[str, str]:
    """Return the variables of a child that works on a home.

    Args:
        home: where its servers are found.
        more: variables to add to ours, or, where the value is None, to leave out.
    """
    told: dict[str, str | None] = {
        **os.environ,
        "MENTORSHIP_GRACEFUL_STOP_SECONDS": str(_FINISHES_WITHIN),
        "MENTORSHIP_HOME": str(home),
        **more,
    }
    return {name: each for name, each in told.items() if each is not None}


@dataclass
class Keeper:
    """Keeps a service running; ``pid`` is that of the present one.

    ``without`` says what does not happen while there is none.
    """

    command: Command
    works: Works
    without: str
    tell: Teller
    pid: int | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep(self) -> NoReturn:
        """Run the service, and again when it ends, for ever; the first one sets ``ready``.

        Raises:
            ServerFailed: the first one did not begin to work.
        """
        clock, deaths = asyncio.get_running_loop().time, deque[float](maxlen=_OFTEN)
        while True:
            async with child(self.command) as service:
                self.pid = service.pid
                if not self.ready.is_set():
                    works = partial(self.works, service)
                    await service.until_ready(works, within=_READY_WITHIN)
                    self.ready.set()
                failure = await service.ended()
            deaths.append(clock())
            self.tell(f"{failure} It is started again.")
            if len(deaths) == _OFTEN and deaths[-1] - deaths[0] < _A_WHILE:
                self.tell(self._dies(failure))
                await asyncio.sleep(_PAUSE)

    def _dies(self, failure: ServerFailed) -> str:
        return (
            f"{self.command.name} ended {_OFTEN} times within a minute, so {self.without} at "
            f"present: look into {failure.log}; it is tried again every {_PAUSE:.0f} seconds."
        )


@asynccontextmanager
async def kept(*keepers: Keeper) -> AsyncIterator[Sequence["asyncio.Task[NoReturn]"]]:
    """Keep services running while the block lasts; all of them work when the block begins.

    They start side by side. Yields what keeps them, which ends only by a fault of its own.

    Raises:
        ServerFailed: one did not begin to work. Later deaths are told, and mended.
    """
    tasks = [asyncio.create_task(each.keep()) for each in keepers]
    ready = asyncio.create_task(_all_ready(keepers))
    try:
        await asyncio.wait([*tasks, ready], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
        yield tasks
    finally:
        ready.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _all_ready(keepers: Sequence[Keeper]) -> None:
    for each in keepers:
        await each.ready.wait()
