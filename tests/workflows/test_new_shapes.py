"""A release whose workflow has another shape: who began in the old one goes on in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import groupby
from uuid import UUID

import pytest
from temporalio.client import Client
from temporalio.workflow import NondeterminismError

from domain.envelopes import Receipt
from tests.eventually import eventually
from tests.workflows.deployment import Deployment
from tests.workflows.reshaped import Reshaped
from tests.workflows.runs import builds, histories, moved, patched, replayed
from tests.workflows.scripted import Scripted
from tests.workflows.world import World, command
from workflows.mentorship import Mentorship

OLD, NEXT = "1.0.0", "2.0.0"


@pytest.mark.long
async def test_a_new_run_brings_a_pinned_mentorship_into_the_new_shape_and_back(
    client: Client,
) -> None:
    world, scripted = World(client), Scripted()
    deployment = Deployment(world, "pinned")
    async with both_releases(deployment, scripted):
        mentorship = await world.open()
        async with waiting_caller(world, scripted, mentorship) as caller:
            await deployment.promote(NEXT)
        assert (await caller).version == 2
        await moved(world, mentorship, NEXT)
        newcomer = await world.open()
        await deployment.promote(OLD)
        for each in (mentorship, newcomer):
            await moved(world, each, OLD)
    runs = await histories(world, mentorship)
    lived = groupby((set(builds(run)), patched(run)) for run in runs)
    assert [each for each, _ in lived] == [({OLD}, False), ({NEXT}, True), ({OLD}, False)]


@pytest.mark.long
async def test_a_ramp_takes_a_mentorship_along_which_keeps_the_shape_of_its_run(
    client: Client,
) -> None:
    world, scripted = World(client), Scripted()
    deployment = Deployment(world)
    async with both_releases(deployment, scripted):
        mentorship = await world.open()
        await deployment.ramp(NEXT, percentage=100)
        await moved(world, mentorship, NEXT)
        await moved(world, await world.open(), NEXT)
        await deployment.ramp(NEXT, percentage=None)
        await moved(world, mentorship, OLD)
        await moved(world, await world.open(), OLD)
    (run,) = await histories(world, mentorship)
    assert {OLD, NEXT} == set(builds(run))
    assert not patched(run)
    await replayed(run, by=Mentorship)
    await replayed(run, by=Reshaped)


@pytest.mark.long
async def test_a_run_that_began_in_a_new_shape_is_for_its_release_alone(client: Client) -> None:
    world, scripted = World(client), Scripted()
    deployment = Deployment(world)
    async with deployment.worker(NEXT, scripted.activities, mentorship=Reshaped):
        await deployment.promote(NEXT)
        mentorship = await world.open()
        await moved(world, mentorship, NEXT)
    (run,) = await histories(world, mentorship)
    assert patched(run)
    await replayed(run, by=Reshaped)
    with pytest.raises(NondeterminismError):
        await replayed(run, by=Mentorship)


@asynccontextmanager
async def both_releases(deployment: Deployment, scripted: Scripted) -> AsyncIterator[None]:
    """Let workers of both wait for tasks, and the old release be the current one."""
    async with (
        deployment.worker(OLD, scripted.activities),
        deployment.worker(NEXT, scripted.activities, mentorship=Reshaped),
    ):
        await deployment.polls(NEXT)
        await deployment.promote(OLD)
        yield


@asynccontextmanager
async def waiting_caller(
    world: World, scripted: Scripted, mentorship: UUID
) -> AsyncIterator["asyncio.Task[Receipt]"]:
    """Let a caller wait for a receipt while the block lasts."""
    release = scripted.hold("slow")
    caller = asyncio.create_task(world.perform(mentorship, command("slow")))

    async def asked() -> None:
        assert any(one.envelope.type == "slow" for one in scripted.steps[-1].commands)

    await eventually(asked)
    yield caller
    release.set()
