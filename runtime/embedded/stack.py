"""All embedded servers of one home, started together and found by other commands."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

from pydantic import Field, SkipValidation

from runtime.embedded.home import hold
from runtime.embedded.mail import Mail, mail
from runtime.embedded.ports import PortName, Ports, is_free
from runtime.embedded.postgres import Postgres, postgres
from runtime.embedded.processes import Child, ServerFailed
from runtime.embedded.publication import Stack, published
from runtime.embedded.temporal import Temporal, temporal
from runtime.listening import local_url
from runtime.web_settings import DEFAULT_WEB_PORT

_TRIES = 3
"""A free port may be taken between our look and the server's start, but hardly thrice in a row."""

_Server = TypeVar("_Server", Postgres, Temporal, Mail)


class Embedded(Stack):
    """The servers as seen by the process that started them."""

    children: tuple[SkipValidation[Child], ...] = Field(exclude=True, repr=False)
    listener: SkipValidation[socket.socket] | None = Field(default=None, exclude=True, repr=False)
    """For the web service, which somebody else runs: callers wait here until it takes them."""

    @property
    def door(self) -> socket.socket:
        """Where a web service is to answer; only there if one was foreseen."""
        if self.listener is None:
            raise AttributeError(name="door", obj=self)
        return self.listener

    async def watch(self) -> NoReturn:
        """Wait for as long as every server runs, which is for ever if nothing goes wrong.

        Raises:
            ServerFailed: one ended by itself.
        """
        if not self.children:
            await asyncio.get_running_loop().create_future()
        ends = [asyncio.ensure_future(child.ended()) for child in self.children]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            raise done.pop().result()
        finally:
            for end in ends:
                end.cancel()


@dataclass(frozen=True, kw_only=True)
class _Starter:
    """Starts one server after the other; each ends when ``exits`` unwinds."""

    home: Path
    lock: int
    ports: Ports
    exits: AsyncExitStack
    progress: Callable[[str], None]

    async def postgres(self) -> Postgres:
        self.progress("Starting PostgreSQL")
        return await self._start(
            ("postgres",),
            lambda port: postgres(
                self.home / "postgres", port=port, log=self._log("postgres"), keep_open=(self.lock,)
            ),
        )

    async def temporal(self) -> Temporal:
        self.progress("Starting Temporal")
        return await self._start(
            ("temporal", "temporal_ui"),
            lambda port, ui_port: temporal(
                self.home / "temporal.db",
                port=port,
                ui_port=ui_port,
                log=self._log("temporal"),
                keep_open=(self.lock,),
            ),
        )

    async def mail(self) -> Mail:
        self.progress("Starting the mail server")
        return await self._start(
            ("smtp",),
            lambda port: mail(
                self.home / "mail", port=port, log=self._log("mail"), keep_open=(self.lock,)
            ),
        )

    def web(self, host: str) -> tuple[str, socket.socket]:
        """Open the web service's socket, and tell where a browser finds it."""
        listener = self.ports.listen("web", host=host, preferred=DEFAULT_WEB_PORT)
        self.exits.enter_context(closing(listener))
        return local_url(host, listener.getsockname()[1]), listener

    async def _start(
        self,
        names: tuple[PortName, ...],
        server: Callable[..., AbstractAsyncContextManager[_Server]],
    ) -> _Server:
        """Start a server on its ports, and on others when somebody was quicker."""
        for _ in range(_TRIES - 1):
            picked = [self.ports.pick(name) for name in names]
            try:
                return await self.exits.enter_async_context(server(*picked))
            except ServerFailed:
                if all(is_free(port) for port in picked):
                    raise
        return await self.exits.enter_async_context(server(*map(self.ports.pick, names)))

    def _log(self, name: str) -> Path:
        return self.home / "logs" / f"{name}.log"


@asynccontextmanager
async def embedded(
    home: Path,
    *,
    ports: Mapping[PortName, int] | None = None,
    progress: Callable[[str], None] = lambda _: None,
    with_postgres: bool = True,
    with_temporal: bool = True,
    with_mail: bool = True,
    web_host: str | None = None,
) -> AsyncIterator[Embedded]:
    """Run the servers of a home while the block lasts.

    Data, logs, ports and passwords live under the home, so two homes never meet, and what was
    acknowledged before a crash or a SIGKILL is there at the next start.

    Args:
        home: a directory, made when missing.
        ports: those that somebody chose; any other is remembered from last time, or a free one.
        progress: is told in a few words what happens next.
        with_postgres: start PostgreSQL.
        with_temporal: start Temporal and its Web UI.
        with_mail: start the mail server.
        web_host: the address on which a web service is to listen; None: there will be none.

    Raises:
        HomeInUse: other servers run on this home.
        PortInUse, PortUnusable: a chosen port is taken, or ``web_host`` is not this machine.
        BinaryMissing: a server is not installed.
        ServerFailed: a server did not start.
    """
    home = home.resolve()
    async with hold(home) as lock, AsyncExitStack() as exits:
        chosen = Ports(home, chosen=ports or {})
        start = _Starter(home=home, lock=lock, ports=chosen, exits=exits, progress=progress)
        running = _describe(
            home,
            web=start.web(web_host) if web_host is not None else None,
            database=await start.postgres() if with_postgres else None,
            clock=await start.temporal() if with_temporal else None,
            post=await start.mail() if with_mail else None,
        )
        with published(running):
            yield running


def _describe(
    home: Path,
    *,
    web: tuple[str, socket.socket] | None,
    database: Postgres | None,
    clock: Temporal | None,
    post: Mail | None,
) -> Embedded:
    web_url, listener = web or (None, None)
    return Embedded(
        home=home,
        pid=os.getpid(),
        database_url=database.url if database else None,
        temporal_address=clock.address if clock else None,
        temporal_ui_url=clock.ui_url if clock else None,
        smtp_url=post.url if post else None,
        web_url=web_url,
        listener=listener,
        children=tuple(each.child for each in (database, clock, post) if each),
    )
