"""CSV and its kin, as spreadsheet programs of any country write it."""

import csv
import io
import re
from collections.abc import Iterator

from interchange.roster.columns import column_headed
from interchange.roster.errors import BrokenQuotes
from interchange.roster.table import Line, cleaned

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""A first line by which Excel is told the separator, and which it does not show."""

_LOOKED_AT = 20
"""Rows in which the headings are looked for to find the separator."""


def read_delimited(text: str) -> tuple[list[Line], str]:
    """Return the rows of a text that are not blank, and what separates their cells in words.

    A blank line counts as a row, and a cell of several lines does not make several, so that the
    numbers are those that a spreadsheet program shows.

    Raises:
        BrokenQuotes: the quote marks do not pair.
    """
    text = text.removeprefix("\ufeff")
    said = _SAID.match(text)
    text = text[said.end() :] if said else text
    separator = said[1] if said and said[1] in _SEPARATORS else _separator(text)
    lines = [line for line in _lines(text, separator) if any(line.cells)]
    return lines, _SEPARATORS[separator]


def _lines(text: str, separator: str) -> Iterator[Line]:
    number = 0
    try:
        for number, cells in enumerate(_records(text, separator), 1):
            yield Line(number, [cleaned(cell) for cell in cells])
    except csv.Error as error:
        raise BrokenQuotes(number + 1) from error


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _separator(text: str) -> str:
    """Return the separator that makes headings out of an early row, or else the most cells."""
    return max(_SEPARATORS, key=lambda each: _fitness(text, each))


def _fitness(text: str, separator: str) -> tuple[int, int]:
    headings = most = 0
    try:
        for cells, _ in zip(_records(text, separator), range(_LOOKED_AT), strict=False):
            headings = max(headings, sum(column_headed(each) is not None for each in cells))
            most = max(most, len(cells))
    except csv.Error:
        pass  # what could be read decides
    return headings, most
