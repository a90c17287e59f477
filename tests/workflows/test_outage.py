"""PostgreSQL stops while thirty mentorships receive commands, and starts again (case 8)."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.client import Client
from temporalio.common import RetryPolicy

from domain.envelopes import CommandEnvelope, Outcome, Receipt
from records.migrations import migrate
from runtime.embedded.ports import free_port
from runtime.embedded.postgres import Postgres, postgres
from tests.workflows.real import Cast, Real, real_activities, real_records, sealed
from tests.workflows.world import LONG, World
from workflows import client as edge
from workflows import hands

MENTORSHIPS = 30
BRIEFLY = timedelta(seconds=0.5)
SOON = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=1))
NO_MAIL = "smtp://127.0.0.1:1"

Round = Mapping[UUID, CommandEnvelope]
"""A command for each mentorship."""


@dataclass
class Store:
    """A PostgreSQL that stops and starts on the same data."""

    directory: Path
    port: int
    exits: AsyncExitStack

    async def start(self) -> Postgres:
        log = self.directory.with_suffix(".log")
        running = postgres(self.directory, port=self.port, log=log)
        return await self.exits.enter_async_context(running)

    async def stop(self) -> None:
        await self.exits.aclose()


@pytest.mark.long
async def test_an_outage_loses_no_command_and_records_none_twice(
    client: Client, servers_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands, "LOCAL_TRY", BRIEFLY)
    monkeypatch.setattr(hands, "PATIENT_TRIES", SOON)
    async with AsyncExitStack() as exits:
        store = Store(
            servers_home / "stopped", free_port(), await exits.enter_async_context(AsyncExitStack())
        )
        url = (await store.start()).url
        await migrate(url)
        records = await exits.enter_async_context(real_records(url))
        real = Real(World(client), records, url, await Cast.register(records))
        activities = real_activities(real.world, records, NO_MAIL)
        await exits.enter_async_context(real.world.working(activities))
        await live_through_it(real, store)


async def live_through_it(real: Real, store: Store) -> None:
    mentorships = await asyncio.gather(*(real.open() for _ in range(MENTORSHIPS)))
    before, falling, down = (a_round(real, mentorships) for _ in range(3))
    await give(real, before, wait=LONG)
    giving = asyncio.create_task(give(real, falling, wait=timedelta(seconds=3)))
    await store.stop()
    told = await giving
    assert await give(real, down, wait=BRIEFLY) == {}
    await store.start()
    for each in (falling, down):
        receipts = await give(real, each, wait=LONG)
        assert {receipt.outcome for receipt in receipts.values()} == {Outcome.RECORDED}
        assert len(receipts) == MENTORSHIPS
        assert told.items() <= receipts.items() or each is down
    for mentorship in mentorships:
        events = await real.records.history("mentorship", mentorship)
        noted = [event.command_id for event in events[1:]]
        assert sorted(noted) == sorted(each[mentorship].id for each in (before, falling, down))
    assert [problem async for problem in real.records.verify()] == []


def a_round(real: Real, mentorships: Sequence[UUID]) -> Round:
    by = real.cast.coordinator
    return {mentorship: sealed("note", by=by, text="They met.") for mentorship in mentorships}


async def give(real: Real, commands: Round, *, wait: timedelta) -> Mapping[UUID, Receipt]:
    """Give each mentorship its command, and return the receipts of those who got one in time."""
    receipts: dict[UUID, Receipt] = {}

    async def one(mentorship: UUID, command: CommandEnvelope) -> None:
        with suppress(edge.NotRecordedYet):
            receipts[command.id] = await real.world.perform(mentorship, command, wait=wait)

    await asyncio.gather(*(one(*each) for each in commands.items()))
    return receipts
