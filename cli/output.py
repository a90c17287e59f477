"""What the command prints: for a person, or as JSON and nothing else."""

import os
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON on standard output, and nothing else.")
]
"""The option that every command has."""

_WITHOUT_TERMINAL = 120
"""Columns of what is piped into a file or another program."""

_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)

_THEME = Theme(
    {
        "quiet": "dim",
        "head": "bold",
        "good": "green",
        "warn": "yellow",
        "bad": "bold red",
        "who": "cyan",
        "stage": "bold cyan",
        "key": "magenta",
    }
)


def screen(*, stderr: bool = False) -> Console:
    """Return the console that people read; without a terminal its lines are wide and plain."""
    stream = sys.stderr if stderr else sys.stdout
    # What people wrote is printed as it is: nothing in it is markup, a link or a picture.
    console = Console(file=stream, theme=_THEME, highlight=False, emoji=False, markup=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WITHOUT_TERMINAL
    return console


def tell(*parts: str | tuple[str, str]) -> None:
    """Print one line for a person, of parts plain or with a style each."""
    screen().print(styled(*parts))


def print_json(value: object) -> None:
    """Print one JSON document on a line of its own."""
    sys.stdout.write(_ANYTHING.dump_json(value).decode() + "\n")
    sys.stdout.flush()


def jsonable(value: object) -> Any:
    """Return what ``print_json`` would print, as dicts, lists and plain values."""
    return _ANYTHING.dump_python(value, mode="json")


def table(*columns: str, **options: Any) -> Table:
    """Return a calm table: headings, no lines but one."""
    made = Table(box=None, pad_edge=False, header_style="head", padding=(0, 2, 0, 0), **options)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def styled(*parts: str | tuple[str, str]) -> Text:
    """Return a text of parts, plain or with a style each."""
    return Text.assemble(*parts)


def facts(pairs: Mapping[str, str | Text | None]) -> Table:
    """Return names and values side by side; what has no value is left out."""
    made = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    made.add_column(style="quiet", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs.items():
        if value is not None:
            made.add_row(name, value if isinstance(value, Text) else Text(value))
    return made
