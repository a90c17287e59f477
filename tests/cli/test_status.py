"""One command tells people and monitors how everything does."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cli.checkup import EXIT_CODES, State
from tests.cli.office import Office
from tests.cli.terminal import Cli, Ran, Up
from tests.cli.test_retry import park

pytestmark = pytest.mark.xdist_group("cli")


def rows(told: Ran) -> Mapping[str, Any]:
    """Return the lines by their names; fails unless the exit code is the worst line's."""
    document = told.json
    assert told.code == EXIT_CODES[State(document["state"])]
    return {each["name"]: each for each in document["checks"]}


def test_what_runs_is_told_with_its_numbers(office: Office) -> None:
    office.mentorship()
    found = rows(office.cli("status", "--json"))
    for name in ("database", "temporal", "workers", "sweep", "streams behind"):
        assert found[name]["state"] == "healthy", found[name]
    assert found["workers"]["facts"]["number"] == 1
    assert found["open mentorships"]["facts"]["by_stage"]["SEEKING"] >= 1
    told = office.cli("status")
    assert "answers, and has this release's tables" in told.out
    assert "1 (unversioned)" in told.out


def test_a_parked_command_needs_attention_until_all_is_retried(own_office: Office) -> None:
    cli = own_office.cli
    for place in (f"person/{own_office.mentor}", f"person/{own_office.other_mentor}"):
        park(place, "set_capacity", capacity=5)
    told = cli("status", "--json")
    assert told.code == 1
    assert rows(told)["parked commands"]["facts"]["number"] == 2
    assert "'mentorship retry' tells why" in cli("status").out
    told = cli("retry")
    assert told.code == 0
    assert told.out.count("set_capacity") == told.out.count("LookupError") == 2
    [first, _] = cli("retry", "--json").json["parked"]
    assert (first["type"], first["attempts"], first["error"]) == ("set_capacity", 1, "LookupError")
    told = cli("retry", "--all")
    assert told.code == 0
    assert told.out.count("✓ recorded") == 2
    assert cli("retry", "--all", "--json").json == {"streams": []}
    assert cli("retry").out == cli("retry", "--all").out
    assert rows(cli("status", "--json"))["parked commands"]["sentence"] == "none"


def test_what_to_retry_is_one_thing_or_all(cli: Cli) -> None:
    told = cli("retry", "abcd", "--all")
    assert told.code == 2
    assert told.error.startswith("Name one thing to retry by its ID, or say --all, not both")


def test_a_server_that_is_down_does_not_keep_the_others_from_being_told(
    cli: Cli, stack: Up, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing"
    monkeypatch.setenv("MENTORSHIP_DATABASE_URL", nowhere)
    found = rows(cli("status", "--json"))
    assert found["database"]["state"] == "down"
    assert found["temporal"]["state"] == found["workers"]["state"] == "healthy"
    monkeypatch.delenv("MENTORSHIP_DATABASE_URL")
    monkeypatch.setenv("TEMPORAL_ADDRESS", f"127.0.0.1:{unused_tcp_port}")
    told = cli("status")
    assert told.code == 3
    assert "answers, and has this release's tables" in told.out
    assert f"Temporal at 127.0.0.1:{unused_tcp_port} cannot be used" in told.out
    monkeypatch.setenv("MENTORSHIP_TASK_QUEUE", "unknown")
    monkeypatch.setenv("TEMPORAL_ADDRESS", str(stack.stack.temporal_address))
    found = rows(cli("status", "--json"))
    assert found["workers"]["sentence"] == "none takes tasks from the queue unknown"
    assert found["sweep"]["sentence"].startswith("has no schedule")


def test_where_nothing_runs_both_servers_are_named(
    home: Path, cli_on: Callable[[Path], Cli]
) -> None:
    found = rows(cli_on(home)("status", "--json"))
    assert found.keys() == {"database", "temporal"}
    assert found["temporal"]["sentence"].startswith(f"Temporal does not run on {home}")
