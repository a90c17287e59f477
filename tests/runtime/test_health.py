import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from runtime.database import connect_pool
from runtime.embedded.ports import LOOPBACK
from runtime.listening import PortUnusable
from runtime.monitoring import readiness as room
from runtime.monitoring.monitor import Monitor, monitored
from runtime.monitoring.readiness import Readiness
from runtime.monitoring.sdk import Sdk, start_sdk
from runtime.monitoring.server import serving


@asynccontextmanager
async def served(readiness: Readiness, *, is_alive: bool = True) -> AsyncIterator[int]:
    async def metrics() -> bytes:
        return b"letters 1\n"

    async with serving(
        LOOPBACK, 0, readiness=readiness, is_alive=lambda: is_alive, metrics=metrics
    ) as port:
        yield port


async def get(port: int, path: str) -> tuple[int, Any]:
    status, said = await asyncio.to_thread(_get, f"http://{LOOPBACK}:{port}{path}")
    return status, json.loads(said) if said.startswith(b"{") else said


def _get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def test_ready_names_what_is_missing_and_repeats_no_secret() -> None:
    readiness = Readiness(("database", "temporal", "worker", "mail"))

    async def fails() -> bool:
        message = "cannot log in as hunter2"
        raise PermissionError(message)

    readiness.watch("database", fails)
    readiness.watch("temporal", yes)
    readiness.watch("worker", no)
    async with served(readiness) as port:
        status, said = await get(port, "/ready")
    assert status == 503
    assert said == {
        "ready": False,
        "checks": {
            "database": "cannot be used (PermissionError)",
            "temporal": "ok",
            "worker": "does not do its work",
            "mail": "is not started yet",
        },
    }


async def test_a_worker_is_ready_while_all_answer_and_no_more_once_it_stops() -> None:
    readiness = Readiness(("worker",))
    readiness.watch("worker", yes)
    async with served(readiness) as port:
        assert await get(port, "/ready") == (200, {"ready": True, "checks": {"worker": "ok"}})
        readiness.drain()
        assert await get(port, "/ready") == (503, {"ready": False, "checks": {"worker": "stops"}})
        assert await get(port, "/live") == (200, {"live": True})
        assert await get(port, "/metrics") == (200, b"letters 1\n")


async def test_one_who_does_not_answer_in_time_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "ASKED_WITHIN", 0.01)
    readiness = Readiness(("database", "worker"))

    async def waits() -> bool:
        return await asyncio.Event().wait()

    readiness.watch("database", waits)
    readiness.watch("worker", yes)
    found = await readiness.checks()
    assert found == {"database": "does not answer within 0 seconds", "worker": "ok"}


async def test_a_worker_at_its_end_does_not_live() -> None:
    async with served(Readiness(()), is_alive=False) as port:
        assert await get(port, "/live") == (503, {"live": False})


async def test_a_database_that_went_away_makes_a_worker_unready(
    database_url: str, postgres: str
) -> None:
    monitor = Monitor(Sdk(start_sdk(metered=False).runtime, None))

    async def health() -> None:
        raise AssertionError

    async with connect_pool(database_url) as pool:
        monitor.watch_database(pool, health=health)
        assert (await monitor.readiness.checks())["database"] == "ok"
        await _shut(postgres, database_url)
        assert "cannot be used" in (await monitor.readiness.checks())["database"]
        assert monitor.is_alive()


async def _shut(server: str, database_url: str) -> None:
    name = database_url.rpartition("/")[2].partition("?")[0]
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name
        )
    finally:
        await connection.close()


async def test_a_taken_port_or_a_strange_address_is_told_in_one_sentence(
    smtp_port_taken: int,
) -> None:
    with pytest.raises(PortUnusable) as taken:
        async with monitored(host=LOOPBACK, port=smtp_port_taken):
            pass
    assert str(taken.value) == (
        f"MENTORSHIP_HEALTH_PORT cannot be used (nobody can listen on 127.0.0.1:{smtp_port_taken}, "
        "address already in use): choose a free port of this machine."
    )
    with pytest.raises(PortUnusable, match=r"192\.0\.2\.1"):
        async with monitored(host="192.0.2.1", port=smtp_port_taken):
            pass


async def test_the_sdks_numbers_are_none_when_it_does_not_answer(unused_tcp_port: int) -> None:
    runtime = start_sdk(metered=False).runtime
    assert await Sdk(runtime, unused_tcp_port).metrics() == b""
    assert await Sdk(runtime, None).metrics() == b""
