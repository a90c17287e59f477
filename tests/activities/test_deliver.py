"""Mails from a mailbox to a mail server, through all that may come between."""

import base64
import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from temporalio.exceptions import ApplicationError

from activities.deliver import HELD
from activities.links import LinkMaker
from activities.signatures import Delivered
from domain.envelopes import Role
from domain.links.condition import Revoked
from domain.links.purposes import Purpose
from records.errors import StoreDown
from records.handle import Pool
from records.store import Records
from runtime.embedded.mail import letters, mail_server
from runtime.tokens import new_token
from tests.activities.correspondence import (
    MENTOR,
    MINUTE,
    PUBLIC_URL,
    Choosy,
    asked,
    deliver,
    deliverer,
)
from tests.conftest import MailServer
from tests.letters.conftest import Moody, serving
from tests.records.desk import START, Desk, a_mentorship, a_person

DAY = timedelta(days=1)


class CutOff(Records):
    """Records that go away once, right after a mail went out."""

    is_cut_off = False

    async def mail_sent(self, mail: UUID, *, at: datetime, message_id: str) -> None:
        if not self.is_cut_off:
            self.is_cut_off = True
            raise StoreDown(reason="cut off")
        await super().mail_sent(mail, at=at, message_id=message_id)


async def test_a_crash_after_sending_sends_the_same_mail_again_and_notes_it_once(
    desk: Desk, pool: Pool, smtp: MailServer
) -> None:
    scene = await asked(desk, times=2)
    sending = deliverer(CutOff(pool, opener=base64.b64decode), smtp.url)
    with pytest.raises(ApplicationError, match="cut off"):
        await deliver(sending, scene.mentor)
    [sent] = smtp.letters()
    again = await deliver(sending, scene.mentor, at=START + MINUTE, attempt=2)
    assert again == Delivered(sent=2)
    first, second, other = smtp.letters()
    ledger = await desk.records.letters_to(scene.mentor)
    assert first["Message-ID"] == sent["Message-ID"] == second["Message-ID"]
    assert {first["Message-ID"], other["Message-ID"]} == {line.message_id for line in ledger}
    assert links_in(first) == links_in(second)
    assert {(line.sent_at, line.attempts) for line in ledger} == {(START + MINUTE, 1)}
    assert await deliver(sending, scene.mentor, at=START + DAY) == Delivered()


def links_in(mail: EmailMessage) -> list[str]:
    """Return the tokens in a mail's text, in their order."""
    text = mail.get_body(("plain",))
    assert text is not None
    return re.findall(rf"{PUBLIC_URL}/l/([\w-]{{43}})", text.get_content())


async def test_a_letter_carries_links_that_its_reader_alone_may_follow(
    desk: Desk, smtp: MailServer
) -> None:
    scene = await asked(desk)
    await deliver(deliverer(desk.records, smtp.url), scene.mentor)
    [mail] = smtp.letters()
    followed = [await desk.records.follow(token, at=START) for token in links_in(mail)]
    links = [each.link for each in followed if each is not None]
    assert len(links) == len(followed)
    assert {each.person for each in links} == {scene.mentor}
    assert {(each.purpose, each.role, each.mentorship, each.subject) for each in links} == {
        (Purpose.ANSWER_INVITATION, Role.MENTOR, scene.mentorships[0], 1),
        (Purpose.PREFERENCES, Role.MENTOR, None, None),
    }
    assert mail["List-Unsubscribe"] is None


async def test_links_on_their_way_to_an_address_that_was_changed_meanwhile_lead_nowhere(
    desk: Desk,
) -> None:
    scene = await asked(desk)
    [mail] = (await desk.records.sort_mailbox(scene.mentor, at=START)).mails
    now, new = START + MINUTE, "iris@elsewhere.example"
    await desk.do(scene.mentor, "change_contact", category="person", at=now, email=new)
    maker = LinkMaker(desk.records, new_token=new_token, public_url=PUBLIC_URL)
    links = await maker.links_of(mail, at=START + MINUTE)
    assert links.preferences is not None
    for address in (links.preferences, *links.letters.values()):
        followed = await desk.records.follow(address.rpartition("/")[2], at=START + MINUTE)
        assert followed is not None
        assert isinstance(followed.condition, Revoked)


