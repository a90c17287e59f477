"""Bringing a database to this release's schema, by dbmate."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import asyncpg

from records.connections import AnyConnection, connected
from records.errors import MigrationFailed, NewerSchema, NotMigrated
from records.read_tables import KINDS
from records.rebuild import rebuild_on
from records.statements import SQL


@dataclass(frozen=True)
class Migrated:
    """What it took to bring a database to this release."""

    migrations: tuple[str, ...]
    rebuilt: int | None
    """Streams of which the read tables were made again; None where they were left as they are."""


async def migrate(url: str) -> Migrated:
    """Bring a database to this release's schema, and return what this took.

    Whoever migrates at the same time waits. What lists show is made again from the events where an
    earlier release wrote less of it; with very many events that takes minutes, beside live traffic.

    Args:
        url: ``postgresql://…`` of an existing database, with the right to make schemas and roles.

    Raises:
        NewerSchema: a later release was here; nothing is changed.
        RebuildRunning: what lists show is being made again by somebody else.
        MigrationFailed: a migration failed, and was rolled back.
        StoreDown: PostgreSQL is away.
    """
    async with connected(url) as connection:
        try:
            migrations = await _migrate(connection, url)
            unfilled = await connection.fetchval(SQL["has_unfilled_rows"])
            rebuilt = await rebuild_on(connection, KINDS) if unfilled else None
        except asyncpg.InsufficientPrivilegeError as error:
            raise MigrationFailed(reason=f"{error}") from error
    return Migrated(migrations, rebuilt)


async def check_schema(connection: AnyConnection) -> tuple[str, ...]:
    """Return the migrations of later releases that a database has, and change nothing.

    A later release's migrations leave the tables usable by the release before, so a worker goes on
    while its successor is rolled out, and can be gone back to.

    Raises:
        NotMigrated: it lacks some of this release's.
    """
    with as_file(files("records").joinpath("migrations")) as directory:
        ours = _versions(directory)
    try:
        theirs = await _applied(connection)
    except asyncpg.InsufficientPrivilegeError as error:  # the service could not look at first
        raise NotMigrated(reason=f"{error}") from error
    if lacking := sorted(ours - theirs):
        raise NotMigrated(reason=f"it lacks migration {', '.join(lacking)}")
    return tuple(sorted(theirs - ours))


async def _migrate(connection: AnyConnection, url: str) -> tuple[str, ...]:
    await connection.execute(SQL["take_migration_turn"])  # held until the connection closes
    with as_file(files("records").joinpath("migrations")) as directory:
        ours = _versions(directory)
        theirs = await _applied(connection)
        if unknown := sorted(theirs - ours):
            raise NewerSchema(unknown=tuple(unknown))
        lacking = tuple(sorted(ours - theirs))
        if lacking:
            tls = await connection.fetchval(SQL["uses_tls"])
            await _run(_for_dbmate(url, tls=bool(tls)), directory)
        return lacking


def _versions(directory: Path) -> set[str]:
    return {file.name.partition("_")[0] for file in directory.glob("*.sql")}


async def _applied(connection: AnyConnection) -> set[str]:
    if not await connection.fetchval(SQL["has_migrations"]):
        return set()
    return {row["version"] for row in await connection.fetch(SQL["migrations"])}


def _for_dbmate(url: str, *, tls: bool) -> str:
    """Say whether to encipher: asyncpg finds out by itself, dbmate insists on it unless told."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if query.get("sslmode") in {None, "allow", "prefer"}:
        query["sslmode"] = "require" if tls else "disable"
    return parts._replace(query=urlencode(query)).geturl()


async def _run(url: str, directory: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        _dbmate(),
        "--no-dump-schema",
        "--env-file",
        os.devnull,
        "--migrations-dir",
        str(directory),
        "migrate",
        env={**os.environ, "DATABASE_URL": url},  # not an argument: others see those
        stdout=PIPE,
        stderr=STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise MigrationFailed(reason=_last_line(output))


def _dbmate() -> str:
    beside = Path(sys.executable).with_name("dbmate")
    found = str(beside) if beside.exists() else shutil.which("dbmate")
    if found is None:
        raise MigrationFailed(reason="the command dbmate is not installed beside Python")
    return found


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("Error: ").rstrip(".") if lines else "dbmate said nothing"
