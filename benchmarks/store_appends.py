"""Appends per second: the store, bare asyncpg, and the library eventsourcing."""

import asyncio
import base64
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from benchmarks.bench import Bench, Benchmark, Contender, Found
from benchmarks.figures import Figure, percentile, ratio
from benchmarks.store_bare import as_bare, rows_of, write
from benchmarks.store_library import Library
from benchmarks.store_story import Move, Tale, Unexpected, envelope_of, rehearsed, tale
from domain.envelopes import Outcome
from records.append import append
from records.handle import Pool, Store
from records.read_tables import KINDS
from records.roles import as_service
from records.store import Records
from runtime.database import connect_pool

Write: TypeAlias = Callable[[], Awaitable[None]]

_MOST = 16
"""Writers at the same time, at the most."""

_ROUNDS = 7
_UNIT = "appends/s"

_QUICK = 8
"""Steps of each story in a quick run."""


@dataclass(frozen=True)
class _Ground:
    """The databases that are written to: one for each contender, with its connections."""

    store: Store
    records: Records
    bare: Pool
    library: Library


def _timed(seconds: float, took: Sequence[float]) -> dict[str, float]:
    return {
        _UNIT: len(took) / seconds,
        "ms p50": percentile(took, 0.5) * 1_000,
        "ms p99": percentile(took, 0.99) * 1_000,
    }


async def _write(writers: Sequence[Sequence[Write]]) -> dict[str, float]:
    """Let writers write at the same time, each one command after the other."""
    took: list[float] = []

    async def write_all(commands: Sequence[Write]) -> None:
        for command in commands:
            begin = time.perf_counter()
            await command()
            took.append(time.perf_counter() - begin)

    begin = time.perf_counter()
    await asyncio.gather(*(write_all(commands) for commands in writers))
    return _timed(time.perf_counter() - begin, took)


class _Appending:
    """A mentorship to which the store appends what was decided."""

    def __init__(self, store: Store, moves: Sequence[Move]) -> None:
        self._store = store
        self._fold = moves[0].decision.fold
        self.commands: list[Write] = [partial(self._append, move) for move in moves]

    async def _append(self, move: Move) -> None:
        decision = replace(move.decision, fold=self._fold)
        async with self._store.unit() as unit:
            await unit.lock_mentors(move.locks)
            _, appended = await append(unit, move.prepared, decision)
        self._fold = appended[-1].fold


async def _handle(records: Records, move: Move) -> None:
    entry = move.prepared.entry
    receipt = await records.handle(
        entry.category, entry.ident, entry.envelope, at=entry.at, internal=entry.internal
    )
    if receipt.outcome is not Outcome.RECORDED:
        raise Unexpected(entry.envelope.type, found=receipt)


async def _settle_in(records: Records, copy: Tale) -> None:
    """Record the people and the program of a story."""
    for step in copy.setup:
        commands = KINDS[step.category].decider.commands
        envelope = envelope_of(commands, step.command, step.id, by=step.actor)
        await records.handle(step.category, step.stream, envelope, at=step.at)


