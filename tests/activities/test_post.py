"""Letters from the outbox to a mail server, through all that may come between."""

import base64
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.exceptions import ApplicationError

from activities.post import DOWN_AFTER, HELD
from activities.signatures import Posted
from records.errors import StoreDown
from records.handle import Pool
from records.store import Records
from runtime.embedded.mail import letters, mail_server
from tests.activities.correspondence import KINDS, MENTOR, MINUTE, Choosy, four_letters, post
from tests.conftest import MailServer
from tests.letters.conftest import serving
from tests.records.desk import START, Desk

DAY = timedelta(days=1)


class CutOff(Records):
    """Records that go away once, right after a letter went out."""

    is_cut_off = False

    async def letter_sent(self, letter: UUID, *, at: datetime, message_id: str) -> None:
        if not self.is_cut_off:
            self.is_cut_off = True
            raise StoreDown(reason="cut off")
        await super().letter_sent(letter, at=at, message_id=message_id)


async def test_a_crash_after_sending_sends_the_same_letter_again_and_notes_it_once(
    desk: Desk, pool: Pool, smtp: MailServer
) -> None:
    mentorship = await four_letters(desk)
    crashing = CutOff(pool, opener=base64.b64decode)
    with pytest.raises(ApplicationError, match="cut off"):
        await post(crashing, mentorship, smtp.url)
    [sent] = smtp.letters()
    assert await post(crashing, mentorship, smtp.url, at=START + MINUTE, attempt=2) == Posted(
        sent=4
    )
    arrived = [mail["Message-ID"] for mail in smtp.letters()]
    ledger = await desk.records.letters_of(mentorship)
    assert sorted(arrived) == sorted([sent["Message-ID"], *(line.message_id for line in ledger)])
    assert {(line.sent_at, line.attempts) for line in ledger} == {(START + MINUTE, 1)}
    assert await post(crashing, mentorship, smtp.url, at=START + DAY) == Posted()


async def test_a_refused_address_holds_up_no_other_letter_and_is_given_up_in_the_end(
    desk: Desk,
) -> None:
    mentorship = await four_letters(desk)
    choosy = Choosy(refused={MENTOR})
    async with serving(choosy, enable_SMTPUTF8=True) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert await post(desk.records, mentorship, url) == Posted(sent=2)
        for days in (1, 2, 3):
            at = START + days * DAY
            assert await post(desk.records, mentorship, url, at=at) == Posted()
    assert {address for each in choosy.taken for address in each.rcpt_tos} == {"ann@example.org"}
    refused = [line for line in await desk.records.letters_of(mentorship) if not line.sent_at]
    assert {(line.kind, line.attempts) for line in refused} == {
        ("invitation", 3),
        ("acceptance_thanks", 3),
    }
    assert {line.given_up_at for line in refused} == {START + 2 * DAY}
    assert all("550 No such user" in (line.last_error or "") for line in refused)


async def test_letters_wait_for_a_server_that_is_down_and_all_arrive(
    desk: Desk, unused_tcp_port: int, tmp_path: Path
) -> None:
    mentorship = await four_letters(desk)
    url = f"smtp://127.0.0.1:{unused_tcp_port}"
    for attempt in (1, 2, 3):
        at = START + attempt * MINUTE
        with pytest.raises(ApplicationError, match="cannot be used"):
            await post(desk.records, mentorship, url, at=at, attempt=attempt)
    async with mail_server(tmp_path / "inbox", port=unused_tcp_port):
        at = START + 4 * MINUTE
        assert await post(desk.records, mentorship, url, at=at, attempt=4) == Posted(sent=4)
    ledger = await desk.records.letters_of(mentorship)
    assert {line.kind for line in ledger} == KINDS
    assert {(line.sent_at, line.last_error, line.next_try_at) for line in ledger} == {
        (at, None, None)
    }
    assert {mail["Message-ID"] for mail in letters(tmp_path / "inbox")} == {
        line.message_id for line in ledger
    }


async def test_the_sweep_leaves_letters_alone_that_wait_for_a_server_that_is_down(
    desk: Desk, unused_tcp_port: int
) -> None:
    mentorship = await four_letters(desk)
    assert await desk.records.needing_refresh(late=START + MINUTE) != []
    with pytest.raises(ApplicationError):
        await post(desk.records, mentorship, f"smtp://127.0.0.1:{unused_tcp_port}")
    assert await desk.records.needing_refresh(late=START + HELD) == []
    [sleeper] = await desk.records.needing_refresh(late=START + HELD + MINUTE)
    assert (sleeper.mentorship, sleeper.reasons) == (mentorship, ["unsent_letter"])
    ledger = await desk.records.letters_of(mentorship)
    assert {(line.attempts, line.next_try_at) for line in ledger} == {(1, START + HELD)}
    assert all("cannot be used" in (line.last_error or "") for line in ledger)


@pytest.mark.parametrize("breaks", range(1, DOWN_AFTER))
async def test_letters_at_which_the_server_breaks_off_hold_up_no_others(
    desk: Desk, breaks: int
) -> None:
    mentorship = await four_letters(desk)
    choosy = Choosy(breaks=breaks)
    async with serving(choosy, enable_SMTPUTF8=True) as port:
        url = f"smtp://127.0.0.1:{port}"
        assert await post(desk.records, mentorship, url) == Posted(sent=4 - breaks)
        ledger = await desk.records.letters_of(mentorship)
        tries = [line.next_try_at for line in ledger if not line.sent_at]
        assert tries == [START + MINUTE] * breaks
        assert await post(desk.records, mentorship, url, at=START + MINUTE) == Posted(sent=breaks)
    assert len(choosy.taken) == 4


async def test_a_server_that_breaks_off_at_every_letter_is_down(desk: Desk) -> None:
    mentorship = await four_letters(desk)
    choosy = Choosy(breaks=DOWN_AFTER)
    async with serving(choosy, enable_SMTPUTF8=True) as port:
        with pytest.raises(ApplicationError):
            await post(desk.records, mentorship, f"smtp://127.0.0.1:{port}")
    ledger = await desk.records.letters_of(mentorship)
    assert {line.next_try_at for line in ledger} == {START + HELD}
