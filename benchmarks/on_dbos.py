"""The same lifecycle on DBOS: a durable workflow waits for messages, and a step writes the rows.

``python -m benchmarks.on_dbos`` is the service; the player is its client, in another process, as
our callers are. Messages and events are told by LISTEN and NOTIFY on both sides, held back for a
millisecond at the most (the library's default is ten), and no pool is smaller than the callers.
"""

import asyncio
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions

from benchmarks.children import arguments, until_stopped
from benchmarks.rows import Rows
from records.handle import Pool
from records.roles import as_service
from runtime.database import connect_pool
from runtime.embedded.processes import Child
from runtime.exit import leave
from runtime.ids import new_id

_NAME = "mentorships"
_QUEUE = "lives"
_LIVE = "live"
_CONNECTIONS = 32
_COALESCE = 0.001
_A_DAY = 86_400.0
_VERSION = "1"


@dataclass(frozen=True)
class OnDbos:
    """A player whose workflow receives a message, has a step done, and sets an event."""

    client: DBOSClient
    service: Child
    pool: Pool
    rows: Rows

    async def prepare(self, count: int) -> Sequence[UUID]:
        """Start workflows, and wait until each has answered once."""
        self.wake()
        opened = [new_id() for _ in range(count)]
        async with self.pool.acquire() as connection:
            for each in opened:
                await self.rows.open(connection, each)
        for each in opened:
            live = EnqueueOptions(queue_name=_QUEUE, workflow_name=_LIVE, workflow_id=f"{each}")
            await self.client.enqueue_async(live)
        for each in opened:
            await self._ask(each, -1)
        return opened

    async def perform(self, mentorship: UUID, number: int) -> None:
        """Send the message of a step, and wait for its event."""
        await self._ask(mentorship, number)

    async def rest(self) -> None:
        """Stand still: waiting for notifications every millisecond takes a tenth of a processor."""
        os.kill(self.service.pid, signal.SIGSTOP)

    def wake(self) -> None:
        """Go on after a rest."""
        os.kill(self.service.pid, signal.SIGCONT)

    async def _ask(self, mentorship: UUID, number: int) -> None:
        command = f"{new_id()}"
        message = {"command": command, "number": number}
        await self.client.send_async(f"{mentorship}", message, idempotency_key=command)
        if await self.client.get_event_async(f"{mentorship}", command) is None:
            message_ = f"DBOS gave no answer to step {number}"
            raise RuntimeError(message_)


@contextmanager
def client_of(url: str) -> Iterator[DBOSClient]:
    """Connect to the service whose tables are in a database."""
    client = DBOSClient(
        system_database_url=url,
        system_database_pool_size=_CONNECTIONS,
        use_listen_notify=True,
        application_name=_NAME,
    )
    try:
        yield client
    finally:
        client.destroy()


async def _serve() -> None:
    url, rows, sign = arguments("DATABASE", "ROWS", "SIGN")
    found = Rows.model_validate_json(Path(rows).read_bytes())
    async with connect_pool(url, init=as_service) as pool:
        DBOS(config=_config(url))
        _register(pool, found)
        DBOS.launch()
        await DBOS.register_queue_async(_QUEUE)
        await until_stopped(sign)


def _config(url: str) -> DBOSConfig:
    return DBOSConfig(
        name=_NAME,
        application_version=_VERSION,
        system_database_url=url,
        sys_db_pool_size=_CONNECTIONS,
        use_listen_notify=True,
        notification_coalesce_sec=_COALESCE,
        log_level="WARNING",
    )


def _register(pool: Pool, rows: Rows) -> None:
    @DBOS.step(name="write_rows")
    async def write_rows(mentorship: str, number: int) -> int:
        async with pool.acquire() as connection:
            return await rows.write(connection, UUID(mentorship), number)

    @DBOS.workflow(name=_LIVE)
    async def live() -> None:
        mentorship = f"{DBOS.workflow_id}"
        while True:
            message = await DBOS.recv_async(timeout_seconds=_A_DAY)
            number = message["number"]
            version = await write_rows(mentorship, number) if number >= 0 else 0
            await DBOS.set_event_async(message["command"], version)

    _ = live  # DBOS knows it by its name


if __name__ == "__main__":
    asyncio.run(_serve())
    leave(0)
