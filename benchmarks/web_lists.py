"""Lists and single mentorships over HTTP, with very many of them."""

import base64
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle

import httpx2

from benchmarks.bench import Bench, Benchmark, Contender, Found, paragraphs
from benchmarks.figures import Figure, percentile
from benchmarks.service import Place, place
from benchmarks.store_many import LENGTHS, grow
from benchmarks.store_queries import VARIATIONS, counted
from benchmarks.web_process import client, key_of, web
from records.handle import Store
from records.queries import MentorshipRow, Which
from records.read_tables import KINDS
from records.roles import as_service
from records.store import Records
from runtime.database import connect_pool

_ROUNDS = 5
_AT_MOST = 50.0
"""Milliseconds at p95."""


async def _run(bench: Bench) -> Found:
    async with place(bench) as found, connect_pool(found.database_url, init=as_service) as pool:
        store = Store(pool, kinds=KINDS, opener=base64.b64decode)
        lengths = LENGTHS[:: bench.size(1, quick=12)]
        variations = bench.size(VARIATIONS, quick=1)
        await grow(
            store, found.database_url, lengths=lengths, variations=variations, tell=bench.tell
        )
        records = Records(pool, opener=base64.b64decode)
        figures = await _measured(bench, found, records)
        return Found(figures, notes=[await counted(pool), *_NOTES], plotted="ms p95")


async def _measured(bench: Bench, found: Place, records: Records) -> Sequence[Figure]:
    rows = await records.mentorships(Which(complete=False), limit=40)
    token = await key_of(records, None)
    async with (
        web(found.home, found.environment) as address,
        client(address, Authorization=f"Bearer {token}") as program,
    ):
        questions = _questions(rows, program)
        times = bench.size(40, quick=2)
        contenders = [
            Contender(label, partial(_asked, asked, times=times))
            for label, asked in questions.items()
        ]
        figures = await bench.interleave(contenders, rounds=_ROUNDS)
    held = {"at_most": _AT_MOST}
    return [each.model_copy(update=held) if each.unit == "ms p95" else each for each in figures]


Asking = Iterator[tuple[httpx2.AsyncClient, str, Mapping[str, str]]]


def _questions(rows: Sequence[MentorshipRow], program: httpx2.AsyncClient) -> dict[str, Asking]:
    def asking(*paths: str) -> Asking:
        return cycle([(program, f"/api/v1{path}", {}) for path in paths])

    return {
        "list": asking("/mentorships"),
        "list, to be looked at": asking("/mentorships?attention=true"),
        "list, by a name": asking("/mentorships?text=kim"),
        "list, a program's in a stage": asking(
            *(f"/mentorships?program={row.program}&stage={row.stage}" for row in rows)
        ),
        "a mentorship": asking(*(f"/mentorships/{row.id}" for row in rows)),
        "its history": asking(*(f"/mentorships/{row.id}/history" for row in rows)),
    }


async def _asked(askings: Asking, *, times: int) -> dict[str, float]:
    took = []
    for _ in range(times):
        asking, path, headers = next(askings)
        begin = time.perf_counter()
        async with asking.stream("GET", path, headers=headers) as answer:
            took.append((time.perf_counter() - begin) * 1_000)
            answer.raise_for_status()
            await answer.aread()
    return {"ms p50": percentile(took, 0.5), "ms p95": percentile(took, 0.95)}


_NOTES = paragraphs("""
To the first byte of the answer, one request after the other, on a connection that is open; the
web service, in a process of its own, knows only what it was asked before. The API is asked with the
operator's key.
""")

BENCHMARK = Benchmark(
    name="lists",
    title="Lists over HTTP, with 100,000 mentorships",
    question="How long do programs wait for lists, and for a mentorship? The aim is "
    "at most 50 ms at p95.",
    run=_run,
)
