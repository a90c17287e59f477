"""Excel and OpenDocument spreadsheets."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from interchange.roster.errors import (
    BrokenSpreadsheet,
    FileTooLarge,
    NotATable,
    PasswordProtected,
    RosterError,
    StrayCell,
    UnknownSheet,
)
from interchange.roster.table import Line, cleaned

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENCIPHERED = "EncryptedPackage".encode("utf-16-le")
"""The name of the part of an Excel file that holds the rest of it, when it has a password."""

_UNPACKED = 300 * 1024**2
"""Bytes that a spreadsheet may unpack to."""

_CELLS = 5_000_000
"""Cells of a sheet's rectangle, blank ones too: they all take memory."""

_REFERENCE = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')

Cell = int | float | str | bool | time | date | datetime | timedelta


def is_workbook(data: bytes) -> bool:
    """Say whether a file begins as spreadsheets do."""
    return data.startswith((_ZIP, _OLE))


def read_workbook(data: bytes, *, sheet: str | None) -> tuple[list[Line], str]:
    """Return the rows of a sheet that are not blank, and how they were read in words.

    Raises:
        RosterError: the file has a password, is broken or too large, or has no such sheet.
    """
    if data.startswith(_OLE) and _ENCIPHERED in data:
        raise PasswordProtected
    if data.startswith(_ZIP):
        _check_size(data)
    try:
        with CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            name, lines = _lines(workbook, sheet=sheet)
    except PasswordError as error:
        raise PasswordProtected from error
    except RosterError:
        raise
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise BrokenSpreadsheet from error
    except BaseException as error:
        # What the reader's library does not foresee, it raises as a panic that is no Exception.
        if type(error).__name__ == "PanicException":
            raise BrokenSpreadsheet from error
        raise
    return lines, f"the sheet {name!r} of a spreadsheet"


def _check_size(data: bytes) -> None:
    """Refuse what would take more memory than a roster needs, before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_parts(packed)
    except RosterError:
        raise
    except Exception as error:  # what a broken archive raises has no base of its own
        raise BrokenSpreadsheet from error


def _check_parts(packed: zipfile.ZipFile) -> None:
    if sum(each.file_size for each in packed.infolist()) > _UNPACKED:
        raise FileTooLarge(limit=_UNPACKED)
    for name in packed.namelist():
        if name.lower().startswith("xl/worksheets/"):
            if name.lower().endswith(".bin"):
                raise NotATable(found="a binary Excel spreadsheet")
            _check_extent(packed.read(name))


def _check_extent(sheet: bytes) -> None:
    rows = columns = 0
    last = b""
    for letters, number in _REFERENCE.findall(sheet):
        if int(number) > rows or _place(letters) > columns:
            rows, columns = max(rows, int(number)), max(columns, _place(letters))
            last = letters + number
    if rows * columns > _CELLS:
        raise StrayCell(last.decode())


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place


def _lines(workbook: CalamineWorkbook, *, sheet: str | None) -> tuple[str, list[Line]]:
    if sheet is not None and sheet not in workbook.sheet_names:
        raise UnknownSheet(sheet, sheets=workbook.sheet_names)
    name, lines = sheet or "", list[Line]()
    for name in [sheet] if sheet else workbook.sheet_names:
        lines = list(_filled(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)))
        if lines:
            break
    return name, lines


def _filled(rows: Sequence[Sequence[Cell]]) -> Iterator[Line]:
    for number, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            yield Line(number, cells)


def _text(cell: Cell) -> str:
    """Return what a cell shows: a whole number without a point, a day as ``2026-12-31``."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return cleaned(str(cell))
