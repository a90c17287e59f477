"""The worker as a child process: started, waited for until it takes tasks, started again."""

import asyncio
import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NoReturn

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from cli.progress import Teller
from runtime.embedded.processes import Child, Command, ServerFailed, child

NAME = "The worker"

_READY_WITHIN = 60.0
_OFTEN = 3
"""Deaths within ``_A_WHILE`` seconds after which somebody has to be told more than that."""
_A_WHILE = 60.0
_PAUSE = 15.0
"""Seconds between two starts of a worker that dies often."""
_FINISHES_WITHIN = 10.0
"""Seconds; after fifteen a child that was asked to end is ended."""


def worker_command(home: Path, environment: Mapping[str, str | None]) -> Command:
    """Return how the worker of a home is run; its output goes to the home's logs.

    Args:
        home: where its servers are found.
        environment: variables to add to ours, or, where the value is None, to leave out.
    """
    told: dict[str, str | None] = {
        **os.environ,
        "MENTORSHIP_GRACEFUL_STOP_SECONDS": str(_FINISHES_WITHIN),
        "MENTORSHIP_HOME": str(home),
        **environment,
    }
    return Command(
        name=NAME,
        argv=(sys.executable, "-P", "-m", "worker"),
        log=home / "logs" / "worker.log",
        environment={name: each for name, each in told.items() if each is not None},
    )


@dataclass
class Keeper:
    """Keeps a worker running; ``pid`` is that of the present one."""

    command: Command
    client: Client
    task_queue: str
    tell: Teller
    pid: int | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep(self) -> NoReturn:
        """Run a worker, and another one when it ends, for ever; the first one sets ``ready``.

        Raises:
            ServerFailed: the first one did not take tasks.
        """
        clock, deaths = asyncio.get_running_loop().time, deque[float](maxlen=_OFTEN)
        while True:
            async with child(self.command) as worker:
                self.pid = worker.pid
                if not self.ready.is_set():
                    await worker.until_ready(partial(self._polls, worker), within=_READY_WITHIN)
                    self.ready.set()
                failure = await worker.ended()
            deaths.append(clock())
            self.tell(f"{failure} It is started again.")
            if len(deaths) == _OFTEN and deaths[-1] - deaths[0] < _A_WHILE:
                self.tell(_dies(failure))
                await asyncio.sleep(_PAUSE)

    async def _polls(self, worker: Child) -> bool:
        """Say whether this very worker takes tasks from the queue."""
        request = DescribeTaskQueueRequest(
            namespace=self.client.namespace,
            task_queue=TaskQueue(name=self.task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
        answer = await self.client.workflow_service.describe_task_queue(request)
        return any(each.identity.startswith(f"{worker.pid}@") for each in answer.pollers)


@dataclass(frozen=True)
class Working:
    """A worker that is kept running by ``task``, which ends only by a fault of its own."""

    keeper: Keeper
    task: "asyncio.Task[NoReturn]"


@asynccontextmanager
async def working(keeper: Keeper) -> AsyncIterator[Working]:
    """Keep a worker running while the block lasts; it takes tasks when the block begins.

    Raises:
        ServerFailed: it did not take tasks, the first time. Later deaths are told, and mended.
    """
    task = asyncio.create_task(keeper.keep())
    ready = asyncio.create_task(keeper.ready.wait())
    try:
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield Working(keeper, task)
    finally:
        ready.cancel()
        task.cancel()
        await asyncio.wait({task})


def _dies(failure: ServerFailed) -> str:
    return (
        f"{NAME} ended {_OFTEN} times within a minute, so nothing goes on at present: look into "
        f"{failure.log}; it is tried again every {_PAUSE:.0f} seconds."
    )
