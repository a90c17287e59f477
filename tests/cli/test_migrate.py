"""`mentorship migrate`, on a database of one's own."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from records.roles import as_service
from records.store import Records
from runtime.database import connect_pool
from tests.cli.terminal import Cli, in_a_process
from tests.records.desk import Desk, a_person


@pytest.fixture
async def url_of_two(database_url: str) -> str:
    """The URL of a database with two people."""
    async with connect_pool(database_url, max_size=2, init=as_service) as pool:
        desk = Desk(Records(pool, opener=str.encode))
        for name in ("Ann", "Ben"):
            await a_person(desk, name)
    return database_url


async def forget(url: str) -> None:
    """Leave people as an earlier release wrote them, which knew of less."""
    owner = await asyncpg.connect(url)
    try:
        await owner.execute("update read.people set found_by = null")
    finally:
        await owner.close()


def test_a_database_is_migrated_once(
    empty_database_url: str,
    cli_on: Callable[[Path], Cli],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cli = cli_on(tmp_path)
    monkeypatch.setenv("MENTORSHIP_DATABASE_URL", empty_database_url)
    first = cli("migrate")
    assert first.code == 0
    assert "Brought up to date" in first.out
    assert "made again" not in first.out
    assert cli("migrate", "--json").json == {"migrated": [], "rebuilt_from_streams": None}
    assert cli("migrate").out == "✓ The database is up to date already.\n"


@pytest.mark.long
def test_it_says_from_how_many_streams_it_made_read_tables_again_and_nothing_else(
    url_of_two: str, tmp_path: Path
) -> None:
    for words, told in (
        (("--json",), '{"migrated":[],"rebuilt_from_streams":2}\n'),
        ((), "✓ The read tables are made again from 2 streams.\n"),
        ((), "✓ The database is up to date already.\n"),
    ):
        if "already" not in told:
            asyncio.run(forget(url_of_two))
        ran = in_a_process(tmp_path, "migrate", *words, MENTORSHIP_DATABASE_URL=url_of_two)
        assert (ran.code, ran.out, ran.err) == (0, told, "")


def test_without_a_database_it_says_what_to_set(
    cli_on: Callable[[Path], Cli], tmp_path: Path
) -> None:
    ran = cli_on(tmp_path)("migrate")
    assert ran.code == 3
    assert "MENTORSHIP_DATABASE_URL" in ran.err
