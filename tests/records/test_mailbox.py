"""Sorting a mailbox: what leaves in which mail, what waits until when, what is dropped."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.envelopes import SYSTEM, Actor, Outcome, Role
from domain.programs.state import Letterhead
from records.mailbox import OutgoingMail
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program, envelope

DENVER = ZoneInfo("America/Denver")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

HOUR_OF_REMINDERS = datetime(2026, 3, 3, 15, tzinfo=UTC)
"""8 o'clock in Denver on the day after ``START``, which is at 9."""


async def told(tiny: Desk, person: UUID, *kinds: str, at: datetime = START) -> UUID:
    """Raise letters for a person in a new mentorship, and return that."""
    mentorship = await tiny.open()
    for kind in kinds:
        await tiny.do(mentorship, "tell", person=str(person), kind=kind, at=at)
    return mentorship


async def sent(desk: Desk, mail: OutgoingMail, *, at: datetime = START) -> None:
    await desk.records.mail_sent(mail.id, at=at, message_id=f"<{mail.id}@x>")


async def fates(desk: Desk, person: UUID) -> list[tuple[str, str | None]]:
    """Return what holds or dropped each letter of a person."""
    lines = await desk.records.letters_to(person)
    return [(line.kind, line.held_why or line.dropped_why) for line in lines]


async def test_a_letter_leaves_with_all_that_is_needed_to_write_it(desk: Desk) -> None:
    program = await a_program(desk)
    await desk.do(
        program, "set_letterhead", category="program", reply_to="desk@example.org", signature="Tom"
    )
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee, mentor)
    [mail] = (await desk.records.sort_mailbox(mentor, at=START)).mails
    assert (mail.person, mail.name, mail.email) == (mentor, "Iris", "iris@example.org")
    assert (mail.language, mail.zone, mail.is_reminder) == ("en", "America/Denver", False)
    assert (mail.program, mail.program_name) == (program, "Residency")
    assert mail.letterhead == Letterhead(reply_to="desk@example.org", signature="Tom")
    [letter] = mail.letters
    assert (letter.id, letter.kind, letter.role) == (mail.id, "invitation", Role.MENTOR)
    assert (letter.mentorship, letter.program) == (mentorship, program)
    assert (letter.mentee_name, letter.mentor_name, letter.attempts) == ("Ann", None, 0)
    assert (letter.program_name, letter.program_zone) == ("Residency", "America/Denver")
    assert (letter.raised_at, letter.facts["ask"]) == (START, "a project")
    [event] = [
        each
        for each in await desk.records.history("mentorship", mentorship)
        if each.id == letter.event
    ]
    assert letter.command_id == event.command_id


async def test_what_happened_at_once_is_told_in_one_mail_and_in_its_order(desk: Desk) -> None:
    program = await a_program(desk)
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee, mentor)
    doctors = [f"Doctor {number}" for number in range(4)]
    await desk.do(
        mentorship,
        "decline",
        by=Actor(role=Role.MENTOR, person=mentor),
        at=START + MINUTE,
        invitation=1,
        referrals=[{"name": each, "email": f"{each[-1]}@example.org"} for each in doctors],
    )
    *_, mail = (await desk.records.sort_mailbox(mentee, at=START + MINUTE)).mails
    said = [each.facts.get("name") for each in mail.letters]
    assert said == ["Iris", *doctors]
    assert [line.in_mail for line in await desk.records.letters_to(mentee)][-5:] == [5] * 5
    assert mail.letters[0].kind == "invitation_declined"
    assert not mail.is_reminder


async def test_a_mail_stays_the_same_until_it_was_sent(tiny: Desk) -> None:
    person = await a_person(tiny, "Ann")
    mentorship = await told(tiny, person, "acceptance")
    first = await tiny.records.sort_mailbox(person, at=START)
    again = await tiny.records.sort_mailbox(person, at=START + MINUTE)
    assert again == first
    assert not (await tiny.records.standing(mentorship)).letters_waiting
    await sent(tiny, first.mails[0], at=START + MINUTE)
    await tiny.records.mail_sent(first.mails[0].id, at=START + DAY, message_id="<later@x>")
    nothing = await tiny.records.sort_mailbox(person, at=START + MINUTE)
    assert (nothing.mails, nothing.next_at) == ((), None)
    [line] = await tiny.records.letters_to(person)
    assert (line.sent_at, line.message_id) == (START + MINUTE, f"<{first.mails[0].id}@x>")
    assert (line.mail, line.in_mail, line.attempts, line.is_reminder) == (line.id, 1, 1, False)
    assert line.is_finished


