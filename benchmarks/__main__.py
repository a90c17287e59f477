"""Run benchmarks and write what they found: ``python -m benchmarks --help``."""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from benchmarks import tables
from benchmarks.bench import Bench, Benchmark
from benchmarks.catalogue import BENCHMARKS
from benchmarks.figures import Result
from benchmarks.machine import machine, stolen
from benchmarks.report import write_report
from benchmarks.servers import Servers
from runtime.clock import now
from runtime.exit import leave
from runtime.logging import configure_logging

_DOCS = Path("docs")


async def run(
    benchmarks: Sequence[Benchmark], *, quick: bool, out: Path | None, console: Console
) -> list[Result]:
    """Run benchmarks one after the other, each on servers of its own, and return what they found.

    The report is written after each, so that an interrupted run keeps what it had.

    Args:
        benchmarks: which ones.
        quick: run each at its smallest, to see that it runs.
        out: the directory of the report; None writes none.
        console: where progress is told.
    """
    results = []
    for benchmark in benchmarks:
        result = await _measure(benchmark, quick=quick, console=console)
        results.append(result)
        console.print(Markdown(f"## {benchmark.title}\n\n{tables.section(benchmark, result)}"))
        if out is not None:
            write_report(out, BENCHMARKS, [result])
    return results


async def _measure(benchmark: Benchmark, *, quick: bool, console: Console) -> Result:
    at, begin = now(), time.perf_counter()

    def tell(words: str) -> None:
        took = time.perf_counter() - begin
        console.print(f"{took:6.1f} s  [bold]{benchmark.name}[/]  {words}", highlight=False)

    # PostgreSQL may have to become another user, who must be able to pass through.
    with tempfile.TemporaryDirectory(prefix="mentorship-benchmarks-") as directory:
        async with AsyncExitStack() as exits:
            home = Path(directory)
            facts = machine(home)
            bench = Bench(Servers(home, exits=exits), quick=quick, tell=tell)
            before = stolen()
            found = await benchmark.run(bench)
            kept = None if before is None else (stolen() or before) - before
    seconds = time.perf_counter() - begin
    return Result(
        name=benchmark.name,
        figures=tuple(found.figures),
        notes=tuple(found.notes),
        plotted=found.plotted,
        counted=found.counted,
        at=at,
        seconds=seconds,
        quick=quick,
        machine=facts,
        stolen=None if kept is None else kept / seconds / (os.cpu_count() or 1),
    )


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    names = [each.name for each in BENCHMARKS]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure what the service costs."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="the smallest sizes, within a minute")
    parser.add_argument("--out", type=Path, help="the report's directory; docs for a full run")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and end")
    chosen = parser.parse_args(words)
    if unknown := set(chosen.names) - set(names):
        parser.error(f"there is no benchmark {min(unknown)!r}; there are {', '.join(names)}")
    return chosen


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks for, and return the exit code."""
    chosen, console = _arguments(words), Console(stderr=True)
    if chosen.list:
        for each in BENCHMARKS:
            sys.stdout.write(f"{each.name:14}{each.title}\n")
        return 0
    configure_logging(form="console", level="error")
    picked = [each for each in BENCHMARKS if not chosen.names or each.name in chosen.names]
    out = chosen.out or (None if chosen.quick else _DOCS)
    asyncio.run(run(picked, quick=chosen.quick, out=out, console=console))
    return 0


if __name__ == "__main__":
    leave(main())
