"""The smallest Temporal entity workflow, with a worker in a process of its own.

``python -m benchmarks.smallest`` is that worker; the player is its client.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from temporalio import activity
from temporalio.client import Client

from benchmarks.children import arguments, until_stopped
from benchmarks.rows import Rows
from benchmarks.smallest_workflow import NOTHING, PERFORM, ROWS, SMALLEST, Asked, Smallest
from records.handle import Pool
from records.roles import as_service
from runtime.database import connect_pool
from runtime.exit import leave
from runtime.ids import new_id
from runtime.temporal import build_worker, connect


@dataclass(frozen=True)
class Entities:
    """A player whose workflow has one local activity done: ``do_nothing`` or ``write_rows``."""

    client: Client
    queue: str
    activity: str
    pool: Pool
    rows: Rows

    async def prepare(self, count: int) -> Sequence[UUID]:
        """Start workflows, and wait until each has been seen by the worker."""
        opened = [new_id() for _ in range(count)]
        async with self.pool.acquire() as connection:
            for each in opened:
                await self.rows.open(connection, each)
        for each in opened:
            await self.client.start_workflow(SMALLEST, id=f"{each}", task_queue=self.queue)
            await self._ask(each, NOTHING, number=0)
        return opened

    async def perform(self, mentorship: UUID, number: int) -> None:
        """Ask for a step, and wait for its answer."""
        await self._ask(mentorship, self.activity, number=number)

    async def rest(self) -> None:
        """Do nothing: who is not asked uses up next to nothing."""

    async def _ask(self, mentorship: UUID, activity: str, *, number: int) -> None:
        handle = self.client.get_workflow_handle(f"{mentorship}")
        asked = Asked(mentorship=f"{mentorship}", number=number, activity=activity)
        await handle.execute_update(PERFORM, asked, result_type=int)


@dataclass(frozen=True)
class _Hands:
    pool: Pool
    rows: Rows

    @activity.defn(name=NOTHING)
    async def do_nothing(self, asked: Asked) -> int:
        return asked.number

    @activity.defn(name=ROWS)
    async def write_rows(self, asked: Asked) -> int:
        async with self.pool.acquire() as connection:
            return await self.rows.write(connection, UUID(asked.mentorship), asked.number)


async def _serve() -> None:
    address, queue, url, rows, sign = arguments("ADDRESS", "QUEUE", "DATABASE", "ROWS", "SIGN")
    found = Rows.model_validate_json(Path(rows).read_bytes())
    async with connect_pool(url, init=as_service) as pool:
        hands = _Hands(pool, found)
        worker = build_worker(
            await connect(address),
            task_queue=queue,
            workflows=[Smallest],
            activities=[hands.do_nothing, hands.write_rows],
            graceful_stop=timedelta(seconds=1),
        )
        async with worker:
            await until_stopped(sign)


if __name__ == "__main__":
    asyncio.run(_serve())
    leave(0)
