"""Lists, single mentorships and the pages of a pair over HTTP, with very many mentorships."""

import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import TypeAlias
from uuid import UUID

import httpx2

from benchmarks.bench import Bench, Benchmark, Contender, Found, paragraphs
from benchmarks.figures import Figure, percentile
from benchmarks.service import Place, place
from benchmarks.store_many import LENGTHS, grow
from benchmarks.store_queries import VARIATIONS, counted
from benchmarks.web_process import client, key_of, web
from benchmarks.work import TURN, Office, Pair, found_office, must_be_recorded
from domain.envelopes import Actor, CommandEnvelope, opened_by
from records.handle import Store
from records.mentorship_lists import Sort
from records.queries import MentorshipRow, Which
from records.read_tables import KINDS
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.clock import now
from runtime.database import connect_pool
from runtime.tokens import new_token
from web.callers import COOKIE

Asking: TypeAlias = Iterator[tuple[httpx2.AsyncClient, str]]

_ROUNDS = 5
_AT_MOST = 50.0
"""Milliseconds at p95."""

_API, _PAGES = "the API", "pages"
_NOTHING = "no question at all"
"""What an answer takes that asks nobody anything, the service's sign of life."""

_MENTEES = 3
"""Mentees of the mentor whose pages are asked for."""

_TURNS = 8
"""Turns of work that lie behind each of them."""


@dataclass(frozen=True)
class _Played:
    """Who has lived through something here by the ordinary commands, in the midst of the others."""

    office: Office
    mentorships: Sequence[UUID]
    mentee: UUID
    mentor: UUID


async def _run(bench: Bench) -> Found:
    async with place(bench) as found, connect_pool(found.database_url, init=as_service) as pool:
        cipher = Cipher([found.key])
        records = Records(pool, opener=cipher.open)
        office = await found_office(records, cipher)
        await grow(
            Store(pool, kinds=KINDS, opener=cipher.open),
            found.database_url,
            lengths=LENGTHS[:: bench.size(1, quick=12)],
            variations=bench.size(VARIATIONS, quick=1),
            programs=[office.program],
            tell=bench.tell,
        )
        played = await _play(office)
        figures = await _measured(bench, found, played)
        return Found(figures, notes=[await counted(pool), *_NOTES], plotted="ms p95")


# ---------------------------------------------------------------- people who really are there


async def _play(office: Office) -> _Played:
    """Have a mentor with some mentees, who have worked together for a while."""
    first = await office.pair()
    assert first.mentee.person is not None  # noqa: S101 - office.pair registers both
    assert first.mentor.person is not None  # noqa: S101
    others = [await office.mentee() for _ in range(_MENTEES - 1)]
    mentees = [first.mentee, *others]
    mentorships = [await _lived(office, first, each) for each in mentees]
    return _Played(office, mentorships, first.mentee.person, first.mentor.person)


async def _lived(office: Office, like: Pair, mentee: Actor) -> UUID:
    pair = Pair(like.program, like.coordinator, mentee, like.mentor)
    opening = office.opening(pair)
    mentorship = opened_by(opening.id)
    steps = (office.step(pair, number) for number in range(TURN * _TURNS + 1))
    for command in (opening, *office.preparations(pair), *steps):
        await _given(office.records, mentorship, command)
    return mentorship


async def _given(records: Records, mentorship: UUID, command: CommandEnvelope) -> None:
    must_be_recorded(await records.handle("mentorship", mentorship, command, at=now()))


# ---------------------------------------------------------------- what is asked


