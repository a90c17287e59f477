"""What a benchmark is, and what it is given to work with."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from benchmarks.figures import Figure
from benchmarks.servers import Servers

Play: TypeAlias = Callable[[], Awaitable[Mapping[str, float]]]
"""Plays one round and returns what it gave, by unit: ``{"appends/s": 812.5, "ms p50": 1.2}``."""


@dataclass(frozen=True)
class Contender:
    """One of those that are measured against each other."""

    label: str
    play: Play


@dataclass(frozen=True)
class Bench:
    """The servers, how much is to be done, and somebody to tell how far it is."""

    servers: Servers
    quick: bool
    tell: Callable[[str], None]

    def size(self, full: int, *, quick: int) -> int:
        """Return how much to do: ``quick`` proves that it runs, ``full`` is worth publishing."""
        return quick if self.quick else full

    async def interleave(
        self, contenders: Sequence[Contender], *, group: str = "", rounds: int = 7
    ) -> list[Figure]:
        """Let contenders play in turn, A B C, B C A, …, and return a figure for each and unit.

        One round goes before, to warm up, and does not count; a quick run is one round that does.
        Each round begins with another contender, so that none is always behind the same one.
        """
        kept: dict[tuple[str, str], list[float]] = {}
        total = self.size(rounds, quick=1)
        for turn in range(self.size(0, quick=1), total + 1):
            self.tell(f"{group}: round {turn} of {total}" if group else f"round {turn} of {total}")
            first = turn % len(contenders)
            for contender in (*contenders[first:], *contenders[:first]):
                played = await contender.play()
                if turn:
                    for unit, value in played.items():
                        kept.setdefault((contender.label, unit), []).append(value)
        return [
            Figure(label=each.label, group=group, unit=unit, rounds=tuple(kept[each.label, unit]))
            for each in contenders
            for label, unit in kept
            if label == each.label
        ]


@dataclass(frozen=True)
class Found:
    """What a benchmark returns; see ``benchmarks.figures.Result`` for what each part means."""

    figures: Sequence[Figure]
    notes: Sequence[str] = ()
    plotted: str | None = None
    counted: bool = False


@dataclass(frozen=True)
class Benchmark:
    """A question that is answered by measuring."""

    name: str
    """On the command line, and of the part of ``docs/performance.md`` that it writes."""
    title: str
    question: str
    """What is measured against what, in a sentence or two; it stands above the table."""
    run: Callable[[Bench], Awaitable[Found]]


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the notes of a text in which empty lines stand between them, each in one line."""
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))
