"""Readers see every event once and in order, whatever the writers do."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import Outcome
from records.recorded import Recorded
from tests.eventually import eventually
from tests.records.desk import Desk, envelope

_SLOW = """
create function slow_or_broken() returns trigger language plpgsql as $$
begin
    if new.data ->> 'words' = 'slow' then perform pg_sleep(0.03); end if;
    if new.data ->> 'words' = 'broken' then raise exception 'broken at commit'; end if;
    return null;
end $$;
create constraint trigger slow_or_broken after insert on store.events
deferrable initially deferred for each row execute function slow_or_broken();
"""


@pytest.fixture
async def slow_commits(owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make commits slow or fail, as the events' words say."""
    await owner.execute(_SLOW)


@asynccontextmanager
async def tailing(desk: Desk) -> AsyncIterator[list[Recorded]]:
    """Collect what a tailing reader sees while the block lasts."""
    seen: list[Recorded] = []

    async def read() -> None:
        async for event in desk.records.tail():
            seen.append(event)  # noqa: PERF401 - what was seen is to be seen at once

    reader = asyncio.create_task(read())
    try:
        yield seen
    finally:
        reader.cancel()


@pytest.mark.usefixtures("slow_commits")
async def test_a_tailing_reader_sees_every_event_once_and_in_order(tiny: Desk) -> None:
    streams = [await tiny.open() for _ in range(8)]
    words = ["quick", "slow", "broken", "quick"]

    async def write(number: int) -> Outcome:
        command = envelope("add", amount=1, words=words[number % 4])
        return (await tiny.handle(streams[number % 7], command)).outcome

    async with tailing(tiny) as seen:
        outcomes = Counter(await asyncio.gather(*(write(number) for number in range(240))))
        assert outcomes == {Outcome.RECORDED: 180, Outcome.PARKED: 60}

        async def all_seen() -> None:
            assert len(seen) == 8 + 180

        await eventually(all_seen)
    positions = [event.position for event in seen]
    assert positions == sorted(set(positions))
    for stream in {event.stream for event in seen}:
        versions = [event.version for event in seen if event.stream == stream]
        assert versions == list(range(1, len(versions) + 1))


async def _append_in_the_background(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> "asyncpg.transaction.Transaction":
    """Begin an append that drew its position and does not end."""
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute("select pg_advisory_xact_lock_shared(7300, 0)")
    await owner.execute("select nextval('store.event_positions')")
    return transaction


async def test_a_reader_does_not_pass_by_an_append_that_has_not_ended(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    open_append = await _append_in_the_background(owner)
    mentorship = await tiny.open()
    assert await tiny.records.read_all() == []
    await open_append.rollback()
    assert [event.stream for event in await tiny.records.read_all()] == [f"mentorship/{mentorship}"]


async def test_what_is_known_to_be_settled_is_read_beside_an_open_append(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await tiny.open()
    assert len(await tiny.records.read_all()) == 1
    open_append = await _append_in_the_background(owner)
    await tiny.open()
    assert len(await tiny.records.read_all()) == 1
    await open_append.rollback()
    assert len(await tiny.records.read_all(after=1)) == 1


async def test_a_slow_writer_and_a_polling_reader_keep_nobody_from_appending(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    open_append = await _append_in_the_background(owner)
    mentorship = await tiny.open()
    async with tailing(tiny) as seen:
        for _ in range(20):
            await tiny.do(mentorship, "add", amount=1)
        assert seen == []
        await open_append.rollback()

        async def all_seen() -> None:
            assert len(seen) == 21

        await eventually(all_seen)


async def test_a_made_up_position_does_not_make_later_reads_pass_by_events(tiny: Desk) -> None:
    assert await tiny.records.read_all(after=1_000_000) == []
    await tiny.open()
    assert len(await tiny.records.read_all()) == 1


async def test_positions_that_were_drawn_in_vain_do_not_end_the_reading(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await tiny.open()
    for _ in range(2):
        await owner.execute("select nextval('store.event_positions')")
        await tiny.records.read_all()
    assert await tiny.records.read_all(after=1) == []
    await tiny.open()
    assert [event.position for event in await tiny.records.read_all(after=1)] == [4]


async def test_pages_follow_each_other(tiny: Desk) -> None:
    mentorship: UUID = await tiny.open()
    for _ in range(9):
        await tiny.do(mentorship, "add", amount=1)
    seen, after = [], 0
    while page := await tiny.records.read_all(after=after, limit=4):
        assert len(page) <= 4
        seen += [event.version for event in page]
        after = page[-1].position
    assert seen == list(range(1, 11))
