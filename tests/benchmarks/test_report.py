"""The harness and its report, with contenders who only count."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.bench import Bench, Benchmark, Contender, Found
from benchmarks.figures import Figure, Result, percentile, ratio
from benchmarks.report import read_results, write_report
from benchmarks.servers import Servers
from runtime.clock import now


async def _nothing(_bench: Bench) -> Found:
    return Found([])


RACE = Benchmark(name="race", title="The race", question="Who is quicker?", run=_nothing)
WALK = Benchmark(name="walk", title="The walk", question="Who is slower?", run=_nothing)


def _result(name: str, *figures: Figure, plotted: str | None = None) -> Result:
    return Result(
        name=name,
        figures=figures,
        notes=("Nobody was hurt.",),
        plotted=plotted,
        at=now(),
        seconds=1.5,
        quick=True,
        machine={"processor": "an abacus"},
    )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(Servers(tmp_path, exits=AsyncExitStack()), quick=False, tell=lambda _: None)


async def test_contenders_play_in_turn_and_the_round_that_warms_up_does_not_count(
    bench: Bench,
) -> None:
    played: list[str] = []

    def contender(label: str, pace: float) -> Contender:
        async def play() -> dict[str, float]:
            played.append(label)
            return {"steps/s": pace * len(played)}

        return Contender(label, play)

    figures = await bench.interleave([contender("hare", 2), contender("snail", 1)], rounds=2)
    assert "".join(name[0] for name in played) == "hs" + "sh" + "hs"
    assert [each.rounds for each in figures] == [(8, 10), (3, 6)]
    held = ratio(figures, "hare", "snail", unit="steps/s", at_least=2)
    assert held.rounds == (8 / 3, 10 / 6)
    assert held.meets_its_aim
    assert ratio(figures, "snail", "hare", unit="steps/s", at_least=2).meets_its_aim is False


def test_a_percentile_is_a_value_that_was_seen() -> None:
    values = [float(each) for each in range(1, 101)]
    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([7.0], 0.99) == 7


def test_a_report_changes_its_own_parts_and_keeps_what_was_not_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        report, "_NEW_PAGE", "# Numbers\n\nIn words.\n<!-- begin aims --><!-- end aims -->\n"
    )
    fast = Figure(label="hare / snail", unit="ratio", rounds=(1.0, 3.0, 2.0), at_least=1.5)
    slow = fast.model_copy(update={"rounds": (0.5,), "at_least": 0.8, "label": "snail / hare"})
    pace = Figure(label="hare", group="uphill", unit="steps/s", rounds=(1234.5, 1300.0))
    write_report(tmp_path, [RACE, WALK], [_result("race", fast, pace, plotted="steps/s")])
    write_report(tmp_path, [RACE, WALK], [_result("walk", slow)])
    page = (tmp_path / "performance.md").read_text()
    assert "In words." in page
    assert "| The race | hare / snail | at least 1.5 | 2.00 | met |" in page
    assert "| The walk | snail / hare | at least 0.8 | 0.50 | **missed** |" in page
    assert "| uphill | hare | 1,267 steps/s | 1,234 to 1,300, 2 rounds |" in page
    assert page.count("<!-- begin race -->") == page.count("## The walk") == 1
    assert "an abacus" in page
    assert "Nobody was hurt." in page
    assert "hare, uphill" in _texts(tmp_path / "performance" / "race.svg")
    assert read_results(tmp_path)["race"].figures == (fast, pace)
    assert not (tmp_path / "performance" / "walk.svg").exists()


def _texts(svg: Path) -> str:
    """Return the comments in which a plot says what its outlines spell."""
    return "\n".join(line for line in svg.read_text().splitlines() if "<!--" in line)
