"""A file as rows of cells, each cell a text."""

from dataclasses import dataclass

from interchange.roster.delimited import read_delimited
from interchange.roster.encodings import text_of
from interchange.roster.errors import EmptyFile, FileTooLarge, NotATable, SheetOfText, TooManyRows
from interchange.roster.table import Line
from interchange.roster.workbooks import is_workbook, read_workbook

BYTES = 20 * 1024**2
"""Bytes of a file: a hundred times what 5,000 people with all columns take as a spreadsheet."""

ROWS = 50_000
"""Rows of a file; more people than any program office has, and what fits into one transaction."""

_OTHERS = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


@dataclass(frozen=True)
class Sheet:
    """The rows of a file that are not blank; ``how`` tells in words how it was read."""

    lines: list[Line]
    how: str


def read_sheet(data: bytes, *, encoding: str | None = None, sheet: str | None = None) -> Sheet:
    """Return the rows of a CSV, Excel or OpenDocument file, whatever its name is.

    Args:
        data: the file.
        encoding: of a text file; None finds it out.
        sheet: of a spreadsheet; None takes the first that holds something.

    Raises:
        RosterError: it is none of these, too large, or broken.
    """
    if len(data) > BYTES:
        raise FileTooLarge(limit=BYTES)
    if not data.strip():
        raise EmptyFile
    if is_workbook(data):
        lines, how = read_workbook(data, sheet=sheet)
    elif sheet is not None:
        raise SheetOfText
    else:
        lines, how = _read_text(data, encoding=encoding)
    if len(lines) > ROWS:
        raise TooManyRows(limit=ROWS)
    if not lines:
        raise EmptyFile
    return Sheet(lines, how)


def _read_text(data: bytes, *, encoding: str | None) -> tuple[list[Line], str]:
    for beginning, found in _OTHERS:
        if data.startswith(beginning):
            raise NotATable(found=found)
    text, read_as = text_of(data, encoding=encoding)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise NotATable(found="a web page")
    lines, separated = read_delimited(text)
    return lines, f"text in {read_as}, cells separated by {separated}"