async def test_of_another_address_the_one_before_is_told_without_any_link(
    desk: Desk, smtp: MailServer
) -> None:
    scene = await asked(desk, times=0)
    new = "iris@elsewhere.example"
    name = "Iris Adler"
    await desk.do(scene.mentor, "change_contact", category="person", name=name, email=new)
    mentee = await a_person(desk, "Ann", (scene.program, Role.MENTEE))
    await a_mentorship(desk, scene.program, mentee, scene.mentor)
    assert (await deliver(deliverer(desk.records, smtp.url), scene.mentor)).sent == 2
    mails = {mail["To"].addresses[0].addr_spec: mail for mail in smtp.letters()}
    told, invited = mails[MENTOR], mails[new]
    assert told["Subject"] == "Your letters go to another address from now on"
    assert links_in(told) == []
    assert not [each for each in (name, new) if each in told.as_string()]
    assert len(links_in(invited)) == 2
    ledger = await desk.records.letters_to(scene.mentor)
    assert {(line.kind, line.name, line.email) for line in ledger} == {
        ("address_changed", "Iris", MENTOR),
        ("invitation", name, new),
    }


async def test_that_the_address_before_is_refused_says_nothing_of_the_new_one(desk: Desk) -> None:
    scene = await asked(desk, times=0)
    new = "iris@elsewhere.example"
    await desk.do(scene.mentor, "change_contact", category="person", email=new)
    async with serving(Choosy(refused={MENTOR}), enable_SMTPUTF8=True) as port:
        sending = deliverer(desk.records, f"smtp://127.0.0.1:{port}")
        assert (await deliver(sending, scene.mentor)).sent == 0
    state = await desk.records.state("person", scene.mentor)
    assert (state.email, state.address_failing_since) == (new, None)
    [line] = await desk.records.letters_to(scene.mentor)
    assert (line.dropped_at, line.dropped_why) == (START, "address failing")
    assert "550 No such user" in (line.last_error or "")
    assert (await desk.records.health(at=START)).letters_given_up == 0


async def test_an_address_that_is_refused_is_noted_and_the_coordinator_told_until_it_works(
    desk: Desk,
) -> None:
    scene = await asked(desk, times=2)
    carol = await a_person(desk, "Carol", (scene.program, Role.COORDINATOR))
    choosy, woken = Choosy(refused={MENTOR}), list[UUID]()
    async with serving(choosy, enable_SMTPUTF8=True) as port:
        sending = deliverer(desk.records, f"smtp://127.0.0.1:{port}", woken=woken)
        assert await deliver(sending, scene.mentor) == Delivered(next_at=START + DAY)
        assert set(woken) == {carol}
        [told] = await desk.records.letters_to(carol)
        assert (told.kind, told.program) == ("address_failing", scene.program)
        for days in (1, 2):
            await deliver(sending, scene.mentor, at=START + days * DAY)
        ledger = await desk.records.letters_to(scene.mentor)
        assert {(line.attempts, line.given_up_at) for line in ledger} == {(3, START + 2 * DAY)}
        assert all("550 No such user" in (line.last_error or "") for line in ledger)
        choosy.refused.clear()
        mentee = await a_person(desk, "Zoe", (scene.program, Role.MENTEE))
        await a_mentorship(desk, scene.program, mentee, scene.mentor)
        assert (await deliver(sending, scene.mentor, at=START + 3 * DAY)).sent == 1
    kinds = [event.type for event in await desk.records.history("person", scene.mentor)]
    assert [kind for kind in kinds if "address" in kind] == [
        "person.address_failed",
        "person.address_recovered",
    ]
    assert len(await desk.records.letters_to(carol)) == 1


async def test_mails_wait_for_a_server_that_is_down_and_all_arrive(
    desk: Desk, unused_tcp_port: int, tmp_path: Path
) -> None:
    scene = await asked(desk, times=2)
    sending = deliverer(desk.records, f"smtp://127.0.0.1:{unused_tcp_port}")
    for attempt in (1, 2, 3):
        at = START + attempt * MINUTE
        with pytest.raises(ApplicationError, match="cannot be used"):
            await deliver(sending, scene.mentor, at=at, attempt=attempt)
        ledger = await desk.records.letters_to(scene.mentor)
        assert {(line.attempts, line.next_try_at) for line in ledger} == {(0, at + HELD)}
        assert scene.mentor not in await desk.records.late_mailboxes(late=at + HELD)
    late = START + 4 * MINUTE + HELD
    assert scene.mentor in await desk.records.late_mailboxes(late=late)
    async with mail_server(tmp_path / "inbox", port=unused_tcp_port):
        at = START + 4 * MINUTE
        assert await deliver(sending, scene.mentor, at=at, attempt=4) == Delivered(sent=2)
    ledger = await desk.records.letters_to(scene.mentor)
    assert {(line.sent_at, line.last_error, line.next_try_at) for line in ledger} == {
        (at, None, None)
    }
    assert {mail["Message-ID"] for mail in letters(tmp_path / "inbox")} == {
        line.message_id for line in ledger
    }


