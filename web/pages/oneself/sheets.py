"""Long records on several pages: each of bounded weight, and nothing left out or told twice."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Any, Final

from web.pages.weights import ROOM, weight_of

Path = tuple[Hashable, ...]
"""How one comes to a part of a record: a number leads into a list, all else into a mapping."""

Piece = tuple[Path, Any]
"""The way to a part of a record that stays on one page, and that part."""

_TOGETHER: Final = ROOM // 4
"""Bytes up to which what belongs together stays together, such as all that is told of an event."""

_MARKUP: Final = 40
"""Bytes that tags take around a name, an item or a mapping, at the most."""

_HEAD: Final = 160
"""The same around what is more than a name, such as the head of an event."""


def sheets(record: Any) -> Sequence[Any]:
    """Return a record as pages, in order; each has a part of it, in the record's own shape.

    Args:
        record: mappings and lists of them, down to texts and numbers, as ``readable`` returns it.
    """
    found: list[list[Piece]] = [[]]
    taken, before = 0, Path()
    for path, value, own in _pieces(record):
        weight = own + _ways(path, after=before)
        if found[-1] and taken + weight > ROOM:
            found.append([])
            taken, weight = 0, own + _ways(path)
        found[-1].append((path, value))
        taken, before = taken + weight, path
    return [_assembled(each) for each in found]


def _pieces(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any, int]]:
    """Yield what stays on one page, with the way to it and its weight, in the record's order."""
    weight = _weight(value)
    if not isinstance(value, dict | list) or weight <= _TOGETHER:
        yield path, value, weight
        return
    for step, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _pieces(each, (*path, step))


def _assembled(pieces: Iterable[Piece]) -> Any:
    branches: dict[Hashable, list[Piece]] = {}
    for path, value in pieces:
        if not path:
            return value
        branches.setdefault(path[0], []).append((path[1:], value))
    parts = {step: _assembled(each) for step, each in branches.items()}
    return list(parts.values()) if all(isinstance(step, int) for step in parts) else parts


def _ways(path: Path, *, after: Path = ()) -> int:
    """Return what the names on a way weigh, but for those that stand there already."""
    known = sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(path, after, strict=False)))
    return sum(_step(each) for each in path[known:])


@lru_cache(maxsize=1024)
def _step(step: Hashable) -> int:
    match step:
        case int():
            return _MARKUP
        case str():
            return _MARKUP + _weight(step)
    return _HEAD + _weight(repr(step))


def _weight(value: Any) -> int:
    """Return how many bytes of HTML a value becomes, at the most."""
    match value:
        case dict():
            return _MARKUP + sum(_step(name) + _weight(each) for name, each in value.items())
        case list():
            return _MARKUP + sum(_MARKUP + _weight(each) for each in value)
    return weight_of(str(value))
