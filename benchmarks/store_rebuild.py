"""Making the read tables again, and looking through the events, against the least it could cost."""

import base64
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from benchmarks.bench import Bench, Benchmark, Contender, Found
from benchmarks.figures import ratio
from benchmarks.store_many import LENGTHS, grow, rehash
from benchmarks.store_story import Unexpected
from records.handle import Pool, Store
from records.read_tables import KINDS
from records.rebuild import rebuild
from records.roles import as_service
from records.verify import verify
from runtime.database import connect_pool

_VARIATIONS = 100
"""Of each mentorship that was played: 5,000 mentorships, 60,000 events."""

_ROUNDS = 5
_UNIT = "events/s"
_ROWS = "rows/s"

_EVENTS = (
    *("position", "stream", "version", "id", "type", "schema_version", "at", "actor"),
    *("command_id", "data", "source", "hash"),
)


@dataclass(frozen=True)
class _Filled:
    """A database with very many mentorships."""

    store: Store
    pool: Pool
    events: int
    rows: int

    async def rebuild(self) -> Mapping[str, float]:
        """Make the read tables again."""
        begin = time.perf_counter()
        await rebuild(self.store)
        return self._rates(time.perf_counter() - begin)

    async def verify(self) -> Mapping[str, float]:
        """Look for what was changed, lost or reordered."""
        begin = time.perf_counter()
        problems = [each async for each in verify(self.store)]
        if problems:
            raise Unexpected("verify", found=problems[0].sentence)
        return {_UNIT: self.events / (time.perf_counter() - begin)}

    async def read(self) -> Mapping[str, float]:
        """Read every event's row, and do nothing with it."""
        begin = time.perf_counter()
        await self.pool.fetch(f"select {', '.join(_EVENTS)} from store.events")  # noqa: S608 - ours
        return {_UNIT: self.events / (time.perf_counter() - begin)}

    async def copy_rows(self) -> Mapping[str, float]:
        """Write the rows of the read tables by COPY, into tables with the same keys and indexes."""
        seconds = await self._copied("read.mentorships") + await self._copied("read.deadlines")
        return self._rates(seconds)

    async def copy_events(self) -> Mapping[str, float]:
        """Write the events' rows by COPY, into a table with the same keys and indexes."""
        return self._rates(await self._copied("store.events"))

    async def _copied(self, table: str) -> float:
        copied = f"copied_{table.partition('.')[2]}"
        async with self.pool.acquire() as connection:
            await connection.execute("reset role")
            await connection.execute(f"create table public.{copied} (like {table} including all)")
            try:
                rows = [tuple(row) for row in await connection.fetch(f"select * from {table}")]  # noqa: S608 - ours
                begin = time.perf_counter()
                await connection.copy_records_to_table(copied, schema_name="public", records=rows)
                return time.perf_counter() - begin
            finally:
                await connection.execute(f"drop table public.{copied}")
                await as_service(connection)

    def _rates(self, seconds: float) -> Mapping[str, float]:
        return {_UNIT: self.events / seconds, _ROWS: self.rows / seconds}


async def _run(bench: Bench) -> Found:
    url = await bench.servers.database()
    async with AsyncExitStack() as exits:
        pool = await exits.enter_async_context(
            connect_pool(url, min_size=2, max_size=4, init=as_service)
        )
        store = Store(pool, kinds=KINDS, opener=base64.b64decode)
        lengths = LENGTHS[:: bench.size(1, quick=12)]
        variations = bench.size(_VARIATIONS, quick=1)
        await grow(store, url, lengths=lengths, variations=variations, tell=bench.tell)
        await rehash(url)
        filled = _Filled(
            store, pool, await _count(pool, _ALL_EVENTS), await _count(pool, _ALL_ROWS)
        )
        figures = await bench.interleave(
            [
                Contender("rebuild", filled.rebuild),
                Contender("COPY of the read tables' rows", filled.copy_rows),
                Contender("COPY of the events' rows", filled.copy_events),
                Contender("verify", filled.verify),
                Contender("select of the events", filled.read),
            ],
            rounds=_ROUNDS,
        )
    ratios = [
        ratio(figures, "rebuild", "COPY of the events' rows", unit=_UNIT, at_least=0.3),
        ratio(figures, "rebuild", "COPY of the read tables' rows", unit=_ROWS),
    ]
    counted = (
        f"{len(lengths)} mentorships were played and varied: {filled.events:,} events, from which "
        f"{filled.rows:,} rows are made."
    )
    return Found([*ratios, *figures], notes=[counted, *_NOTES], plotted=_UNIT)


_ALL_EVENTS = "select count(*) from store.events"
_ALL_ROWS = "select (select count(*) from read.mentorships) + (select count(*) from read.deadlines)"


async def _count(pool: Pool, statement: str) -> int:
    return int(await pool.fetchval(statement))


_NOTES = (
    (
        "*rebuild* reads every event, folds it by the rules, and writes the tables beside the "
        "present ones, which go on being used. It is held against a COPY of as many events, which "
        "are what it goes through, and against a COPY of the few rows that it writes in the end."
    ),
    "*verify* reads every event, hashes it again and reads it as the domain's event.",
)

BENCHMARK = Benchmark(
    name="rebuild",
    title="Rebuilding and verifying",
    question="Events that a rebuild of the read tables goes through in a second, against COPY of "
    "the same rows; events that `records verify` looks at.",
    run=_run,
)
