"""Writing all records to one file, beside live traffic."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from records.archive import ToolFailed, Tools, read_archive, run_tool
from records.connections import connected
from records.errors import NotMigrated, RebuildRunning, RecordsError
from records.statements import SQL

_BETWEEN_LOOKS = 0.25
"""Seconds between two looks at how much has been written."""

_NO_ROOM = ("No space left", "File too large", "quota exceeded", "could not write")

PASSING = (
    "access.sessions",
    "access.sign_ins",
    "access.challenges",
    "access.oidc_states",
    "access.attempts",
)
"""Tables whose rows no dump carries: what ended since would be good again where it is loaded."""

Counter = Callable[[int], None]
"""Is told how far something has come."""


class DumpExists(RecordsError):
    """There is a file of that name already."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(
            f"{file} is there already, and a dump replaces nothing: name another file."
        )


class DumpNotWritten(RecordsError):
    """A file system does not take the dump."""

    def __init__(self, directory: Path, *, reason: str) -> None:
        self.directory = directory
        self.reason = reason
        super().__init__(
            f"The dump could not be written to {directory} ({reason}); nothing was left there: "
            "make room, or name another place."
        )


class DumpFailed(RecordsError):
    """PostgreSQL did not give its tables."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The database could not be dumped ({reason}): dump it as its owner, while it runs."
        )


@dataclass(frozen=True)
class Dumped:
    """A dump that was written, and read again to its end."""

    file: Path
    size: int
    """Bytes."""
    migration: str
    """The last migration of the tables in it."""


async def dump(url: str, file: Path, *, tools: Tools, told: Counter) -> Dumped:
    """Write what the records hold at this moment to a file; others go on recording meanwhile.

    The file is PostgreSQL's own custom format, readable by its owner only. It is written under
    another name beside it and read to its end before it gets its own, so a file of that name is a
    whole dump.

    Args:
        url: the database, as its owner.
        file: where to; there must be none yet.
        tools: PostgreSQL's programs.
        told: is told the bytes written so far.

    Raises:
        DumpExists, DumpNotWritten: the file's place is of no use; nothing is left there.
        DumpFailed, ClientTooOld, NotMigrated, StoreDown: the database gives no dump.
        RebuildRunning: the read tables are being replaced just now.
    """
    if file.exists():
        raise DumpExists(file)
    async with _in_turn(url):
        draft = _draft(file)
        try:
            await _write(url, draft, tools=tools, told=told)
            archive = await read_archive(tools, draft)
            size = draft.stat().st_size
            _name(draft, file)
        except OSError as error:
            raise _not_written(file, error) from error
        finally:
            draft.unlink(missing_ok=True)
    return Dumped(file, size, max(archive.migrations, default=""))


@asynccontextmanager
async def _in_turn(url: str) -> AsyncIterator[None]:
    """Keep the read tables from being replaced, of which a dump would get half."""
    async with connected(url) as connection:
        try:
            there = await connection.fetchval(SQL["has_store"])
        except asyncpg.InsufficientPrivilegeError as error:
            raise DumpFailed(reason=f"{error}") from error
        if not there:
            raise NotMigrated(reason="there are none")
        if not await connection.fetchval(SQL["take_dump_turn"]):
            raise RebuildRunning
        yield


def _name(draft: Path, file: Path) -> None:
    """Give a whole dump its name; of two that want the same, one gets it."""
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        raise DumpExists(file) from None
    except OSError:  # a file system without links
        draft.rename(file)


def _draft(file: Path) -> Path:
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise _not_written(file, error) from error
    return draft


def _not_written(file: Path, error: OSError) -> DumpNotWritten:
    return DumpNotWritten(file.absolute().parent, reason=error.strerror or type(error).__name__)


async def _write(url: str, draft: Path, *, tools: Tools, told: Counter) -> None:
    watching = asyncio.create_task(_watch(draft, told))
    try:
        await run_tool(
            tools.dump,
            "--format=custom",
            "--no-password",
            "--exclude-schema=read_next",  # what an interrupted rebuild left
            "--exclude-schema=read_old",
            *(f"--exclude-table-data={table}" for table in PASSING),
            f"--file={draft}",
            url=url,
        )
    except ToolFailed as failed:
        if any(words in failed.reason for words in _NO_ROOM):
            reason = failed.reason.rpartition(": ")[2]
            raise DumpNotWritten(draft.absolute().parent, reason=reason) from failed
        raise DumpFailed(reason=failed.reason) from failed
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch(draft: Path, told: Counter) -> None:
    while True:
        await asyncio.sleep(_BETWEEN_LOOKS)
        told(draft.stat().st_size)