class _Round:
    """Stories that nobody has written yet, for each of the contenders in turn.

    All write the same commands, each to a database of its own.
    """

    def __init__(self, bench: Bench, ground: _Ground, *, writers: int) -> None:
        self._ground = ground
        self._writers = writers
        self._each = bench.size(4, quick=1) if writers == 1 else 1
        self._steps = None if not bench.quick else _QUICK
        self._played: Counter[str] = Counter()
        self._rehearsed: dict[int, tuple[Tale, list[Move]]] = {}

    def _stories(self, contender: str) -> tuple[list[Tale], list[list[Move]]]:
        count = self._writers * self._each
        first = self._writers * 1_000_000 + self._played[contender] * count
        self._played[contender] += 1
        for number in set(self._rehearsed) - set(range(first, first + count)):
            del self._rehearsed[number]
        for number in range(first, first + count):
            if number not in self._rehearsed:
                told = tale(number)
                self._rehearsed[number] = told, rehearsed(told, steps=self._steps)
        found = [self._rehearsed[number] for number in range(first, first + count)]
        return [told for told, _ in found], [moves for _, moves in found]

    def _shared_out(self, stories: Sequence[Sequence[Write]]) -> list[list[Write]]:
        return [
            [command for story in stories[number :: self._writers] for command in story]
            for number in range(self._writers)
        ]

    async def append(self) -> dict[str, float]:
        """Append through the store."""
        _, moves = self._stories("append")
        stories = [_Appending(self._ground.store, each).commands for each in moves]
        return await _write(self._shared_out(stories))

    async def bare(self) -> dict[str, float]:
        """Write the same rows by asyncpg alone."""
        _, moves = self._stories("bare")
        stories: list[list[Write]] = [
            [partial(write, self._ground.bare, rows) for rows in rows_of(each)] for each in moves
        ]
        return await _write(self._shared_out(stories))

    async def handle(self) -> dict[str, float]:
        """Decide and record each command, as activities do."""
        tales, moves = self._stories("handle")
        for each in tales:
            await _settle_in(self._ground.records, each)
        stories: list[list[Write]] = [
            [partial(_handle, self._ground.records, move) for move in each] for each in moves
        ]
        return await _write(self._shared_out(stories))

    async def library(self) -> dict[str, float]:
        """Save the events by the library."""
        _, moves = self._stories("library")
        shared = [
            [move for story in moves[number :: self._writers] for move in story]
            for number in range(self._writers)
        ]
        return _timed(*await self._ground.library.play(shared))


async def _run(bench: Bench) -> Found:
    figures: list[Figure] = []
    async with AsyncExitStack() as exits:
        ground = await _prepare(bench, exits)
        for writers in (1, bench.size(_MOST, quick=2)):
            group = "1 writer" if writers == 1 else f"{writers} writers"
            figures += await _measured(bench, ground, writers=writers, group=group)
    return Found(figures, notes=_NOTES, plotted=_UNIT)


async def _prepare(bench: Bench, exits: AsyncExitStack) -> _Ground:
    bench.tell("making databases")
    pools = []
    for init in (as_service, as_service, as_bare):
        url = await bench.servers.database()
        pool = connect_pool(url, min_size=_MOST, max_size=_MOST, init=init)
        pools.append(await exits.enter_async_context(pool))
    library = Library(await bench.servers.empty_database(), writers=_MOST)
    exits.callback(library.close)
    return _Ground(
        store=Store(pools[0], kinds=KINDS, opener=base64.b64decode),
        records=Records(pools[1], opener=base64.b64decode),
        bare=pools[2],
        library=library,
    )


async def _measured(bench: Bench, ground: _Ground, *, writers: int, group: str) -> list[Figure]:
    played = _Round(bench, ground, writers=writers)
    figures = await bench.interleave(
        [
            Contender("append", played.append),
            Contender("bare asyncpg", played.bare),
            Contender("eventsourcing", played.library),
            Contender("handle", played.handle),
        ],
        group=group,
        rounds=_ROUNDS,
    )
    return [
        ratio(figures, "append", "bare asyncpg", unit=_UNIT, group=group, at_least=0.8),
        ratio(figures, "append", "eventsourcing", unit=_UNIT, group=group),
        ratio(figures, "handle", "bare asyncpg", unit=_UNIT, group=group),
        *figures,
    ]


_NOTES = (
    (
        "All write the commands of whole mentorships, 1.3 events each, to databases of their own "
        "with fsync on; a writer waits for its commit before it goes on. All writers of one "
        "contender are in one Python process, which shares the processors with PostgreSQL."
    ),
    (
        "*append* is what the store does once a command is decided: the hash chain, the events, "
        "the receipt, the read tables, the letters, and a promise to readers that none is passed "
        "by. *bare asyncpg* writes the same rows to the same tables, worked out beforehand, one "
        "statement per table, and promises nothing. *handle* is all of it: the look for a "
        "receipt, the load of what is decided on, the decision, and the append."
    ),
    (
        "*eventsourcing* saves the same events as an aggregate of that library, without receipts, "
        "read tables, letters or hashes."
    ),
)

BENCHMARK = Benchmark(
    name="appends",
    title="Appends per second",
    question="The store's append against the same rows written by bare asyncpg in one commit, and "
    "against an aggregate of the library eventsourcing on the same PostgreSQL.",
    run=_run,
)
