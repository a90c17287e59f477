"""A road to a real server, which can be closed and opened again while both ends live on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from runtime.embedded.ports import LOOPBACK, free_port


@dataclass
class Road:
    """Leads from a port of this machine to a server; while it is closed, nobody listens there."""

    host: str
    to: int
    port: int = field(default_factory=free_port)
    server: asyncio.Server | None = None
    ends: set[asyncio.StreamWriter] = field(default_factory=set)

    async def open(self) -> None:
        """Let everybody through again."""
        self.server = await asyncio.start_server(self._lead, LOOPBACK, self.port)

    async def close(self) -> None:
        """Cut off whoever is on the road, and let nobody through."""
        assert self.server is not None
        self.server.close()
        for end in tuple(self.ends):
            end.transport.abort()
        await self.server.wait_closed()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self.host, self.to)
        ends = {writer, back}
        self.ends |= ends
        try:
            await asyncio.gather(_carry(reader, back), _carry(there, writer))
        finally:
            self.ends -= ends


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while some := await reader.read(2**16):
            writer.write(some)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def road_to(host: str, port: int) -> AsyncIterator[Road]:
    """Lend a road that is open."""
    road = Road(host, port)
    await road.open()
    try:
        yield road
    finally:
        await road.close()