async def _measured(bench: Bench, found: Place, played: _Played) -> Sequence[Figure]:
    figures: list[Figure] = []
    times = bench.size(40, quick=2)
    deep = bench.size(len(LENGTHS) * VARIATIONS // 2, quick=2)
    async with (
        web(found.home, found.environment) as address,
        _asking(address, played, deep=deep) as asked,
    ):
        for group, questions in asked.items():
            contenders = [
                Contender(label, partial(_asked, asking, times=times))
                for label, asking in questions.items()
            ]
            figures += await bench.interleave(contenders, group=group, rounds=_ROUNDS)
    held = {"at_most": _AT_MOST}
    return [
        each.model_copy(update=held) if each.unit == "ms p95" and each.label != _NOTHING else each
        for each in figures
    ]


@asynccontextmanager
async def _asking(
    address: str, played: _Played, *, deep: int
) -> AsyncIterator[Mapping[str, Mapping[str, Asking]]]:
    """Lend the questions, each by somebody who may ask it on a connection of their own.

    ``deep`` is how many rows are before the page in the middle of a list.
    """
    records = played.office.records
    async with AsyncExitStack() as exits:

        async def keyed(person: UUID | None) -> httpx2.AsyncClient:
            token = await key_of(records, person)
            return await exits.enter_async_context(client(address, Authorization=f"Bearer {token}"))

        async def signed_in(person: UUID) -> httpx2.AsyncClient:
            token = new_token()
            await records.begin_session(
                person, token=token, how="letter", agent="benchmark", at=now()
            )
            return await exits.enter_async_context(client(address, Cookie=f"{COOKIE}={token}"))

        coordinator = await keyed(played.office.coordinator.person)
        yield {
            _API: {
                _NOTHING: _by(await keyed(None), "/live"),
                **await _of_operator(await keyed(None), records, deep=deep),
                **_of_coordinator(coordinator, played),
            },
            _PAGES: _of_pair(
                await signed_in(played.mentee), await signed_in(played.mentor), played
            ),
        }


async def _of_operator(
    program: httpx2.AsyncClient, records: Records, *, deep: int
) -> dict[str, Asking]:
    rows = await records.mentorships(Which(complete=False), limit=40)
    far = await _cursor(records, "urgency", after=deep)
    long_ago = await _cursor(records, "last_activity", after=deep)
    lists = {
        "list": ("",),
        "list, from its middle": (f"?cursor={far}",),
        "list, by last activity, from its middle": (f"?sort=last_activity&cursor={long_ago}",),
        "list, by name": ("?sort=name",),
        "list, to be looked at": ("?attention=true",),
        "list, closed, by opening": ("?complete=true&sort=opened",),
        "list, with a name that many have": ("?text=kim",),
        "list, with a name that few have": ("?text=kim+alado",),
        "list, a program's in a stage": _places(rows),
        "a mentorship": tuple(f"/{row.id}" for row in rows),
        "its history": tuple(f"/{row.id}/history" for row in rows),
    }
    return {
        label: _by(program, *(f"/api/v1/mentorships{path}" for path in paths))
        for label, paths in lists.items()
    }


def _places(rows: Sequence[MentorshipRow]) -> tuple[str, ...]:
    return tuple(f"?program={row.program}&stage={row.stage}" for row in rows)


async def _cursor(records: Records, sort: Sort, *, after: int) -> str | None:
    """Return the cursor of the page after so many rows."""
    page = await records.page_of_mentorships(Which(), sort=sort, limit=after)
    return page.next


def _of_coordinator(program: httpx2.AsyncClient, played: _Played) -> dict[str, Asking]:
    mentors = f"/api/v1/programs/{played.office.program}/mentors"
    return {
        "a coordinator's list": _by(program, "/api/v1/mentorships"),
        "a coordinator's list, by last activity": _by(
            program, "/api/v1/mentorships?sort=last_activity"
        ),
        "a coordinator's list, with a name": _by(program, "/api/v1/mentorships?text=kim"),
        "a coordinator's people": _by(program, "/api/v1/people"),
        "directory of mentors": _by(program, mentors),
        "directory of mentors, with room": _by(program, f"{mentors}?has_room=true"),
        "directory of mentors, by a name": _by(program, f"{mentors}?words=kim"),
    }


def _of_pair(
    mentee: httpx2.AsyncClient, mentor: httpx2.AsyncClient, played: _Played
) -> dict[str, Asking]:
    bases = [f"/mentorships/{each}" for each in played.mentorships]
    return {
        "a mentee's mentorships": _by(mentee, "/mentorships"),
        "a mentor's mentorships": _by(mentor, "/mentorships"),
        "a mentee's overview": _by(mentee, f"{bases[0]}/overview"),
        "a mentor's overview": _by(mentor, *(f"{base}/overview" for base in bases)),
        "a mentor's goals": _by(mentor, *(f"{base}/goals" for base in bases)),
        "a mentor's history": _by(mentor, *(f"{base}/history" for base in bases)),
    }


def _by(client: httpx2.AsyncClient, *paths: str) -> Asking:
    return cycle([(client, path) for path in paths])


async def _asked(askings: Asking, *, times: int) -> dict[str, float]:
    took = []
    for _ in range(times):
        asking, path = next(askings)
        begin = time.perf_counter()
        async with asking.stream("GET", path) as answer:
            took.append((time.perf_counter() - begin) * 1_000)
            answer.raise_for_status()
            await answer.aread()
    return {"ms p50": percentile(took, 0.5), "ms p95": percentile(took, 0.95)}


_NOTES = paragraphs("""
To the first byte of the answer, one request after the other, on a connection that is open; the
web service, in a process of its own, knows only what it was asked before. Lists have fifty rows;
the API is asked with the operator's key, or with that of a coordinator, whose program has one in
twenty-four mentorships.

Pages are those of a mentor with three mentees, who registered and have set goals and done tasks by
the ordinary commands, some fifty each. All others are variations of mentorships that were played;
their people have rows in what is read, one in some thirty of them called Kim, but no events, and
cannot sign in.
""")

BENCHMARK = Benchmark(
    name="lists",
    title="Lists and pages over HTTP, with 100,000 mentorships",
    question="How long do programs wait for lists and for a mentorship, and a pair for its pages? "
    "The aim is at most 50 ms at p95.",
    run=_run,
)
