"""Thousands of open mentorships that nobody touches, made quickly: one is real, the others copies.

A copy has its own stream, events, rows and running workflow, which begins with what it would know.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from benchmarks.service import Service
from benchmarks.statements import statements
from domain.envelopes import stream_of
from domain.standing import Standing
from records.connections import AnyConnection
from runtime.ids import new_id
from workflows.start import MENTORSHIP, Start, workflow_id

SQL = statements("idle.sql")
_AT_ONCE = 40
_PAGE = 1_000


@dataclass(frozen=True)
class Crowd:
    """Open mentorships at their goals, like one that was brought there for real."""

    service: Service
    owner: AnyConnection
    model: Standing

    async def grow(self, count: int) -> None:
        """Let there be so many more; of every thousand the last has its timer when this returns."""
        for start in range(0, count, _PAGE):
            copies = [new_id() for _ in range(min(_PAGE, count - start))]
            await self._copy(copies)
            await self._start(copies)
        await self.owner.execute(SQL["analyze"])

    async def _copy(self, copies: Sequence[UUID]) -> None:
        stream, ids = stream_of("mentorship", self.model.mentorship), copies
        for name in ("copy_streams", "copy_events"):
            await self.owner.execute(SQL[name], stream, ids)
        for name in ("copy_mentorships", "copy_deadlines"):
            await self.owner.execute(SQL[name], self.model.mentorship, ids)

    async def _start(self, copies: Sequence[UUID]) -> None:
        places = asyncio.Semaphore(_AT_ONCE)

        async def one(copy: UUID) -> None:
            standing = self.model.model_copy(update={"mentorship": copy})
            async with places:
                await self.service.client.start_workflow(
                    MENTORSHIP,
                    Start(mentorship=copy, standing=standing),
                    id=workflow_id(copy),
                    task_queue=self.service.place.queue,
                )

        async with asyncio.TaskGroup() as starts:
            for copy in copies:
                starts.create_task(one(copy))
        # Tasks are taken about in order, so those before it are done or under way.
        await self.service.client.get_workflow_handle(workflow_id(copies[-1])).query("standing")


async def crowd(service: Service) -> Crowd:
    """Bring one mentorship to its goals, to be copied."""
    (model,) = await service.prepare(1)
    standing = await service.office.records.standing(model)
    owner = await asyncpg.connect(service.place.database_url)
    return Crowd(service, owner, standing)
