"""What a benchmark hands back: figures, each measured in several rounds."""

from collections.abc import Callable, Iterable
from statistics import median

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

RATIO = "ratio"
"""The unit of a figure that says how many times as much one contender gave as another."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Kept):
    """One quantity, measured once a round, and where there is one, the aim it is held against."""

    label: str
    group: str = ""
    """The size or circumstance by which figures of the same label differ: ``8 mentorships``."""
    unit: str
    rounds: tuple[float, ...] = Field(min_length=1)
    at_least: float | None = None
    at_most: float | None = None

    @property
    def median(self) -> float:
        """Return the value that half of the rounds did not reach."""
        return median(self.rounds)

    @property
    def low(self) -> float:
        """Return the lowest round."""
        return min(self.rounds)

    @property
    def high(self) -> float:
        """Return the highest round."""
        return max(self.rounds)

    @property
    def meets_its_aim(self) -> bool | None:
        """Say whether the median is where it should be; None where nothing is aimed at."""
        if self.at_least is None and self.at_most is None:
            return None
        above = self.at_least is None or self.median >= self.at_least
        return above and (self.at_most is None or self.median <= self.at_most)


class Result(_Kept):
    """All that one benchmark found out."""

    name: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    """Sentences that stand below the table: what was set up how, and why a number is as it is."""
    plotted: str | None = None
    """The unit of the figures that are drawn as bars; None draws nothing."""
    counted: bool = False
    """Whether the figures were counted, once: they stand in one table, a column for each unit."""
    at: AwareDatetime
    seconds: float
    quick: bool
    machine: dict[str, str]
    stolen: float | None = None
    """The share of the processors' time that the host gave to others meanwhile, if known."""


def ratio(
    figures: Iterable[Figure],
    mine: str,
    to: str,
    *,
    unit: str,
    group: str = "",
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """Return how many times as much ``mine`` gave as ``to``, round by round.

    Both are labels of figures of that unit and group. A round of one is held against the same
    round of the other, which ran moments apart: what slowed the machine slowed both.
    """
    found = [each for each in figures if each.unit == unit and each.group == group]
    ours, theirs = (_only(found, label) for label in (mine, to))
    rounds = tuple(a / b for a, b in zip(ours.rounds, theirs.rounds, strict=True))
    return Figure(
        label=f"{mine} / {to}",
        group=group,
        unit=RATIO,
        rounds=rounds,
        at_least=at_least,
        at_most=at_most,
    )


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that the given share of all values, such as 0.99, does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def grouped(figures: Iterable[Figure], key: Callable[[Figure], str]) -> dict[str, list[Figure]]:
    """Return figures by a key, in the order in which keys and figures came."""
    groups: dict[str, list[Figure]] = {}
    for each in figures:
        groups.setdefault(key(each), []).append(each)
    return groups


def _only(figures: Iterable[Figure], label: str) -> Figure:
    (found,) = (each for each in figures if each.label == label)
    return found
