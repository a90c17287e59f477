"""Letters are put out with the events, once, and handed to mailboxes."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import SYSTEM, Outcome, Role
from records.statements import SQL, asking
from tests.records.desk import START, Desk, a_person, a_program, envelope

MINUTE = timedelta(minutes=1)

SOME, NOW = "'00000000-0000-7000-8000-000000000001'::uuid", "now()"

MANY_SENT = """
insert into store.letters (
    id, event, mentorship, recipient, kind, facts, raised_at, sent_at, message_id, mail,
    is_reminder, released_at
)
select gen_random_uuid(), event, gen_random_uuid(),
    case
        when number % 30 = 0 then '00000000-0000-7000-8000-000000000001' else gen_random_uuid()
    end,
    'sent' || number, facts, raised_at, now() - number * interval '1 day', 'x', gen_random_uuid(),
    true, raised_at
from store.letters, generate_series(1, 3000) as number
"""

MANY_WAITING = """
insert into store.letters (id, event, mentorship, recipient, kind, facts, raised_at)
select gen_random_uuid(), event, mentorship, gen_random_uuid(), 'waiting', facts, now()
from store.letters
"""


async def a_letter(tiny: Desk) -> tuple[UUID, UUID]:
    """Raise one letter, and return the mentorship and the recipient."""
    person = await a_person(tiny, "Ann")
    mentorship = await tiny.open()
    await tiny.do(mentorship, "tell", person=str(person))
    return mentorship, person


async def test_an_event_raises_a_letter_once_for_each_recipient_and_kind(tiny: Desk) -> None:
    mentorship, person = await a_letter(tiny)
    [letter] = await tiny.records.letters_of(mentorship)
    assert (letter.recipient, letter.kind, letter.email) == (person, "told", "ann@example.org")
    assert (letter.name, letter.raised_at, letter.program) == ("Ann", START, None)


async def test_a_letter_of_a_persons_stream_says_which_program_writes(desk: Desk) -> None:
    program = await a_program(desk)
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    coordinator = await a_person(desk, "Tom", (program, Role.COORDINATOR))
    command = envelope(
        "note_address_failing", by=SYSTEM, program=str(program), code=550, answer="550 nobody"
    )
    receipt = await desk.records.handle("person", mentee, command, at=START, internal=True)
    assert receipt.events == ("person.address_failed",)
    [line] = await desk.records.letters_to(coordinator)
    assert (line.kind, line.mentorship, line.program) == ("address_failing", None, program)
    assert await desk.records.late_mailboxes(late=START + MINUTE) == [coordinator]


async def test_a_refused_or_failed_command_raises_no_letter(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentorship = await tiny.open()
    receipt = await tiny.handle(mentorship, envelope("add", amount=5_000))
    assert receipt.outcome is Outcome.REFUSED
    await tiny.handle(mentorship, envelope("add", amount=-1))
    assert await owner.fetchval("select count(*) from store.letters") == 0


async def test_what_follows_in_another_stream_is_recorded_with_it_and_has_its_receipt(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    person = await a_person(tiny, "Ann")
    day = (START + 90 * timedelta(days=1)).date().isoformat()
    await tiny.do(person, "set_away", category="person", until=day)
    mentorship = await tiny.open()
    await tiny.do(mentorship, "tell", person=str(person))
    assert (await tiny.records.state("person", person)).away_until is None
    inside = await owner.fetch("select type, outcome from store.receipts where origin = 'inside'")
    assert [tuple(row) for row in inside] == [("end_away", "recorded")]
    xids = await owner.fetch("select distinct xmin::text from store.events order by 1")
    assert len(xids) == 4


async def test_a_letter_waits_for_its_mentorship_until_a_mailbox_heard_of_it(tiny: Desk) -> None:
    mentorship, person = await a_letter(tiny)
    assert (await tiny.records.record(mentorship, at=START)).letters_waiting
    assert (await tiny.records.standing(mentorship)).letters_waiting
    assert await tiny.records.unhanded(mentorship) == [person]
    await tiny.records.handed(mentorship, person, at=START)
    assert await tiny.records.unhanded(mentorship) == []
    assert not (await tiny.records.standing(mentorship)).letters_waiting
    assert not (await tiny.records.record(mentorship, at=START)).letters_waiting
    [line] = await tiny.records.letters_of(mentorship)
    assert (line.handed_at, line.is_finished) == (START, False)


async def test_a_mailbox_has_not_heard_of_letters_that_came_later(tiny: Desk) -> None:
    mentorship, person = await a_letter(tiny)
    await tiny.do(mentorship, "tell", person=str(person), at=START + MINUTE)
    await tiny.records.handed(mentorship, person, at=START)
    assert await tiny.records.unhanded(mentorship) == [person]
    assert [each.handed_at for each in await tiny.records.letters_of(mentorship)] == [START, None]


async def test_each_recipient_is_handed_their_own(tiny: Desk) -> None:
    mentorship, person = await a_letter(tiny)
    other = await a_person(tiny, "Bea")
    await tiny.do(mentorship, "tell", person=str(other))
    assert await tiny.records.unhanded(mentorship) == sorted([person, other])
    await tiny.records.handed(mentorship, other, at=START)
    assert await tiny.records.unhanded(mentorship) == [person]
    assert [each.recipient for each in await tiny.records.letters_to(other)] == [other]


async def test_the_ledger_says_nothing_that_cannot_be(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await a_letter(tiny)
    sent, dropped = "sent_at = now(), message_id = 'x'", "dropped_at = now(), dropped_why = 'over'"
    for change, constraint in (
        ("dropped_at = now()", "letters_dropped_has_reason"),
        ("held_why = 'quiet hours'", "letters_held_has_end"),
        ("mail = id", "letters_mail_is_whole"),
        (f"{sent}, {dropped}", "letters_finished_once"),
        (f"{dropped}, given_up_at = now()", "letters_finished_once"),
        (f"{dropped}, next_try_at = now()", "letters_finished_waits_no_more"),
    ):
        with pytest.raises(asyncpg.CheckViolationError, match=constraint):
            await owner.execute(f"update store.letters set {change}")  # noqa: S608 - ours


async def test_what_is_asked_often_is_found_by_an_index(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await a_letter(tiny)
    await owner.execute(MANY_SENT)
    await owner.execute(MANY_WAITING)
    await owner.execute("analyze store.letters")
    for statement, arguments, index in (
        ("waiting_in_mailbox", (SOME, NOW), "letters_waiting"),
        ("waiting_in_mailbox", (SOME, NOW), "letters_reminders_sent"),
        ("late_mailboxes", (NOW, "10", "null"), "letters_waiting"),
        ("unhanded", (SOME,), "letters_unhanded"),
        ("ledger", (SOME,), "letters_of_recipient"),
        ("ledger", (SOME,), "letters_of_mail"),
    ):
        text = asking(SQL[statement], frozenset({"person"}))
        for number, value in enumerate(arguments, start=1):
            text = text.replace(f"${number}", value)
        plan = "\n".join(row[0] for row in await owner.fetch(f"explain {text}"))
        assert index in plan, plan
