"""The command as somebody at a keyboard, or a script, meets it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from runtime.embedded.publication import Stack
from tests.eventually import eventually

WITHIN = 300
"""Seconds after which a process that should have ended has hung."""


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the one document on standard output; fails when there is anything else."""
        assert self.err == ""
        assert self.out.count("\n") == 1
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """Return the one sentence that says what is wrong; fails on anything else."""
        assert self.code != 0
        assert self.out == ""
        assert "Traceback" not in self.err
        assert self.err.count("\n") == 1, self.err
        return self.err.strip()


Cli = Callable[..., Ran]

_Found = TypeVar("_Found")


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the variables of a process that works on a home, and on no server of our own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MENTORSHIP_", "TEMPORAL_"))
    }
    return {**kept, "MENTORSHIP_HOME": str(home), "COLUMNS": "100", **more}


def in_a_process(home: Path, *words: str, **more: str) -> Ran:
    """Run the command to its end in a process of its own."""
    ran = subprocess.run(
        command(*words),
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def command(*words: str) -> list[str]:
    """Return the command line of a command."""
    return [sys.executable, "-m", "cli.main", *words]


@dataclass
class Up:
    """A running ``mentorship up --json``."""

    home: Path
    process: "subprocess.Popen[str]"
    stack: Stack
    worker: int
    web: int

    def line(self) -> Any:
        """Return the next document that it prints; waits for it."""
        return json.loads(_stdout(self.process).readline())

    def stop(self) -> int:
        """Ask for the end as Ctrl-C does, and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(WITHIN)


@contextmanager
def up(home: Path, **more: str) -> Iterator[Up]:
    """Run ``mentorship up`` while the block lasts."""
    process = subprocess.Popen(
        command("up", "--json"),
        env=environment(home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        told = _stdout(process).readline()
        assert told, process.communicate()[1]
        document = json.loads(told)
        assert document["event"] == "up"
        ours = {name: document.pop(name) for name in ("worker", "web")}
        yield Up(home, process, Stack.model_validate(document), **ours)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        process.communicate(timeout=WITHIN)


def _stdout(process: "subprocess.Popen[str]") -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def wait_for(assertion: Callable[[], _Found]) -> _Found:
    """Try an assertion until it holds, and return what it returns.

    It runs in a thread, because a command that it runs has an event loop of its own.
    """

    async def holds() -> _Found:
        return await asyncio.to_thread(assertion)

    return asyncio.run(eventually(holds, within=30))
