"""A dump of the records: a file of pg_dump's custom format, which carries its own migrations."""

import asyncio
import os
import re
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from records.errors import RecordsError

_MISMATCH = "server version mismatch"
_VERSION = re.compile(r"server version: (\S+).*?pg_dump version: (\S+)", re.DOTALL)
_OURS = re.compile(r"^\d+;.*(\b(store|read|access)\b|\bpublic\b.*\bschema_migrations\b)")
_ROLE = re.compile(r"^(?:GRANT|REVOKE) .* (?:TO|FROM) (mentorship_\w+);$", re.MULTILINE)
_COPIED = re.compile(r"^COPY public\.schema_migrations .*?;\n(.*?)^\\\.$", re.MULTILINE | re.DOTALL)


class NotOurDump(RecordsError):
    """A file is no dump, or one of something else."""

    def __init__(self, file: Path, *, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(
            f"{file} is no dump of mentorship's records ({reason}): "
            "give a file that 'mentorship records dump' wrote."
        )


class DamagedDump(RecordsError):
    """A dump has lost its end, or was changed."""

    def __init__(self, file: Path, *, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(
            f"{file} is incomplete or damaged ({reason}): use another copy of it, or an older dump."
        )


class ClientTooOld(RecordsError):
    """PostgreSQL's programs here are older than the server, or than those that made the dump."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"PostgreSQL's client programs here are too old ({reason}): "
            "install those of the newer version."
        )


class ToolFailed(Exception):
    """One of PostgreSQL's programs did not succeed; ``reason`` is the last thing that it said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Tools:
    """Where PostgreSQL's programs are."""

    dump: Path
    restore: Path


@dataclass(frozen=True)
class Archive:
    """What a dump says of itself.

    ``entries`` are the lines of its table of contents that are ours, ``roles`` those whom it gives
    rights to.
    """

    migrations: frozenset[str]
    roles: frozenset[str]
    entries: tuple[str, ...]


async def read_archive(tools: Tools, file: Path) -> Archive:
    """Read a dump from its beginning to its end, and return what it says of itself.

    Raises:
        NotOurDump: it is no dump, or holds none of our tables.
        DamagedDump: it cannot be read to its end.
        ClientTooOld: a later version of PostgreSQL's programs made it.
    """
    _look_at(file)
    contents = await _contents(tools, file)
    entries = tuple(line for line in contents.splitlines() if _OURS.match(line))
    if not any(" TABLE store events " in line for line in entries):
        raise NotOurDump(file, reason="it is a dump of another database")
    try:
        only = ("--data-only", "--schema=public", "--table=schema_migrations", "--file=-")
        migrations = await run_tool(tools.restore, *only, str(file))
        rights = await run_tool(tools.restore, "--schema-only", "--file=-", str(file))
        await run_tool(tools.restore, f"--file={os.devnull}", str(file))
    except ToolFailed as failed:
        raise DamagedDump(file, reason=failed.reason) from failed
    copied = _COPIED.search(migrations)
    versions = frozenset(copied[1].split()) if copied else frozenset[str]()
    return Archive(versions, frozenset(_ROLE.findall(rights)), entries)


def _look_at(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            begins = opened.read(5)
    except OSError as error:
        raise NotOurDump(file, reason=error.strerror or "it cannot be read") from error
    if begins != b"PGDMP":
        raise NotOurDump(file, reason="it does not begin like one" if begins else "it is empty")


async def _contents(tools: Tools, file: Path) -> str:
    try:
        return await run_tool(tools.restore, "--list", str(file))
    except ToolFailed as failed:
        if "unsupported version" in failed.reason:
            raise ClientTooOld(reason=failed.reason) from failed
        raise DamagedDump(file, reason=failed.reason) from failed


async def run_tool(program: Path, *arguments: str, url: str | None = None) -> str:
    """Run one of PostgreSQL's programs to its end, and return what it printed.

    The password travels in the environment: others can read a command line.

    Raises:
        ToolFailed: it did not succeed.
        ClientTooOld: it is older than the server.
    """
    environment = {**os.environ, "LC_ALL": "C"}
    if url is not None:
        place, password = _without_password(url)
        arguments = (*arguments, f"--dbname={place}")
        environment |= {} if password is None else {"PGPASSWORD": password}
    process = await asyncio.create_subprocess_exec(
        program, *arguments, env=environment, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    try:
        printed, said = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if process.returncode:
        raise _failure(said.decode(errors="replace"), code=process.returncode)
    return printed.decode(errors="replace")


def _without_password(url: str) -> tuple[str, str | None]:
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    given = query.pop("password", None) or (unquote(parts.password) if parts.password else None)
    user, at, place = parts.netloc.rpartition("@")
    kept = f"{user.partition(':')[0]}{at}{place}"
    return parts._replace(netloc=kept, query=urlencode(query)).geturl(), given


def _failure(said: str, *, code: int) -> Exception:
    if _MISMATCH in said:
        found = _VERSION.search(said)
        versions = f"the server is {found[1].rstrip(';')}, pg_dump {found[2]}" if found else said
        return ClientTooOld(reason=versions)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    silent = f"it ended with exit code {code}"
    return ToolFailed((errors[:1] or lines[-1:] or [silent])[0].rstrip("."))
