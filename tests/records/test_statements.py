"""Each statement has a name, a sentence of purpose, and a use."""

import re
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

from records.read_tables import KINDS
from records.statements import SQL, into_schema

ROOT = Path(str(files("records")))
CODE = "\n".join(file.read_text(encoding="utf-8") for file in ROOT.rglob("*.py"))
TABLES = ["mentorships", "deadlines", "people", "person_roles", "programs"]
BUILT = {*(f"checksum_{table}" for table in TABLES), *(f"write_{kind}" for kind in KINDS)}


@pytest.mark.parametrize("name", sorted(SQL))
def test_a_statement_begins_with_a_sentence_of_purpose(name: str) -> None:
    comment = re.match(r"((?:-- .*\n)+)", SQL[name])
    assert comment is not None
    sentence = comment[1].replace("-- ", "").strip()
    assert sentence[0].isupper()
    assert sentence.endswith(".")


@pytest.mark.parametrize("name", sorted(SQL))
def test_a_statement_is_used(name: str) -> None:
    assert f'"{name}"' in CODE or name in BUILT


def test_every_read_table_is_written_by_a_kind() -> None:
    assert {name.removeprefix("write_") for name in SQL if name.startswith("write_")} == set(KINDS)
    written = "".join(SQL[f"write_{kind}"] for kind in KINDS)
    assert set(re.findall(r"insert into read\.(\w+)", written)) == set(TABLES)


@pytest.mark.parametrize("file", ["schema.sql"])
def test_every_statement_of_the_schema_has_a_sentence(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    starts = re.compile(r"^\s*(create |grant |revoke |select store|do \$\$)")
    bare = [
        line
        for before, line in pairwise(lines)
        if starts.match(line) and not before.strip().startswith("--")
    ]
    assert bare == []


def test_a_statement_on_read_tables_is_moved_as_a_whole() -> None:
    assert into_schema("select * from read.people, x.y", "next") == "select * from next.people, x.y"
