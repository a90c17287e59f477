"""What differs between two texts, word by word, and between two sets of them, title by title."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal, assert_never

from pydantic import TypeAdapter, ValidationError

from domain.recurrence import Recurrence

Manner = Literal["kept", "added", "removed"]

_PARTS: Final = 2_400
"""Words and blanks of two texts that are compared one by one, some four printed pages of them."""

_PAIRS: Final = 6_000
"""Equal words that are weighed against each other; what repeats itself more is compared coarsely.
Both limits hold the slowest comparison to some tenths of a second."""

_WORDS: Final = re.compile(r"\s+|\S+")
_SENTENCES: Final = re.compile(r"\s+|\S(?:.*?[.!?;:](?=\s)|.*$)", re.MULTILINE)
_RECURRENCE: Final[TypeAdapter[str]] = TypeAdapter(Recurrence)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, or that only the newer or only the older one has."""

    manner: Manner
    text: str


@dataclass(frozen=True)
class Change:
    """What became of the text under one title; one that is new is all added."""

    title: str
    pieces: Sequence[Piece]


def pieces(before: str, after: str) -> Sequence[Piece]:
    """Return two texts as one: all that was kept, removed and added, in the order of reading.

    Texts of any length are compared in bounded time, the longer the more coarsely.
    """
    cuts: Sequence[Callable[[str], Sequence[str]]] = (_WORDS.findall, _SENTENCES.findall)
    for cut in cuts:
        older, newer = cut(before), cut(after)
        if len(older) + len(newer) <= _PARTS and _pairs(older, newer) <= _PAIRS:
            return _joined(_aligned(older, newer))
    return _joined(_replaced(before, after))


def _pairs(older: Sequence[str], newer: Sequence[str]) -> int:
    found = Counter(newer)
    return sum(found[each] for each in older if not each.isspace())


def _aligned(older: Sequence[str], newer: Sequence[str]) -> Iterator[Piece]:
    # Blanks are no place to begin with: every text has them everywhere.
    matcher = SequenceMatcher(str.isspace, older, newer, autojunk=False)
    for tag, begin, end, newer_begin, newer_end in matcher.get_opcodes():
        gone, come = "".join(older[begin:end]), "".join(newer[newer_begin:newer_end])
        match tag:
            case "equal":
                yield Piece("kept", come)
            case "delete" | "insert" | "replace":
                yield from _replaced(gone, come)
            case _:
                assert_never(tag)


def _replaced(before: str, after: str) -> Iterator[Piece]:
    yield Piece("removed", before)
    yield Piece("added", after)


def _joined(found: Iterator[Piece]) -> Sequence[Piece]:
    """Return the pieces without empty ones."""
    return [each for each in found if each.text]


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[Change]:
    """Return what differs between texts with the same titles, in the order in which they stand."""
    return [
        Change(title, pieces(before.get(title, ""), after.get(title, "")))
        for title in _titles(list(before), list(after))
        if before.get(title) != after.get(title)
    ]


def _titles(older: Sequence[str], newer: Sequence[str]) -> Sequence[str]:
    """Return the newer titles, with those that are gone behind what they followed."""
    found = list(newer)
    for place, title in enumerate(older):
        if title not in found:
            found.insert(found.index(older[place - 1]) + 1 if place else 0, title)
    return found


def is_alike(one: str, other: str) -> bool:
    """Say whether two answers say the same.

    Case, blanks, a full stop at the end, and how a rhythm is written make no difference.
    """
    return _plain(one) == _plain(other) or _rhythm(one) == _rhythm(other) != ""


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".!").casefold()


def _rhythm(text: str) -> str:
    try:
        return _RECURRENCE.validate_python(text)
    except ValidationError:
        return ""
