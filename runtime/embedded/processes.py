"""Child processes that are looked after: started, watched until ready, and ended in order."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from runtime.embedded import _leash
from runtime.errors import SetupError

_BETWEEN_LOOKS = 0.02
_PATIENCE_AT_THE_END = 15.0
_PRIVATE = 0o077
_PROC = Path("/proc")  # on Linux; elsewhere there is ps


class ServerFailed(SetupError):
    """An embedded server could not be started, or ended although nobody asked it to."""

    def __init__(self, name: str, *, what: str, log: Path) -> None:
        self.name = name
        self.log = log
        self.last_words = _last_line(log)
        super().__init__(f"{name} {what}: {self.last_words or 'it said nothing'} (more in {log}).")


@dataclass(frozen=True, kw_only=True)
class Command:
    """How one server is run and how it likes to be ended."""

    name: str
    argv: tuple[str, ...]
    log: Path
    ending: signal.Signals = signal.SIGTERM
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    uid: int | None = None
    """The user to run as; None stays who we are."""
    keep_open: tuple[int, ...] = ()
    """Descriptors the child inherits, and with them the locks they hold."""


@dataclass(frozen=True)
class Child:
    """A running server."""

    command: Command
    process: asyncio.subprocess.Process

    @property
    def pid(self) -> int:
        """The process's id, which is also its group's."""
        return self.process.pid

    def failure(self, what: str | None = None) -> ServerFailed:
        """Say what went wrong, with the server's own last words."""
        told = what or f"ended with exit code {self.process.returncode}"
        return ServerFailed(self.command.name, what=told, log=self.command.log)

    def late(self, seconds: float) -> ServerFailed:
        """Say that the server took too long."""
        return self.failure(f"was not ready within {seconds:.0f} seconds")

    async def ended(self) -> ServerFailed:
        """Wait for the server's end, and say that it was not asked for."""
        await self.process.wait()
        return self.failure()

    async def until_ready(self, probe: Callable[[], Awaitable[bool]], *, within: float) -> None:
        """Return when the probe says so.

        Raises:
            ServerFailed: it ended first, or was not ready within so many seconds.
        """
        try:
            async with asyncio.timeout(within):
                while not await probe():
                    if self.process.returncode is not None:
                        raise self.failure()
                    await asyncio.sleep(_BETWEEN_LOOKS)
        except TimeoutError:
            raise self.late(within) from None


@asynccontextmanager
async def child(command: Command) -> AsyncIterator[Child]:
    """Run a server for as long as the block lasts; it does not outlive this process either.

    The child leads a session of its own, so Ctrl-C in the terminal reaches us and not it: we end
    our children ourselves, in the reverse of the order in which they were started. Enter it on the
    main thread: to the kernel, the thread that made a child is its parent.
    """
    process = await _spawn(command)
    try:
        yield Child(command, process)
    finally:
        await _end(process, command.ending)


async def run(command: Command, *, within: float) -> None:
    """Run a program to its end.

    Raises:
        ServerFailed: it did not succeed, or not within so many seconds.
    """
    async with child(command) as running:
        try:
            async with asyncio.timeout(within):
                code = await running.process.wait()
        except TimeoutError:
            raise running.late(within) from None
        if code != 0:
            raise running.failure()


def command_line(pid: int) -> str:
    """Tell the words that a process runs by; empty when none with this id lives.

    A killed process that nobody has collected yet does not live: it still has its id, and under a
    first process that collects none, as in many containers, it keeps it for good.
    """
    if _PROC.exists():
        try:
            return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    ps = ("ps", "-ww", "-o", "args=", "-p", str(pid))
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout.strip()


async def _spawn(command: Command) -> asyncio.subprocess.Process:
    command.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    command.log.touch(mode=0o600)  # a database's log quotes what it was asked
    user = -1 if command.uid is None else command.uid
    leash = (_leash.__file__, f"{os.getpid()}", f"{command.ending:d}", f"{user}")
    with command.log.open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-S",
            *leash,
            *command.argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=command.environment,
            pass_fds=command.keep_open,
            start_new_session=True,
            umask=_PRIVATE,
        )


async def _end(process: asyncio.subprocess.Process, ending: signal.Signals) -> None:
    """Ask a child to end, insist when it does not, and wait until it is gone."""
    with suppress(ProcessLookupError):
        process.send_signal(ending)
    try:
        async with asyncio.timeout(_PATIENCE_AT_THE_END):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _last_line(log: Path) -> str:
    """Read the last line that says something, from the tail of a log."""
    if not log.exists():
        return ""
    tail = log.read_bytes()[-4096:].decode(errors="replace")
    lines = [line.strip() for line in tail.splitlines() if line.strip()]
    return lines[-1] if lines else ""
