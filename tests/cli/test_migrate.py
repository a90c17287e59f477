"""`mentorship migrate`, on a database of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import Cli


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
    assert cli("migrate", "--json").json == {"migrated": []}
    assert "up to date already" in cli("migrate").out


def test_without_a_database_it_says_what_to_set(
    cli_on: Callable[[Path], Cli], tmp_path: Path
) -> None:
    ran = cli_on(tmp_path)("migrate")
    assert ran.code == 3
    assert "MENTORSHIP_DATABASE_URL" in ran.err
