"""What nobody foresaw is kept and tried again; everything else goes on."""

import json
from datetime import timedelta

import asyncpg
import pytest

from domain.envelopes import CommandEnvelope, Outcome
from domain.standing import OpenDeadline
from records.errors import NotMigrated, StoreDown
from records.handle import Pool
from records.queries import Which
from records.store import Records
from runtime.database import connect_pool
from runtime.ids import new_id
from tests.records.conftest import seal
from tests.records.desk import START, Desk, envelope
from tests.records.tiny import OPERATOR, TINY_KINDS, Flaw

MINUTE = timedelta(minutes=1)


async def test_a_command_that_fails_unforeseen_is_parked_with_its_error(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=-1, words="hops")
    receipt = await tiny.handle(mentorship, command)
    assert (receipt.outcome, receipt.code, receipt.version) == (Outcome.PARKED, "fault", 1)
    assert "hops" not in str(receipt.sentence)
    [parked] = await tiny.records.parked()
    assert (parked.envelope, parked.error, parked.attempts) == (command, "KeyError", 1)
    assert await tiny.records.receipt(command.id) is not None


async def test_streams_with_something_parked_are_told_once_each_oldest_first(tiny: Desk) -> None:
    first, second = await tiny.open(), await tiny.open()
    for mentorship in (second, first, second):
        await tiny.handle(mentorship, envelope("add", amount=-1), at=START)
    await tiny.handle(first, envelope("add", amount=-1), at=START - MINUTE)
    streams = [f"mentorship/{each}" for each in (first, second)]
    assert await tiny.records.parked_streams() == streams


async def test_a_sealed_command_stays_sealed_while_it_is_parked(tiny: Desk) -> None:
    mentorship = await tiny.open()
    body = seal(json.dumps({"amount": -1}).encode())
    command = CommandEnvelope(id=new_id(), actor=OPERATOR, type="add", sealed=body)
    await tiny.handle(mentorship, command)
    [parked] = await tiny.records.parked_of("mentorship", mentorship)
    assert parked.envelope == command


async def test_a_parked_command_goes_on_when_the_fault_is_mended(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=-1)
    await tiny.handle(mentorship, command)
    Flaw.mended = True
    receipts = await tiny.records.retry("mentorship", mentorship, at=START)
    assert [receipt.outcome for receipt in receipts] == [Outcome.RECORDED]
    assert (await tiny.records.standing(mentorship)).attention == ()
    assert await tiny.records.parked() == []
    assert (await tiny.handle(mentorship, command)).outcome is Outcome.RECORDED


async def test_a_retry_leaves_it_to_the_sweep_to_tell_the_workflow(tiny: Desk) -> None:
    mentorship = await tiny.open()
    parked = envelope("add", amount=-1)
    told = await tiny.records.record(mentorship, at=START, commands=[(START, parked)])
    assert (told.version, told.attention) == (1, ("fault",))
    assert await tiny.records.needing_refresh(late=START) == []
    Flaw.mended = True
    await tiny.records.retry("mentorship", mentorship, at=START)
    [sleeper] = await tiny.records.needing_refresh(late=START)
    assert (sleeper.mentorship, sleeper.reasons) == (mentorship, ["ahead"])


