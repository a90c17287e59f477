"""How heavy a page becomes, and how much of a long list has room on one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from starlette.datastructures import QueryParams

from web.pages.forms import number_of

T = TypeVar("T")

ROOM: Final = 64 * 1024
"""Bytes of HTML that what people wrote may take on a page; the longest text has room there."""

_SHORT: Final = 300
"""Characters of a text that has a page of its own, where it is only told of."""

_MORE: Final = (*((each, 4) for each in "&<>'\""), ("\n", 8))
"""By how many bytes each of these characters grows on a page, at the most."""


@dataclass(frozen=True)
class Some(Generic[T]):
    """The part of a list that is shown: what comes before it, and how much after it is left."""

    shown: Sequence[T]
    begin: int
    left: int

    @property
    def next(self) -> int:
        """Return where the part after this one begins."""
        return self.begin + len(self.shown)


def weight_of(text: str) -> int:
    """Return how many bytes of HTML a text becomes, at the most."""
    return len(text.encode()) + sum(more * text.count(each) for each, more in _MORE)


def cut(text: str) -> str:
    """Return a text, or where it is long its beginning."""
    if len(text) <= _SHORT:
        return text
    return f"{text[: _SHORT - 1].rsplit(maxsplit=1)[0]}…"


def some_of(
    items: Sequence[T], weigh: Callable[[T], int], *, room: int = ROOM, begin: int = 0
) -> Some[T]:
    """Return what has room of a list, from a place on; at least one, if there is any."""
    begin = begin if begin < len(items) else 0
    end, taken = begin, 0
    while end < len(items) and (taken := taken + weigh(items[end])) <= room:
        end += 1
    end = max(end, min(begin + 1, len(items)))
    return Some(items[begin:end], begin, len(items) - end)


def asked_of(items: Sequence[T], weigh: Callable[[T], int], query: QueryParams) -> Some[T]:
    """Return the part of a list that an address asks for, by the ``from`` in it."""
    return some_of(items, weigh, begin=number_of(query.get("from", "")) or 0)
