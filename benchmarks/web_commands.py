"""Commands through HTTP, as they come: so many a second, whether or not the last is answered."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias
from uuid import UUID

import httpx2

from benchmarks.bench import Bench, Benchmark, Contender, Found, paragraphs
from benchmarks.figures import Figure, percentile, ratio
from benchmarks.service import Service, service
from benchmarks.web_process import client, key_of, web
from records.store import Records

P50, P95, P99 = "ms p50", "ms p95", "ms p99"
HTTP, WORKFLOW = "through HTTP", "through the workflow's client"
_AIMS: Mapping[str, float] = {P50: 25.0, P99: 100.0}
_AIMED_AT = 10

Act: TypeAlias = Callable[[UUID, int], Awaitable[None]]


@dataclass
class _Crowd:
    """Mentorships at their goals, each of which takes its next step when its turn comes.

    A step waits for the one before it, as people do.
    """

    act: Act
    mentorships: Sequence[UUID]
    done: Mapping[UUID, asyncio.Lock]

    async def take(self, turn: int) -> None:
        """Take the next step of whose turn it is."""
        number, whose = divmod(turn, len(self.mentorships))
        mentorship = self.mentorships[whose]
        async with self.done[mentorship]:
            await self.act(mentorship, number)


@dataclass
class _Asking:
    """Somebody who asks over HTTP, with a key of each mentee's, on connections used again."""

    running: Service
    records: Records
    client: httpx2.AsyncClient
    keys: dict[UUID, str] = field(default_factory=dict)

    async def prepare(self, mentorships: Sequence[UUID]) -> None:
        """Have a key for the mentee of each of these."""
        for each in mentorships:
            self.keys[each] = await key_of(self.records, self.running.pairs[each].mentee.person)

    async def perform(self, mentorship: UUID, number: int) -> None:
        """Send the command of a number, and wait for its receipt."""
        office, pair = self.running.office, self.running.pairs[mentorship]
        command = office.step(pair, number)
        body = json.loads(office.cipher.open(command.sealed or ""))
        answer = await self.client.post(
            f"/api/v1/mentorships/{mentorship}/commands",
            json={"type": command.type, **body},
            headers={
                "Authorization": f"Bearer {self.keys[mentorship]}",
                "Idempotency-Key": f"{command.id}",
            },
        )
        answer.raise_for_status()


async def _open_loop(asking: _Asking, act: Act, *, rate: int, seconds: int) -> Mapping[str, float]:
    """Let commands come at their times, and return how long after it each had its receipt."""
    mentorships = await asking.running.prepare(rate * 2)
    await asking.prepare(mentorships)
    crowd = _Crowd(act, mentorships, {each: asyncio.Lock() for each in mentorships})
    clock, taken = time.perf_counter, list[float]()
    begin = clock() + 0.1

    async def come(turn: int) -> None:
        due = begin + turn / rate
        await asyncio.sleep(max(0.0, due - clock()))
        await crowd.take(turn)
        taken.append((clock() - due) * 1000)

    async with asyncio.TaskGroup() as coming:
        for turn in range(rate * seconds):
            coming.create_task(come(turn))
    return {P50: percentile(taken, 0.5), P95: percentile(taken, 0.95), P99: percentile(taken, 0.99)}


async def _run(bench: Bench) -> Found:
    figures: list[Figure] = []
    seconds = bench.size(20, quick=2)
    async with AsyncExitStack() as exits:
        running = await exits.enter_async_context(service(bench))
        place = running.place
        address = await exits.enter_async_context(web(place.home, place.environment))
        records = Records(running.pool, opener=running.office.cipher.open)
        speaking = await exits.enter_async_context(client(address))
        asking = _Asking(running, records, speaking)
        for rate in (_AIMED_AT, 50):
            play = partial(_open_loop, asking, rate=rate, seconds=seconds)
            found = await bench.interleave(
                [
                    Contender(HTTP, partial(play, asking.perform)),
                    Contender(WORKFLOW, partial(play, running.perform)),
                ],
                group=f"{rate} a second",
                rounds=3,
            )
            figures += _with_aims(found, rate)
    return Found(figures, notes=_NOTES, plotted=P50)


def _with_aims(found: Sequence[Figure], rate: int) -> list[Figure]:
    group = f"{rate} a second"
    compared = ratio(found, HTTP, WORKFLOW, unit=P50, group=group)
    if rate != _AIMED_AT:
        return [compared, *found]
    held = [
        each.model_copy(update={"at_most": _AIMS[each.unit]})
        if each.label == HTTP and each.unit in _AIMS
        else each
        for each in found
    ]
    return [compared, *held]


_NOTES = paragraphs("""
Open loop: commands come at fixed times, whether or not the ones before are answered, and each is
timed from when it was to come. They go in turn to twice as many mentorships as come in a second,
each of which waits for the answer to its last one.

Through HTTP: `python -m web` in a process of its own, a key in each request, one client with as
many connections as it needs; the answer is the receipt. Through the workflow's client: the same
commands without the web service. Worker, web service, servers and caller share the machine.
""")

BENCHMARK = Benchmark(
    name="commands",
    title="Commands through HTTP",
    question=(
        "How long does a program that sends a command wait for its receipt, at 10 and at 50 a "
        "second, and how much of that is the web service?"
    ),
    run=_run,
)
