"""A run hands over to a new one long before its history becomes a burden.

A quarter without events is in `test_time`, another version of the worker in `test_new_shapes`.
"""

import asyncio
from uuid import UUID

import pytest
from temporalio.client import Client

from tests.workflows.runs import histories, replayed, suggested
from tests.workflows.scripted import Scripted
from tests.workflows.world import World, command
from workflows import client as edge
from workflows.reading import COMMAND_LIMIT
from workflows.turnover import EVENTS_ENOUGH

AT_A_TIME = 50


@pytest.mark.long
async def test_a_run_with_many_events_hands_over_what_it_knows(client: Client) -> None:
    world, scripted = World(client), Scripted()
    async with world.working(scripted.activities):
        mentorship = await world.open()
        await world.perform(mentorship, command("wait", seconds=3000))
        first = await present_run(world, mentorship)
        while await present_run(world, mentorship) == first:
            await asyncio.gather(*(refreshed(world, mentorship) for _ in range(AT_A_TIME)))
        assert (await world.perform(mentorship, command("note"))).version == 3
        known = await edge.standing(client, mentorship)
    before, after = await histories(world, mentorship)
    assert known is not None
    assert [each.id for each in known.deadlines] == ["date"]
    assert EVENTS_ENOUGH < len(before.events) < EVENTS_ENOUGH + 4 * AT_A_TIME
    assert not suggested(before)
    await replayed(before)
    await replayed(after)


async def test_a_run_with_large_commands_hands_over_when_temporal_suggests_it(
    client: Client,
) -> None:
    world, scripted = World(client), Scripted()
    text = "x" * (COMMAND_LIMIT - 1_000)
    async with world.working(scripted.activities):
        mentorship = await world.open()
        first, notes = await present_run(world, mentorship), 0
        while await present_run(world, mentorship) == first:
            await world.perform(mentorship, command("note", text=text))
            notes += 1
        assert (await world.perform(mentorship, command("note"))).version == notes + 2
    before, _ = await histories(world, mentorship)
    assert suggested(before)
    assert len(before.events) < EVENTS_ENOUGH
    await replayed(before)


async def refreshed(world: World, mentorship: UUID) -> None:
    await world.handle(mentorship).signal("refresh")


async def present_run(world: World, mentorship: UUID) -> str | None:
    return (await world.handle(mentorship).describe()).run_id
