"""The shapes of what outlives a release: events in the records, messages in histories."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from activities.signatures import (
    Delivered,
    DeliverLetters,
    Posted,
    PostLetters,
    RecordStep,
    SweepRound,
    Swept,
)
from domain.standing import Standing
from records.upcasting import current_version
from tests.records.write_goldens import event_types
from workflows.mailbox_start import MailboxStart, Woken
from workflows.start import Start

Shape = Mapping[str, Any]
"""A JSON schema without references and without words."""

MESSAGES: Mapping[str, type[BaseModel]] = {
    each.__name__: each
    for each in (
        Start,
        Standing,
        RecordStep,
        PostLetters,
        Posted,
        MailboxStart,
        Woken,
        DeliverLetters,
        Delivered,
        SweepRound,
        Swept,
    )
}
"""What workflows begin with, and what they and their activities tell each other."""

_WORDS = frozenset({"title", "description", "examples"})


def event_shapes() -> dict[str, dict[str, Any]]:
    """Return each event's schema version and shape, by its type."""
    shapes = {}
    schemas: dict[str, dict[str, Any]] = {}
    for decider, type_ in event_types():
        if decider.category not in schemas:  # of all its events: making it takes a moment
            schemas[decider.category] = decider.events.json_schema()
        schema = schemas[decider.category]
        reference = {"$ref": schema["discriminator"]["mapping"][type_]}
        shape = _plain(reference, schema["$defs"])
        shapes[type_] = {"version": current_version(type_), "shape": shape}
    return dict(sorted(shapes.items()))


def message_shapes() -> dict[str, Shape]:
    """Return each message's shape, by its name."""
    schemas = {name: model.model_json_schema() for name, model in MESSAGES.items()}
    return {name: _plain(schema, schema.get("$defs", {})) for name, schema in schemas.items()}


def broken(old: Any, new: Any, *, where: str) -> Iterator[str]:
    """Yield what in a message's shape only another release could read.

    Optional fields may be added, except to what refuses fields that it does not know.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _broken_object(old, new, where=where)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from broken(before, after, where=f"{where}[{number}]")
    elif old != new:
        yield f"{where}: {old} became {new}"


def _broken_object(old: Shape, new: Shape, *, where: str) -> Iterator[str]:
    fields, present = old.get("properties", {}), new.get("properties", {})
    for name in sorted(fields.keys() - present.keys()):
        yield f"{where}.{name} is gone"
    for name in sorted(fields.keys() & present.keys()):
        yield from broken(fields[name], present[name], where=f"{where}.{name}")
    if old.get("additionalProperties") is False:
        for name in sorted(present.keys() - fields.keys()):
            yield f"{where}.{name} is new, and an earlier release refuses it"
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{where}.{name} is required, and an earlier release left it out"
    for key in sorted((old.keys() | new.keys()) - {"properties", "required"}):
        yield from broken(old.get(key), new.get(key), where=f"{where}/{key}")


def _plain(schema: Any, known: Shape) -> Any:
    if isinstance(schema, list):
        return [_plain(each, known) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        referred = known[schema["$ref"].rpartition("/")[2]]
        beside = {key: each for key, each in schema.items() if key != "$ref"}
        return _plain({**referred, **beside}, known)
    return {
        key: _plain(each, known)
        for key, each in schema.items()
        if key != "$defs" and not (key in _WORDS and isinstance(each, str | list))
    }
