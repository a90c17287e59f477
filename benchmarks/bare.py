"""The same rows by asyncpg alone: what the database takes, and the least that can be paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from benchmarks.rows import Rows
from records.handle import Pool
from runtime.ids import new_id


@dataclass(frozen=True)
class Bare:
    """A player who writes each step's rows in one commit, and knows nothing else."""

    pool: Pool
    rows: Rows

    async def prepare(self, count: int) -> Sequence[UUID]:
        """Make the rows that are there before the first step."""
        opened = [new_id() for _ in range(count)]
        async with self.pool.acquire() as connection:
            for each in opened:
                await self.rows.open(connection, each)
        return opened

    async def perform(self, mentorship: UUID, number: int) -> None:
        """Write the rows of a step."""
        async with self.pool.acquire() as connection:
            await self.rows.write(connection, mentorship, number)

    async def rest(self) -> None:
        """Do nothing: who is not asked uses up next to nothing."""
