"""What becomes of mails on their way: they fail, are refused or held, and leave or are given up."""

from datetime import timedelta
from uuid import UUID

from records.mailbox import OutgoingMail
from records.mailing import SERVER_DOWN, TRIED_FOR
from records.outbox import LedgerLine
from tests.records.desk import START, Desk, a_person

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


async def a_mail(tiny: Desk, *, name: str = "Ann") -> tuple[UUID, OutgoingMail]:
    """Let a letter leave that is sent at any hour, and return the recipient and the mail."""
    person = await a_person(tiny, name)
    await tell(tiny, person)
    [mail] = (await tiny.records.sort_mailbox(person, at=START)).mails
    return person, mail


async def tell(tiny: Desk, person: UUID, kind: str = "acceptance") -> None:
    await tiny.do(await tiny.open(), "tell", person=str(person), kind=kind)


async def the_line(tiny: Desk, person: UUID) -> LedgerLine:
    [line] = await tiny.records.letters_to(person)
    return line


async def test_a_mail_that_failed_waits_longer_each_time_and_is_given_up_after_five_days(
    tiny: Desk,
) -> None:
    person, mail = await a_mail(tiny)
    waits, at = list[timedelta](), START
    while not await tiny.records.mail_failed(mail.id, at=at, error="421 busy\x00\udcff"):
        due = await tiny.records.next_delivery(person)
        assert due is not None
        before = await tiny.records.sort_mailbox(person, at=due - MINUTE / 2)
        assert (before.mails, before.next_at) == ((), due)
        assert [each.id for each in (await tiny.records.sort_mailbox(person, at=due)).mails] == [
            mail.id
        ]
        waits.append(due - at)
        at = due
    doubled = [MINUTE * 2**number for number in range(11)]
    assert waits == [*doubled, *[DAY] * (len(waits) - len(doubled))]
    assert TRIED_FOR <= at - START < TRIED_FOR + DAY
    line = await the_line(tiny, person)
    assert (line.given_up_at, line.last_error, line.next_try_at) == (at, "421 busy?", None)
    assert (line.attempts, line.sent_at) == (len(waits) + 1, None)
    assert await tiny.records.next_delivery(person) is None
    assert await tiny.records.late_mailboxes(late=START + 400 * DAY) == []


async def test_a_mail_that_is_refused_for_good_is_given_up_on_the_third_day(tiny: Desk) -> None:
    person, mail = await a_mail(tiny)
    said = list[bool]()
    for days in range(3):
        at = START + days * DAY
        assert (await tiny.records.sort_mailbox(person, at=at - MINUTE)).mails == () or not days
        assert (await tiny.records.sort_mailbox(person, at=at)).mails != ()
        said.append(await tiny.records.mail_refused(mail.id, at=at, error="550 nobody"))
    assert said == [False, False, True]
    line = await the_line(tiny, person)
    assert (line.given_up_at, line.next_try_at, line.attempts) == (START + 2 * DAY, None, 3)
    assert (line.last_error, line.sent_at) == ("550 nobody", None)
    assert not await tiny.records.mail_refused(mail.id, at=START + 3 * DAY, error="550 nobody")


async def test_other_failures_do_not_count_as_refusals(tiny: Desk) -> None:
    person, mail = await a_mail(tiny)
    for _ in range(5):
        await tiny.records.mail_failed(mail.id, at=START, error="421 busy")
    assert not await tiny.records.mail_refused(mail.id, at=START, error="550 nobody")
    assert (await the_line(tiny, person)).next_try_at == START + DAY


async def test_a_mail_that_went_out_after_all_was_not_given_up(tiny: Desk) -> None:
    person, mail = await a_mail(tiny)
    for _ in range(3):
        await tiny.records.mail_refused(mail.id, at=START, error="550 nobody")
    await tiny.records.mail_sent(mail.id, at=START + DAY, message_id="<1@x>")
    line = await the_line(tiny, person)
    assert (line.sent_at, line.given_up_at, line.last_error) == (START + DAY, None, None)


async def test_letters_gathered_in_a_mail_share_its_fate(tiny: Desk) -> None:
    person = await a_person(tiny, "Ann")
    await tell(tiny, person, "task_reminder")
    await tell(tiny, person, "search_nudge")
    at = START + DAY
    [mail] = (await tiny.records.sort_mailbox(person, at=at)).mails
    await tiny.records.mail_failed(mail.id, at=at, error="421 busy")
    again = await tiny.records.sort_mailbox(person, at=at + MINUTE)
    assert [each.id for each in again.mails] == [mail.id]
    assert [each.attempts for each in again.mails[0].letters] == [1, 1]
    await tiny.records.mail_sent(mail.id, at=at + MINUTE, message_id="<1@x>")
    assert {each.message_id for each in await tiny.records.letters_to(person)} == {"<1@x>"}


async def test_a_server_that_is_down_holds_all_mails_of_a_person_and_no_attempt_counts(
    tiny: Desk,
) -> None:
    person, mail = await a_mail(tiny)
    other, others = await a_mail(tiny, name="Bea")
    until = START + 20 * MINUTE
    for _ in range(3):
        await tiny.records.hold_mailbox(person, at=until, until=until, error="down\x00")
        await tiny.records.sort_mailbox(person, at=START, held_until=until)
    await tiny.records.hold_mailbox(person, at=START, until=until, error="down")
    line = await the_line(tiny, person)
    assert (line.attempts, line.held_why, line.last_error) == (0, SERVER_DOWN, "down")
    held = await tiny.records.sort_mailbox(person, at=until - MINUTE)
    assert (held.mails, held.next_at) == ((), until)
    assert (await the_line(tiny, person)).held_why == SERVER_DOWN
    [again] = (await tiny.records.sort_mailbox(person, at=until)).mails
    assert again.id == mail.id
    [untouched] = (await tiny.records.sort_mailbox(other, at=START)).mails
    assert untouched.id == others.id


async def test_what_comes_while_the_server_is_down_is_tried(tiny: Desk) -> None:
    person, mail = await a_mail(tiny)
    await tiny.records.hold_mailbox(person, at=START, until=START + DAY, error="down")
    await tell(tiny, person)
    [found] = (await tiny.records.sort_mailbox(person, at=START)).mails
    assert found.id != mail.id
    await tiny.records.mail_sent(mail.id, at=START, message_id="<1@x>")
    lines = {line.mail: line.sent_at for line in await tiny.records.letters_to(person)}
    assert lines == {mail.id: START, found.id: None}


async def test_a_letter_that_is_held_by_now_was_not_in_the_mail_that_went_out(tiny: Desk) -> None:
    person = await a_person(tiny, "Ann")
    await tell(tiny, person, "told")
    [mail] = (await tiny.records.sort_mailbox(person, at=START)).mails
    at_night = START + timedelta(hours=14)
    assert (await tiny.records.sort_mailbox(person, at=at_night)).mails == ()
    line = await the_line(tiny, person)
    assert (line.mail, line.held_why) == (mail.id, "quiet hours")
    await tiny.records.mail_sent(mail.id, at=at_night, message_id="<1@x>")
    assert (await the_line(tiny, person)).sent_at is None
