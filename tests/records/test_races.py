"""Whoever comes at the same moment: each command counts once, and none is lost."""

import asyncio
from collections import Counter

import asyncpg

from domain.envelopes import Outcome, opened_by
from records.handle import Pool
from records.store import Records
from runtime.ids import new_id
from tests.records.desk import Desk, a_person, envelope
from tests.records.tiny import TINY_KINDS


async def test_the_same_command_ten_times_at_once_is_recorded_once(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=1)
    receipts = await asyncio.gather(*(tiny.handle(mentorship, command) for _ in range(10)))
    assert len(set(map(repr, receipts))) == 1
    assert (await tiny.records.state("mentorship", mentorship)).total == 1


async def test_the_same_opening_ten_times_at_once_opens_one_stream(tiny: Desk) -> None:
    command = envelope("open")
    mentorship = opened_by(command.id)
    receipts = await asyncio.gather(*(tiny.handle(mentorship, command) for _ in range(10)))
    assert {receipt.outcome for receipt in receipts} == {Outcome.RECORDED}
    assert len(await tiny.records.history("mentorship", mentorship)) == 1


async def test_the_same_refused_command_ten_times_at_once_is_kept_once(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=5_000)
    receipts = await asyncio.gather(*(tiny.handle(mentorship, command) for _ in range(10)))
    assert len(set(map(repr, receipts))) == 1
    assert await owner.fetchval("select count(*) from store.receipts") == 2


async def test_thirty_rivals_for_one_version_all_get_their_turn(pool: Pool, tiny: Desk) -> None:
    mentorship = await tiny.open()
    # Two services with caches of their own, as in production.
    rivals = [tiny, Desk(Records(pool, opener=str.encode, kinds=TINY_KINDS))]
    await asyncio.gather(
        *(rivals[number % 2].do(mentorship, "add", amount=1) for number in range(30))
    )
    assert (await tiny.records.state("mentorship", mentorship)).total == 30
    versions = [each.version for each in await tiny.records.history("mentorship", mentorship)]
    assert versions == list(range(1, 32))


async def test_lost_races_leave_no_gap_in_the_positions(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentorship = await tiny.open()
    await asyncio.gather(*(tiny.do(mentorship, "add", amount=1) for _ in range(20)))
    assert await owner.fetchval("select max(position) from store.events") == 21


async def test_one_id_on_two_streams_at_once_counts_on_one_of_them(tiny: Desk) -> None:
    streams = [await tiny.open() for _ in range(2)]
    for _ in range(10):
        command = envelope("add", amount=1)
        receipts = await asyncio.gather(*(tiny.handle(each, command) for each in streams * 2))
        outcomes = Counter((receipt.outcome, receipt.code) for receipt in receipts)
        assert outcomes == {(Outcome.RECORDED, None): 2, (Outcome.REFUSED, "id_reused"): 2}
    totals = [(await tiny.records.state("mentorship", each)).total for each in streams]
    assert sum(totals) == 10


async def test_one_id_with_two_contents_at_once_counts_with_one_of_them(tiny: Desk) -> None:
    mentorship = await tiny.open()
    for _ in range(10):
        ident = new_id()
        rivals = [envelope("add", command_id=ident, amount=1, words=words) for words in "ab"]
        receipts = await asyncio.gather(*(tiny.handle(mentorship, each) for each in rivals * 2))
        assert Counter(receipt.code for receipt in receipts) == {None: 2, "id_reused": 2}
    assert (await tiny.records.state("mentorship", mentorship)).total == 10


async def test_one_address_is_given_to_one_of_those_who_ask_at_once(desk: Desk) -> None:
    commands = [
        envelope("register_person", name=f"Ann {n}", email="ann@example.org", zone="UTC")
        for n in range(6)
    ]
    receipts = await asyncio.gather(
        *(desk.handle(opened_by(each.id), each, category="person") for each in commands)
    )
    assert Counter(receipt.code for receipt in receipts) == {None: 1, "email_taken": 5}
    assert len(await desk.records.people(email="ANN@example.org")) == 1


async def test_an_address_that_was_given_up_is_free_again(desk: Desk) -> None:
    ann = await a_person(desk, "Ann")
    await desk.do(ann, "change_contact", category="person", email="new@example.org")
    bea = await a_person(desk, "Bea")
    await desk.do(bea, "change_contact", category="person", email="ann@example.org")
    assert [each.id for each in await desk.records.people(email="ann@example.org")] == [bea]
