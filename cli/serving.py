"""Running everything: the embedded servers, the tables, a worker, and the web service."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NoReturn

from cli.installation import Installation, find_installation
from cli.keeping import Keeper, kept
from cli.migrating import bring_up_to_date
from cli.progress import Teller
from cli.web_child import web_keeper
from cli.worker_child import worker_keeper
from runtime.embedded.stack import Embedded, embedded
from runtime.settings import Settings
from runtime.temporal import connect
from runtime.temporal_environment import environment_names_a_server

Part = Literal["worker", "web"]
"""One of ours, beside the embedded servers."""


@dataclass(frozen=True)
class Running:
    """Everything, as it runs."""

    servers: Embedded
    installation: Installation
    worker: Keeper
    web: Keeper
    keeping: "Sequence[asyncio.Task[NoReturn]]"

    @property
    def address(self) -> str | None:
        """Where people reach the pages."""
        return self.installation.settings.public_url or self.servers.web_url

    async def watch(self) -> NoReturn:
        """Wait for as long as all goes well.

        Raises:
            ServerFailed: a server ended by itself.
        """
        watched = [*self.keeping]
        if self.servers.children:
            watched.append(asyncio.ensure_future(self.servers.watch()))
        try:
            done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            done.pop().result()
            raise asyncio.CancelledError
        finally:
            for each in watched:
                each.cancel()


@asynccontextmanager
async def everything(
    settings: Settings, *, progress: Teller, tell: Callable[[Part, str], None]
) -> AsyncIterator[Running]:
    """Run what the environment does not name, migrate, and run ours, while the block lasts.

    Args:
        settings: which servers are somebody else's, and where the home is.
        progress: is told what happens next.
        tell: is told of a worker or a web service that ended and was started again.

    Raises:
        SetupError: a server, the worker or the web service does not start.
        Down: the database cannot be brought to this release.
    """
    async with embedded(
        settings.home,
        ports=settings.ports,
        progress=progress,
        with_postgres=settings.database_url is None,
        with_temporal=not environment_names_a_server(),
        with_mail=settings.smtp_url is None,
        web_host=settings.web_host,
    ) as servers:
        installation = find_installation()
        progress("Bringing the database up to date")
        await bring_up_to_date(installation.database_url)
        progress("Starting the worker and the web service")
        client = await connect(installation.temporal_address)
        queue = installation.task_queue
        worker = worker_keeper(servers.home, client, queue, tell=partial(tell, "worker"))
        web = web_keeper(servers.home, servers.door, tell=partial(tell, "web"))
        async with kept(worker, web) as keeping:
            yield Running(servers, installation, worker, web, keeping)


async def until_stopped(work: Coroutine[Any, Any, None]) -> bool:
    """Do some work until it ends, or until a signal asks for the end; say whether it ended.

    Its own endings are waited for: asking again does not hurry what has its limits.

    Raises:
        Exception: whatever the work raises.
    """
    task = asyncio.ensure_future(work)
    asked = asyncio.Event()

    def stop() -> None:
        if not asked.is_set():
            asked.set()
            task.cancel()

    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop)
    try:
        await task
    except asyncio.CancelledError:
        return False
    return True
