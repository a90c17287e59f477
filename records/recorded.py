"""An event as it is kept, and what its row says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from asyncpg import Record
from pydantic import ValidationError

from domain.decider import Decider
from domain.envelopes import Actor, Category
from records.canonical import actor_fields, event_hash, instant
from records.errors import UnreadableEvent
from records.kinds import Event
from records.upcasting import upcast

Row: TypeAlias = "Record | Mapping[str, Any]"
"""What a statement gives back, or something with the same fields."""


@dataclass(frozen=True)
class Source:
    """The workflow run that recorded something, so that each event can be traced to it."""

    workflow: str
    run: str

    def as_json(self) -> dict[str, str]:
        """Return the two ids, ready for JSON."""
        return {"workflow": self.workflow, "run": self.run}


@dataclass(frozen=True)
class Recorded:
    """An event as it is kept; ``data`` is in the shape of its ``schema_version``."""

    position: int
    stream: str
    version: int
    id: UUID
    type: str
    schema_version: int
    at: datetime
    actor: Actor
    command_id: UUID
    data: dict[str, Any]
    source: Source | None
    hash: bytes

    @property
    def category(self) -> str:
        """Return the kind of stream."""
        return self.stream.partition("/")[0]

    def as_row(self) -> dict[str, Any]:
        """Return the event as ``records.upcasting`` takes it: what is kept of its content."""
        return {
            "stream": self.stream,
            "version": self.version,
            "type": self.type,
            "schema_version": self.schema_version,
            "data": self.data,
        }

    def hash_after(self, previous: bytes) -> bytes:
        """Return the hash that the event should have after the one before it."""
        return event_hash(hashed_fields(self), previous=previous)


def recorded(row: Row) -> Recorded:
    """Return the event that a row of ``store.events`` keeps."""
    return Recorded(
        position=row["position"],
        stream=row["stream"],
        version=row["version"],
        id=row["id"],
        type=row["type"],
        schema_version=row["schema_version"],
        at=row["at"].astimezone(UTC),
        actor=actor_of(row["actor"]),
        command_id=row["command_id"],
        data=json.loads(row["data"]),
        source=None if row["source"] is None else Source(**json.loads(row["source"])),
        hash=row["hash"],
    )


@lru_cache(maxsize=4_000)
def actor_of(text: str) -> Actor:
    """Return the actor that a row's JSON tells; read once, because a person acts many times."""
    return Actor.model_validate_json(text)


def hashed_fields(event: Recorded) -> dict[str, Any]:
    """Return what an event's hash covers: all but its position, which only orders streams."""
    return {
        "stream": event.stream,
        "version": event.version,
        "id": str(event.id),
        "type": event.type,
        "schema_version": event.schema_version,
        "at": instant(event.at),
        "actor": actor_fields(event.actor),
        "command_id": str(event.command_id),
        "data": event.data,
        "source": None if event.source is None else event.source.as_json(),
    }


def stream_parts(stream: str) -> tuple[Category, UUID]:
    """Return the kind and the id that a stream's name is made of."""
    category, _, ident = stream.partition("/")
    return category, UUID(ident)  # type: ignore[return-value]  # the table's check says so


def event_of(decider: Decider[Any, Any, Any], row: Row) -> Event:
    """Return the domain's event that a row keeps, as text or read, brought to today's shape.

    Raises:
        UnknownVersion: it was stored by a later release.
        UnreadableEvent: it does not have its type's shape.
    """
    kept = json.loads(row["data"]) if isinstance(row["data"], str) else row["data"]
    data = upcast(row["type"], kept, version=row["schema_version"])
    try:
        return decider.events.validate_python({**data, "type": row["type"]})
    except ValidationError:  # it tells the values that it found, and they are people's texts
        raise UnreadableEvent(
            stream=row["stream"], version=row["version"], type_=row["type"]
        ) from None


def data_of(decider: Decider[Any, Any, Any], event: Event) -> dict[str, Any]:
    """Return what is kept of a domain event beside its type."""
    data: dict[str, Any] = decider.events.dump_python(event, mode="json")
    data.pop("type")
    return data
