"""What operators are told of the records, to know whether somebody has to act."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from domain.standing import OpenDeadline
from records.health import GRACE, LATELY
from tests.records.desk import START, Desk, a_person, envelope

MINUTE = timedelta(minutes=1)
LATER = START + GRACE + MINUTE


async def test_records_in_which_nothing_happened_are_well(desk: Desk) -> None:
    found = await desk.records.health(at=START)
    assert (found.letters_waiting, found.letters_given_up, found.parked) == (0, 0, 0)
    assert (found.behind, found.overdue, found.open_mentorships) == (0, 0, 0)
    assert (found.letters_waiting_since, found.parked_since) == (None, None)
    assert (found.behind_since, found.overdue_since, dict(found.open_by_stage)) == (None, None, {})


async def test_a_mentorship_is_behind_once_its_workflow_should_have_been_told(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "add", amount=1, at=START + MINUTE)
    assert (await tiny.records.health(at=START + MINUTE)).behind == 0
    found = await tiny.records.health(at=LATER)
    assert (found.behind, found.behind_since) == (1, START)
    assert dict(found.open_by_stage) == {"seeking": 1}
    await tiny.records.record(mentorship, at=LATER)
    assert (await tiny.records.health(at=LATER)).behind == 0


async def test_a_deadline_that_nobody_passes_on_is_overdue_and_a_parked_one_is_parked(
    tiny: Desk,
) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat(), fails=True)
    assert (await tiny.records.health(at=START + MINUTE)).overdue == 0
    found = await tiny.records.health(at=LATER)
    assert (found.overdue, found.overdue_since, found.parked) == (1, START, 0)
    due = [OpenDeadline(id="w", kind="wait", due=START)]
    await tiny.records.record(mentorship, at=LATER, deadlines=due)
    found = await tiny.records.health(at=LATER)
    assert (found.overdue, found.parked, found.parked_since) == (0, 1, LATER)


async def a_letter(tiny: Desk, kind: str) -> UUID:
    """Raise a letter, and return the recipient."""
    person = await a_person(tiny, "Ann")
    await tiny.do(await tiny.open(), "tell", person=str(person), kind=kind)
    return person


async def test_letters_wait_until_they_go_out_or_are_given_up(tiny: Desk) -> None:
    person = await a_letter(tiny, "acceptance")
    assert (await tiny.records.health(at=START)).letters_waiting_since == START
    [mail] = (await tiny.records.sort_mailbox(person, at=START)).mails
    for _ in range(2):
        await tiny.records.mail_refused(mail.id, at=START, error="no such user")
    held = await tiny.records.health(at=START)
    assert (held.letters_waiting, held.letters_held, held.letters_given_up) == (0, 1, 0)
    await tiny.records.mail_refused(mail.id, at=START, error="no such user")
    given_up = await tiny.records.health(at=LATER)
    assert (given_up.letters_waiting, given_up.letters_waiting_since) == (0, None)
    assert (given_up.letters_held, given_up.letters_given_up) == (0, 1)
    assert given_up.letters_given_up_lately == 1
    long_after = await tiny.records.health(at=START + LATELY)
    assert (long_after.letters_given_up, long_after.letters_given_up_lately) == (1, 0)


async def test_reminders_held_until_their_hour_wait_from_then_on(tiny: Desk) -> None:
    person = await a_letter(tiny, "task_reminder")
    due = (await tiny.records.sort_mailbox(person, at=START)).next_at
    assert due is not None
    held = await tiny.records.health(at=LATER)
    assert (held.letters_waiting, held.letters_waiting_since, held.letters_held) == (0, None, 1)
    forgotten = await tiny.records.health(at=due + MINUTE)
    assert (forgotten.letters_waiting, forgotten.letters_waiting_since) == (1, due)
    assert forgotten.letters_held == 0


async def test_letters_wait_for_a_server_that_is_down_since_they_could_have_left(
    tiny: Desk,
) -> None:
    person = await a_letter(tiny, "acceptance")
    later = START + 5 * MINUTE
    [mail] = (await tiny.records.sort_mailbox(person, at=later)).mails
    hour = timedelta(hours=1)
    await tiny.records.hold_mailbox(person, at=later, until=later + hour, error="down")
    found = await tiny.records.health(at=later + MINUTE)
    assert (found.letters_waiting, found.letters_waiting_since) == (1, later)
    await tiny.records.sort_mailbox(person, at=later + hour)
    await tiny.records.mail_failed(mail.id, at=later + hour, error="busy")
    found = await tiny.records.health(at=later + hour)
    assert (found.letters_waiting, found.letters_waiting_since) == (1, later)


async def test_dropped_letters_wait_for_nobody(tiny: Desk) -> None:
    person = await a_letter(tiny, "acceptance")
    await tiny.do(person, "erase_person", category="person")
    await tiny.records.sort_mailbox(person, at=START)
    found = await tiny.records.health(at=LATER)
    assert (found.letters_waiting, found.letters_held, found.letters_given_up) == (0, 0, 0)


async def test_open_mentorships_come_in_pages_without_those_that_are_complete(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    opened = sorted([await tiny.open() for _ in range(3)])
    await owner.execute(
        "update read.mentorships set complete = true where id = $1", await tiny.open()
    )
    first = await tiny.records.open_mentorships(limit=2)
    rest = await tiny.records.open_mentorships(limit=2, after=first[-1])
    assert [*first, *rest] == opened


async def test_letters_given_up_are_counted_by_an_index(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    person = await a_person(tiny, "Ann")
    mentorship = await tiny.open()
    await tiny.handle(mentorship, envelope("tell", person=str(person)))
    await owner.execute(
        "insert into store.letters (id, event, recipient, kind, facts, raised_at)"
        " select gen_random_uuid(), event, gen_random_uuid(), kind, facts, raised_at"
        " from store.letters, generate_series(1, 5000)"
    )
    await owner.execute("analyze store.letters")
    plan = await owner.fetch(
        "explain select count(*) from store.letters where given_up_at is not null"
    )
    assert any("letters_given_up" in row[0] for row in plan)
