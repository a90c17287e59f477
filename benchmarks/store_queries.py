"""How long lists, ``next`` and the sweep wait for an answer, with very many mentorships."""

import base64
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from typing import Any, TypeAlias
from uuid import UUID

from benchmarks.bench import Bench, Benchmark, Contender, Found
from benchmarks.figures import percentile
from benchmarks.store_many import LENGTHS, grow
from domain.mentorship.coming import coming
from records.handle import Pool, Store
from records.queries import MentorshipRow, Which
from records.read_tables import KINDS
from records.roles import as_service
from records.store import Records
from runtime.database import connect_pool

Ask: TypeAlias = Callable[[], Awaitable[object]]

VARIATIONS = 2_099
"""Of each mentorship that was played: all in all 100,000, with more than a million events."""

_ROUNDS = 5
_AT_MOST = 20.0
"""Milliseconds that a question may take."""

_SHOWN = 100
"""Mentorships that ``mentorship list`` shows, unless it is told another number."""

_SWEPT = 500
"""Mentorships that the sweep asks for at a time."""

_GRACE = timedelta(minutes=2)
_THE_FIFTIETH = """
select max(due) from (select due from read.deadlines order by due limit 50) as earliest
"""


@dataclass(frozen=True)
class _Facts:
    """What is there to ask about."""

    mentorships: Sequence[MentorshipRow]
    now: datetime
    """An instant at which a few deadlines are late, as after a short outage."""


async def _facts(pool: Pool, records: Records) -> _Facts:
    some = await records.mentorships(Which(), limit=40)
    late = await pool.fetchval(_THE_FIFTIETH)
    return _Facts(mentorships=some, now=late + _GRACE)


def _questions(records: Records, facts: _Facts) -> Mapping[str, Iterator[Ask]]:
    """Return for each question an endless row of askings, each about another mentorship."""
    rows = facts.mentorships

    def listed(**which: Any) -> Ask:
        return partial(records.mentorships, Which(**which), limit=_SHOWN)

    stages = sorted({row.stage for row in rows} | {"SEEKING", "GOALS", "ENDED", "CHECK_IN"})
    return {
        "list": cycle([listed(complete=False)]),
        "list, closed ones too": cycle([listed()]),
        "list, a program's": cycle([listed(program=r.program, complete=False) for r in rows]),
        "list, in a stage": cycle([listed(stage=each, complete=False) for each in stages]),
        "list, a program's in a stage": cycle(
            [listed(program=r.program, stage=r.stage, complete=False) for r in rows]
        ),
        "list, a person's": cycle([listed(person=r.mentee) for r in rows]),
        "list, to be looked at": cycle([listed(attention=True, complete=False)]),
        "list, 1,000 of them": cycle([partial(records.mentorships, Which(complete=False))]),
        "next": cycle([partial(_next, records, r.id) for r in rows]),
        "history": cycle([partial(records.history, "mentorship", r.id) for r in rows]),
        "overdue": cycle([partial(records.needing_refresh, late=facts.now - _GRACE, limit=_SWEPT)]),
        "status": cycle([partial(records.health, at=facts.now)]),
    }


async def _next(records: Records, ident: UUID) -> object:
    """Find a mentorship by the beginning of its id, and say what comes next in it."""
    (found,) = await records.mentorships_beginning(str(ident)[:16])
    state = await records.state("mentorship", found)
    await records.programs(ident=state.program)
    return coming(state, None)


async def _asked(askings: Iterator[Ask], *, times: int) -> dict[str, float]:
    took = []
    for _ in range(times):
        ask = next(askings)
        begin = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - begin) * 1_000)
    return {"ms p50": percentile(took, 0.5), "ms p95": percentile(took, 0.95)}


async def _run(bench: Bench) -> Found:
    url = await bench.servers.database()
    variations = bench.size(VARIATIONS, quick=1)
    lengths = LENGTHS[:: bench.size(1, quick=12)]
    async with connect_pool(url, min_size=2, max_size=4, init=as_service) as pool:
        store = Store(pool, kinds=KINDS, opener=base64.b64decode)
        await grow(store, url, lengths=lengths, variations=variations, tell=bench.tell)
        records = Records(pool, opener=base64.b64decode)
        totals = await counted(pool)
        questions = _questions(records, await _facts(pool, records))
        times = bench.size(40, quick=2)
        figures = await bench.interleave(
            [
                Contender(label, partial(_asked, askings, times=times))
                for label, askings in questions.items()
            ],
            rounds=_ROUNDS,
        )
    held = [each.model_copy(update={"at_most": _AT_MOST}) for each in figures]
    return Found(held, notes=[totals, *_NOTES], plotted="ms p95")


async def counted(pool: Pool) -> str:
    """Return in a sentence how much there is."""
    mentorships = await pool.fetchval("select count(*) from read.mentorships")
    events = await pool.fetchval("select count(*) from store.events")
    people = await pool.fetchval("select count(*) from read.people")
    return f"There are {mentorships:,} mentorships of {people:,} people, and {events:,} events."


_NOTES = (
    (
        "Mentorships are played by the rules up to different steps of a story, then multiplied "
        "with other ids, people and instants; one in fifty is closed, the others wait."
    ),
    (
        "*list* is what `mentorship list` asks: the hundred that need a look or are due next. "
        "*next* finds a mentorship by the beginning of its id, folds its events and says what "
        "comes, known only where it was asked for before. "
        "*overdue* is what the sweep asks every few minutes, with fifty deadlines late."
    ),
)

BENCHMARK = Benchmark(
    name="queries",
    title="Questions with 100,000 mentorships and a million events",
    question="How long lists, `next`, the sweep and `status` wait for the records, through the "
    "records' own methods; the aim is at most 20 ms.",
    run=_run,
)
