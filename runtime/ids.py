"""The one place that makes ids."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Make an id that nobody else has and that sorts after those made before (UUIDv7, RFC 9562)."""
    return uuid7()
