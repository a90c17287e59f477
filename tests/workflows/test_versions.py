"""Two versions of the worker on one server: mentorships move over, and back, and none is stuck."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.worker import Worker

from cli.playing import TURNABLE
from domain.envelopes import Outcome, Receipt
from runtime.deployment import current_build
from runtime.embedded.ports import free_port
from runtime.embedded.temporal import temporal as run_temporal
from runtime.temporal import connect
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.workflows.deployment import DRAINS_SOON, Deployment, process
from tests.workflows.next_release import DAYS
from tests.workflows.real import KEY, Cast, Real, real_activities, real_records
from tests.workflows.runs import histories, moved, replayed
from tests.workflows.scripted import Scripted
from tests.workflows.world import World
from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.introduction import ensure_search_attributes
from workflows.schedule import sweep_id

OLD, NEXT = "1.0.0", "1.1.0"


@pytest.fixture(scope="module")
async def turnable(servers_home: Path) -> AsyncIterator[Client]:
    """A server on which each mentorship has a clock to turn, and versions are drained soon."""
    log = servers_home / "versions.log"
    arguments = (*TURNABLE, *DRAINS_SOON)
    async with run_temporal(
        None, port=free_port(), ui_port=None, log=log, arguments=arguments
    ) as server:
        client = await connect(server.address)
        await ensure_search_attributes(client, SEARCH_ATTRIBUTES)
        yield client


@dataclass(frozen=True)
class Installation:
    """Records, people, and a deployment with workers of two releases."""

    real: Real
    deployment: Deployment
    smtp: MailServer

    def old_release(self) -> Worker:
        activities = real_activities(self.real.world, self.real.records, self.smtp.url)
        return self.deployment.worker(OLD, activities)

    def next_release(self, home: Path) -> AbstractAsyncContextManager[Process]:
        """Run the real worker, with other rules, as a process of its own."""
        return process(
            "tests.workflows.next_release",
            home,
            TEMPORAL_ADDRESS=self.deployment.address,
            MENTORSHIP_DATABASE_URL=self.real.database_url,
            MENTORSHIP_SMTP_URL=self.smtp.url,
            MENTORSHIP_PUBLIC_URL="https://mentorship.example.org",
            MENTORSHIP_KEYS=KEY,
            MENTORSHIP_TASK_QUEUE=self.real.world.queue,
            MENTORSHIP_DEPLOYMENT_NAME=self.deployment.name,
            MENTORSHIP_BUILD_ID=NEXT,
        )

    async def asked(self) -> UUID:
        """Open a mentorship and have the mentor asked."""
        mentorship = await self.real.open()
        await self.ask(mentorship)
        return mentorship

    async def ask(self, mentorship: UUID) -> Receipt:
        cast = self.real.cast
        person = str(cast.mentor.person)
        await self.real.do(mentorship, "shortlist", by=cast.mentee, person=person)
        return await self.real.do(
            mentorship, "invite", by=cast.mentee, candidate=1, ask="An abstract?"
        )

    async def patience(self, mentorship: UUID) -> int:
        """Return how many days the last invitation leaves for the reply."""
        events = await self.real.records.history("mentorship", mentorship)
        sent = [event for event in events if event.type == "outreach.invitation_sent"][-1]
        return (datetime.fromisoformat(sent.data["reply_by"]["at"]) - sent.at).days


@pytest.fixture
async def installation(
    turnable: Client, database_url: str, smtp: MailServer
) -> AsyncIterator[Installation]:
    world = World(turnable)
    async with real_records(database_url) as records:
        real = Real(world, records, database_url, await Cast.register(records))
        yield Installation(real, Deployment(world), smtp)


@pytest.mark.long
async def test_open_mentorships_move_to_a_release_with_other_rules_and_back(
    installation: Installation, tmp_path: Path
) -> None:
    real, deployment = installation.real, installation.deployment
    async with installation.next_release(tmp_path) as following:
        async with installation.old_release():
            opening = asyncio.create_task(real.open())
            await deployment.promote(OLD)
            seeking, asked, third = await opening, await installation.asked(), await real.open()
            await deployment.polls(NEXT)
            async with held_up(real, asked) as noted:
                await deployment.promote(NEXT)
            assert (await noted).outcome is Outcome.RECORDED
            assert await current_build(deployment.client, deployment.name) == NEXT
            for each in (seeking, asked, third):
                await moved(real.world, each, NEXT)
            await the_next_release_decides(installation, seeking, asked)
            await deployment.promote(OLD)
            await moved(real.world, third, OLD)
            await the_old_release_decides(installation, third)
            await deployment.promote(NEXT)
            await nobody_needs_the_old_release(deployment, mentorships=3)
        await moved(real.world, third, NEXT)
        await the_next_release_is_enough(installation, third)
        following.send_signal(signal.SIGTERM)
        _, logged = await following.communicate()
    assert f"set-current-version --deployment-name {deployment.name}".encode() in logged
    assert [problem async for problem in real.records.verify()] == []


@pytest.mark.long
async def test_a_first_version_takes_over_from_workers_without_one_and_gives_back(
    client: Client,
) -> None:
    world, scripted = World(client), Scripted()
    deployment = Deployment(world)
    async with world.working(scripted.activities):
        mentorship = await world.open()
        async with deployment.worker(OLD, scripted.activities):
            await deployment.promote(OLD)
            await moved(world, mentorship, OLD)
            await deployment.promote(None)
        # While the worker that knows it was there, the server left the mentorship with it.
        await moved(world, mentorship, "")
    (run,) = await histories(world, mentorship)
    await replayed(run)


async def the_next_release_decides(installation: Installation, seeking: UUID, asked: UUID) -> None:
    """Its rules hold for what is decided now; what was set before stays, and its timers ring."""
    real = installation.real
    receipt = await installation.ask(seeking)
    assert receipt.events == ("outreach.invitation_sent", "concerns.noted")
    clock = TimeSkipper(real.world.client, config=TimeSkippingConfig(enabled=False))
    await clock.fast_forward(real.world.handle(asked), timedelta(days=15))
    assert (await real.types(asked))[-1] == "outreach.invitation_followed_up"
    assert await installation.patience(asked) == 14
    assert await installation.patience(seeking) == DAYS


async def the_old_release_decides(installation: Installation, mentorship: UUID) -> None:
    """Its rules are back, also where the next one has been."""
    receipt = await installation.ask(mentorship)
    assert receipt.events == ("outreach.invitation_sent",)
    assert await installation.patience(mentorship) == 14


async def nobody_needs_the_old_release(deployment: Deployment, *, mentorships: int) -> None:
    """Each open mentorship takes a step, and is at the next release then."""
    await deployment.wake_all()

    async def moved() -> None:
        assert [await deployment.open_at(build) for build in (OLD, NEXT)] == [0, mentorships]

    await eventually(moved)
    await eventually(lambda: deployment.drained(OLD))


async def the_next_release_is_enough(installation: Installation, mentorship: UUID) -> None:
    """People are answered and the sweep goes on, although the old release has left."""
    world = installation.real.world
    coordinator = installation.real.cast.coordinator
    receipt = await installation.real.do(mentorship, "note", by=coordinator, text="They met.")
    assert receipt.events == ("concerns.noted", "concerns.noted")
    await world.client.get_schedule_handle(sweep_id(world.queue)).trigger()

    async def swept() -> None:
        done = "WorkflowType = 'Sweep' AND ExecutionStatus = 'Completed'"
        assert (await world.client.count_workflows(f"{done} AND TaskQueue = '{world.queue}'")).count

    await eventually(swept)


@asynccontextmanager
async def held_up(real: Real, mentorship: UUID) -> AsyncIterator["asyncio.Task[Receipt]"]:
    """Let a caller wait for the records while the block lasts."""
    connection = await asyncpg.connect(real.database_url)
    async with connection.transaction():
        await connection.execute("lock table store.receipts in share mode")
        noting = asyncio.create_task(
            real.do(mentorship, "note", by=real.cast.coordinator, text="They met.")
        )

        async def waits() -> None:
            waiting = "select from pg_stat_activity where wait_event_type = 'Lock'"
            assert await connection.fetch(f"{waiting} and datname = current_database()")

        await eventually(waits)
        yield noting
    await connection.close()
