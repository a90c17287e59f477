"""Temporal's data, or everything, is lost: clocks go on from the records, records from a dump."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from temporalio.client import Client

from cli.main import run
from domain.envelopes import Outcome, opened_by
from records.errors import StoreDown
from records.store import Records
from records.verify import Heads
from runtime.clock import now
from runtime.embedded.ports import free_port
from runtime.embedded.postgres import postgres
from runtime.embedded.temporal import temporal
from runtime.temporal import connect
from tests.databases import QUICK
from tests.eventually import eventually
from tests.records.desk import Desk, a_mentorship
from tests.workflows.real import KEY, Cast, Real, real_activities, real_records, sealed
from tests.workflows.world import World
from workflows import client as edge
from workflows.restore import Restored, restore

NO_MAIL = "smtp://127.0.0.1:1"
SOME = 3


async def each(mentorships: Sequence[UUID]) -> AsyncIterator[UUID]:
    for mentorship in mentorships:
        yield mentorship


async def opened_in_the_records(real: Real) -> UUID:
    """Open a mentorship of which no workflow knows."""
    command = real.cast.opening()
    await real.records.handle("mentorship", opened_by(command.id), command, at=now())
    return opened_by(command.id)


def knows(client: Client, mentorship: UUID, *, version: int) -> Callable[[], Awaitable[None]]:
    async def asked() -> None:
        standing = await edge.standing(client, mentorship)
        assert standing is not None
        assert standing.version == version

    return asked


async def test_two_restores_at_once_give_each_mentorship_one_clock(
    client: Client, database_url: str
) -> None:
    async with real_records(database_url) as records:
        real = Real(World(client), records, database_url, await Cast.register(records))
        open_ones = [await opened_in_the_records(real) for _ in range(SOME)]

        async def restored(*, wake: bool = False) -> Restored:
            queue = real.world.queue
            return await restore(client, each(open_ones), task_queue=queue, wake=wake)

        first, second = await asyncio.gather(restored(), restored())
        assert first.started + second.started == first.running + second.running == SOME
        assert await restored() == Restored(started=0, running=SOME)
        async with real.world.working(real_activities(real.world, records, NO_MAIL)):
            for mentorship in open_ones:
                await eventually(knows(client, mentorship, version=1))
            note = sealed("note", by=real.cast.coordinator, text="They met.")
            await records.handle("mentorship", open_ones[0], note, at=now())
            assert await restored(wake=True) == Restored(started=0, running=SOME)
            await eventually(knows(client, open_ones[0], version=2))


async def test_a_restore_that_cannot_read_the_records_starts_nothing_more(client: Client) -> None:
    async def broken() -> AsyncIterator[UUID]:
        raise StoreDown(reason="gone")
        yield

    with pytest.raises(StoreDown):
        await restore(client, broken(), task_queue="nobody's")


@dataclass(frozen=True)
class Command:
    """The command on two servers, run in this process."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def on(self, url: str, address: str, *, queue: str) -> None:
        """Let it find other servers from now on."""
        settings = {
            "MENTORSHIP_DATABASE_URL": url,
            "MENTORSHIP_KEYS": KEY,
            "MENTORSHIP_TASK_QUEUE": queue,
            "TEMPORAL_ADDRESS": address,
        }
        for name, value in settings.items():
            self.monkeypatch.setenv(name, value)

    async def __call__(self, *words: str) -> Any:
        self.capsys.readouterr()
        code = await asyncio.to_thread(run, (*words, "--json"))
        printed = self.capsys.readouterr().out.splitlines()  # among what workers here have logged
        document = json.loads(next(line for line in printed if line.startswith("{")))
        assert code == 0, document
        return document


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capsys)


@asynccontextmanager
async def new_servers(home: Path) -> AsyncIterator[tuple[str, str]]:
    """Run servers without any data while the block lasts; yield where they are."""
    home.mkdir(mode=0o755)
    async with (
        postgres(home / "p", port=free_port(), log=home / "p.log", options=QUICK) as store,
        temporal(None, port=free_port(), ui_port=None, log=home / "t.log") as clock,
    ):
        yield store.url, clock.address


@pytest.mark.long
async def test_what_a_dump_held_that_was_taken_while_commands_came_in_goes_on_elsewhere(
    client: Client,
    database_url: str,
    servers_home: Path,
    tmp_path: Path,
    command: Command,
) -> None:
    file = tmp_path / "records.dump"
    async with real_records(database_url) as records:
        real = Real(World(client), records, database_url, await Cast.register(records))
        queue = real.world.queue
        asked = await asked_long_ago(real)
        command.on(database_url, client.service_client.config.target_host, queue=queue)
        open_ones, heads = await live_through_a_dump(real, command, file)
    # Whatever the servers had is lost from here on: the new ones share nothing with them.
    async with new_servers(servers_home / "after") as (url, address):
        command.on(url, address, queue=queue)
        loaded = await command("records", "load", str(file))
        assert loaded["events"] >= sum(version for version, _ in heads.values())
        restored = await command("restore")
        assert (restored["started"], restored["running"]) == (SOME + 1, 0)
        assert (await command("restore"))["running"] == SOME + 1
        async with real_records(url) as records:
            real = Real(World(await connect(address), queue=queue), records, url, real.cast)
            async with real.world.working(real_activities(real.world, records, NO_MAIL)):
                await everything_goes_on(real, asked, open_ones, heads)
            assert (await command("records", "verify"))["problems"] == []


async def asked_long_ago(real: Real) -> UUID:
    """Open a mentorship in which the mentor's answer has been due since spring."""
    mentee, mentor = real.cast.mentee.person, real.cast.mentor.person
    assert mentee is not None
    assert mentor is not None
    return await a_mentorship(Desk(real.records), real.cast.program, mentee, mentor)


async def live_through_a_dump(real: Real, command: Command, file: Path) -> tuple[list[UUID], Heads]:
    """Dump while commands come in; return what was open, and all that was recorded by then."""
    async with real.world.working(real_activities(real.world, real.records, NO_MAIL)):
        open_ones = [await real.open() for _ in range(SOME)]
        async with noting(real, open_ones):
            heads = await real.records.heads()
            await command("records", "dump", str(file))
            later = await real.records.heads()
    assert later != heads
    return open_ones, heads


@asynccontextmanager
async def noting(real: Real, open_ones: Sequence[UUID]) -> AsyncIterator[None]:
    """Let commands come in for as long as the block lasts."""

    over = asyncio.Event()

    async def note(mentorship: UUID) -> None:
        while not over.is_set():
            await real.do(mentorship, "note", by=real.cast.coordinator, text="They met.")

    notes = [asyncio.create_task(note(mentorship)) for mentorship in open_ones]
    try:
        yield
    finally:
        over.set()
        await asyncio.gather(*notes)


async def everything_goes_on(
    real: Real, asked: UUID, open_ones: Sequence[UUID], heads: Heads
) -> None:
    await nothing_is_missing(real.records, heads)

    async def asked_once_more() -> None:
        assert "outreach.invitation_followed_up" in await real.types(asked)

    await eventually(asked_once_more)
    for mentorship in open_ones:
        receipt = await real.do(mentorship, "note", by=real.cast.coordinator, text="They met.")
        assert receipt.outcome is Outcome.RECORDED
        await real.world.has_event(mentorship, "TIMER_STARTED")
    assert (await real.records.health(at=now())).overdue == 0


async def nothing_is_missing(records: Records, heads: Heads) -> None:
    present = await records.heads()
    assert present.keys() >= heads.keys()
    assert [problem async for problem in records.verify(exported=heads)] == []
