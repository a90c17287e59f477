"""All events, in the order of their positions, none passed by."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

import asyncpg

from records.connections import AnyConnection
from records.handle import Store
from records.recorded import Recorded, recorded
from records.statements import SQL

PAGE = 500
"""Events in one page."""

PATIENCE = 20
"""Milliseconds for which appends in flight are waited for; new ones wait as long behind."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0
"""Seconds between two looks of a reader that finds nothing new."""


@dataclass
class Reader:
    """Reads on from position to position; remembers up to where nothing can appear any more.

    What lies before that is read without asking again, so that a reader that is far behind costs
    the writers nothing.
    """

    store: Store
    settled: int = 0

    async def read_all(self, *, after: int, limit: int = PAGE) -> list[Recorded]:
        """Return the next events after a position; none means nothing new, or ask again soon.

        An event is only given when no event with a lower position can appear any more. For that
        the appends in flight are waited for, ``PATIENCE`` at the most.

        Raises:
            StoreDown: PostgreSQL is away.
        """
        async with self.store.connection() as connection:
            if page := await self._page(connection, after=after, limit=limit):
                return page
            start = max(after, self.settled)
            try:
                settled = await connection.fetchval(SQL["settled_position"], start, PATIENCE)
            except asyncpg.LockNotAvailableError:
                return []
            if settled <= start:  # nothing was drawn beyond it; the caller may have made it up
                return []
            self.settled = max(self.settled, settled)
            return await self._page(connection, after=after, limit=limit)

    async def _page(self, connection: AnyConnection, *, after: int, limit: int) -> list[Recorded]:
        if after >= self.settled:
            return []
        rows = await connection.fetch(SQL["page_of_events"], after, self.settled, limit)
        return [recorded(row) for row in rows]

    async def pages(self, *, after: int = 0, limit: int = PAGE) -> AsyncGenerator[list[Recorded]]:
        """Yield the events after a position, and those to come, each once and in order, in pages.

        It looks again after a pause that grows while nothing comes, up to a second, and yields an
        empty page at each look that found nothing. It holds no connection between two looks.
        """
        pause = _FIRST_PAUSE
        while True:
            page = await self.read_all(after=after, limit=limit)
            yield page
            if page:
                after, pause = page[-1].position, _FIRST_PAUSE
                continue
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def tail(self, *, after: int = 0) -> AsyncIterator[Recorded]:
        """Yield every event after a position, and those to come, each once and in order."""
        async for page in self.pages(after=after):
            for event in page:
                yield event
