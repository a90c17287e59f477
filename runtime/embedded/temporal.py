"""Temporal's dev server as a child process: the whole of Temporal and its Web UI on one file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RPCError

from runtime.embedded import processes
from runtime.embedded.binaries import temporal_binary
from runtime.embedded.ports import LOOPBACK, listens

NAME = "Temporal"

_READY_WITHIN = 60.0


@dataclass(frozen=True)
class Temporal:
    """A running server."""

    address: str
    """Host and port, as clients want them."""
    ui_url: str | None
    """Where the Web UI is, if there is one."""
    child: processes.Child


@asynccontextmanager
async def temporal(
    file: Path | None,
    *,
    port: int,
    ui_port: int | None,
    log: Path,
    keep_open: tuple[int, ...] = (),
    arguments: tuple[str, ...] = (),
) -> AsyncIterator[Temporal]:
    """Run Temporal on a database file while the block lasts.

    Args:
        file: where it keeps its data, made when missing; None keeps them in memory.
        port: for clients, on the loopback address.
        ui_port: for the Web UI; None runs without.
        log: the file its output goes to.
        keep_open: descriptors that the server inherits.
        arguments: words to add to its command line.

    Raises:
        ServerFailed: with its last words.
    """
    where = _where(file, port=port, ui_port=ui_port)
    argv = (str(temporal_binary()), "server", "start-dev", *where, *arguments)
    command = processes.Command(name=NAME, argv=argv, log=log, keep_open=keep_open)
    ui_url = f"http://{LOOPBACK}:{ui_port}" if ui_port else None
    async with processes.child(command) as child:
        await child.until_ready(partial(_serves, port), within=_READY_WITHIN)
        yield Temporal(f"{LOOPBACK}:{port}", ui_url, child)


def _where(file: Path | None, *, port: int, ui_port: int | None) -> tuple[str, ...]:
    ui = ("--ui-port", str(ui_port), "--ui-disable-news-fetch") if ui_port else ("--headless",)
    kept = ("--db-filename", str(file), "--sqlite-pragma", "journal_mode=WAL") if file else ()
    return ("--ip", LOOPBACK, "--port", str(port), *ui, *kept, "--log-level", "warn")


async def _serves(port: int) -> bool:
    """Say whether the server answers and has its default namespace."""
    if not await listens(port):
        return False
    try:
        client = await Client.connect(f"{LOOPBACK}:{port}")
        return await client.service_client.check_health()
    except (RPCError, RuntimeError):
        return False
