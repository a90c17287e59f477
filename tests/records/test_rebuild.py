"""Read tables made again from the events are the same, also while others write."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import Actor, Role
from records.errors import RebuildRunning
from records.queries import Which
from records.statements import SQL
from tests.eventually import eventually
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program


async def a_little_of_everything(desk: Desk) -> None:
    program = await a_program(desk)
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR), capacity=2)
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    await a_person(desk, "Cora", (program, Role.COORDINATOR))
    gone = await a_person(desk, "Gus", (program, Role.MENTEE))
    await desk.do(gone, "erase_person", category="person")
    mentorship = await a_mentorship(desk, program, mentee, mentor)
    await desk.do(mentorship, "accept", by=Actor(role=Role.MENTOR, person=mentor))


async def test_a_rebuild_makes_the_same_tables_again(desk: Desk) -> None:
    await a_little_of_everything(desk)
    before = await desk.records.checksum()
    assert all(rows for rows, _ in before.values())
    assert await desk.records.rebuild() == 6
    assert await desk.records.checksum() == before


async def test_a_rebuild_mends_what_was_spoilt(
    desk: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await a_little_of_everything(desk)
    before = await desk.records.checksum()
    await owner.execute("delete from read.deadlines")
    await owner.execute("update read.mentorships set stage = 'LOST'")
    await owner.execute("insert into read.person_roles select id, id, 'x' from read.people")
    assert await desk.records.checksum() != before
    await desk.records.rebuild()
    assert await desk.records.checksum() == before


async def test_what_rules_rest_on_is_never_replaced(
    desk: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await a_little_of_everything(desk)
    tables = ("mentor_loads", "mentor_charges", "pairs", "person_emails")
    oids = [await owner.fetchval("select $1::text::regclass::oid", f"store.{t}") for t in tables]
    await desk.records.rebuild()
    after = [await owner.fetchval("select $1::text::regclass::oid", f"store.{t}") for t in tables]
    assert after == oids


async def test_a_rebuild_beside_writers_misses_nothing_and_stops_nobody(tiny: Desk) -> None:
    ended = asyncio.Event()
    written: list[UUID] = []

    async def write() -> None:
        while not ended.is_set():
            # Each stream is written twice and never again, so that nothing that was missed is
            # made good by what comes later.
            mentorship = await tiny.open()
            await tiny.do(mentorship, "wait", until=START.isoformat())
            written.append(mentorship)

    async def read() -> None:
        while not ended.is_set():
            known = len(written)
            assert len(await tiny.records.mentorships(Which(), limit=100_000)) >= known

    others = [asyncio.create_task(write()) for _ in range(4)]
    others.append(asyncio.create_task(read()))
    for _ in range(3):
        begun = len(written)
        await tiny.records.rebuild()

        async def somebody_wrote(begun: int = begun) -> None:
            assert len(written) > begun + 6

        await eventually(somebody_wrote)
    ended.set()
    await asyncio.gather(*others)
    live = await tiny.records.checksum()
    assert live["mentorships"][0] == live["deadlines"][0] == len(written)
    await tiny.records.rebuild()
    assert await tiny.records.checksum() == live


async def test_slow_appends_one_after_the_other_do_not_keep_a_rebuild_from_its_end(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute("""
        create function slow() returns trigger language plpgsql as $$
        begin perform pg_sleep(0.06); return null; end $$;
        create constraint trigger slow after insert on store.events
        deferrable initially deferred for each row execute function slow();
    """)
    ended = asyncio.Event()

    async def write() -> None:
        while not ended.is_set():
            await tiny.open()

    writers = [asyncio.create_task(write()) for _ in range(3)]
    await tiny.records.rebuild()
    ended.set()
    await asyncio.gather(*writers)
    live = await tiny.records.checksum()
    await tiny.records.rebuild()
    assert await tiny.records.checksum() == live


async def test_two_do_not_rebuild_at_once(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute(SQL["take_rebuild_turn"])
    with pytest.raises(RebuildRunning, match="being rebuilt already"):
        await tiny.records.rebuild()


async def test_what_an_interrupted_rebuild_left_is_in_nobodys_way(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await tiny.open()
    await owner.execute(SQL["make_next_read_tables"])
    await tiny.open()
    await tiny.records.rebuild()
    assert len(await tiny.records.mentorships(Which())) == 2


async def test_a_rebuild_that_fails_leaves_the_present_tables(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await tiny.open()
    await owner.execute("set session_replication_role = replica")
    await owner.execute("update store.events set schema_version = 9")
    with pytest.raises(Exception, match="schema version 9"):
        await tiny.records.rebuild()
    assert len(await tiny.records.mentorships(Which())) == 1
    await owner.execute("update store.events set schema_version = 1")
    assert await tiny.records.rebuild() == 1
