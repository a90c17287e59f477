"""A mentor never carries more than the capacity, whoever says yes at the same moment."""

import asyncio
from collections import Counter
from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import Actor, Outcome, Role
from records.handle import Pool
from records.store import Records
from runtime.ids import new_id
from tests.eventually import eventually
from tests.records.desk import START, Desk, a_mentorship, a_person, envelope
from tests.records.tiny import TINY_KINDS


async def a_search(desk: Desk, program: UUID, name: str, *mentors: UUID) -> UUID:
    mentee = await a_person(desk, name, (program, Role.MENTEE))
    return await a_mentorship(desk, program, mentee, *mentors)


async def a_mentor(desk: Desk, program: UUID, name: str) -> UUID:
    return await a_person(desk, name, (program, Role.MENTOR), capacity=1)


async def yes(desk: Desk, search: UUID, mentor: UUID) -> tuple[str, ...]:
    """Let a mentor accept, and return what came of it."""
    command = envelope("accept", by=Actor(role=Role.MENTOR, person=mentor))
    receipt = await desk.handle(search, command)
    return receipt.events or (f"{receipt.outcome}: {receipt.code}",)


@pytest.fixture
async def program(desk: Desk) -> UUID:
    policy = {"open_invitations": 2}
    name, zone = "Residency", "America/Denver"
    return await desk.open(
        "create_program", category="program", name=name, zone=zone, policy=policy
    )


async def test_of_two_acceptances_at_once_a_mentor_of_capacity_one_keeps_one(
    desk: Desk, program: UUID, pool: Pool
) -> None:
    desks = [desk, Desk(Records(pool, opener=str.encode))]
    for turn in range(4):
        mentor = await a_mentor(desk, program, f"Iris{turn}")
        searches = [await a_search(desk, program, f"{name}{turn}", mentor) for name in "AB"]
        ends = await asyncio.gather(
            *(yes(at, search, mentor) for at, search in zip(desks, searches, strict=True))
        )
        assert Counter(events[0] for events in ends) == {
            "outreach.invitation_accepted": 1,
            "outreach.acceptance_not_possible": 1,
        }
        states = [await desk.records.state("mentorship", each) for each in searches]
        assert sorted(state.stage for state in states) == ["EXPECTATIONS", "SEEKING"]


async def test_two_mentors_who_say_yes_crosswise_get_one_mentee_each(
    desk: Desk, program: UUID, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentors = [await a_mentor(desk, program, name) for name in ("Iris", "Jon")]
    searches = [
        await a_search(desk, program, "Ann", *mentors),
        await a_search(desk, program, "Ben", *reversed(mentors)),
    ]
    await asyncio.gather(*(yes(desk, search, mentor) for search in searches for mentor in mentors))
    states = [await desk.records.state("mentorship", each) for each in searches]
    assert {state.mentor for state in states} == set(mentors)
    charges = await owner.fetch("select mentor from store.mentor_charges")
    assert {row["mentor"] for row in charges} == set(mentors)


async def test_locks_taken_crosswise_never_wait_for_each_other(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentors = [str(new_id()) for _ in range(4)]
    streams = [await tiny.open() for _ in range(12)]
    for _ in range(4):
        orders = [mentors if number % 2 else mentors[::-1] for number in range(12)]
        commands = [envelope("take", mentors=order) for order in orders]
        receipts = await asyncio.gather(*map(tiny.handle, streams, commands))
        assert {each.outcome for each in receipts} <= {Outcome.RECORDED, Outcome.NOTHING_CHANGED}
    loads = await owner.fetch("select mentor from store.mentor_charges")
    assert len({row["mentor"] for row in loads}) == len(loads)
    deadlocks = "select deadlocks from pg_stat_database where datname = current_database()"
    assert await owner.fetchval(deadlocks) == 0


async def test_steps_that_need_the_same_mentors_in_another_order_do_not_deadlock(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentors = [str(new_id()) for _ in range(4)]
    streams = [await tiny.open() for _ in range(8)]

    async def step(number: int) -> None:
        order = mentors if number % 2 else mentors[::-1]
        commands = [(START, envelope("take", mentors=[mentor])) for mentor in order]
        standing = await tiny.records.record(streams[number], at=START, commands=commands)
        assert len(standing.receipts) == len(mentors)

    await asyncio.gather(*(step(number) for number in range(8)))
    deadlocks = "select deadlocks from pg_stat_database where datname = current_database()"
    assert await owner.fetchval(deadlocks) == 0


async def test_a_mentor_taken_without_the_lock_is_a_fault_not_an_overload(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("take", mentors=[str(new_id())], locks=[])
    assert (await tiny.handle(mentorship, command)).outcome is Outcome.PARKED
    assert (await tiny.records.state("mentorship", mentorship)).mentor is None


async def test_who_waits_for_a_mentor_keeps_no_reader_waiting(
    pool: Pool, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    tiny = Desk(Records(pool, opener=str.encode, kinds=TINY_KINDS))
    mentorship, mentor = await tiny.open(), str(new_id())
    await owner.execute("insert into store.mentor_loads values ($1)", mentor)
    async with owner.transaction():
        await owner.execute("select 1 from store.mentor_loads for update")
        waiting = asyncio.create_task(tiny.do(mentorship, "take", mentors=[mentor]))

        async def is_waiting() -> None:
            blocked = "select count(*) from pg_locks where not granted"
            assert await owner.fetchval(blocked) == 1

        await eventually(is_waiting)
        await tiny.open()
        assert len(await tiny.records.read_all()) == 2
    await waiting
