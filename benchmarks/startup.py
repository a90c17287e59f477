"""How long it takes from a command line to the first receipt."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench, Benchmark, Contender, Found, paragraphs
from benchmarks.children import OURS, module
from benchmarks.service import Service, service
from benchmarks.work import Office, found_office, must_be_recorded
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.database import connect_pool
from runtime.embedded.processes import Command, child
from runtime.embedded.publication import Stack
from runtime.temporal import connect
from workflows import client as edge

_SECONDS = "s"
_QUEUE = "mentorship"
_READY_WITHIN = 120.0


@dataclass(frozen=True)
class _Homes:
    """Where ``mentorship up`` keeps its data: in a new place, or where it was before."""

    base: Path

    async def cold(self) -> dict[str, float]:
        """Start where nothing is, and have the first receipt; what there is afterwards stays."""
        shutil.rmtree(self.base / "home", ignore_errors=True)
        return {_SECONDS: await self._first_receipt()}

    async def warm(self) -> dict[str, float]:
        """Start where an installation was stopped, and have a receipt."""
        return {_SECONDS: await self._first_receipt()}

    async def _first_receipt(self) -> float:
        begin = time.perf_counter()
        async with _up(self.base / "home") as stack:
            up = time.perf_counter() - begin
            assert stack.database_url is not None  # noqa: S101 - nothing named another server
            async with connect_pool(stack.database_url, init=as_service) as pool:
                cipher = Cipher((stack.home / "keys").read_text().split())
                office = await found_office(Records(pool, opener=cipher.open), cipher)
                return up + await _open(office, stack)


@asynccontextmanager
async def _up(home: Path) -> AsyncIterator[Stack]:
    """Run ``mentorship up`` until it says that everything runs, and then while the block lasts."""
    kept = {name: each for name, each in os.environ.items() if not name.startswith(OURS)}
    log = home.with_name("up.log")
    log.unlink(missing_ok=True)
    command = Command(
        name="mentorship up",
        argv=(str(Path(sys.executable).with_name("mentorship")), "up", "--json"),
        log=log,
        environment={**kept, "MENTORSHIP_HOME": str(home)},
    )
    async with child(command) as running:

        async def says_so() -> bool:
            return bool(_told(log))

        await running.until_ready(says_so, within=_READY_WITHIN)
        told = json.loads(_told(log)[0])
        yield Stack.model_validate({name: told.get(name) for name in Stack.model_fields})


def _told(log: Path) -> list[str]:
    """Return the lines that say that everything is up; half a line does not count."""
    lines = log.read_text().splitlines(keepends=True) if log.exists() else []
    return [line for line in lines if '"event":"up"' in line and line.endswith("\n")]


async def _open(office: Office, stack: Stack) -> float:
    """Open a first mentorship, and return how long that took; people were there before."""
    pair = await office.pair()
    begin = time.perf_counter()
    client = await connect(stack.temporal_address)
    receipt = await edge.open_mentorship(client, office.opening(pair), task_queue=_QUEUE)
    must_be_recorded(receipt)
    return time.perf_counter() - begin


async def _worker(running: Service) -> dict[str, float]:
    """Start a worker, and wait for the receipt of a mentorship that is opened meanwhile."""
    pair = await running.office.pair()
    begin = time.perf_counter()
    place = running.place
    async with module("worker", home=place.home, environment=place.environment):
        await running.open(pair)
        return {_SECONDS: time.perf_counter() - begin}


async def _run(bench: Bench) -> Found:
    # In a directory of its own: PostgreSQL may become another user, who opens it to itself.
    base = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="mentorship-startup-"))
    homes = _Homes(base)
    try:
        async with service(bench, with_worker=False) as running:
            contenders = [
                Contender("mentorship up, nothing there yet", homes.cold),
                Contender("mentorship up, again", homes.warm),
                Contender("a worker, with its servers running", lambda: _worker(running)),
            ]
            figures = await bench.interleave(contenders, rounds=3)
    finally:
        await asyncio.to_thread(shutil.rmtree, base, ignore_errors=True)
    return Found(figures, notes=_NOTES, plotted=_SECONDS)


_NOTES = paragraphs("""
From the start of the process to the receipt of the first mentorship that is opened.

With nothing there, `mentorship up` makes a database cluster, its tables and a key before it starts
PostgreSQL, Temporal, the mail server and a worker; the second time, all of that is there. What it
takes to create a program and its people in between is left out.
""")

BENCHMARK = Benchmark(
    name="startup",
    title="From start to first receipt",
    question="How long after its start does the service record its first transition?",
    run=_run,
)
