"""Letters through mailboxes to a mail server, against handing over what is ready to be sent."""

import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from activities.deliver import Deliverer
from activities.links import LinkMaker
from benchmarks.bench import Bench, Benchmark, Contender, Found, paragraphs
from benchmarks.figures import Figure, percentile, ratio
from benchmarks.letters_inbox import Inbox
from benchmarks.letters_parts import PARTS, Line, Stopwatch, means
from benchmarks.letters_ways import CALLERS, Bare, Deliveries, Desk, Mailboxes, Way, Workflows
from benchmarks.processes import Usage
from benchmarks.service import Service, service
from letters.connections import Connections
from letters.post import ANSWER_WITHIN, CONNECTIONS, Postman
from letters.render import Templates
from letters.route import Route
from runtime.tokens import new_token
from workflows.mailbox_client import wake_mailbox
from workflows.schedule import sweep_id

RATE: Final = "letters/s"
P50: Final = "ms p50"
P99: Final = "ms p99"
CPU: Final = "CPU ms a letter"
"""Processor time of all processes: caller, worker, PostgreSQL, Temporal and the mail server."""
PART: Final = "ms a letter"

SERVICE: Final = "this service"
MAILBOXES: Final = "mailboxes that are woken"
DELIVERIES: Final = "the activity without Temporal"
FOUR: Final = f"aiosmtplib, {CONNECTIONS} connections"
ONE: Final = "aiosmtplib, one connection"

_ALONE: Final = "one after another"
_PARTS: Final = "a delivery"
_FROM: Final = "Mentorship <mentorship@example.org>"
_PUBLIC_URL: Final = "https://mentorship.example.org"


@dataclass(frozen=True)
class Hall:
    """All who play: a running service, and what a worker has, in this process."""

    desk: Desk
    ways: Mapping[str, Way]
    line: Line


@asynccontextmanager
async def hall(bench: Bench, *, count: int) -> AsyncIterator[Hall]:
    """Have everybody ready, and ``count`` messages that the service sent once."""
    async with service(bench) as running:
        await running.prepare(1)
        # Nothing that it could find is lost; what others recorded behind workflows' backs is not.
        await running.client.get_schedule_handle(sweep_id(running.place.queue)).pause()
        desk = Desk(running.office, running.pool, Inbox(running.place.maildir))
        line = _line(running)
        async with Postman(line.route, line.templates) as postman:
            deliverer = Deliverer(
                line.records,
                postman,
                links=line.links,
                wake=partial(wake_mailbox, running.client, task_queue=running.place.queue),
                sender=line.route.sender,
            )
            ways = await _ways(running, desk, Deliveries(desk, deliverer), count=count)
            yield Hall(desk, ways, line)
            await line.connections.close()


def _line(running: Service) -> Line:
    route = Route.parse(running.place.smtp_url, mail_from=_FROM)
    records = running.office.records
    return Line(
        records=records,
        links=LinkMaker(records, new_token=new_token, public_url=_PUBLIC_URL),
        templates=Templates.load(),
        route=route,
        connections=Connections(route, limit=1, answer_within=ANSWER_WITHIN),
    )


async def _ways(
    running: Service, desk: Desk, deliveries: Deliveries, *, count: int
) -> dict[str, Way]:
    desk.inbox.empty()
    await deliveries.send(await deliveries.prepare(count))
    messages, url = desk.inbox.mails(), running.place.smtp_url
    return {
        SERVICE: Workflows(desk, running.client, running.place.queue),
        MAILBOXES: Mailboxes(desk, running.client, running.place.queue),
        DELIVERIES: deliveries,
        FOUR: Bare(url, messages, CONNECTIONS),
        ONE: Bare(url, messages, 1),
    }