async def test_reminders_of_several_mentorships_wait_for_their_hour_and_leave_in_one_mail(
    tiny: Desk,
) -> None:
    person = await a_person(tiny, "Ann")
    await told(tiny, person, "task_reminder", "search_nudge")
    await told(tiny, person, "task_reminder")
    held = await tiny.records.sort_mailbox(person, at=START)
    assert (held.mails, held.next_at) == ((), HOUR_OF_REMINDERS)
    assert await tiny.records.next_delivery(person) == HOUR_OF_REMINDERS
    assert {why for _, why in await fates(tiny, person)} == {"gathered with the next reminders"}
    [mail] = (await tiny.records.sort_mailbox(person, at=HOUR_OF_REMINDERS)).mails
    assert (mail.is_reminder, len(mail.letters)) == (True, 3)
    assert mail.id not in {each.id for each in mail.letters}
    await sent(tiny, mail, at=HOUR_OF_REMINDERS)
    lines = await tiny.records.letters_to(person)
    assert {(each.mail, each.in_mail, each.held_why) for each in lines} == {(mail.id, 3, None)}
    assert await tiny.records.next_delivery(person) is None


async def test_the_policy_of_the_program_that_writes_counts(desk: Desk) -> None:
    program = await a_program(desk)
    policy = {"reminder_hour": 11, "seeking_nudge_days": 30}
    await desk.do(program, "set_policy", category="program", changes=policy)
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee)
    [opened] = (await desk.records.sort_mailbox(mentee, at=START)).mails
    await sent(desk, opened)
    [nudge] = await desk.records.deadlines(mentorship)
    await desk.records.record(mentorship, at=nudge.due, deadlines=[nudge])
    held = await desk.records.sort_mailbox(mentee, at=nudge.due)
    assert held.next_at == datetime(2026, 4, 2, 17, tzinfo=UTC)
    found = await desk.records.sort_mailbox(mentee, at=held.next_at)
    assert [each.is_reminder for each in found.mails] == [True]


async def test_reminders_of_two_programs_leave_in_the_name_of_both(desk: Desk) -> None:
    programs = [await a_program(desk, name) for name in ("Nursing", "Residency")]
    mentee = await a_person(desk, "Ann", *((each, Role.MENTEE) for each in programs))
    nudged_at = START
    for program in programs:
        await desk.do(program, "set_letterhead", category="program", signature="The office")
        mentorship = await a_mentorship(desk, program, mentee)
        [nudge] = await desk.records.deadlines(mentorship)
        nudged_at = nudge.due
        await desk.records.record(mentorship, at=nudged_at, deadlines=[nudge])
    for mail in (await desk.records.sort_mailbox(mentee, at=START)).mails:
        await sent(desk, mail)
    held = await desk.records.sort_mailbox(mentee, at=nudged_at)
    assert held.next_at is not None
    [mail] = (await desk.records.sort_mailbox(mentee, at=held.next_at)).mails
    assert (mail.program, mail.letterhead) == (None, Letterhead())
    assert sorted(mail.program_name.split(" and ")) == ["Nursing", "Residency"]
    assert {letter.program for letter in mail.letters} == set(programs)


async def test_one_mail_of_reminders_leaves_on_a_day_and_three_in_a_week(tiny: Desk) -> None:
    person = await a_person(tiny, "Ann")
    left, at = list[datetime](), START
    for _ in range(5):
        await told(tiny, person, "task_reminder", at=at)
        while not (found := await tiny.records.sort_mailbox(person, at=at)).mails:
            assert found.next_at is not None
            at = found.next_at
        await sent(tiny, found.mails[0], at=at)
        left.append(at)
    assert [each.astimezone(DENVER).hour for each in left] == [8] * 5
    assert [each.day for each in left] == [3, 4, 5, 10, 11]


async def test_who_unsubscribed_gets_no_reminders_but_news(tiny: Desk) -> None:
    person = await a_person(tiny, "Ann")
    await told(tiny, person, "task_reminder", "acceptance")
    own = Actor(role=Role.MENTEE, person=person)
    await tiny.do(person, "unsubscribe", category="person", by=own)
    [mail] = (await tiny.records.sort_mailbox(person, at=START)).mails
    assert [each.kind for each in mail.letters] == ["acceptance"]
    lines = {line.kind: line for line in await tiny.records.letters_to(person)}
    dropped = lines["task_reminder"]
    assert (dropped.dropped_at, dropped.dropped_why) == (START, "unsubscribed")
    assert (dropped.is_finished, dropped.next_try_at, dropped.mail) == (True, None, None)
    assert not lines["acceptance"].is_finished


