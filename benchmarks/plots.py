"""Results as pictures: bars for the medians, with the lowest and highest round as whiskers."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Picture

from benchmarks.bench import Benchmark
from benchmarks.figures import Figure, Result, grouped

_BAR = 0.32
_MARGIN = 0.9
_WIDTH = 7.5
_COLOURS = ("#1f6f8b", "#c98a2b", "#7a8b99", "#99582a", "#4f772d", "#6d597a")

mpl.rcParams["svg.hashsalt"] = "benchmarks"  # so that the same numbers give the same file


def draw(benchmark: Benchmark, result: Result, file: Path) -> None:
    """Draw the figures of a result that its ``plotted`` names into an SVG file."""
    shown = [each for each in result.figures if each.unit == result.plotted]
    picture = Picture(figsize=(_WIDTH, _MARGIN + _BAR * len(shown)), layout="constrained")
    axes = picture.add_subplot()
    labels = list(dict.fromkeys(each.label for each in shown))
    ticks: list[tuple[float, str]] = []
    place = 0.0
    for figures in grouped(shown, lambda each: each.group).values():
        for each in figures:
            _bar(axes, each, place, colour=_COLOURS[labels.index(each.label) % len(_COLOURS)])
            name = f"{each.label}, {each.group}" if each.group else each.label
            ticks.append((place, name))
            place += 1
        place += 0.4
    _dress(axes, ticks, title=benchmark.title, unit=result.plotted or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(file, format="svg", metadata={"Date": None})


def _bar(axes: Axes, figure: Figure, place: float, *, colour: str) -> None:
    whiskers = [[figure.median - figure.low], [figure.high - figure.median]]
    axes.barh(place, figure.median, color=colour, xerr=whiskers, ecolor="#333333", capsize=2)


def _dress(axes: Axes, ticks: list[tuple[float, str]], *, title: str, unit: str) -> None:
    axes.set_yticks([place for place, _ in ticks], [name for _, name in ticks], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel(unit, fontsize=8)
    axes.set_title(title, fontsize=9, loc="left")
    axes.tick_params(axis="x", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
