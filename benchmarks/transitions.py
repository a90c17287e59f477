"""Transitions through the workflow, against those who do less, and one who does it differently."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from benchmarks.bare import Bare
from benchmarks.bench import Bench, Benchmark, Contender, Found, paragraphs
from benchmarks.children import ready_module
from benchmarks.figures import Figure, ratio
from benchmarks.on_dbos import OnDbos, client_of
from benchmarks.players import RATE, Player, Round, playing
from benchmarks.rows import Rows, recorded_rows
from benchmarks.service import Service, service
from benchmarks.smallest import Entities
from benchmarks.smallest_workflow import NOTHING, ROWS
from records.roles import as_service
from runtime.database import connect_pool
from runtime.ids import new_id

OURS = "this service"
BARE = "bare asyncpg"
EMPTY = "smallest workflow, empty activity"
WRITING = "smallest workflow, same rows"
DBOS = "DBOS, same rows"

_AIM_WORKFLOW = 0.8
_AIM_DBOS = 2.0


@asynccontextmanager
async def _players(bench: Bench) -> AsyncIterator[dict[str, Player]]:
    async with service(bench) as ours:
        rows = await _rows(ours)
        file = ours.place.home / "rows.json"
        file.write_text(rows.model_dump_json())
        async with (
            _bare(bench, rows) as bare,
            _smallest(bench, ours, rows, file) as (empty, writing),
            _dbos(bench, rows, file) as dbos,
        ):
            yield {OURS: ours, BARE: bare, EMPTY: empty, WRITING: writing, DBOS: dbos}


async def _rows(ours: Service) -> Rows:
    connection = await asyncpg.connect(ours.place.database_url)
    try:
        return await recorded_rows(ours.office, connection)
    finally:
        await connection.close()


@asynccontextmanager
async def _bare(bench: Bench, rows: Rows) -> AsyncIterator[Bare]:
    async with connect_pool(await bench.servers.database(), init=as_service) as pool:
        yield Bare(pool, rows)


@asynccontextmanager
async def _smallest(
    bench: Bench, ours: Service, rows: Rows, file: Path
) -> AsyncIterator[tuple[Entities, Entities]]:
    url, queue = await bench.servers.database(), f"smallest-{new_id()}"
    address, home = ours.place.temporal_address, bench.servers.home
    async with (
        connect_pool(url, init=as_service) as pool,
        ready_module("benchmarks.smallest", address, queue, url, str(file), home=home),
    ):
        yield (
            Entities(ours.client, queue, NOTHING, pool, rows),
            Entities(ours.client, queue, ROWS, pool, rows),
        )


@asynccontextmanager
async def _dbos(bench: Bench, rows: Rows, file: Path) -> AsyncIterator[OnDbos]:
    url, home = await bench.servers.database(), bench.servers.home
    async with (
        connect_pool(url, init=as_service) as pool,
        ready_module("benchmarks.on_dbos", url, str(file), home=home) as running,
    ):
        with client_of(url) as client:
            player = OnDbos(client, running, pool, rows)
            try:
                yield player
            finally:
                player.wake()


async def _run(bench: Bench) -> Found:
    sizes = [
        Round(mentorships=1, steps=bench.size(180, quick=6)),
        Round(mentorships=8, steps=bench.size(60, quick=2)),
    ]
    figures: list[Figure] = []
    async with _players(bench) as players:
        for size in sizes:
            group = _group(size)
            contenders = [
                Contender(label, playing(player, size)) for label, player in players.items()
            ]
            found = await bench.interleave(contenders, group=group, rounds=5)
            figures += [*_ratios(found, group), *found]
    return Found(figures, notes=_NOTES, plotted=RATE)


def _ratios(figures: Sequence[Figure], group: str) -> list[Figure]:
    aims = {BARE: None, EMPTY: _AIM_WORKFLOW, WRITING: None, DBOS: _AIM_DBOS}
    return [
        ratio(figures, OURS, other, unit=RATE, group=group, at_least=aim)
        for other, aim in aims.items()
    ]


def _group(size: Round) -> str:
    return f"{size.mentorships} at once" if size.mentorships > 1 else "one mentorship"


_NOTES = paragraphs("""
A transition is a command that is given and waited for until its receipt is back: setting and
refining a goal, assigning and completing a task, noting an accomplishment, achieving the goal,
and again. Each mentorship's commands follow one another without a pause.

This service: the client seals the command and sends it as an update; a worker in a process of
its own checks, decides, and appends the event with its hash, its receipt and the read tables; the
receipt comes back. Runs hand over to new ones as they grow.

Bare asyncpg writes those same rows, taken from the service's own tables, in one commit. It
checks, decides and waits for nothing.

The smallest workflow answers an update after one local activity, once an empty one and once one
that writes those same rows. Its runs are new in every round and never hand over.

DBOS receives a message, runs a step that writes those same rows, and sets an event that the
caller waits for, by LISTEN and NOTIFY on both sides, held back for 1 ms at the most. Its tables
are in the same PostgreSQL server. Its process stands still while the others play.

All of them wait for the disk at every commit of PostgreSQL and of Temporal's SQLite file. Callers,
workers and servers share the machine. The processor time of a transition is that of all of them
together.
""")

BENCHMARK = Benchmark(
    name="transitions",
    title="Transitions per second",
    question=(
        "How many commands a second get their receipt, and how long a caller waits, through the "
        "workflow and in other ways?"
    ),
    run=_run,
)
