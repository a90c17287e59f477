"""Answers that go on for a while: as many at once as there is room for, and nothing held behind."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from typing import Final

import structlog
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from web.problems import unavailable

STALLED: Final = 120.0
"""Seconds for which a reader may take nothing; what holds a connection does not wait for ever."""

log = structlog.get_logger(__name__)


class Turns:
    """Lets so many in at once, in this process, and sends the others away for a while.

    Args:
        most: how many.
        sentence: what those are told for whom there is no room.
    """

    def __init__(self, most: int, *, sentence: str) -> None:
        self.free = most
        self._sentence = sentence

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a turn while the block lasts.

        Raises:
            Problem: 503, there is none.
        """
        if not self.free:
            raise unavailable(self._sentence)
        self.free -= 1
        try:
            yield
        finally:
            self.free += 1


class Streamed(StreamingResponse):
    """An answer that is made while it is sent; what it holds is given back however it ends.

    A reader who goes away leaves the iterator where it was, and it would keep its connection until
    somebody collects it. To one who stays and reads nothing, the answer breaks off.

    Args:
        content: the bytes.
        held: what is to be closed afterwards, the iterator among it.
        media_type: of the content.
        headers: go with it.
    """

    def __init__(
        self,
        content: AsyncIterator[bytes],
        *,
        held: AsyncExitStack,
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(content, headers=headers, media_type=media_type)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        is_stalled = False

        async def sent(message: Message) -> None:
            nonlocal is_stalled
            try:
                async with asyncio.timeout(STALLED):
                    await send(message)
            except TimeoutError:
                is_stalled = True
                raise

        async with self._held:
            try:
                await super().__call__(scope, receive, sent)
            except TimeoutError:
                if not is_stalled:
                    raise
                log.warning("answer.stalled", path=scope["path"])
