"""A mail server that misbehaves on command, at any point of the conversation."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum


class Misdeed(Enum):
    """What can happen instead of an answer."""

    HANG_UP = "hang up"
    STALL = "stall"


POLITE = {
    "BANNER": "220 unruly.test",
    "EHLO": "250 unruly.test",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go on",
    "CONTENT": "250 OK",
    "RSET": "250 OK",
    "QUIT": "221 Bye",
}


@dataclass
class Unruly:
    """What the server answers at each point, and what it has taken.

    ``answers`` replaces polite ones; ``once`` does so for the next time only. What it ``took`` are
    contents that arrived whole, whether or not the sender heard of it.
    """

    answers: dict[str, str | Misdeed] = field(default_factory=dict)
    once: dict[str, str | Misdeed] = field(default_factory=dict)
    took: list[str] = field(default_factory=list)
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve on a free port of the loopback address while the block lasts; yields the URL."""
        server = await asyncio.start_server(self._meet, host="127.0.0.1", port=0)
        try:
            yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            self.released.set()
            server.close()
            await server.wait_closed()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, _Left):
                await self._talk(reader, writer)
        finally:
            self.at_once -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._answer(writer, "BANNER")
        while line := await reader.readline():
            verb = line.decode().upper()[:4]
            answer = await self._answer(writer, verb)
            if verb == "DATA" and answer.startswith("3"):
                content = await reader.readuntil(b"\r\n.\r\n")
                self.took.append(content.decode("utf-8", "surrogateescape"))
                await self._answer(writer, "CONTENT")
            if verb == "QUIT":
                return

    async def _answer(self, writer: asyncio.StreamWriter, point: str) -> str:
        answer = self.once.pop(point, None) or self.answers.get(point) or POLITE[point]
        if answer is Misdeed.HANG_UP:
            raise _Left
        if answer is Misdeed.STALL:
            await self.released.wait()
            raise _Left
        assert isinstance(answer, str)
        writer.write(answer.encode() + b"\r\n")
        await writer.drain()
        return answer


class _Left(Exception):
    """The server leaves without another word."""
