"""What operators are told of the records, to know whether somebody has to act."""

from datetime import timedelta

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


async def test_letters_wait_until_they_go_out_or_are_given_up(tiny: Desk) -> None:
    person = await a_person(tiny, "Ann")
    mentorship = await tiny.open()
    await tiny.do(mentorship, "tell", person=str(person))
    assert (await tiny.records.health(at=START)).letters_waiting_since == START
    [letter] = await tiny.records.waiting_letters(mentorship, at=START)
    for _ in range(2):
        await tiny.records.letter_refused(letter.id, at=START, error="no such user")
    held_back = await tiny.records.health(at=START)
    assert (held_back.letters_waiting, held_back.letters_given_up) == (1, 0)
    await tiny.records.letter_refused(letter.id, at=START, error="no such user")
    given_up = await tiny.records.health(at=LATER)
    assert (given_up.letters_waiting, given_up.letters_waiting_since) == (0, None)
    assert (given_up.letters_given_up, given_up.letters_given_up_lately) == (1, 1)
    long_after = await tiny.records.health(at=START + LATELY)
    assert (long_after.letters_given_up, long_after.letters_given_up_lately) == (1, 0)


async def test_letters_that_have_no_address_to_go_to_wait_for_nobody(tiny: Desk) -> None:
    person = await a_person(tiny, "Ann")
    mentorship = await tiny.open()
    await tiny.do(mentorship, "tell", person=str(person))
    await tiny.do(person, "erase_person", category="person")
    assert (await tiny.records.health(at=LATER)).letters_waiting == 0


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
