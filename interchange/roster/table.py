"""Rows of cells, whatever file they came from."""

from collections.abc import Sequence
from dataclasses import dataclass

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
"""Characters that copying from web pages and letters leaves around an address."""


@dataclass(frozen=True)
class Line:
    """A row that is not blank, with the number that a spreadsheet program shows beside it."""

    number: int
    cells: Sequence[str]


_RUN = ("'=", "'+", "'-", "'@")
"""How a cell begins that an export kept a spreadsheet from running."""


def cleaned(text: str) -> str:
    """Return a cell's text without what nobody sees around it, or is not meant to be read."""
    text = text.strip().strip(_INVISIBLE).strip()
    return text[1:] if text.startswith(_RUN) else text


def letter_of(place: int) -> str:
    """Return what a spreadsheet program calls a column, counted from 0: ``A``, ``B``, … ``AA``."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
