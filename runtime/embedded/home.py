"""The directory that holds one installation's data, used by one set of servers at a time."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from runtime.embedded.processes import command_line
from runtime.errors import SetupError

_BETWEEN_TRIES = 0.05
_TRIES_AGAINST_THE_LIVING = 4
_TRIES_AGAINST_THE_DEAD = 400
"""Servers whose parent was killed need a moment, up to 20 s, to write down what they hold."""


class HomeInUse(SetupError):
    """Another set of servers runs on this home."""

    def __init__(self, home: Path, *, pid: int | None) -> None:
        self.home = home
        self.pid = pid
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"{home} is in use by {who}: stop that one first, "
            "or set MENTORSHIP_HOME to another directory."
        )


@asynccontextmanager
async def hold(home: Path) -> AsyncIterator[int]:
    """Keep a home to ourselves while the block lasts; yields the descriptor of the lock.

    A child that inherits the descriptor holds the lock too. So the home is free only when every
    server of a killed parent is gone, and nothing starts on files that one of them still writes.

    Raises:
        HomeInUse: somebody else holds it and does not let go.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(_lock_file(home), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        await _acquire(lock, home)
        _sign(lock, str(os.getpid()))
        try:
            yield lock
        finally:
            _sign(lock, "")
    finally:
        os.close(lock)


def holder(home: Path) -> int | None:
    """Tell the process that holds a home, or None when nobody living does."""
    try:
        lock = os.open(_lock_file(home), os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        return None if _try(lock) else _living_signer(home)
    finally:
        os.close(lock)


async def _acquire(lock: int, home: Path) -> None:
    tries = 0
    while not _try(lock):
        tries += 1
        pid = _living_signer(home)
        if tries >= (_TRIES_AGAINST_THE_LIVING if pid else _TRIES_AGAINST_THE_DEAD):
            raise HomeInUse(home, pid=pid)
        await asyncio.sleep(_BETWEEN_TRIES)


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(lock: int, signature: str) -> None:
    os.ftruncate(lock, 0)
    os.pwrite(lock, signature.encode(), 0)


def _living_signer(home: Path) -> int | None:
    signature = _lock_file(home).read_text().strip()
    return int(signature) if signature.isdecimal() and command_line(int(signature)) else None


def _lock_file(home: Path) -> Path:
    return home / "lock"
