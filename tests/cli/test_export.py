"""Exports, to the screen and into files that are whole or not there."""

import csv
import io
import json
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from interchange.exports.columns import COLUMNS
from tests.cli.office import Office
from tests.cli.terminal import Up, command, environment

pytestmark = pytest.mark.xdist_group("cli")


def test_people_mentorships_and_events_of_a_program_are_exported(own_office: Office) -> None:
    cli, program = own_office.cli, ("--program", own_office.program)
    ident = own_office.accepted()
    own_office.done(ident, "raise_concern", "text=QUAIL", by=own_office.mentee)
    people = list(csv.DictReader(io.StringIO(cli("export", "people", *program, "--no-bom").out)))
    assert {each["email"] for each in people} == {
        own_office.mentee,
        own_office.mentor,
        own_office.other_mentor,
        own_office.coordinator,
    }
    told = cli("export", "mentorships", *program, "--format", "jsonl").json
    assert (told["id"], told["stage"], told["attention"]) == (ident, "EXPECTATIONS", [])
    events = cli("export", "events", *program, "--format", "jsonl")
    assert "concern" not in events.out
    assert "QUAIL" in cli("export", "events", *program, "--format", "jsonl", "--sealed").out
    last = json.loads(events.out.splitlines()[-1])["position"]
    assert cli("export", "events", *program, "--format", "jsonl", "--after", str(last)).out == ""
    assert cli("export", "people", *program, "--since", "2999-01-01").out.count("\n") == 1


def test_a_file_is_written_whole_and_for_its_owner_alone(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("before")
    told = office.cli("export", "people", "--out", str(file), "--json").json
    with file.open(encoding="utf-8-sig", newline="") as written:
        rows = list(csv.reader(written))
    assert rows[0] == [each.name for each in COLUMNS["people"]]
    assert (told["what"], told["records"]) == ("people", len(rows) - 1)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["people.csv"]
    assert "exported" in office.cli("export", "events", "--out", str(tmp_path / "e.csv")).out
    # A link that leads nowhere is where a file may be.
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert office.cli("export", "people", "--out", str(loop)).code == 0
    assert loop.read_bytes() == file.read_bytes()


@contextmanager
def _room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as a quota does."""
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, kept[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)


def test_a_full_disk_is_named_and_leaves_what_was_there(office: Office, tmp_path: Path) -> None:
    told = office.cli("export", "people", "--out", "/dev/full")
    assert told.code == 3
    assert "There is no room to write /dev/full" in told.err
    file = tmp_path / "people.csv"
    file.write_text("before")
    with _room_for(20):
        told = office.cli("export", "people", "--out", str(file))
    assert told.code == 3
    assert f"There is no room to write {file}, and nothing is left of it" in told.err
    assert file.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["people.csv"]


def test_a_reader_that_closes_the_pipe_ends_the_export_quietly(office: Office, stack: Up) -> None:
    office.mentorship()
    process = subprocess.Popen(
        command("export", "events"),
        env=environment(stack.home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(60) == 0
    process.stderr.close()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["people", "--out", "/nowhere/people.csv"], "/nowhere/people.csv cannot be written"),
        (["people", "--since", "soon"], "--since: 'soon' is no day such as 2026-12-31"),
        (["people", "--since", "2026-12-31T10:00:00"], "--since: '2026-12-31T10:00:00' is no"),
        (["people", "--after", "3"], "--after is a position of events"),
        (["dogs"], "Invalid value for 'WHAT'"),
        (["people", "--program", "Nowhere"], "There is no program 'Nowhere'"),
    ],
)
def test_what_cannot_be_exported_is_told_in_one_sentence(
    office: Office, words: list[str], sentence: str
) -> None:
    told = office.cli("export", *words)
    assert told.code == 2
    assert told.err.splitlines()[-1].startswith(sentence)
