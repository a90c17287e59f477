"""One text for one JSON value, and the hashes that rest on it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from domain.envelopes import Actor

NO_HASH = bytes(32)
"""What stands before the first event of a stream."""


def canonical(value: object) -> str:
    """Return the one JSON text of a value, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hashed(value: object) -> bytes:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).digest()


def digest_of(stream: str, *, actor: Actor, type_: str, body: object) -> bytes:
    """Return what tells a repeated command from another under the same id.

    The time is left out, because a repeat enters later; so is the sealing, because sealing the
    same body twice gives two texts.
    """
    return hashed([stream, actor.model_dump(mode="json"), type_, body])


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
