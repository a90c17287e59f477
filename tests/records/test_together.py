"""Many commands in one transaction: all, or none, or all that can be."""

from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import CLOCK, CommandEnvelope, Outcome, opened_by
from records.bodies import Entry
from records.errors import StoreDown
from records.handle import Pool
from records.together import CHUNK, Lot, Outpaced, Together
from tests.records.desk import START, Desk, envelope


def lot(*commands: CommandEnvelope) -> Lot:
    """Return commands on the stream that the first of them opens."""
    return [Entry("mentorship", opened_by(commands[0].id), each, at=START) for each in commands]


def outcomes(together: Together) -> list[list[Outcome]]:
    return [[each.outcome for each in receipts] for receipts in together.receipts]


def opened(each: Lot) -> UUID:
    return each[0].ident


async def test_all_lots_are_recorded_at_once_and_their_receipts_are_kept(tiny: Desk) -> None:
    lots = [
        lot(envelope("open"), envelope("add", amount=n), envelope("add", amount=0)) for n in "12"
    ]
    told: list[int] = []
    together = await tiny.records.record_together(lots, skip_refused=False, told=told.append)
    assert together.recorded
    assert outcomes(together) == [[Outcome.RECORDED, Outcome.RECORDED, Outcome.NOTHING_CHANGED]] * 2
    assert told == [2]
    for each, receipts in zip(lots, together.receipts, strict=True):
        kept = [await tiny.records.receipt(entry.envelope.id) for entry in each]
        assert kept == list(receipts)
        assert len(await tiny.records.history("mentorship", opened(each))) == 2
    assert [each async for each in tiny.records.verify()] == []


async def test_one_refusal_takes_everything_back_and_the_receipts_say_which(tiny: Desk) -> None:
    good = lot(envelope("open"))
    bad = lot(envelope("open"), envelope("add", amount=2_000), envelope("add", amount=1))
    also_bad = lot(envelope("close"))
    together = await tiny.records.record_together([good, bad, also_bad], skip_refused=False)
    assert not together.recorded
    assert [receipts[-1].code for receipts in together.receipts] == [
        None,
        "too_much",
        "unknown_command",
    ]
    assert await tiny.records.read_all() == []
    for each in (*good, *bad, *also_bad):
        assert await tiny.records.receipt(each.envelope.id) is None


async def test_refused_lots_leave_nothing_where_they_are_skipped(tiny: Desk) -> None:
    good, later = (lot(envelope("open"), envelope("add", amount=1)) for _ in range(2))
    bad = lot(envelope("open"), envelope("add", amount=2_000))
    together = await tiny.records.record_together([good, bad, later], skip_refused=True)
    assert together.recorded
    recorded = {event.stream for event in await tiny.records.read_all()}
    assert recorded == {good[0].stream, later[0].stream}
    assert await tiny.records.receipt(bad[0].envelope.id) is None


async def test_what_fails_is_answered_as_a_fault_and_not_parked(tiny: Desk) -> None:
    bad = lot(envelope("open"), envelope("add", amount=-1, words="a secret"))
    together = await tiny.records.record_together([bad, lot(envelope("open"))], skip_refused=True)
    last = together.receipts[0][-1]
    assert (last.outcome, last.code) == (Outcome.REFUSED, "fault")
    assert "secret" not in last.model_dump_json()
    assert len(await tiny.records.read_all()) == 1
    assert await tiny.records.parked() == []


async def test_nobody_outside_acts_as_the_clock_together_either(tiny: Desk) -> None:
    lots = [lot(envelope("open", by=CLOCK))]
    together = await tiny.records.record_together(lots, skip_refused=True)
    assert together.receipts[0][0].code == "internal_actor"


async def test_who_loses_a_race_for_a_stream_is_told_and_records_nothing(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    first, raced = lot(envelope("open")), lot(envelope("open"))
    # Somebody who opened the same stream a moment ago, whose events are still on their way.
    await owner.execute("insert into store.streams values ($1, 1, 0)", raced[0].stream)
    with pytest.raises(Outpaced, match="nothing is recorded"):
        await tiny.records.record_together([first, raced], skip_refused=True)
    assert await tiny.records.read_all() == []


async def test_a_connection_lost_half_way_leaves_nothing(
    tiny: Desk, pool: Pool, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    def lost(done: int) -> None:
        if done == CHUNK:
            pool.terminate()

    lots = [lot(envelope("open")) for _ in range(CHUNK + 1)]
    with pytest.raises(StoreDown):
        await tiny.records.record_together(lots, skip_refused=True, told=lost)
    assert await owner.fetchval("select count(*) from store.events") == 0