async def test_a_letter_that_was_answered_meanwhile_is_dropped(desk: Desk) -> None:
    program = await a_program(desk)
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee, mentor)
    await desk.do(mentorship, "accept", by=Actor(role=Role.MENTOR, person=mentor))
    mails = (await desk.records.sort_mailbox(mentor, at=START)).mails
    assert [each.kind for mail in mails for each in mail.letters] == ["acceptance_thanks"]
    assert ("invitation", "answered") in await fates(desk, mentor)


async def test_nobody_writes_to_somebody_who_is_gone_or_was_never_known(tiny: Desk) -> None:
    person, stranger = await a_person(tiny, "Ann"), UUID(int=7)
    await told(tiny, person, "acceptance")
    await told(tiny, stranger, "acceptance")
    await tiny.do(person, "erase_person", category="person")
    for each in (person, stranger):
        found = await tiny.records.sort_mailbox(each, at=START)
        assert (found.mails, found.next_at) == ((), None)
        assert await fates(tiny, each) == [("acceptance", "recipient gone")]
    assert await tiny.records.late_mailboxes(late=START + DAY) == []


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
    to_mentee = (await desk.records.sort_mailbox(mentee, at=START)).mails
    to_first = (await desk.records.sort_mailbox(first, at=START)).mails
    found = {
        (each.kind, each.role): each for mail in (*to_mentee, *to_first) for each in mail.letters
    }
    for role in (Role.MENTEE, Role.MENTOR):
        cancelled = found["meeting_cancelled", role]
        assert (cancelled.mentor_name, cancelled.program) == ("Iris", program)
        assert cancelled.appointment is not None
        assert cancelled.appointment.cancelled
    assert found["mentor_assigned", Role.MENTEE].mentor_name == "Noor"
    assert found["mentor_assigned", Role.MENTEE].appointment is None


async def test_a_coordinator_is_written_to_as_one_but_as_a_mentor_when_asked(desk: Desk) -> None:
    program = await a_program(desk)
    both = await a_person(desk, "Tom", (program, Role.COORDINATOR), (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    command = envelope(
        "note_address_failing", by=SYSTEM, program=str(program), code=550, answer="550 nobody"
    )
    receipt = await desk.records.handle("person", mentee, command, at=START, internal=True)
    assert receipt.outcome is Outcome.RECORDED
    await a_mentorship(desk, program, mentee, both)
    mails = (await desk.records.sort_mailbox(both, at=START)).mails
    letters = {each.kind: each for mail in mails for each in mail.letters}
    assert letters["address_failing"].role is Role.COORDINATOR
    assert (letters["address_failing"].mentorship, letters["address_failing"].program) == (
        None,
        program,
    )
    assert letters["invitation"].role is Role.MENTOR


async def test_two_workers_at_once_find_the_same_mails(tiny: Desk) -> None:
    person = await a_person(tiny, "Ann")
    await told(tiny, person, "task_reminder", "search_nudge", "acceptance", "mentor_assigned")
    found = await asyncio.gather(
        *(tiny.records.sort_mailbox(person, at=HOUR_OF_REMINDERS) for _ in range(4))
    )
    ids = {tuple(mail.id for mail in each.mails) for each in found}
    assert len(ids) == 1
    assert len({line.mail for line in await tiny.records.letters_to(person)}) == 3


async def test_mailboxes_in_which_something_is_late_are_found_page_by_page(tiny: Desk) -> None:
    people = sorted([await a_person(tiny, name) for name in ("Ann", "Bea", "Cleo")])
    for person in people:
        await told(tiny, person, "acceptance", "mentor_assigned")
    late = tiny.records.late_mailboxes
    assert await late(late=START) == []
    first = await late(late=START + MINUTE, limit=2)
    assert [*first, *await late(late=START + MINUTE, after=first[-1])] == people
    await told(tiny, people[0], "task_reminder")
    for mail in (await tiny.records.sort_mailbox(people[0], at=START)).mails:
        await sent(tiny, mail)
    assert await late(late=START + MINUTE) == people[1:]
    assert await late(late=HOUR_OF_REMINDERS + MINUTE) == people
