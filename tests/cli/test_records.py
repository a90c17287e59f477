"""Keeping the records whole from the command line."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from cli.installation import find_installation
from runtime.cipher import Cipher
from tests.cli.office import Office
from tests.cli.terminal import Cli, Up
from tests.cli.test_retry import park
from tests.databases import Server

pytestmark = pytest.mark.xdist_group("cli")


def test_a_tail_that_was_cut_off_is_found_by_heads_that_were_kept(
    office: Office, tmp_path: Path
) -> None:
    ident, file = office.mentorship(), tmp_path / "heads.json"
    told = office.cli("records", "heads", "--out", str(file), "--json").json
    assert told["file"] == str(file)
    assert office.cli("records", "verify", "--heads", str(file), "--json").json["problems"] == []
    assert "are as they were recorded" in office.cli("records", "verify").out
    kept = json.loads(file.read_text())
    assert kept["streams"].keys() == office.cli("records", "heads").json["streams"].keys()
    kept["streams"][f"mentorship/{ident}"][0] = 99
    file.write_text(json.dumps(kept))
    told = office.cli("records", "verify", "--heads", str(file), "--json")
    assert told.code == 1
    [problem] = told.json["problems"]
    assert (problem["finding"], problem["version"]) == ("cut", 99)
    told = office.cli("records", "verify", "--heads", str(file))
    assert told.code == 1
    assert "Findings: 1, in" in told.out


def test_heads_that_cannot_be_read_or_written_are_named(cli: Cli, tmp_path: Path) -> None:
    missing, wrong = tmp_path / "missing.json", tmp_path / "wrong.json"
    wrong.write_text('{"some": "thing"}')
    told = cli("records", "verify", "--heads", str(missing))
    assert told.code == 2
    assert told.error.startswith(f"{missing} cannot be read (No such file or directory)")
    told = cli("records", "verify", "--heads", str(wrong))
    assert told.code == 2
    assert told.error.startswith(f"{wrong} holds no heads: give a file that")
    told = cli("records", "heads", "--out", str(tmp_path / "no" / "where"))
    assert told.code == 3
    assert "could not be written to" in told.error
    assert [each.name for each in tmp_path.iterdir()] == ["wrong.json"]


def test_a_rebuild_says_what_it_made_and_that_nothing_differed(office: Office) -> None:
    office.mentorship()
    told = office.cli("records", "rebuild", "--json").json
    assert told["streams"] > 0
    assert told["tables"].keys() == {
        "mentorships", "deadlines", "people", "person_roles", "programs",
    }  # fmt: skip
    told = office.cli("records", "rebuild")
    assert told.code == 0
    assert "mentorships" in told.out
    assert "The read tables are made again from" in told.out


@pytest.fixture
async def empty(stack: Up) -> AsyncIterator[str]:
    """The URL of an empty database on the stack's server."""
    assert stack.stack.database_url is not None
    async with Server(stack.stack.database_url).database() as url:
        yield url


def test_a_dump_is_loaded_into_an_empty_database_only(
    own_office: Office, stack: Up, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli, file = own_office.cli, str(tmp_path / "records.dump")
    ident = own_office.mentorship()
    park(f"person/{own_office.mentor}", "set_capacity", capacity=5)
    told = cli("records", "dump", file)
    assert told.code == 0
    words = " ".join(told.out.split())
    assert f"The keys are not in it but in {stack.home / 'keys'}: keep them too" in words
    assert cli("retry", f"person/{own_office.mentor}").code == 0
    told = cli("records", "dump", file)
    assert told.code == 2
    assert told.error == f"{file} is there already, and a dump replaces nothing: name another file."
    told = cli("records", "load", file, "--json")
    assert told.code == 1
    assert told.json["error"]["kind"] == "not_empty"
    assert "streams of records already, and nothing was changed" in told.out
    monkeypatch.setenv("MENTORSHIP_DATABASE_URL", empty)
    monkeypatch.setenv("MENTORSHIP_KEYS", Cipher.generate_key())
    told = cli("records", "load", file)
    assert told.code == 0, told.err
    assert "Parked commands that open with none of the keys here: 1; add" in told.out
    assert ident in cli("list", "--all", "--json").out
    assert cli("records", "verify", "--json").json["problems"] == []


def test_a_dump_that_cannot_be_written_or_read_is_named_in_one_sentence(
    cli: Cli, tmp_path: Path
) -> None:
    told = cli("records", "dump", str(tmp_path / "no" / "where.dump"))
    assert told.code == 3
    assert "nothing was left there: make room, or name another place." in told.error
    file = tmp_path / "letter.txt"
    file.write_text("Dear all")
    told = cli("records", "load", str(file), "--json")
    assert told.code == 2
    assert "letter.txt is no dump of mentorship's records" in told.json["error"]["sentence"]


def test_who_has_no_keys_can_check_the_records_and_retry_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = find_installation().database_url
    monkeypatch.setenv("MENTORSHIP_DATABASE_URL", url)
    for words in (("verify",), ("heads",), ("rebuild",)):
        assert office.cli("records", *words, "--json").code == 0
    assert office.cli("restore", "--json").json["started"] == 0
    told = office.cli("retry", "--all")
    assert told.code == 3
    assert told.error.startswith("MENTORSHIP_KEYS is missing")


def test_without_servers_nothing_is_dumped(home: Path, cli_on: Callable[[Path], Cli]) -> None:
    told = cli_on(home)("records", "dump", "x.dump")
    assert told.code == 3
    assert told.error.startswith(f"PostgreSQL does not run on {home}")
