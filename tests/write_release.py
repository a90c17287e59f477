"""Writes the goldens of a release, once: ``python -m tests.write_release 0.2.0``.

What a release writes is read for ever: events by the records, standings and the other messages by
workflows that wait for years, and histories by replay. So each release keeps, in a directory of
its own, the shape of every event and message, messages as it wrote them, and the histories of the
stories that its workflows can live; the goldens of events that are new in it go beside those of
earlier ones. ``tests.test_releases`` reads them all.
"""

import asyncio
import json
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.messages import examples
from tests.records.write_goldens import write_missing
from tests.shapes import event_shapes, message_shapes
from tests.workflows.record_histories import record_histories

RELEASES = Path(__file__).with_name("releases")
PROJECT = Path(__file__).parents[1] / "pyproject.toml"


class NotWritten(Exception):
    """A release whose goldens cannot be written; says why, and what would be right."""


def package_version() -> str:
    """Return the version that the package has now."""
    version: str = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    return version


def releases(directory: Path = RELEASES) -> list[Path]:
    """Return the directories of all releases, the first release first."""
    found = [path for path in directory.iterdir() if re.fullmatch(r"\d+(\.\d+)*", path.name)]
    return sorted(found, key=_order)


def write(release: str, directory: Path = RELEASES) -> Path:
    """Write the goldens of a release and return their directory.

    Raises:
        NotWritten: it is written already, or it is not the version of the package.
    """
    home = directory / release
    _check(release, home)
    draft = directory / f".{release}"
    (draft / "histories").mkdir(parents=True, exist_ok=True)
    _write(draft / "events.json", event_shapes())
    _write(draft / "message_shapes.json", message_shapes())
    _write(draft / "messages.json", examples())
    asyncio.run(record_histories(draft / "histories"))
    write_missing()
    return draft.rename(home)


def _check(release: str, home: Path) -> None:
    if home.exists():
        message = (
            f"Release {release} is written already, and goldens are never written again; "
            f"if it was never given to anybody, remove {home} first."
        )
        raise NotWritten(message)
    if release != package_version():
        message = f"The package has version {package_version()}, not {release}; set it first."
        raise NotWritten(message)


def _write(file: Path, documents: Mapping[str, Any]) -> None:
    """Write a line for each document, so that a comparison shows which ones differ."""
    lines = (f"{json.dumps(name)}: {_line(each)}" for name, each in documents.items())
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _line(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)


def _order(release: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in release.name.split("."))


def main(arguments: list[str]) -> int:
    """Write the release that the command line names, and return the exit code."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)  # noqa: T201 - for whoever runs this
        return 2
    try:
        print(write(arguments[0]))  # noqa: T201 - the same
    except NotWritten as refused:
        print(refused, file=sys.stderr)  # noqa: T201 - the same
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
