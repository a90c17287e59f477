"""A step is one transaction in which each command fails for itself alone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest

from domain.envelopes import CLOCK, CommandEnvelope, Outcome, derived_id, opened_by
from domain.standing import OpenDeadline
from records.recorded import Source
from runtime.ids import new_id
from tests.records.desk import START, Desk, envelope

HOUR = timedelta(hours=1)
RUN = Source(workflow="mentorship/x", run="r1")


@pytest.fixture
async def transactions(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> Callable[[], Awaitable[int]]:
    """Count the transactions that recorded events since the fixture was made."""
    await owner.execute("""
        create table seen (transaction xid8 primary key);
        create function see() returns trigger language plpgsql security definer as $$
        begin
            insert into public.seen values (pg_current_xact_id()) on conflict do nothing;
            return null;
        end $$;
        create trigger see after insert on store.events for each row execute function see();
    """)

    async def count() -> int:
        return int(await owner.fetchval("select count(*) from seen"))

    return count


async def test_a_step_decides_in_the_order_of_arrival_and_then_deadlines_by_due_date(
    tiny: Desk, transactions: Callable[[], Awaitable[int]]
) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat())
    late = OpenDeadline(id="w", kind="wait", due=START)
    later = OpenDeadline(id="x", kind="wait", due=START + HOUR)
    commands = [(START, envelope("add", amount=amount)) for amount in (3, 1, 2)]
    standing = await tiny.records.record(
        mentorship, at=START + HOUR, commands=commands, deadlines=[later, late], source=RUN
    )
    history = await tiny.records.history("mentorship", mentorship, after=2)
    assert [each.data.get("amount") for each in history] == [3, 1, 2, None]
    assert [each.at for each in history] == [START, START, START, START + HOUR]
    assert {each.source for each in history} == {RUN}
    assert [receipt.outcome for receipt in standing.receipts] == [Outcome.RECORDED] * 4
    assert await transactions() == 3


async def test_each_command_is_decided_on_the_state_left_by_the_one_before(tiny: Desk) -> None:
    mentorship = await tiny.open()
    due = START + HOUR
    commands = [
        (START, envelope("wait", until=START.isoformat())),
        (START, envelope("wait", until=due.isoformat())),
    ]
    passed = [OpenDeadline(id="w", kind="wait", due=START)]
    standing = await tiny.records.record(mentorship, at=START, commands=commands, deadlines=passed)
    assert [receipt.outcome for receipt in standing.receipts] == [Outcome.RECORDED] * 2
    assert [each.due for each in standing.deadlines] == [due]


async def test_a_deadline_that_is_not_due_yet_is_left_alone(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=(START + HOUR).isoformat())
    early = [OpenDeadline(id="w", kind="wait", due=START + HOUR)]
    standing = await tiny.records.record(mentorship, at=START, deadlines=early)
    assert (standing.version, standing.receipts) == (2, ())


async def test_one_failing_command_of_thirty_takes_no_other_with_it(
    tiny: Desk, transactions: Callable[[], Awaitable[int]]
) -> None:
    mentorship = await tiny.open()
    commands = [(START, envelope("add", amount=1)) for _ in range(30)]
    commands[11] = (START, envelope("add", amount=-1))
    commands[17] = (START, envelope("add", amount=5_000))
    standing = await tiny.records.record(mentorship, at=START, commands=commands)
    outcomes = [receipt.outcome for receipt in standing.receipts]
    assert [receipt.command_id for receipt in standing.receipts] == [
        each.id for _, each in commands
    ]
    assert outcomes.pop(17) is Outcome.REFUSED
    assert outcomes.pop(11) is Outcome.PARKED
    assert outcomes == [Outcome.RECORDED] * 28
    assert (standing.version, standing.attention) == (29, ("fault",))
    assert await transactions() == 2


async def test_a_command_that_postgresql_refuses_is_parked_alone(tiny: Desk) -> None:
    mentorship = await tiny.open()
    commands = [(START, envelope("add", amount=1, words=words)) for words in ("a", "\x00", "b")]
    standing = await tiny.records.record(mentorship, at=START, commands=commands)
    assert [receipt.outcome for receipt in standing.receipts] == [
        Outcome.RECORDED,
        Outcome.PARKED,
        Outcome.RECORDED,
    ]


async def test_what_a_failed_command_had_done_is_forgotten_by_those_after_it(
    tiny: Desk, transactions: Callable[[], Awaitable[int]]
) -> None:
    mentorship = await tiny.open()
    too_late = envelope("take", mentors=[str(new_id())], locks=[])
    commands = [(START, too_late)] + [(START, envelope("add", amount=1)) for _ in range(2)]
    standing = await tiny.records.record(mentorship, at=START, commands=commands)
    assert [receipt.outcome for receipt in standing.receipts] == [
        Outcome.PARKED,
        Outcome.RECORDED,
        Outcome.RECORDED,
    ]
    assert await transactions() == 2


async def test_readers_wait_for_a_step_also_after_one_of_its_commands_failed(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    # A savepoint that is rolled back gives back the locks that were taken after it.
    await owner.execute("""
        create function check_announced() returns trigger language plpgsql as $$
        begin
            if not exists (
                select 1 from pg_locks
                where locktype = 'advisory' and classid = 7300 and pid = pg_backend_pid()
            ) then
                raise exception 'appended without saying so';
            end if;
            return null;
        end $$;
        create trigger check_announced after insert on store.events
        for each row execute function check_announced();
    """)
    mentorship = await tiny.open()
    commands = [(START, envelope("add", amount=1, words=words)) for words in ("\x00", "a", "b")]
    standing = await tiny.records.record(mentorship, at=START, commands=commands)
    assert [receipt.outcome for receipt in standing.receipts] == [
        Outcome.PARKED,
        Outcome.RECORDED,
        Outcome.RECORDED,
    ]


async def test_a_step_that_fails_at_commit_is_taken_one_by_one(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute("""
        create function broken() returns trigger language plpgsql as $$
        begin raise exception 'broken at commit'; end $$;
        create constraint trigger broken after insert on store.events
        deferrable initially deferred for each row when (new.data ->> 'words' = 'broken')
        execute function broken();
    """)
    mentorship = await tiny.open()
    commands = [(START, envelope("add", amount=1, words=words)) for words in ("a", "broken", "b")]
    standing = await tiny.records.record(mentorship, at=START, commands=commands)
    assert [receipt.outcome for receipt in standing.receipts] == [
        Outcome.RECORDED,
        Outcome.PARKED,
        Outcome.RECORDED,
    ]
    assert (await tiny.records.state("mentorship", mentorship)).total == 2


async def test_a_step_repeated_with_more_commands_records_each_once(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat())
    due = [OpenDeadline(id="w", kind="wait", due=START)]
    commands = [(START, envelope("add", amount=1)) for _ in range(3)]
    first = await tiny.records.record(mentorship, at=START, commands=commands[:2], deadlines=due)
    again = await tiny.records.record(mentorship, at=START + HOUR, commands=commands, deadlines=due)
    assert again.receipts[:2] == first.receipts[:2]
    assert again.version == first.version + 1
    assert again.receipts[3:] == first.receipts[2:]


async def test_a_step_may_open_the_mentorship(tiny: Desk) -> None:
    opening = envelope("open")
    mentorship = opened_by(opening.id)
    commands = [(START, opening), (START, envelope("add", amount=4))]
    standing = await tiny.records.record(mentorship, at=START, commands=commands)
    assert (standing.version, standing.stage) == (2, "seeking")


async def test_a_step_on_nothing_says_that_there_is_nothing(tiny: Desk) -> None:
    mentorship = new_id()
    standing = await tiny.records.record(
        mentorship, at=START, commands=[(START, envelope("add", amount=1))]
    )
    assert (standing.version, standing.stage) == (0, None)
    assert [receipt.code for receipt in standing.receipts] == ["unknown_mentorship"]


async def test_a_forged_clock_in_a_step_is_refused_and_does_not_spend_the_deadline(
    tiny: Desk,
) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat())
    due = OpenDeadline(id="w", kind="wait", due=START)
    body = {"deadline": "w", "due": START.isoformat()}
    forged = CommandEnvelope(id=new_id(), actor=CLOCK, type="deadline_passed", body=body)
    standing = await tiny.records.record(
        mentorship, at=START, commands=[(START, forged)], deadlines=[due]
    )
    assert [receipt.code for receipt in standing.receipts] == ["internal_actor", None]
    assert standing.receipts[1].events == ("tiny.passed",)


async def test_an_outsider_who_takes_a_deadlines_command_id_does_not_stop_the_clock(
    tiny: Desk,
) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat())
    ident = derived_id(mentorship, "w", START.isoformat())
    await tiny.handle(mentorship, envelope("add", command_id=ident, amount=1))
    due = OpenDeadline(id="w", kind="wait", due=START)
    standing = await tiny.records.record(mentorship, at=START, deadlines=[due])
    assert standing.receipts[0].events == ("tiny.passed",)


async def test_two_workflows_of_one_mentorship_do_no_harm(tiny: Desk) -> None:
    mentorship = await tiny.open()
    commands = [(START, envelope("add", amount=1)) for _ in range(12)]
    await asyncio.gather(
        *(
            tiny.records.record(mentorship, at=START, commands=commands[start : start + 6])
            for start in (0, 2, 4, 6)
        )
    )
    state = await tiny.records.state("mentorship", mentorship)
    assert (state.total, state.version) == (12, 13)
