"""Giving every open mentorship its clock again, when Temporal's data were lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from workflows.client import refresh
from workflows.start import MENTORSHIP, Start, workflow_id

AT_ONCE = 20
"""Mentorships started at the same time: enough that a server is never idle, few enough for one
that serves others meanwhile."""


@dataclass(frozen=True)
class Restored:
    """How many mentorships got a clock, and how many had one, which may have been woken."""

    started: int = 0
    running: int = 0

    @property
    def seen(self) -> int:
        """How many were looked at."""
        return self.started + self.running


Told = Callable[[Restored], None]
"""Is told how far it has come."""


async def restore(
    client: Client,
    mentorships: AsyncIterator[UUID],
    *,
    task_queue: str,
    wake: bool = False,
    told: Told = lambda _: None,
) -> Restored:
    """Start a workflow for each of these mentorships that has none; return how many that took.

    It begins with a look at the records. Again, or twice at the same time, does no harm: a
    mentorship has one workflow id, and whoever is second finds it taken.

    Args:
        client: a connection to Temporal.
        mentorships: the open ones.
        task_queue: the queue of this installation's workers.
        wake: let those that run look at the records too, as they have to when the records or
            Temporal's data were put back to an earlier day.
        told: is told how far it has come.

    Raises:
        RPCError: Temporal does not answer, or refuses; what is started stays started.
    """
    restoring = _Restoring(client, task_queue, wake, told)
    turn = asyncio.Lock()  # of an async iterator only one may ask at a time
    hands = [asyncio.create_task(restoring.work(mentorships, turn)) for _ in range(AT_ONCE)]
    try:
        await asyncio.gather(*hands)
    finally:
        for each in hands:
            each.cancel()
        await asyncio.wait(hands)
    return restoring.so_far


@dataclass
class _Restoring:
    client: Client
    task_queue: str
    wake: bool
    told: Told
    so_far: Restored = Restored()

    async def work(self, mentorships: AsyncIterator[UUID], turn: asyncio.Lock) -> None:
        while True:
            async with turn:
                mentorship = await anext(mentorships, None)
            if mentorship is None:
                return
            started = await self._start(mentorship)
            if self.wake and not started:
                await refresh(self.client, mentorship, task_queue=self.task_queue)
            known = self.so_far
            self.so_far = Restored(known.started + started, known.running + (not started))
            self.told(self.so_far)

    async def _start(self, mentorship: UUID) -> bool:
        """Start a workflow; say whether there was none."""
        try:
            await self.client.start_workflow(
                MENTORSHIP,
                Start(mentorship=mentorship),
                id=workflow_id(mentorship),
                task_queue=self.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            )
        except WorkflowAlreadyStartedError:
            return False
        return True
