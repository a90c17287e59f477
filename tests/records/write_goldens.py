"""Writes the golden of each event that has none: ``python -m tests.records.write_goldens``.

A golden is what is kept of an event, in the shape of one schema version. Once released it is never
written again: whoever changes an event's shape adds a step to ``records.upcasting``, runs this for
the new version, and leaves the old golden as it is. ``tests.write_release`` runs it as well.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.decider import Decider
from records.read_tables import KINDS
from records.recorded import data_of
from records.upcasting import current_version

GOLDENS = Path(__file__).with_name("goldens")

Schema = Mapping[str, Any]

_BY_NAME = {
    "email": "ann@example.org",
    "language": "en",
    "meet": "FREQ=MONTHLY;BYDAY=1FR",
    "rule": "FREQ=MONTHLY;BYDAY=1FR",
    "zone": "America/Denver",
}
_BY_FORMAT = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T16:00:00Z",
    "time": "14:30:00",
    "duration": "PT1H",
    "uuid": "019729a0-0000-7000-8000-000000000000",
}
_BY_TYPE = {"boolean": True, "number": 1.5, "null": None}


def event_types() -> Iterator[tuple[Decider[Any, Any, Any], str]]:
    """Yield every event that there is, with the kind of stream that it belongs to."""
    for kind in KINDS.values():
        for type_ in kind.decider.events.json_schema()["discriminator"]["mapping"]:
            yield kind.decider, type_


def golden_of(type_: str) -> Path:
    """Return where the golden of an event's present shape is."""
    return GOLDENS / f"{type_}.v{current_version(type_)}.json"


def write_missing() -> list[Path]:
    """Write the goldens that are missing, and return them."""
    written = []
    for decider, type_ in event_types():
        path = golden_of(type_)
        if not path.exists():
            data = data_of(decider, decider.events.validate_python(_example(decider, type_)))
            path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            written.append(path)
    return written


def _example(decider: Decider[Any, Any, Any], type_: str) -> Any:
    schema = decider.events.json_schema()
    reference = {"$ref": schema["discriminator"]["mapping"][type_]}
    return _sample(reference, schema["$defs"], name=type_)


def _sample(schema: Schema, known: Schema, *, name: str) -> Any:
    if "$ref" in schema:
        return _sample(known[schema["$ref"].rpartition("/")[2]], known, name=name)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for choices in (schema.get("anyOf"), schema.get("oneOf")):
        if choices:
            return _sample(choices[0], known, name=name)
    match schema.get("type"):
        case "object":
            return _object(schema, known)
        case "array":
            return _array(schema, known, name=name)
        case "integer":
            return schema.get("minimum", 1)
        case "string":
            words = _BY_NAME.get(name, name.replace("_", " "))
            return _BY_FORMAT.get(schema.get("format", ""), words)
        case other:
            return _BY_TYPE[str(other)]


def _object(schema: Schema, known: Schema) -> dict[str, Any]:
    if "properties" in schema:
        properties = schema["properties"].items()
        return {name: _sample(each, known, name=name) for name, each in properties}
    key = _sample(schema.get("propertyNames", {"type": "string"}), known, name="key")
    value = schema.get("additionalProperties", {"type": "string"})
    return {key: _sample(value, known, name="value")}


def _array(schema: Schema, known: Schema, *, name: str) -> list[Any]:
    if "prefixItems" in schema:
        return [_sample(each, known, name=name) for each in schema["prefixItems"]]
    return [_sample(schema["items"], known, name=name)]


if __name__ == "__main__":
    for each in write_missing():
        print(each)  # noqa: T201 - whoever runs this wants to know
