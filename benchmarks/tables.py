"""Results as Markdown: a table for each benchmark, and one of all that is aimed at."""

from collections.abc import Iterable, Sequence

from benchmarks.bench import Benchmark
from benchmarks.figures import RATIO, Figure, Result

_SMALL = 10
_LARGE = 1_000


def section(benchmark: Benchmark, result: Result) -> str:
    """Return what stands between a benchmark's markers: question, tables, plot and notes."""
    ratios = [each for each in result.figures if each.unit == RATIO]
    others = [each for each in result.figures if each.unit != RATIO]
    found = [figures for figures in (ratios, others) if figures]
    parts = [benchmark.question]
    parts += [_crossed(figures) if result.counted else _table(figures) for figures in found]
    if result.plotted:
        parts.append(f"![{benchmark.title}](performance/{benchmark.name}.svg)")
    parts += [f"- {note}" for note in result.notes]
    return "\n\n".join([*parts, _origin(result)])


def aims(benchmarks: Sequence[Benchmark], results: dict[str, Result]) -> str:
    """Return the table of every figure that has an aim, met or not."""
    lines = [
        [benchmark.title, _name(figure), _aim(figure), _value(figure), _verdict(figure)]
        for benchmark in benchmarks
        if benchmark.name in results
        for figure in results[benchmark.name].figures
        if figure.meets_its_aim is not None
    ]
    if not lines:
        return "Nothing that has an aim was measured."
    return _rows(["benchmark", "figure", "aim", "measured", ""], lines)


def _table(figures: Sequence[Figure]) -> str:
    aimed = any(each.meets_its_aim is not None for each in figures)
    rows = [
        [
            each.group,
            each.label,
            _value(each),
            _spread(each),
            *([_aim(each), _verdict(each)] if aimed else []),
        ]
        for each in figures
    ]
    heads = ["", "", "median", "lowest to highest round", *(["aim", ""] if aimed else [])]
    return _rows(heads, rows)


def _crossed(figures: Sequence[Figure]) -> str:
    units = list(dict.fromkeys(each.unit for each in figures))
    lines = [
        [group, label, *(by_unit.get(unit, "") for unit in units)]
        for (group, label), by_unit in _by_line(figures).items()
    ]
    return _rows(["", "", *units], lines)


def _by_line(figures: Sequence[Figure]) -> dict[tuple[str, str], dict[str, str]]:
    lines: dict[tuple[str, str], dict[str, str]] = {}
    for each in figures:
        lines.setdefault((each.group, each.label), {})[each.unit] = _said(each)
    return lines


def _rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---"] * len(heads)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))


def _name(figure: Figure) -> str:
    return f"{figure.label}, {figure.group}" if figure.group else figure.label


def _value(figure: Figure) -> str:
    return _with_unit(_said(figure), figure.unit)


def _said(figure: Figure) -> str:
    """Write a median; what was counted, once, is a whole number and looks like one."""
    whole = len(figure.rounds) == 1 and figure.median.is_integer()
    return f"{figure.median:,.0f}" if whole else number(figure.median)


def _spread(figure: Figure) -> str:
    if len(figure.rounds) == 1:
        return "one round"
    return f"{number(figure.low)} to {number(figure.high)}, {len(figure.rounds)} rounds"


def _aim(figure: Figure) -> str:
    bounds = [(figure.at_least, "at least"), (figure.at_most, "at most")]
    return ", ".join(f"{words} {bound:g}" for bound, words in bounds if bound is not None)


def _verdict(figure: Figure) -> str:
    met = figure.meets_its_aim
    return "" if met is None else "met" if met else "**missed**"


def _with_unit(text: str, unit: str) -> str:
    return text if unit == RATIO else f"{text} {unit}"


def number(value: float) -> str:
    """Write a number with as many digits as mean anything: 1,234 and 56.7 and 0.89."""
    if abs(value) >= _LARGE:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= _SMALL else f"{value:.2f}"


def _origin(result: Result) -> str:
    how = "a quick run, which proves nothing but that it runs" if result.quick else "a full run"
    if result.stolen is not None:
        how += f", in which the host kept {result.stolen:.0%} of the processors' time for others"
    return f"*Measured on {result.at:%d %B %Y} in {result.seconds:.0f} s: {how}.*"
