"""PostgreSQL as a child process: its own data directory, a password, the loopback address only."""

import os
import secrets
import shutil
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import asyncpg

from runtime.embedded import processes
from runtime.embedded.binaries import postgres_binaries
from runtime.embedded.ordinary_user import OrdinaryUser, ordinary_user
from runtime.embedded.ports import LOOPBACK

NAME = "PostgreSQL"
USER = "mentorship"
DATABASE = "mentorship"

_READY_WITHIN = 60.0
"""Seconds: time to replay what a crash left in the write-ahead log."""
_INITDB_WITHIN = 120.0
_PROBE_WITHIN = 2.0
_NOT_YET = (
    OSError,
    TimeoutError,
    asyncpg.CannotConnectNowError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.InvalidAuthorizationSpecificationError,  # another's server; ours is about to say so
)


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    url: str = field(repr=False)
    """The service's database, with the password in it."""
    child: processes.Child


@asynccontextmanager
async def postgres(
    directory: Path,
    *,
    port: int,
    log: Path,
    keep_open: tuple[int, ...] = (),
    options: Mapping[str, str] | None = None,
) -> AsyncIterator[Postgres]:
    """Run PostgreSQL on a directory while the block lasts; the first time, create its cluster.

    Whatever was committed is there again after any end, a SIGKILL included: fsync stays on.

    Args:
        directory: holds the data and the password, and is made when missing.
        port: on the loopback address; there is no socket in the file system.
        log: the file its output goes to.
        keep_open: descriptors that the server inherits.
        options: settings of PostgreSQL to add to ours.

    Raises:
        ServerFailed: with its last words.
    """
    if not directory.exists():
        await _create_cluster(directory, log=log)
    _remove_stale_pid_file(directory / "data")
    user = await ordinary_user(directory)
    arguments = ("-D", str(directory / "data"), "-p", str(port), *_options(options or {}))
    command = _command(user, "postgres", *arguments, log=log, keep_open=keep_open)
    password = (directory / "password").read_text()
    server = f"postgresql://{USER}:{password}@{LOOPBACK}:{port}"
    async with processes.child(command) as child:
        await child.until_ready(partial(_accepts, f"{server}/postgres"), within=_READY_WITHIN)
        await _ensure_database(f"{server}/postgres")
        yield Postgres(f"{server}/{DATABASE}", child)


async def _create_cluster(directory: Path, *, log: Path) -> None:
    """Make the directory under another name first, so that it is never there half made."""
    draft = directory.with_name(f"{directory.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    (draft / "password").touch(mode=0o600)
    (draft / "password").write_text(secrets.token_urlsafe())
    user = await ordinary_user(draft)
    user.own(draft)
    await processes.run(_initdb(user, draft, log=log), within=_INITDB_WITHIN)
    draft.rename(directory)


def _initdb(user: OrdinaryUser, draft: Path, *, log: Path) -> processes.Command:
    return _command(
        user,
        "initdb",
        f"--pgdata={draft / 'data'}",
        f"--username={USER}",
        f"--pwfile={draft / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
        log=log,
    )


def _command(
    user: OrdinaryUser,
    program: str,
    *arguments: str,
    log: Path,
    keep_open: tuple[int, ...] = (),
) -> processes.Command:
    return processes.Command(
        name=NAME,
        argv=(*user.prefix, str(postgres_binaries() / program), *arguments),
        log=log,
        ending=signal.SIGINT,  # roll back and end at once; SIGTERM would wait for every client
        environment={name: word for name, word in os.environ.items() if name[:2] != "PG"},
        uid=user.uid,
        keep_open=keep_open,
    )


def _options(more: Mapping[str, str]) -> tuple[str, ...]:
    options = {
        "listen_addresses": LOOPBACK,
        "unix_socket_directories": "",  # whose paths may not be longer than 107 bytes
        "timezone": "UTC",
        "log_timezone": "UTC",
        **more,
    }
    return tuple(word for name, value in options.items() for word in ("-c", f"{name}={value}"))


async def _accepts(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=_PROBE_WITHIN)
    except _NOT_YET:
        return False
    await connection.close()
    return True


async def _ensure_database(admin_url: str) -> None:
    connection = await asyncpg.connect(admin_url)
    try:
        there = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE)
        if not there:
            await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()


def _remove_stale_pid_file(data: Path) -> None:
    """Remove a killed server's pid file, unless its pid is a server on the same data.

    PostgreSQL itself does so when the pid is free, but takes any program that has it since, or the
    remains of the killed one, for a server.
    """
    file = data / "postmaster.pid"
    if not file.exists():
        return
    pid = file.read_text().partition("\n")[0].strip()
    if pid.isdecimal() and str(data) not in processes.command_line(int(pid)):
        file.unlink()
