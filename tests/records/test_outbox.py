"""Letters are put out with the events, once, and their fate is kept."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from domain.envelopes import Actor, Outcome, Role
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program, envelope

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


async def a_letter(tiny: Desk) -> tuple[UUID, UUID]:
    """Raise one letter, and return the mentorship and the recipient."""
    person = await a_person(tiny, "Ann")
    mentorship = await tiny.open()
    await tiny.do(mentorship, "tell", person=str(person))
    return mentorship, person


async def test_an_event_raises_a_letter_once_for_each_recipient_and_kind(tiny: Desk) -> None:
    mentorship, person = await a_letter(tiny)
    [letter] = await tiny.records.waiting_letters(mentorship, at=START)
    assert (letter.recipient, letter.kind, letter.email) == (person, "told", "ann@example.org")
    assert (letter.name, letter.zone, letter.language) == ("Ann", "America/Denver", "en")


async def test_a_letter_comes_with_all_that_is_needed_to_write_it(desk: Desk) -> None:
    program = await a_program(desk)
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee, mentor)
    await desk.do(mentorship, "accept", by=Actor(role=Role.MENTOR, person=mentor))
    letters = await desk.records.waiting_letters(mentorship, at=START)
    assert {letter.recipient for letter in letters} == {mentor, mentee}
    mentors = {letter.kind: letter.mentor_name for letter in letters}
    assert mentors == {
        "search_opened": None,
        "invitation": None,
        "acceptance": "Iris",
        "acceptance_thanks": "Iris",
    }
    for letter in letters:
        assert (letter.mentee_name, letter.program_name) == ("Ann", "Residency")
        assert (letter.program_zone, letter.raised_at) == ("America/Denver", START)


async def test_a_letter_names_the_mentor_of_its_event_though_another_follows(desk: Desk) -> None:
    program = await a_program(desk)
    first = await a_person(desk, "Iris", (program, Role.MENTOR))
    second = await a_person(desk, "Noor", (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee, first)
    by = Actor(role=Role.MENTOR, person=first)
    await desk.do(mentorship, "accept", by=by)
    await desk.do(mentorship, "transition", to="GOALS", why="They agreed.")
    day = (START + 7 * DAY).date().isoformat()
    await desk.do(mentorship, "schedule_meeting", by=by, on=day, time="10:00")
    await desk.do(mentorship, "replace_mentor", why="They moved.", next=str(second))
    letters = await desk.records.waiting_letters(mentorship, at=START)
    named = {(each.kind, each.recipient): each.mentor_name for each in letters}
    assert named["meeting_cancelled", mentee] == "Iris"
    assert named["meeting_cancelled", first] == "Iris"
    assert named["mentor_assigned", mentee] == "Noor"


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


async def test_a_letter_that_went_out_does_not_wait_and_stands_in_the_ledger(tiny: Desk) -> None:
    mentorship, _ = await a_letter(tiny)
    [letter] = await tiny.records.waiting_letters(mentorship, at=START)
    await tiny.records.letter_sent(letter.id, at=START + MINUTE, message_id="<1@x>")
    await tiny.records.letter_sent(letter.id, at=START + 2 * MINUTE, message_id="<2@x>")
    assert await tiny.records.waiting_letters(mentorship, at=START + MINUTE) == []
    [line] = await tiny.records.letters_of(mentorship)
    assert (line.sent_at, line.message_id, line.attempts) == (START + MINUTE, "<1@x>", 1)
    assert not (await tiny.records.standing(mentorship, at=START)).letters_waiting


async def test_a_letter_that_failed_waits_longer_each_time_and_never_more_than_a_day(
    tiny: Desk,
) -> None:
    mentorship, _ = await a_letter(tiny)
    [letter] = await tiny.records.waiting_letters(mentorship, at=START)
    waits, at = [], START
    for _ in range(14):
        await tiny.records.letter_failed(letter.id, at=at, error="421 busy")
        [line] = await tiny.records.letters_of(mentorship)
        assert line.next_try_at is not None
        assert (
            await tiny.records.waiting_letters(mentorship, at=line.next_try_at - MINUTE / 2) == []
        )
        assert not (await tiny.records.record(mentorship, at=at)).letters_waiting
        waits.append(line.next_try_at - at)
        at = line.next_try_at
        assert (await tiny.records.record(mentorship, at=at)).letters_waiting
    assert waits == [min(MINUTE * 2**number, timedelta(days=1)) for number in range(14)]


async def test_nobody_writes_to_somebody_who_is_gone(tiny: Desk) -> None:
    mentorship, person = await a_letter(tiny)
    await tiny.do(person, "erase_person", category="person")
    assert await tiny.records.waiting_letters(mentorship, at=START) == []
    assert not (await tiny.records.record(mentorship, at=START)).letters_waiting


async def test_a_letter_that_is_refused_for_good_is_given_up_on_the_third_day(tiny: Desk) -> None:
    mentorship, _ = await a_letter(tiny)
    [letter] = await tiny.records.waiting_letters(mentorship, at=START)
    for days in range(3):
        at = START + days * DAY
        assert [each.id for each in await tiny.records.waiting_letters(mentorship, at=at)]
        await tiny.records.letter_refused(letter.id, at=at, error="550 nobody")
        assert await tiny.records.waiting_letters(mentorship, at=at + DAY - MINUTE) == []
    [line] = await tiny.records.letters_of(mentorship)
    assert (line.given_up_at, line.next_try_at, line.attempts) == (START + 2 * DAY, None, 3)
    assert (line.last_error, line.sent_at) == ("550 nobody", None)


async def test_nobody_is_woken_for_a_letter_that_was_given_up(tiny: Desk) -> None:
    mentorship, _ = await a_letter(tiny)
    [letter] = await tiny.records.waiting_letters(mentorship, at=START)
    await tiny.records.record(mentorship, at=START)
    assert await tiny.records.needing_refresh(late=START + MINUTE) != []
    for _ in range(3):
        await tiny.records.letter_refused(letter.id, at=START, error="550 nobody")
    await tiny.records.letter_failed(letter.id, at=START, error="421 busy")
    long_after = START + 400 * DAY
    assert await tiny.records.needing_refresh(late=long_after) == []
    assert await tiny.records.waiting_letters(mentorship, at=long_after) == []
    assert not (await tiny.records.standing(mentorship, at=long_after)).letters_waiting
    assert not (await tiny.records.record(mentorship, at=long_after)).letters_waiting


async def test_other_failures_do_not_count_as_refusals(tiny: Desk) -> None:
    mentorship, _ = await a_letter(tiny)
    [letter] = await tiny.records.waiting_letters(mentorship, at=START)
    for _ in range(5):
        await tiny.records.letter_failed(letter.id, at=START, error="421 busy")
    await tiny.records.letter_refused(letter.id, at=START, error="550 nobody")
    [line] = await tiny.records.letters_of(mentorship)
    assert (line.given_up_at, line.next_try_at) == (None, START + DAY)


async def test_a_letter_that_went_out_after_all_is_not_given_up(tiny: Desk) -> None:
    mentorship, _ = await a_letter(tiny)
    [letter] = await tiny.records.waiting_letters(mentorship, at=START)
    for _ in range(3):
        await tiny.records.letter_refused(letter.id, at=START, error="550 nobody")
    await tiny.records.letter_sent(letter.id, at=START + DAY, message_id="<1@x>")
    [line] = await tiny.records.letters_of(mentorship)
    assert (line.sent_at, line.given_up_at) == (START + DAY, None)


async def test_letters_that_are_held_back_wait_as_long_and_fail_once(tiny: Desk) -> None:
    mentorship, _ = await a_letter(tiny)
    await tiny.do(mentorship, "tell", person=str(await a_person(tiny, "Bea")))
    until = START + 20 * MINUTE
    for _ in range(5):
        await tiny.records.hold_letters(mentorship, at=until, until=until, error="down\x00")
    assert await tiny.records.waiting_letters(mentorship, at=until - MINUTE) == []
    assert len(await tiny.records.waiting_letters(mentorship, at=until)) == 2
    lines = await tiny.records.letters_of(mentorship)
    assert {(line.attempts, line.last_error) for line in lines} == {(1, "down")}
