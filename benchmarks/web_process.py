"""The web service in a process of its own, and somebody who asks it over HTTP."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import httpx2

from benchmarks.children import module
from records.store import Records
from runtime.clock import now
from runtime.embedded.ports import free_port
from runtime.tokens import new_key

SCOPES: Final = ("read", "act", "steer")
_READY_WITHIN: Final = 60.0
_ANSWERS_WITHIN: Final = 60.0


@asynccontextmanager
async def web(home: Path, environment: Mapping[str, str]) -> AsyncIterator[str]:
    """Run ``python -m web`` until it says that it is ready, and then while the block lasts.

    Yields the address at which it answers.
    """
    port = free_port()
    settings = {**environment, "MENTORSHIP_WEB_PORT": str(port)}
    async with module("web", home=home, environment=settings) as running:
        address = f"http://localhost:{port}"
        async with httpx2.AsyncClient(base_url=address) as client:

            async def is_ready() -> bool:
                try:
                    answer = await client.get("/ready")
                except httpx2.TransportError:
                    return False
                return bool(answer.is_success)

            await running.until_ready(is_ready, within=_READY_WITHIN)
        yield address


async def key_of(records: Records, person: UUID | None) -> str:
    """Make a key, of a person's or of the operator's, and return it."""
    token = new_key()
    await records.make_key(
        token=token,
        name="benchmark",
        person=person,
        program=None,
        scopes=frozenset(SCOPES),
        made_by=None,
        at=now(),
        expires_at=now() + timedelta(days=1),
    )
    return token


def client(address: str, **headers: str) -> httpx2.AsyncClient:
    """Return somebody who asks, with as many connections as they like."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=100)
    return httpx2.AsyncClient(
        base_url=address, headers=headers, limits=limits, timeout=_ANSWERS_WITHIN
    )
