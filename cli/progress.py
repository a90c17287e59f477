"""Saying what takes a moment: a spinner on a terminal, lines elsewhere, nothing beside JSON."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cli.output import screen

Teller = Callable[[str], None]


@contextmanager
def progress(*, quiet: bool) -> Iterator[Teller]:
    """Lend a function that says what happens now, on standard error, while the block lasts."""
    console = screen(stderr=True)
    if quiet:
        yield lambda _: None
    elif not console.is_terminal:
        yield lambda words: console.print(f"{words} …", style="quiet")
    else:
        with console.status("", spinner="dots") as status:
            yield lambda words: status.update(f"{words} …")
