"""Connections to the mail server: a few, used again and again, never by two mails at once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiosmtplib import SMTP, SMTPException

from letters.route import Route

IDLE = 60.0
"""Seconds after which an idle connection is not used again: many servers hang up soon after."""

_CANCEL_AGAIN = 0.05

_Found = TypeVar("_Found")


class Connections:
    """At most so many connections along one route; idle ones are kept for the next mail.

    Args:
        route: the way to the server.
        limit: connections at the same time; who finds none waits for one.
        answer_within: seconds that the server has for each answer, the first one included.
    """

    def __init__(self, route: Route, *, limit: int, answer_within: float) -> None:
        self._route = route
        self._answer_within = answer_within
        self._turns = asyncio.Semaphore(limit)
        self._idle: list[tuple[SMTP, float]] = []

    @asynccontextmanager
    async def one(self) -> AsyncIterator[SMTP]:
        """Lend a connection that just answered; it is kept unless the block fails.

        Whoever was refused politely catches that inside the block: the connection is as good as
        before. After anything else nobody knows what the server's next answer would be about.

        Raises:
            SMTPException, OSError: the server is not there, or does not let us in.
        """
        async with self._turns:
            client = await self._awake() or self._new()
            try:
                if not client.is_connected:
                    await client.connect()
                yield client
            except BaseException:
                client.close()
                raise
            self._idle.append((client, self._now()))

    async def close(self) -> None:
        """Say goodbye on every idle connection."""
        while self._idle:
            client, _ = self._idle.pop()
            await _leave(client)

    async def _awake(self) -> SMTP | None:
        """Return an idle connection that still answers; those that do not are let go."""
        while self._idle:
            client, since = self._idle.pop()
            if self._now() - since <= IDLE and await _answers(client):
                return client
            client.close()
        return None

    def _new(self) -> SMTP:
        route = self._route
        return SMTP(
            hostname=route.host,
            port=route.port,
            username=route.username,
            password=route.password,
            local_hostname=route.sender.domain,
            use_tls=route.scheme == "smtps",
            start_tls=route.scheme == "smtp+starttls",
            timeout=self._answer_within,
        )

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


async def cancellable(conversation: Coroutine[Any, Any, _Found]) -> _Found:
    """Return what a conversation with the server comes to; when cancelled, end it at once.

    aiosmtplib waits by `asyncio.wait_for`, and in Python 3.11 that loses a cancellation which comes
    together with an answer: the conversation would go on, and wait for the next one. So it is
    cancelled until it ends.
    """
    talking = asyncio.create_task(conversation)
    try:
        await asyncio.wait([talking])
    except asyncio.CancelledError:
        while not talking.done():
            talking.cancel()
            await asyncio.wait([talking], timeout=_CANCEL_AGAIN)
        if not talking.cancelled():
            talking.exception()  # nobody asks for it any more
        raise
    return talking.result()


async def _answers(client: SMTP) -> bool:
    """Begin anew on a connection, and say whether the server is still there."""
    try:
        await client.rset()
    except (SMTPException, OSError):
        return False
    except BaseException:
        client.close()
        raise
    return True


async def _leave(client: SMTP) -> None:
    try:
        await client.quit()
    except (SMTPException, OSError):
        client.close()
