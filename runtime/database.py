"""Connections to PostgreSQL."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import asyncpg

from runtime.errors import SetupError

_SESSION = {
    "application_name": "mentorship",
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "5s",  # nobody holds a lock and goes away
}
_CONNECT_WITHIN = 10.0
"""Seconds."""

# In quotes, as only the stubs know that these are generic.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


class DatabaseDown(SetupError):
    """No connection to PostgreSQL could be made."""

    def __init__(self, url: str, *, reason: str) -> None:
        self.place = _place(url)
        self.reason = reason
        super().__init__(
            f"PostgreSQL at {self.place} cannot be used ({reason}): start it with 'mentorship up', "
            "or point MENTORSHIP_DATABASE_URL at the right one."
        )


@asynccontextmanager
async def connect_pool(
    url: str,
    *,
    min_size: int = 1,
    max_size: int = 10,
    init: Callable[[Connection], Coroutine[Any, Any, None]] | None = None,
) -> AsyncIterator[Pool]:
    """Keep connections open while the block lasts.

    Args:
        url: ``postgresql://…``.
        min_size: connections made at once; the first of them proves that the server is there.
        max_size: the most at any time; further callers wait.
        init: is awaited with each new connection, to teach it types.

    Raises:
        DatabaseDown: no server there, or it does not let us in. Not raised by the block.
    """
    pool = asyncpg.create_pool(
        url,
        min_size=max(min_size, 1),
        max_size=max_size,
        init=init,
        server_settings=_SESSION,
        timeout=_CONNECT_WITHIN,
    )
    try:
        opened = await pool
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as down:
        raise DatabaseDown(url, reason=_reason(down)) from down
    try:
        yield opened
    finally:
        await opened.close()


def _reason(down: Exception) -> str:
    return f"{down}".rstrip(".") or type(down).__name__


def _place(url: str) -> str:
    """Say where a server is, without the user or the password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'the local socket'}:{parts.port or 5432}{parts.path}"
