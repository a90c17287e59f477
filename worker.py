"""The worker: settings, wiring, run. Start it with ``python -m worker``; SIGTERM stops it."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.post import Poster
from activities.record import Recorder
from activities.sweep import Sweeper
from letters.errors import LettersError
from letters.route import Route
from records.errors import RecordsError
from records.migrations import migrate
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.database import connect_pool
from runtime.embedded.stack import running_stack
from runtime.errors import SetupError
from runtime.exit import leave
from runtime.keys import installation_cipher
from runtime.logging import configure_logging
from runtime.settings import Settings, SettingsError, variable
from runtime.temporal import (
    build_worker,
    connect,
    ensure_search_attributes,
    environment_names_a_server,
)
from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.client import refresh
from workflows.mentorship import Mentorship
from workflows.schedule import ensure_sweep_schedule
from workflows.sweep import Sweep

log = structlog.get_logger("worker")

NOT_OURS = frozenset({RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNIMPLEMENTED})
"""What a server answers that leaves its set-up to its operators."""


@dataclass(frozen=True)
class Places:
    """Where the servers are."""

    database_url: str
    smtp_url: str
    temporal_address: str | None
    """None leaves it to Temporal's own configuration."""


def find_places(settings: Settings) -> Places:
    """Return where the settings point, and where they do not, the home's running servers.

    Raises:
        SettingsError: neither names a server.
    """
    stack = running_stack(settings.home)
    secret = settings.database_url, settings.smtp_url
    database, smtp = (each.get_secret_value() if each else None for each in secret)
    database = database or (stack.database_url if stack else None)
    smtp = smtp or (stack.smtp_url if stack else None)
    if database is None or smtp is None:
        missing = "database_url" if database is None else "smtp_url"
        raise SettingsError(
            variable(missing),
            wrong=f"is missing, and no servers run in {settings.home}",
            right="set it, or start the embedded servers with 'mentorship up'",
        )
    address = stack.temporal_address if stack and not environment_names_a_server() else None
    return Places(database, smtp, address)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Work until ``stop`` is set, then finish what is under way within the settings' limit.

    Raises:
        SetupError, RecordsError, LettersError: something outside is not as it must be.
    """
    places = find_places(settings)
    cipher = installation_cipher(settings)
    route = Route.parse(places.smtp_url, mail_from=settings.mail_from)
    await migrate(places.database_url)
    client = await connect(places.temporal_address)
    await _introduce(client, task_queue=settings.task_queue)
    async with _activities(settings, places, client, cipher=cipher, route=route) as activities:
        worker = build_worker(
            client,
            task_queue=settings.task_queue,
            workflows=[Mentorship, Sweep],
            activities=activities,
            graceful_stop=timedelta(seconds=settings.graceful_stop_seconds),
        )
        async with worker:
            log.info("worker.started", task_queue=settings.task_queue)
            await stop.wait()
            log.info("worker.stopping", within_seconds=settings.graceful_stop_seconds)
    log.info("worker.stopped")


@asynccontextmanager
async def _activities(
    settings: Settings, places: Places, client: Client, *, cipher: Cipher, route: Route
) -> AsyncIterator[list[Callable[..., Any]]]:
    async with connect_pool(places.database_url, init=as_service) as pool:
        records = Records(pool, opener=cipher.open)
        wake = partial(refresh, client, task_queue=settings.task_queue)
        yield [
            Recorder(records).record,
            Poster(records, route).post,
            Sweeper(records, wake).sweep,
        ]


async def _introduce(client: Client, *, task_queue: str) -> None:
    """Make our search attributes and our schedule known, where the server lets us."""
    try:
        await ensure_search_attributes(client, SEARCH_ATTRIBUTES)
        await ensure_sweep_schedule(client, task_queue=task_queue)
    except RPCError as refused:
        if refused.status not in NOT_OURS:
            raise
        log.warning("temporal.not_ours_to_set_up", problem=refused.message)


async def _main() -> int:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    try:
        settings = Settings.load()
        configure_logging(form=settings.log_format, level=settings.log_level)
        await run(settings, stop)
    except (SetupError, RecordsError, LettersError) as problem:
        print(problem, file=sys.stderr)  # noqa: T201 - one sentence for the person who started it
        return 1
    return 0


if __name__ == "__main__":
    leave(asyncio.run(_main()))
