"""A worker killed anywhere: the step runs again, and every command is recorded once."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from domain.envelopes import Outcome, Receipt, opened_by
from tests.workflows.killed_worker import POINTS
from tests.workflows.real import Cast, Real, real_activities, real_records
from tests.workflows.world import World
from workflows.reading import PERFORM
from workflows.start import MENTORSHIP, Start, workflow_id


@pytest.mark.long
async def test_a_worker_killed_at_any_point_loses_nothing_and_records_nothing_twice(
    client: Client, database_url: str
) -> None:
    async with real_records(database_url) as records:
        cast = await Cast.register(records)
        reals = {point: Real(World(client), records, database_url, cast) for point in POINTS}
        async with doomed(reals) as deaths:
            await asyncio.gather(*(survive(reals[point], deaths[point]) for point in POINTS))
        assert [problem async for problem in records.verify()] == []


async def survive(real: Real, death: asyncio.Future[int]) -> None:
    """Give a command at which the worker dies; another worker has to bring it to its end."""
    mentorship = await open_hurriedly(real)
    noting = asyncio.create_task(
        real.do(mentorship, "note", by=real.cast.coordinator, text="They met.")
    )
    assert await death == signal.SIGKILL
    activities = real_activities(real.world, real.records, "smtp://127.0.0.1:1")
    async with real.world.working(activities):
        receipt = await noting
    assert (receipt.outcome, receipt.version) == (Outcome.RECORDED, 2)
    assert len(await real.types(mentorship)) == 2
    assert await real.records.receipt(receipt.command_id) == receipt


async def open_hurriedly(real: Real) -> UUID:
    """Open a mentorship whose tasks Temporal misses after a second instead of ten."""
    opening = real.cast.opening()
    mentorship = opened_by(opening.id)
    await real.world.client.execute_update_with_start_workflow(
        PERFORM,
        opening,
        result_type=Receipt,
        start_workflow_operation=WithStartWorkflowOperation(
            MENTORSHIP,
            Start(mentorship=mentorship),
            id=workflow_id(mentorship),
            task_queue=real.world.queue,
            task_timeout=timedelta(seconds=1),
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        ),
    )
    return mentorship


@asynccontextmanager
async def doomed(reals: Mapping[str, Real]) -> AsyncIterator[Mapping[str, asyncio.Future[int]]]:
    """Start a worker for each point, and tell which signal ended it, as soon as one did."""
    real = next(iter(reals.values()))
    address = real.world.client.service_client.config.target_host
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.workflows.killed_worker"),
        *(f"{point}={each.world.queue}" for point, each in reals.items()),
        env={**os.environ, "TEMPORAL_ADDRESS": address, "DATABASE_URL": real.database_url},
        stdout=PIPE,
    )
    deaths = {point: asyncio.get_running_loop().create_future() for point in reals}

    async def listen() -> None:
        assert parent.stdout is not None
        async for line in parent.stdout:
            point, ended_by = line.decode().split()
            deaths[point].set_result(int(ended_by))

    listening = asyncio.create_task(listen())
    yield deaths
    await listening
    assert await parent.wait() == 0