async def test_of_an_error_of_ours_the_message_is_kept(
    pool: Pool, tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentorship = await tiny.open()
    await owner.execute("alter table store.events disable trigger all")
    await owner.execute("update store.events set schema_version = 9")
    reading_anew = Desk(Records(pool, opener=str.encode, kinds=TINY_KINDS))
    receipt = await reading_anew.handle(mentorship, envelope("add", amount=1))
    assert receipt.outcome is Outcome.PARKED
    [parked] = await tiny.records.parked()
    assert parked.error.startswith("UnknownVersion: An event tiny.opened has schema version 9")


async def test_a_parked_command_that_fails_again_stays_parked(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.handle(mentorship, envelope("add", amount=-1))
    receipts = await tiny.records.retry("mentorship", mentorship, at=START)
    assert [receipt.outcome for receipt in receipts] == [Outcome.PARKED]
    assert [each.attempts for each in await tiny.records.parked()] == [2]


async def test_a_repeat_of_a_parked_command_waits_with_it(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=-1)
    first = await tiny.handle(mentorship, command)
    Flaw.mended = True
    assert await tiny.handle(mentorship, command) == first
    other = envelope("add", command_id=command.id, amount=1)
    assert (await tiny.handle(mentorship, other)).code == "id_reused"


async def test_a_body_that_no_key_opens_is_parked_until_the_key_is_there(
    pool: Pool, tiny: Desk
) -> None:
    def keyless(_sealed: str) -> bytes:
        raise LookupError("no key")  # noqa: TRY003

    mentorship = await tiny.open()
    body = seal(json.dumps({"amount": 7}).encode())
    command = CommandEnvelope(id=new_id(), actor=OPERATOR, type="add", sealed=body)
    without = Desk(Records(pool, opener=keyless, kinds=TINY_KINDS))
    others = [(START, envelope("add", amount=1)), (START, command)]
    standing = await without.records.record(mentorship, at=START, commands=others)
    assert [each.outcome for each in standing.receipts] == [Outcome.RECORDED, Outcome.PARKED]
    receipts = await tiny.records.retry("mentorship", mentorship, at=START)
    assert [each.outcome for each in receipts] == [Outcome.RECORDED]
    assert (await tiny.records.state("mentorship", mentorship)).total == 8


async def test_a_deadline_that_fails_is_tried_again_after_longer_and_longer(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat(), fails=True)
    at, deadlines, waits = START, [OpenDeadline(id="w", kind="wait", due=START)], []
    for _ in range(14):
        standing = await tiny.records.record(mentorship, at=at, deadlines=deadlines)
        assert standing.attention == ("fault",)
        waits.append(standing.deadlines[0].due - at)
        at, deadlines = standing.deadlines[0].due, list(standing.deadlines)
    day = timedelta(days=1)
    assert waits == [min(MINUTE * 2**number, day) for number in range(14)]


async def test_a_parked_deadline_is_left_alone_until_its_time_comes(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat(), fails=True)
    due = [OpenDeadline(id="w", kind="wait", due=START)]
    await tiny.records.record(mentorship, at=START, deadlines=due)
    Flaw.mended = True
    standing = await tiny.records.record(mentorship, at=START + MINUTE / 2, deadlines=due)
    assert (standing.version, standing.deadlines[0].due) == (2, START + MINUTE)
    standing = await tiny.records.record(mentorship, at=START + MINUTE, deadlines=due)
    assert (standing.version, standing.deadlines, standing.attention) == (3, (), ())


async def test_a_parked_deadline_that_was_moved_is_forgotten(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat(), fails=True)
    due = OpenDeadline(id="w", kind="wait", due=START)
    await tiny.records.record(mentorship, at=START, deadlines=[due])
    moved = START + timedelta(days=9)
    command = envelope("wait", until=moved.isoformat())
    standing = await tiny.records.record(mentorship, at=START, commands=[(START, command)])
    assert [each.due for each in standing.deadlines] == [moved]
    assert await tiny.records.parked() == []


async def test_people_see_on_lists_what_is_parked(tiny: Desk) -> None:
    mentorship = await tiny.open()
    assert await tiny.records.mentorships(Which(attention=True)) == []
    await tiny.handle(mentorship, envelope("add", amount=-1))
    [row] = await tiny.records.mentorships(Which(attention=True))
    assert (row.id, list(row.attention)) == (mentorship, ["fault"])


async def test_a_database_without_our_tables_is_said_to_need_migrating(
    empty_database_url: str,
) -> None:
    async with connect_pool(empty_database_url) as pool:
        records = Records(pool, opener=str.encode, kinds=TINY_KINDS)
        with pytest.raises(NotMigrated, match="does not have this release's tables"):
            await records.handle("mentorship", new_id(), envelope("open"), at=START)


@pytest.mark.parametrize("ends", ["commit", "query"])
async def test_an_outage_parks_nothing(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]", ends: str
) -> None:
    timing = "deferrable initially deferred" if ends == "commit" else ""
    await owner.execute(f"""
        create function cut() returns trigger language plpgsql security definer as $$
        begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
        create constraint trigger cut after insert on store.events {timing}
        for each row when (new.data ->> 'words' = 'cut') execute function cut();
    """)
    mentorship = await tiny.open()
    command = envelope("add", amount=1, words="cut")
    with pytest.raises(StoreDown, match="does not answer"):
        await tiny.handle(mentorship, command)
    with pytest.raises(StoreDown, match="does not answer"):
        await tiny.records.record(mentorship, at=START, commands=[(START, command)] * 2)
    assert await tiny.records.parked() == []
    await owner.execute("drop trigger cut on store.events")
    assert (await tiny.handle(mentorship, command)).outcome is Outcome.RECORDED
