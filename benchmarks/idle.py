"""What open mentorships cost that nobody touches: memory of the worker, and processor time."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.bench import Bench, Benchmark, Found, paragraphs
from benchmarks.crowd import crowd
from benchmarks.figures import Figure, ratio
from benchmarks.processes import Usage
from benchmarks.service import Service, service
from runtime.ids import new_id
from workflows.schedule import SWEEP_EVERY
from workflows.sweep import SWEEP_WORKFLOW

_HOUR = 3600.0
_CPU = "CPU s an hour"
_MEMORY = "MB"
_WORKER = "worker"
_SWEEP = "sweep, worker and PostgreSQL"
_TOGETHER = "worker with sweep"
_TICK = 0.01
"""Seconds of processor time that the kernel can tell apart; less than one tick counts as one."""
_SWEEPS = 10
_GROWTH = 1.25
"""Ten times as many mentorships may cost a quarter more: what a window of seconds cannot tell."""


@dataclass
class _Seen:
    """What was seen at each size, by figure."""

    kept: dict[tuple[str, str, str], list[float]] = field(default_factory=dict)

    def add(self, label: str, group: str, unit: str, value: float) -> None:
        self.kept.setdefault((label, group, unit), []).append(value)

    def figures(self) -> list[Figure]:
        return [
            Figure(label=label, group=group, unit=unit, rounds=tuple(rounds))
            for (label, group, unit), rounds in self.kept.items()
        ]


@dataclass(frozen=True)
class _Watch:
    """The processes of an installation, and how long a look at them takes."""

    service: Service
    usages: Mapping[str, Usage]
    seconds: float
    rounds: int

    async def look(self, seen: _Seen, group: str) -> None:
        for _ in range(self.rounds):
            before = {name: usage.cpu() for name, usage in self.usages.items()}
            begin = time.perf_counter()
            await asyncio.sleep(self.seconds)
            hours = (time.perf_counter() - begin) / _HOUR
            spent = {
                name: max(usage.cpu() - before[name], _TICK) / hours
                for name, usage in self.usages.items()
            }
            sweeps = await self._sweep() * (_HOUR / SWEEP_EVERY.total_seconds())
            for name, value in spent.items():
                seen.add(name, group, _CPU, value)
            seen.add(_SWEEP, group, _CPU, sweeps)
            seen.add(_TOGETHER, group, _CPU, spent[_WORKER] + sweeps)
        seen.add("worker's memory", group, _MEMORY, self.usages[_WORKER].memory())

    async def _sweep(self) -> float:
        """Run sweeps, and return what one costs the worker and PostgreSQL in seconds."""
        paid = [self.usages[_WORKER], self.usages["PostgreSQL"]]
        before = sum(each.cpu() for each in paid)
        queue = self.service.place.queue
        for _ in range(_SWEEPS):
            await self.service.client.execute_workflow(
                SWEEP_WORKFLOW, id=f"benchmark-sweep/{new_id()}", task_queue=queue
            )
        return max(sum(each.cpu() for each in paid) - before, _TICK) / _SWEEPS


async def _run(bench: Bench) -> Found:
    sizes = [bench.size(1_000, quick=10), bench.size(10_000, quick=30)]
    seen, open_now = _Seen(), 0
    cache = {"MENTORSHIP_MAX_CACHED_WORKFLOWS": "20000"}
    async with service(bench, settings=cache) as running:
        watch = await _watch(bench, running)
        many = await crowd(running)
        try:
            await many.grow(bench.size(100, quick=1))  # what is paid once is paid here
            bare = watch.usages[_WORKER].memory()
            for size in sizes:
                bench.tell(f"opening {size:,} mentorships")
                await many.grow(size - open_now)
                open_now = size
                await asyncio.sleep(bench.size(10, quick=0))
                bench.tell(f"watching {size:,} idle mentorships")
                await watch.look(seen, _group(size))
            memory = watch.usages[_WORKER].memory() - bare
        finally:
            await many.owner.close()
    figures = [*seen.figures(), _memory(memory, open_now)]
    return Found([_growth(figures, sizes), *figures], notes=_NOTES, plotted=_CPU)


async def _watch(bench: Bench, running: Service) -> _Watch:
    assert running.worker is not None  # noqa: S101 - it was asked for
    await running.prepare(1)  # the worker is at work
    usages = {
        _WORKER: Usage.of(running.worker.pid),
        "PostgreSQL": Usage.of((await bench.servers.postgres()).child.pid),
        "Temporal": Usage.of((await bench.servers.temporal()).child.pid),
    }
    seconds = 15.0 if not bench.quick else 0.2
    return _Watch(running, usages, seconds, rounds=bench.size(3, quick=1))


def _memory(grown: float, count: int) -> Figure:
    per_thousand = (grown / count * 1000,)
    return Figure(label="a thousand cached workflows", unit=_MEMORY, rounds=per_thousand)


def _growth(figures: list[Figure], sizes: list[int]) -> Figure:
    """Hold the many against the few, which are figures of the same label in two groups."""
    few, many = (_group(size) for size in sizes)
    same = [
        figure.model_copy(update={"label": figure.group, "group": ""})
        for figure in figures
        if figure.label == _TOGETHER
    ]
    grown = ratio(same, many, few, unit=_CPU, at_most=_GROWTH)
    return grown.model_copy(update={"label": f"{_TOGETHER}: {grown.label}"})


def _group(size: int) -> str:
    return f"{size:,} open"


_NOTES = paragraphs("""
Each mentorship is at its goals, with a running workflow in the worker's cache and one timer that
is weeks away. One was brought there by commands; the others are copies of its rows and its
standing.

Processor time was counted by the kernel over windows of some seconds in which nobody did anything,
and multiplied to an hour. The sweep runs every five minutes; what one run costs the worker and
PostgreSQL was counted apart, and multiplied by twelve.

Temporal is its development server, one process with all of its own background work; it uses the
same with no mentorship at all.

A worker keeps 1,000 mentorships in memory unless it is told otherwise (20,000 here). One that
is not kept is read again from its history when something happens to it.
""")

BENCHMARK = Benchmark(
    name="idle",
    title="Idle mentorships",
    question=(
        "What do open mentorships cost in which nothing happens, and does it grow with their "
        "number?"
    ),
    run=_run,
)
