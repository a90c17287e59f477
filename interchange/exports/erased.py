"""Taking out what is personal to somebody who was erased."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args
from uuid import UUID

from pydantic import BaseModel

from domain.model import Personal
from interchange.exports.columns import GONE

Path = tuple[str, ...]
Fields = tuple[tuple[Path, str], ...]
"""Fields by their paths, each with whose it is."""


@cache
def personal_fields(model: type[BaseModel]) -> Fields:
    """Return an event class's personal fields, with what ``Personal`` says of them."""
    return tuple(_fields(model))


def _fields(model: type[BaseModel]) -> Iterator[tuple[Path, str]]:
    for name, info in model.model_fields.items():
        parts = [*info.metadata, *_parts(info.annotation)]
        for part in parts:
            if isinstance(part, Personal):
                yield (name,), part.whose
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from (((name, *path), whose) for path, whose in _fields(part))


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)


def without(
    data: Mapping[str, Any],
    fields: Fields,
    *,
    owners: Mapping[str, UUID | None],
    erased: frozenset[UUID],
) -> tuple[dict[str, Any], list[str]]:
    """Return data without what belongs to the erased, and the names of the fields replaced.

    Args:
        data: an event's data, ready for JSON.
        fields: what ``personal_fields`` gave.
        owners: who the mentee, the mentor, the actor, the candidate and the person of the stream
            are.
        erased: those of whom nothing personal may be told.
    """
    kept, replaced = dict(data), list[str]()
    for path, whose in fields:
        if owners.get(whose) in erased and _put(kept, path):
            replaced.append(".".join(path))
    return kept, replaced


def _put(data: dict[str, Any], path: Path) -> bool:
    name, *inner = path
    value = data.get(name)
    if not value:
        return False
    if not inner:
        data[name] = [GONE] if isinstance(value, list) else GONE
        return True
    if isinstance(value, dict):
        data[name] = dict(value)
        return _put(data[name], tuple(inner))
    return False
