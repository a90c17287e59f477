"""One text for one JSON value, and the hashes that rest on it."""

import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from domain.envelopes import Actor

NO_HASH = bytes(32)
"""What stands before the first event of a stream."""


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: object) -> str:
    """Return the one JSON text of a value, whatever the order of its keys."""
    return _JSON.encode(value)


def is_read_back_as_it_is(value: object) -> bool:
    """Say whether PostgreSQL gives a JSON value back just as Python wrote it.

    Texts, whole numbers and the rest do; of ``1e16`` it makes ``10000000000000000``, so a number
    with a point has to be looked at.
    """
    if isinstance(value, dict):
        return all(is_read_back_as_it_is(each) for each in value.values())
    if isinstance(value, list):
        return all(is_read_back_as_it_is(each) for each in value)
    return not isinstance(value, float)


def hashed(value: object) -> bytes:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).digest()


@lru_cache(maxsize=4_000)
def actor_fields(actor: Actor) -> dict[str, Any]:
    """Return an actor as JSON tells it, not to be changed: it is made once for each actor."""
    return actor.model_dump(mode="json")


def digest_of(stream: str, *, actor: Actor, type_: str, body: object) -> bytes:
    """Return what tells a repeated command from another under the same id.

    The time is left out, because a repeat enters later; so is the sealing, because sealing the
    same body twice gives two texts.
    """
    return hashed([stream, actor_fields(actor), type_, body])


def event_hash(event: dict[str, Any], *, previous: bytes) -> bytes:
    """Return the hash that ties an event to all before it in its stream.

    Args:
        event: its fields as they are read back from the store: ``stream``, ``version``, ``id``,
            ``type``, ``schema_version``, ``at``, ``actor``, ``command_id``, ``data``, ``source``.
        previous: the hash of the event before, or ``NO_HASH``.
    """
    return hashed({**event, "previous": previous.hex()})


def instant(at: datetime) -> str:
    """Return the one text of an instant: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
