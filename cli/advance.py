"""Saying how far something has come that takes longer than one likes to wait in silence."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cli.output import screen

SILENT_FOR = 2.0
"""Seconds for which nothing is said: what is done by then needs no words."""

BETWEEN_LINES = 10.0
"""Seconds between two lines where there is no terminal, as in a log of a nightly job."""


class Told(Protocol):
    """Is told how far it has come, and of how many once that is known."""

    def __call__(self, number: int, of: int | None = None, /) -> None:
        """Take note of it."""


@contextmanager
def advancing(words: str, unit: str, *, quiet: bool, total: int | None = None) -> Iterator[Told]:
    """Lend a function that is told how far it is, and tells people on standard error.

    On a terminal a bar moves from the third second on; elsewhere a line comes now and then.
    """
    console = screen(stderr=True)
    if quiet:
        yield lambda _number, _of=None: None
    elif console.is_terminal:
        with _bar(words, unit, total) as told:
            yield told
    else:
        yield _lines(words, unit, total)


@contextmanager
def _bar(words: str, unit: str, total: int | None) -> Iterator[Told]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[far]}"),
        TextColumn(unit),
        TimeElapsedColumn(),
    )
    bar = Progress(*columns, console=screen(stderr=True), transient=True)
    task, started = bar.add_task(words, total=total, far=""), time.monotonic()

    def told(number: int, of: int | None = None) -> None:
        whole = of or total
        bar.update(task, completed=number, total=whole, far=_far(number, whole))
        if time.monotonic() - started > SILENT_FOR:
            bar.start()

    try:
        yield told
    finally:
        bar.stop()


def _lines(words: str, unit: str, total: int | None) -> Told:
    said = time.monotonic() + SILENT_FOR - BETWEEN_LINES

    def told(number: int, of: int | None = None) -> None:
        nonlocal said
        if time.monotonic() - said > BETWEEN_LINES:
            said = time.monotonic()
            far = _far(number, of or total)
            screen(stderr=True).print(f"{words} … {far} {unit}", style="quiet")

    return told


def _far(number: int, whole: int | None) -> str:
    return f"{number:,} of {whole:,}" if whole else f"{number:,}"
