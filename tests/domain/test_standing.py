"""Standings that were written once are read for ever: histories hold them."""

import json
from pathlib import Path
from typing import Any

from domain.standing import Standing

LATER = Path(__file__).parent / "goldens" / "standing-of-a-later-release.json"
"""A standing with what a later release might add; those of releases are in ``tests/releases``."""


def known(value: Any) -> Any:
    """Return a document without the fields that no release knows."""
    if isinstance(value, dict):
        return {name: known(each) for name, each in value.items() if "later" not in name}
    return [known(each) for each in value] if isinstance(value, list) else value


def test_a_standing_is_read_with_fields_and_kinds_that_nobody_knows_yet() -> None:
    document = json.loads(LATER.read_text(encoding="utf-8"))
    written = Standing.model_validate(document).model_dump(mode="json")
    assert {name: written[name] for name in known(document)} == known(document)


def test_it_has_every_field_of_today_as_well() -> None:
    document = json.loads(LATER.read_text(encoding="utf-8"))
    standing = Standing.model_validate(document)
    assert set(standing.model_dump()) <= set(document)
    for part, parsed in (
        (document["deadlines"][0], standing.deadlines[0]),
        (document["receipts"][0], standing.receipts[0]),
    ):
        assert set(parsed.model_dump()) <= set(part)
