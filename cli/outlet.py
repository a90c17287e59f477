"""Where bytes go: standard output, or a file that is there whole or not at all."""

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cli.exits import Down, Usage

Write = Callable[[bytes], object]

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class ReaderGone(Exception):
    """Whoever read standard output closed it, and wants no more."""


@contextmanager
def outlet(path: Path | None) -> Iterator[Write]:
    """Lend a function that writes to a file, or without one to standard output.

    A file is written beside its place, for its owner's eyes alone, and put there when all of it is
    on the disk; if anything fails, what stood there before stays. A device or a pipe is written to
    as it is.

    Raises:
        Usage: nothing can be written there.
        Down: the disk is full.
        ReaderGone: the reader of standard output closed it.
    """
    try:
        if path is None:
            yield _to_stdout
            sys.stdout.buffer.flush()
        elif _is_special(path):
            with path.open("wb") as special:
                yield special.write
        else:
            with _beside(Path(os.path.realpath(path))) as write:
                yield write
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        told = _refusal(path, error)
        if told is None:
            raise
        raise told from error


def _to_stdout(content: bytes) -> None:
    sys.stdout.buffer.write(content)


def _is_special(path: Path) -> bool:
    return path.exists() and not stat.S_ISREG(path.stat().st_mode)


@contextmanager
def _beside(path: Path) -> Iterator[Write]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def _refusal(path: Path | None, error: OSError) -> Usage | Down | None:
    place = "standard output" if path is None else str(path)
    if error.errno in _FULL:
        kept = "" if path is None else ", and nothing is left of it"
        sentence = f"There is no room to write {place}{kept}: make room, or write elsewhere."
        return Down(sentence, file=place)
    if isinstance(error, ConnectionError | TimeoutError):
        return None  # a server's matter
    reason = error.strerror or type(error).__name__
    sentence = f"{place} cannot be written ({reason}); name a file in a directory of yours."
    return Usage(sentence, file=place)
