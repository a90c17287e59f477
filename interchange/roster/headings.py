"""Which column of a sheet holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interchange.roster.columns import COLUMNS, Column, column_headed
from interchange.roster.errors import NoEmailColumn, NoPeople, TwoColumns
from interchange.roster.table import Line, letter_of

_LOOKED_AT = 10
"""Rows in which the headings are looked for, because some sheets have a title above them."""


@dataclass(frozen=True)
class Headings:
    """What each column of a sheet holds, by its place, and which columns are not read.

    ``people`` are the rows below the headings.
    """

    columns: Mapping[int, Column]
    written: Sequence[str]
    ignored: Sequence[str]
    people: Sequence[Line]

    def heading_of(self, name: str) -> str:
        """Return how the sheet heads a column; its own name where the sheet has none such."""
        places = (place for place, column in self.columns.items() if column.name == name)
        return next((self.written[place] for place in places), name)

    def has(self, name: str) -> bool:
        """Say whether the sheet has a column of this name."""
        return any(column.name == name for column in self.columns.values())


def read_headings(lines: Sequence[Line]) -> Headings:
    """Return the headings of a sheet: the first of its early rows in which addresses are headed.

    Raises:
        NoEmailColumn: no column is headed as addresses are.
        TwoColumns: two columns hold the same thing.
        NoPeople: there is no row below.
    """
    early = lines[:_LOOKED_AT]
    place = next((each for each, line in enumerate(early) if _heads_addresses(line)), None)
    if place is None:
        found = [cell for cell in lines[0].cells if cell]
        raise NoEmailColumn(found=found[:30], wanted=[column.name for column in COLUMNS])
    written, people = lines[place].cells, lines[place + 1 :]
    columns = _columns(written)
    if not people:
        raise NoPeople
    return Headings(columns, written, _ignored(written, columns, people), people)


def _heads_addresses(line: Line) -> bool:
    found = (column_headed(cell) for cell in line.cells)
    return any(column is not None and column.name == "email" for column in found)


def _columns(written: Sequence[str]) -> Mapping[int, Column]:
    columns: dict[int, Column] = {}
    for place, heading in enumerate(written):
        column = column_headed(heading)
        if column is None:
            continue
        other = next((each for each, known in columns.items() if known is column), None)
        if other is not None:
            both = [written[other], heading]
            found = [each for each in written if each]
            raise TwoColumns(column.name, headings=both, found=found[:30])
        columns[place] = column
    return columns


def _ignored(
    written: Sequence[str], columns: Mapping[int, Column], people: Sequence[Line]
) -> Sequence[str]:
    """Return the columns that are not read: by heading, or by letter where they have none."""
    filled = {place for line in people for place, cell in enumerate(line.cells) if cell}
    named = [cell for place, cell in enumerate(written) if cell and place not in columns]
    nameless = sorted(place for place in filled if place < len(written) and not written[place])
    return [*named, *(f"column {letter_of(place)}" for place in nameless)]
