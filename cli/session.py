"""One command's time with the servers."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from cli.finding import Target, find_id, ids_in, names_of
from cli.installation import Installation, find_installation, open_records
from cli.words import Reader
from records.recorded import Recorded
from records.store import Records

Result = TypeVar("Result")


@dataclass(frozen=True)
class Session:
    """The servers of this installation, and its records."""

    installation: Installation
    records: Records

    async def find(self, kind: str, word: str) -> UUID:
        """Return the id that a word means; see `cli.finding.find_id`."""
        return await find_id(self.records, kind, word)

    async def state(self, target: Target) -> Any:
        """Return a stream's present state."""
        if target.ident is None:
            return None
        return await self.records.state(target.category, target.ident)

    async def zone_of(self, target: Target) -> str:
        """Return the zone in which a stream's dates are told: a mentorship's is its program's."""
        state = await self.state(target)
        if state is None:
            return "UTC"
        if target.category == "mentorship":
            state = await self.records.state("program", state.program)
        return str(state.zone) if state is not None else "UTC"

    async def reader(self, target: Target, people: set[UUID]) -> Reader:
        """Return the words for a stream in which these people occur."""
        return Reader(await names_of(self.records, people), await self.zone_of(target))

    async def history(self, target: Target) -> tuple[list[Recorded], set[UUID]]:
        """Return a stream's events, and every id that they name."""
        if target.ident is None:
            return [], set()
        events = await self.records.history(target.category, target.ident)
        ids = {found for event in events for found in ids_in(event.data)}
        return events, ids | {event.actor.person for event in events if event.actor.person}


@asynccontextmanager
async def session() -> AsyncIterator[Session]:
    """Lend the servers of this installation while the block lasts.

    Raises:
        CliError, SetupError: something is missing; one sentence says what.
    """
    installation = find_installation()
    async with open_records(installation) as records:
        yield Session(installation, records)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Do a command's work to its end."""
    return asyncio.run(work)
