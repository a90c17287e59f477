"""Rosters as spreadsheet programs write them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

ROWS: Sequence[Sequence[Any]] = (
    ("Name", "E-mail", "Role", "Time zone"),
    ("Zoë Müller", "zoe@example.org", "mentor", "Europe/Berlin"),
    ("José Peña", "jose@example.org", "mentee", "America/Mexico_City"),
)


def csv_of(rows: Sequence[Sequence[Any]] = ROWS, *, separator: str = ",", end: str = "\r\n") -> str:
    """Return rows as text, with quote marks where they are needed."""
    return "".join(separator.join(_quoted(cell, separator) for cell in row) + end for row in rows)


def _quoted(cell: Any, separator: str) -> str:
    text = str(cell)
    if any(each in text for each in (separator, '"', "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def xlsx_of(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return an Excel file of named sheets."""
    workbook, written = Workbook(), io.BytesIO()
    assert workbook.active is not None
    workbook.remove(workbook.active)
    for name, rows in sheets:
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(written)
    return written.getvalue()


_NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text")
)


def ods_of(rows: Sequence[Sequence[str]]) -> bytes:
    """Return an OpenDocument file that, as those of LibreOffice, says how far a sheet could go."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        for row in rows
    )
    rest = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = (
        f"<office:document-content {_NAMESPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="People">{cells}{rest}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", content)
    return written.getvalue()
