"""The benchmarks' own SQL, by the names that statements have in a file beside this one."""

import re
from collections.abc import Mapping
from importlib.resources import files

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def statements(file: str) -> Mapping[str, str]:
    """Return the statements of a file by their names."""
    text = files("benchmarks").joinpath(file).read_text(encoding="utf-8")
    parts = _NAME.split(text)
    named = zip(parts[1::2], parts[2::2], strict=True)
    return {name: statement.strip().removesuffix(";") for name, statement in named}
