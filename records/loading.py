"""Putting a dump into an empty database: all of it, or nothing."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import asyncpg

from records.archive import Archive, ToolFailed, Tools, read_archive, run_tool
from records.connections import AnyConnection, connected
from records.errors import RecordsError, is_outage
from records.migrations import migrate
from records.roles import SERVICE_ROLE
from records.statements import SQL

_PLAIN = re.compile(r"^[a-z_][a-z0-9_]*$")


class NewerDump(RecordsError):
    """A later release made the dump."""

    def __init__(self, file: Path, *, unknown: tuple[str, ...]) -> None:
        self.file = file
        self.unknown = unknown
        super().__init__(
            f"{file} was dumped by a later release (it has migration {', '.join(unknown)}): "
            "load it with that release, or a later one."
        )


class NotEmpty(RecordsError):
    """The database holds something already."""

    def __init__(self, *, what: str) -> None:
        self.what = what
        super().__init__(
            f"The database holds {what} already, and nothing was changed: "
            "a dump is loaded into an empty database only."
        )


class LoadRunning(RecordsError):
    """Somebody else loads a dump here, or makes the tables."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else is loading a dump into this database, or migrating it: "
            "wait until that has ended."
        )


class LoadFailed(RecordsError):
    """A dump that can be read could not be put into the database."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"The dump could not be loaded, and nothing of it is there ({reason}): "
            "mend that, and load it again."
        )


@dataclass(frozen=True)
class Loaded:
    """How much was loaded, and the migrations that brought it to this release."""

    streams: int
    events: int
    migrated: tuple[str, ...]


async def load(
    url: str, file: Path, *, tools: Tools, told: Callable[[str], None] = lambda _: None
) -> Loaded:
    """Put a dump into an empty database, in one transaction, and bring it to this release.

    Tables of ours that hold nothing yet, as 'mentorship up' and 'mentorship migrate' make them,
    are replaced. Triggers and the service's rights come with the dump.

    Args:
        url: the database, as its owner.
        file: what ``records.dumping.dump`` wrote.
        tools: PostgreSQL's programs.
        told: is told in a few words what happens next.

    Raises:
        NotOurDump, DamagedDump, NewerDump, ClientTooOld: the file is of no use here.
        NotEmpty: the database holds something; nothing is changed.
        LoadRunning: somebody else is at it.
        LoadFailed: PostgreSQL did not take it; the database is as empty as before.
        StoreDown: PostgreSQL is away.
    """
    told("Reading the dump to its end")
    archive = await read_archive(tools, file)
    if unknown := sorted(archive.migrations - _known()):
        raise NewerDump(file, unknown=tuple(unknown))
    cleared = False
    try:
        async with _in_turn(url) as connection:
            cleared = await _make_room(connection)
            await _make_roles(connection, archive)
            told("Loading it")
            await _restore(url, file, archive, tools=tools)
    except (LoadFailed, asyncio.CancelledError):
        if cleared:
            with suppress(RecordsError):
                await migrate(url)
        raise
    told("Bringing it to this release")
    migrated = await migrate(url)
    async with _owner_of(url) as connection:
        await connection.execute(SQL["gather_statistics"])
        row = await connection.fetchrow(SQL["loaded"])
    assert row is not None  # noqa: S101 - an aggregate gives one row
    return Loaded(row["streams"], row["events"], migrated.migrations)


def _known() -> frozenset[str]:
    migrations = files("records").joinpath("migrations").iterdir()
    return frozenset(file.name.partition("_")[0] for file in migrations)


@asynccontextmanager
async def _owner_of(url: str) -> AsyncIterator[AnyConnection]:
    async with connected(url) as connection:
        try:
            yield connection
        except asyncpg.PostgresError as error:
            if is_outage(error):
                raise
            raise LoadFailed(reason=f"{error}") from error


@asynccontextmanager
async def _in_turn(url: str) -> AsyncIterator[AnyConnection]:
    """Lend a connection while which lasts nobody else loads or migrates."""
    async with _owner_of(url) as connection:
        if not await connection.fetchval(SQL["try_migration_turn"]):
            raise LoadRunning
        yield connection


async def _make_room(connection: AnyConnection) -> bool:
    """Remove tables of ours that hold nothing; say whether there were any."""
    if others := await connection.fetch(SQL["tables_of_others"]):
        raise NotEmpty(what=f"the table {others[0]['name']} of something else")
    if not await connection.fetchval(SQL["has_store"]):
        return False
    async with connection.transaction():
        await connection.execute(SQL["keep_others_out"])
        there = await connection.fetchrow(SQL["records_there"])
        assert there is not None  # noqa: S101 - an aggregate gives one row
        if there["streams"]:
            raise NotEmpty(what=f"{there['streams']} streams of records")
        if there["commands"]:
            raise NotEmpty(what=f"the answers to {there['commands']} commands")
        await connection.execute(SQL["drop_empty_tables"])
        await connection.execute(SQL["forget_migrations"])
    return True


async def _make_roles(connection: AnyConnection, archive: Archive) -> None:
    """Make the roles that the dump gives rights to; a role belongs to a server, not to a dump."""
    for role in sorted({SERVICE_ROLE, *archive.roles}):
        if _PLAIN.match(role) and not await connection.fetchval(SQL["role_is_there"], role):
            try:
                await connection.execute(f"create role {role} nologin")
            except asyncpg.InsufficientPrivilegeError as error:
                raise LoadFailed(reason=f"the role {role} is missing, and {error}") from error


async def _restore(url: str, file: Path, archive: Archive, *, tools: Tools) -> None:
    with tempfile.NamedTemporaryFile("w", prefix="mentorship-", suffix=".list") as entries:
        entries.write("\n".join(archive.entries) + "\n")
        entries.flush()
        try:
            await run_tool(
                tools.restore,
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                "--no-password",
                f"--use-list={entries.name}",
                str(file),
                url=url,
            )
        except ToolFailed as failed:
            raise LoadFailed(reason=failed.reason) from failed
