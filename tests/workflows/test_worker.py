"""The worker as a process of its own."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from letters.post import ANSWER_WITHIN
from tests.conftest import MailServer
from tests.workflows.real import KEY, Cast, Real, real_records
from tests.workflows.world import World


async def start(home: Path, **settings: str) -> Process:
    kept = {name: each for name, each in os.environ.items() if "MENTORSHIP" not in name}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "worker"),
        env={**kept, "MENTORSHIP_HOME": str(home), "MENTORSHIP_LOG_FORMAT": "json", **settings},
        stderr=PIPE,
    )


@asynccontextmanager
async def working(world: World, home: Path, **settings: str) -> AsyncIterator[Process]:
    """Run a worker on the test's queue."""
    process = await start(
        home,
        TEMPORAL_ADDRESS=world.client.service_client.config.target_host,
        MENTORSHIP_KEYS=KEY,
        MENTORSHIP_TASK_QUEUE=world.queue,
        **settings,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture
async def worker(
    world: World, database_url: str, smtp: MailServer, tmp_path: Path
) -> AsyncIterator[Process]:
    settings = {"MENTORSHIP_DATABASE_URL": database_url, "MENTORSHIP_SMTP_URL": smtp.url}
    async with working(world, tmp_path, **settings) as process:
        yield process


@pytest.fixture
async def unanswered() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """The URL of a mail server that never says a word, and whether somebody waits for one."""
    called = asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(listen, host="127.0.0.1", port=0)
    async with server:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", called


@pytest.mark.parametrize("cache", [1000], ids=["cached"])
async def test_a_worker_works_until_it_is_asked_to_stop(
    world: World, worker: Process, database_url: str
) -> None:
    async with real_records(database_url) as records:
        real = Real(world, records, database_url, await Cast.register(records))
        mentorship = await real.open()
        assert await real.types(mentorship) == ["seeking.mentorship_opened"]
    worker.send_signal(signal.SIGTERM)
    _, logged = await worker.communicate()
    assert worker.returncode == 0
    assert b"worker.stopped" in logged


@pytest.mark.parametrize("cache", [1000], ids=["cached"])
async def test_a_worker_stops_though_the_mail_server_never_answers(
    world: World, database_url: str, tmp_path: Path, unanswered: tuple[str, asyncio.Event]
) -> None:
    url, called = unanswered
    settings = {"MENTORSHIP_DATABASE_URL": database_url, "MENTORSHIP_SMTP_URL": url}
    async with (
        working(world, tmp_path, MENTORSHIP_GRACEFUL_STOP_SECONDS="1", **settings) as worker,
        real_records(database_url) as records,
    ):
        real = Real(world, records, database_url, await Cast.register(records))
        await real.open()
        await called.wait()
        worker.send_signal(signal.SIGTERM)
        # Less than the mail server has for its answer, after which the activity ends by itself.
        async with asyncio.timeout(ANSWER_WITHIN - 5):
            _, logged = await worker.communicate()
    assert worker.returncode == 0
    assert b"worker.stopped" in logged


async def test_a_worker_that_knows_no_servers_says_what_to_do(tmp_path: Path) -> None:
    process = await start(tmp_path)
    _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode() == (
        f"MENTORSHIP_DATABASE_URL is missing, and no servers run in {tmp_path}: "
        "set it, or start the embedded servers with 'mentorship up'.\n"
    )


async def test_a_worker_without_its_database_names_it(tmp_path: Path, unused_tcp_port: int) -> None:
    url = f"postgresql://me:secret@127.0.0.1:{unused_tcp_port}/mentorship"
    process = await start(
        tmp_path,
        MENTORSHIP_DATABASE_URL=url,
        MENTORSHIP_SMTP_URL="smtp://127.0.0.1:1",
        MENTORSHIP_KEYS=KEY,
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert "PostgreSQL" in said.decode()
    assert "secret" not in said.decode()
    assert len(said.decode().splitlines()) == 1
