"""The benchmarks, in the order in which they run and are shown."""

from benchmarks import (
    budget,
    histories,
    idle,
    letters,
    startup,
    store_appends,
    store_queries,
    store_rebuild,
    transitions,
    web_commands,
    web_lists,
)
from benchmarks.bench import Benchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    transitions.BENCHMARK,
    store_appends.BENCHMARK,
    store_rebuild.BENCHMARK,
    store_queries.BENCHMARK,
    web_commands.BENCHMARK,
    web_lists.BENCHMARK,
    letters.BENCHMARK,
    budget.BENCHMARK,
    histories.BENCHMARK,
    idle.BENCHMARK,
    startup.BENCHMARK,
)
