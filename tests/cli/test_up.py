"""Everything at once: how it starts, what is in its way, and what survives."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import asyncpg
import httpx
import pytest

from runtime.cipher import Cipher
from runtime.embedded.publication import running_stack
from tests.cli.office import Office
from tests.cli.terminal import WITHIN, Cli, Up, in_a_process, up

pytestmark = pytest.mark.xdist_group("cli")


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_without_servers_a_command_names_the_one_that_starts_them(
    home: Path, cli_on: Callable[[Path], Cli]
) -> None:
    told = cli_on(home)("list")
    assert told.code == 3
    assert told.error == (
        f"PostgreSQL does not run on {home}: start everything with 'mentorship up', "
        "or say where it is by MENTORSHIP_DATABASE_URL."
    )


def test_a_temporal_that_is_down_is_named(
    office: Office, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    ident = office.mentorship()
    monkeypatch.setenv("TEMPORAL_ADDRESS", f"127.0.0.1:{unused_tcp_port}")
    told = office.do(ident, "note", "text=Hello")
    assert told.code == 3
    assert told.error.startswith(f"Temporal at 127.0.0.1:{unused_tcp_port} cannot be used")
    assert "mentorship up" in told.error


def test_a_second_up_on_the_same_data_names_the_first(stack: Up) -> None:
    told = in_a_process(stack.home, "up")
    assert told.code == 3
    assert told.err.splitlines()[-1] == (
        f"{stack.home.resolve()} is in use by process {stack.process.pid}: stop that one first, "
        "or set MENTORSHIP_HOME to another directory."
    )


def test_a_port_in_use_is_named_with_the_setting_that_asks_for_it(
    home: Path, taken_port: int
) -> None:
    told = in_a_process(home, "up", "--json", MENTORSHIP_POSTGRES_PORT=str(taken_port))
    assert told.code == 3
    assert told.json["error"]["kind"] == "PortInUse"
    assert f"Port {taken_port} is taken" in told.json["error"]["sentence"]


def test_a_misspelt_setting_is_told(home: Path) -> None:
    told = in_a_process(home, "list", MENTORSHIP_HOEM="here")
    assert told.code == 3
    assert told.error == "MENTORSHIP_HOEM is not a setting: MENTORSHIP_HOME is one."


@pytest.mark.long
def test_a_killed_up_starts_again_on_its_data_and_stops_when_asked(
    home: Path, cli_on: Callable[[Path], Cli]
) -> None:
    cli = cli_on(home)
    with up(home) as running:
        office = Office.opened(cli)
        ident = office.invited()
        running.process.send_signal(signal.SIGKILL)
    with up(home) as running:
        assert office.done(ident, "accept", by=office.mentor)["standing"]["stage"] == "EXPECTATIONS"
        _a_dead_worker_is_replaced(running, office)
        _a_dead_web_service_is_replaced_and_keeps_its_callers(running)
        assert cli("records", "verify", "--json").json["problems"] == []
        assert running.stop() == 0
        assert running_stack(home) is None


def _a_dead_worker_is_replaced(running: Up, office: Office) -> None:
    os.kill(running.worker, signal.SIGKILL)
    assert "It is started again." in running.line()["sentence"]
    # Another mentorship: Temporal keeps the tasks of this one for the dead worker for ten seconds.
    office.mentorship()


def _a_dead_web_service_is_replaced_and_keeps_its_callers(running: Up) -> None:
    page = f"{running.stack.web_url}/api/v1/nothing"
    assert _found(page) == HTTPStatus.NOT_FOUND
    os.kill(running.web, signal.SIGKILL)
    assert _found(page) == HTTPStatus.NOT_FOUND, "who calls meanwhile waits, and is answered"
    told = running.line()
    assert told["event"] == "web_ended"
    assert "It is started again." in told["sentence"]


def _found(url: str) -> int:
    return httpx.get(url, timeout=WITHIN).status_code


@pytest.fixture
async def newer_database(database_url: str) -> str:
    """The URL of a database that a later release has migrated."""
    connection = await asyncpg.connect(database_url)
    await connection.execute("insert into schema_migrations values ('29990101000000')")
    await connection.close()
    return database_url


def test_a_database_of_a_newer_release_is_left_alone(home: Path, newer_database: str) -> None:
    theirs = {
        "MENTORSHIP_DATABASE_URL": newer_database,
        "MENTORSHIP_KEYS": Cipher.generate_key(),
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
    }
    told = in_a_process(home, "up", "--json", **theirs)
    assert told.code == 3
    assert told.json["error"]["sentence"] == (
        "The database is newer than this release (it has migration 29990101000000): "
        "use the release that made it, or a later one."
    )
