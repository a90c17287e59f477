"""Standings that were written once are read for ever: histories hold them."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.standing import Standing

GOLDENS = sorted((Path(__file__).parent / "goldens").glob("standing-*.json"))
"""One for each release, as that release wrote it, with what a later one might add."""


def known(value: Any) -> Any:
    """Return a document without the fields that no release knows."""
    if isinstance(value, dict):
        return {name: known(each) for name, each in value.items() if "later" not in name}
    return [known(each) for each in value] if isinstance(value, list) else value


def test_there_is_a_golden() -> None:
    assert GOLDENS


@pytest.mark.parametrize("file", GOLDENS, ids=lambda file: file.name)
def test_a_standing_is_read_with_fields_and_kinds_that_nobody_knows_yet(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    written = Standing.model_validate(document).model_dump(mode="json")
    assert {name: written[name] for name in known(document)} == known(document)


def test_the_newest_golden_has_every_field() -> None:
    document = json.loads(GOLDENS[-1].read_text(encoding="utf-8"))
    standing = Standing.model_validate(document)
    assert set(standing.model_dump()) <= set(document)
    for part, parsed in (
        (document["deadlines"][0], standing.deadlines[0]),
        (document["receipts"][0], standing.receipts[0]),
    ):
        assert set(parsed.model_dump()) <= set(part)