async def test_mails_at_which_the_server_breaks_off_hold_up_no_others(desk: Desk) -> None:
    scene = await asked(desk, times=4)
    choosy = Choosy(breaks=3)
    async with serving(choosy, enable_SMTPUTF8=True) as port:
        sending = deliverer(desk.records, f"smtp://127.0.0.1:{port}")
        first = await deliver(sending, scene.mentor)
        assert first == Delivered(sent=1, next_at=START + MINUTE)
        second = await deliver(sending, scene.mentor, at=START + MINUTE)
        assert second == Delivered(sent=3)
        assert len(choosy.taken) == 4


async def test_a_mail_at_which_the_server_always_breaks_off_is_not_sent_for_ever(
    desk: Desk,
) -> None:
    scene = await asked(desk)
    async with serving(Choosy(breaks=100), enable_SMTPUTF8=True) as port:
        sending = deliverer(desk.records, f"smtp://127.0.0.1:{port}")
        at: datetime | None = START
        tries = 0
        while at is not None:
            at = (await deliver(sending, scene.mentor, at=at)).next_at
            tries += 1
    [line] = await desk.records.letters_to(scene.mentor)
    assert (line.given_up_at is not None, line.sent_at) == (True, None)
    assert tries < 20


async def test_a_mail_that_the_server_wants_later_or_never_is_no_fault_of_the_address(
    desk: Desk,
) -> None:
    scene = await asked(desk)
    moody = Moody(content="451 Later, please")
    async with serving(moody, enable_SMTPUTF8=True) as port:
        sending = deliverer(desk.records, f"smtp://127.0.0.1:{port}")
        later = await deliver(sending, scene.mentor)
        assert later == Delivered(next_at=START + MINUTE)
        moody.content = "554 Never"
        never = await deliver(sending, scene.mentor, at=START + MINUTE)
        assert never == Delivered(next_at=START + MINUTE + DAY)
    [line] = await desk.records.letters_to(scene.mentor)
    assert (line.attempts, "554 Never" in (line.last_error or "")) == (2, True)
    kinds = [event.type for event in await desk.records.history("person", scene.mentor)]
    assert "person.address_failed" not in kinds


async def test_a_letter_that_nobody_can_write_holds_up_no_other(
    desk: Desk, pool: Pool, smtp: MailServer
) -> None:
    scene = await asked(desk, times=3)
    of_another_release, by_hand, _ = scene.mentorships
    await pool.execute(
        "update store.letters set kind = 'a_song' where mentorship = $1", of_another_release
    )
    facts = "update store.letters set facts = '{\"invitation\": 1}' where mentorship = $1"
    await pool.execute(facts, by_hand)
    delivered = await deliver(deliverer(desk.records, smtp.url), scene.mentor)
    assert (delivered.sent, delivered.next_at) == (1, START + MINUTE)
    assert len(smtp.letters()) == 1
    errors = {
        line.mentorship: line.last_error for line in await desk.records.letters_to(scene.mentor)
    }
    assert "a_song" in (errors[of_another_release] or "")
    assert errors[by_hand]


async def test_letters_at_which_the_rules_stumble_hold_up_no_other_and_leave_once_mended(
    desk: Desk, pool: Pool, database_url: str, smtp: MailServer
) -> None:
    scene = await asked(desk, times=3)
    unreadable, by_hand, _ = scene.mentorships
    facts = await pool.fetchval(
        "select facts from store.letters where mentorship = $1 and kind = 'invitation'", by_hand
    )
    change = (
        "update store.letters set facts = $2::jsonb where mentorship = $1 and kind = 'invitation'"
    )
    await pool.execute(change, by_hand, "[1]")
    await _rename_events(database_url, unreadable, "sung")
    sending = deliverer(Records(pool, opener=base64.b64decode), smtp.url)
    later = Delivered(sent=1, next_at=START + MINUTE)
    assert await deliver(sending, scene.mentor) == later
    again = await deliver(sending, scene.mentor, at=START + MINUTE / 2)
    assert again == Delivered(next_at=START + MINUTE)
    ledger = {line.mentorship: line for line in await desk.records.letters_to(scene.mentor)}
    assert [ledger[each].attempts for each in (unreadable, by_hand)] == [1, 1]
    assert "AttributeError in former_address" in (ledger[by_hand].last_error or "")
    await pool.execute(change, by_hand, facts)
    await _rename_events(database_url, unreadable, "opened")
    assert await deliver(sending, scene.mentor, at=START + MINUTE) == Delivered(sent=2)
    assert len(smtp.letters()) == 3


async def _rename_events(database_url: str, mentorship: UUID, name: str) -> None:
    """Have the first event of a mentorship be of another type, as only its owner can."""
    owner = await asyncpg.connect(database_url)
    await owner.execute("set session_replication_role = replica")
    rename = "update store.events set type = $2 where stream = $1 and version = 1"
    await owner.execute(rename, f"mentorship/{mentorship}", f"seeking.mentorship_{name}")
    await owner.close()
