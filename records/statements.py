"""The SQL statements, by the names that they have in their files under ``sql/``."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

_IF = re.compile(r" -- if (\w+)$")
_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def _read() -> dict[str, str]:
    statements: dict[str, str] = {}
    for file in sorted(files("records").joinpath("sql").iterdir(), key=lambda file: file.name):
        parts = _NAME.split(file.read_text(encoding="utf-8"))
        for name, statement in zip(parts[1::2], parts[2::2], strict=True):
            if name in statements:
                message = f"two statements are called {name}"
                raise ValueError(message)
            statements[name] = statement.strip().removesuffix(";")
    return statements


SQL: Final = _read()
"""Every statement by its name."""


@cache
def asking(statement: str, asked: frozenset[str]) -> str:
    """Return a statement without the lines marked ``-- if NAME`` of which NAME is not asked for."""
    lines = statement.splitlines()
    return "\n".join(line for line in lines if _condition(line) in {None, *asked})


def _condition(line: str) -> str | None:
    found = _IF.search(line)
    return None if found is None else found[1]


def into_schema(statement: str, schema: str) -> str:
    """Return a statement on the read tables as one on those of another schema."""
    return re.sub(r"\bread\.", f"{schema}.", statement)
