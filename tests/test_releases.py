"""What any release ever wrote is read by this one, and what this one changes says so."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from records.upcasting import current_version
from tests.records.write_goldens import GOLDENS
from tests.shapes import MESSAGES, broken, event_shapes, message_shapes
from tests.write_release import NotWritten, package_version, releases, write

RELEASES = releases()
each_release = pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)


def read(file: Path) -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


def test_the_version_of_the_package_has_its_goldens() -> None:
    """If this fails, run ``python -m tests.write_release`` with that version."""
    assert package_version() in [release.name for release in RELEASES]


@each_release
def test_every_event_ever_released_is_known_and_has_a_golden(release: Path) -> None:
    present = event_shapes()
    for type_, event in read(release / "events.json").items():
        assert type_ in present
        assert current_version(type_) >= event["version"]
        assert (GOLDENS / f"{type_}.v{event['version']}.json").exists()


@each_release
def test_an_event_has_a_new_version_when_its_shape_changed(release: Path) -> None:
    """A wider shape is another one too: after a roll-back an earlier release has to read it.

    It names a version that it does not know, and would take the event for damaged without one.
    """
    released, present = read(release / "events.json"), event_shapes()
    same = {each for each in released if present[each]["version"] == released[each]["version"]}
    changed = {each for each in same if present[each]["shape"] != released[each]["shape"]}
    assert not changed, "add a step for each to records.upcasting, and write its golden"


@each_release
def test_messages_only_grow_by_optional_fields(release: Path) -> None:
    shapes = message_shapes()
    for name, old in read(release / "message_shapes.json").items():
        assert not list(broken(old, shapes[name], where=name)), "keep what was; add with a default"


@each_release
def test_every_message_ever_written_is_read_and_loses_nothing(release: Path) -> None:
    messages = read(release / "messages.json")
    assert messages.keys() == read(release / "message_shapes.json").keys()
    for name, documents in messages.items():
        for document in documents:
            written = MESSAGES[name].model_validate(document).model_dump(mode="json")
            assert kept(written, document) == document


@each_release
def test_messages_of_a_later_release_are_read_as_far_as_they_are_known(release: Path) -> None:
    for name, documents in read(release / "messages.json").items():
        for document in documents:
            later = MESSAGES[name].model_validate({**document, "a_later_field": {"more": [1]}})
            assert later == MESSAGES[name].model_validate(document)


def kept(written: Any, document: Any) -> Any:
    """Return what was written of the fields that a document has."""
    if isinstance(document, dict):
        return {name: kept(written[name], each) for name, each in document.items()}
    if isinstance(document, list):
        return [kept(*pair) for pair in zip(written, document, strict=True)]
    return written


OPEN = {"properties": {"a": {"type": "string"}}, "required": ["a"]}
CLOSED = {**OPEN, "additionalProperties": False}
LARGER = {"a": {"type": "string"}, "b": {"type": "integer", "default": 0}}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (OPEN, {**OPEN, "properties": LARGER}, None),
        (OPEN, {"properties": {}}, "it.a is gone"),
        (OPEN, {"properties": LARGER, "required": ["a", "b"]}, "it.b is required, and"),
        (CLOSED, {**CLOSED, "properties": LARGER}, "it.b is new, and"),
        (OPEN, {**OPEN, "properties": {"a": {"type": "integer"}}}, "it.a/type: string became"),
        (OPEN, {**OPEN, "maxProperties": 3}, "it/maxProperties: None became 3"),
        ({"anyOf": [OPEN]}, {"anyOf": [{"type": "null"}]}, "it/anyOf[0].a is gone"),
    ],
)
def test_what_only_another_release_could_read_is_named(
    old: Any, new: Any, complaint: str | None
) -> None:
    found = list(broken(old, new, where="it"))
    assert (found == []) if complaint is None else found[0].startswith(complaint)


def test_a_release_is_written_once(tmp_path: Path) -> None:
    (tmp_path / package_version()).mkdir()
    with pytest.raises(NotWritten, match="written already"):
        write(package_version(), tmp_path)


def test_only_the_version_of_the_package_is_written(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=r"not 9\.9\.9; set it first"):
        write("9.9.9", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_releases_come_in_their_order(tmp_path: Path) -> None:
    for name in ("0.10.0", "0.9.1", "1.0.0", ".2.0.0"):
        (tmp_path / name).mkdir()
    assert [path.name for path in releases(tmp_path)] == ["0.9.1", "0.10.0", "1.0.0"]