def together(label: str, way: Way, inbox: Inbox, *, count: int) -> Contender:
    """Return who sends so many letters side by side."""

    async def play() -> Mapping[str, float]:
        inbox.empty()
        letters = await way.prepare(count)
        family = Usage.of(os.getpid())
        spent, begin = -family.cpu(), time.perf_counter()
        await way.send(letters)
        seconds = time.perf_counter() - begin
        spent += family.cpu()
        taken = await way.taken(letters)
        cost = {CPU: spent / count * 1000}
        return {RATE: count / seconds, **_waits(taken), **cost}

    return Contender(label, play)


def one_by_one(label: str, way: Way, inbox: Inbox, *, count: int) -> Contender:
    """Return who sends so many letters, each when the one before is sent."""

    async def play() -> Mapping[str, float]:
        inbox.empty()
        taken: list[float] = []
        for each in await way.prepare(count):
            await way.send([each])
            taken += await way.taken([each])
        return _waits(taken)

    return Contender(label, play)


def _waits(taken: Sequence[float]) -> dict[str, float]:
    return {
        P50: percentile(taken, 0.50) * 1000,
        P99: percentile(taken, 0.99) * 1000,
    }


async def parts(bench: Bench, found: Hall) -> list[Figure]:
    """Return what each part of a delivery takes, while nobody else does anything."""
    kept: dict[str, list[float]] = {part: [] for part in PARTS}
    for turn in range(bench.size(6, quick=2)):
        bench.tell(f"{_PARTS}: round {turn}")
        watch = Stopwatch()
        for search in await found.desk.raised(bench.size(40, quick=2)):
            await found.line.deliver(search.mentee, watch)
        if turn:
            for part, taken in means(watch).items():
                kept[part].append(taken)
    return [
        Figure(label=part, group=_PARTS, unit=PART, rounds=tuple(rounds))
        for part, rounds in kept.items()
    ]


async def _run(bench: Bench) -> Found:
    count, few = bench.size(100, quick=4), bench.size(20, quick=2)
    group = f"{count} people, {CALLERS} callers"
    async with hall(bench, count=count) as found:
        inbox = found.desk.inbox
        contenders = [together(name, way, inbox, count=count) for name, way in found.ways.items()]
        crowd = await bench.interleave(contenders, group=group, rounds=3)
        contenders = [one_by_one(name, way, inbox, count=few) for name, way in found.ways.items()]
        alone = await bench.interleave(contenders[:-2] + contenders[-1:], group=_ALONE, rounds=3)
        pieces = await parts(bench, found)
    ratios = [
        ratio(crowd, name, bare, unit=RATE, group=group)
        for bare in (ONE, FOUR)
        for name in (SERVICE, MAILBOXES, DELIVERIES)
    ]
    return Found([*ratios, *crowd, *alone, *pieces], notes=_NOTES, plotted=RATE)


_NOTES = paragraphs("""
Each letter tells a mentee that a search has begun: text and HTML, with links that are made and kept
for it. The mail server is the embedded one, a Python process that writes each mail into a Maildir
and waits for the disk.

This service: commands to the workflows of as many new mentorships, which record the event with its
letter and hand that to the mailboxes, workflows that have it sorted, put in words, sent and noted
in the ledger. The clock of the rate runs from the first command to the last line in the ledger;
a letter's own from its event to the mail server. A caller gives its next command when it has the
receipt of the one before; letters go out meanwhile.

Mailboxes that are woken: the letters are in the outbox already. The clock runs from the wake; a
caller wakes the next mailbox when the one before has nothing left.

The activity without Temporal: what a mailbox has done in each turn, in the benchmark's process.
The worker's mails and these go over four connections at the most.

aiosmtplib hands over messages that the service has sent once, over connections that are there. It
reads, writes and notes nothing.

A delivery: the activity's parts in turn, with nothing else under way.
""")

BENCHMARK = Benchmark(
    name="letters",
    title="Letters per second",
    question=(
        "How fast do letters get through mailboxes to a mail server, against a client that is "
        "handed ready-made messages, and what does each part of it take?"
    ),
    run=_run,
)
