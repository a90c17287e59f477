"""Records as lines of text: CSV as RFC 4180 has it, or JSON Lines."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from interchange.exports.columns import Column

BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Tells Excel that a CSV file is UTF-8; without it, it takes accents for something else."""

_RUN: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula by spreadsheets."""


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSONL = "jsonl"


def heading(columns: Sequence[Column], *, written_as: Format, bom: bool) -> bytes:
    """Return what comes before the first record: of CSV the header, of JSON Lines nothing."""
    if written_as is Format.JSONL:
        return b""
    return ((BOM if bom else "") + _csv([[each.name for each in columns]])).encode()


def written(
    records: Iterable[Mapping[str, Any]], columns: Sequence[Column], *, written_as: Format
) -> bytes:
    """Return records as lines, with the fields in the order of the columns."""
    if written_as is Format.JSONL:
        lines = ({each.name: record[each.name] for each in columns} for record in records)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    else:
        text = _csv([[cell(record[each.name]) for each in columns] for record in records])
    return text.encode()


def cell(value: Any) -> str:
    """Return a value as a cell of CSV: lists with semicolons, objects as JSON, no formulas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return _defused("; ".join(_in_list(each) for each in value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return _defused(str(value)) if isinstance(value, str) else str(value)


def _in_list(value: Any) -> str:
    if isinstance(value, dict):  # a role, the one kind of object in a list
        return f"{value['role']} in {value['program_name'] or value['program']}"
    return str(value)


def _defused(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; it shows as text then."""
    return f"'{text}" if text.startswith(_RUN) else text


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
