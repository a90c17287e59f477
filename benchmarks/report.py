"""The report: a JSON file with every round, a page with the tables, and plots."""

import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks import tables
from benchmarks.bench import Benchmark
from benchmarks.figures import Result

PAGE = "performance.md"
DATA = "performance.json"
_RESULTS = TypeAdapter(dict[str, Result])

_NEW_PAGE = "# Performance\n\n<!-- begin aims -->\n<!-- end aims -->\n"


def write_report(directory: Path, benchmarks: Sequence[Benchmark], news: Sequence[Result]) -> None:
    """Put new results into a directory's report; what was not measured again stays.

    Of the page only the parts between ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` change;
    a part that is missing is added at the end, below a heading.
    """
    from benchmarks import plots  # noqa: PLC0415 - a second, spared to those who only read

    directory.mkdir(parents=True, exist_ok=True)
    results = read_results(directory) | {each.name: each for each in news}
    (directory / DATA).write_bytes(_RESULTS.dump_json(results, indent=1) + b"\n")
    page = directory / PAGE
    text = page.read_text() if page.exists() else _NEW_PAGE
    text = _filled(text, "aims", tables.aims(benchmarks, results), heading=None)
    if news:
        text = _filled(text, "machine", _machine(news[-1]), heading="The machine")
    for benchmark in benchmarks:
        if (result := results.get(benchmark.name)) is None:
            continue
        section = tables.section(benchmark, result)
        text = _filled(text, benchmark.name, section, heading=benchmark.title)
        if result.plotted:
            plots.draw(benchmark, result, directory / "performance" / f"{benchmark.name}.svg")
    page.write_text(text)


def read_results(directory: Path) -> dict[str, Result]:
    """Return the results that a directory's report holds, by the benchmark's name."""
    file = directory / DATA
    return _RESULTS.validate_json(file.read_bytes()) if file.exists() else {}


def _machine(result: Result) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in result.machine.items())


def _filled(page: str, name: str, content: str, *, heading: str | None) -> str:
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    part = f"{begin}\n{content}\n{end}"
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if found.search(page):
        return found.sub(lambda _: part, page, count=1)
    above = f"\n## {heading}\n\n" if heading else "\n"
    return f"{page.rstrip()}\n{above}{part}\n"
