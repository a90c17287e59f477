"""A mail server that hangs up, stalls or is too slow costs its own mails time, and no others."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiosmtplib.protocol import SMTPProtocol

from letters.errors import (
    LetterNotSent,
    MailCutShort,
    MailServerBusy,
    MailServerDown,
    TemporaryRefusal,
)
from letters.post import Postman
from tests.domain.cast import ident
from tests.eventually import eventually
from tests.letters.mails import AT, a_mail
from tests.letters.test_post import postman
from tests.letters.unruly import POLITE, Misdeed, Unruly


@pytest.fixture
def unruly() -> Unruly:
    return Unruly()


@pytest.fixture
async def url(unruly: Unruly) -> AsyncIterator[str]:
    async with unruly.serving() as url:
        yield url


@pytest.mark.parametrize("point", ["BANNER", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"])
@pytest.mark.parametrize("misdeed", list(Misdeed))
async def test_whoever_hangs_up_or_stalls_is_named_and_the_next_mail_goes_out(
    unruly: Unruly, url: str, point: str, misdeed: Misdeed
) -> None:
    unruly.once[point] = misdeed
    error = MailServerDown if point == "BANNER" else MailCutShort
    async with postman(url, answer_within=0.15) as carrier:
        with pytest.raises(error) as caught:
            await carrier.send(a_mail(), at=AT)
        assert (caught.value.mail, caught.value.is_temporary) == (ident("letter"), True)
        await carrier.send(a_mail(), at=AT)
    assert unruly.connections == 2


async def test_a_cut_after_the_content_repeats_the_mail_under_the_same_id(
    unruly: Unruly, url: str
) -> None:
    unruly.once["CONTENT"] = Misdeed.HANG_UP
    async with postman(url) as carrier:
        with pytest.raises(MailCutShort):
            await carrier.send(a_mail(), at=AT)
        message_id = await carrier.send(a_mail(), at=AT)
    assert len(unruly.took) == 2
    assert all(f"Message-ID: {message_id}\r\n" in each for each in unruly.took)


@pytest.mark.parametrize(
    ("point", "answer", "error"),
    [
        ("BANNER", "554 No service for you", MailServerDown),
        ("BANNER", "421 Come back later", MailServerDown),
        ("MAIL", "530 5.7.0 Log in first", TemporaryRefusal),
        ("DATA", "451 4.3.0 The queue is full", TemporaryRefusal),
    ],
)
async def test_a_server_that_says_no_to_us_is_tried_again_later(
    unruly: Unruly, url: str, point: str, answer: str, error: type[LetterNotSent]
) -> None:
    unruly.once[point] = answer
    async with postman(url) as carrier:
        with pytest.raises(error, match=answer[4:]) as caught:
            await carrier.send(a_mail(), at=AT)
        assert caught.value.is_temporary
        await carrier.send(a_mail(), at=AT)


async def test_a_stalled_mail_holds_up_no_other(unruly: Unruly, url: str) -> None:
    unruly.once["RCPT"] = Misdeed.STALL
    async with postman(url) as carrier:
        stalled = asyncio.create_task(carrier.send(a_mail(), at=AT))

        async def is_stalled() -> None:
            assert "RCPT" not in unruly.once

        await eventually(is_stalled)
        await carrier.send(a_mail(), at=AT)
        assert not stalled.done()
        unruly.released.set()
        with pytest.raises(MailCutShort):
            await stalled


@pytest.mark.parametrize("point", ["BANNER", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"])
async def test_a_mail_that_is_cancelled_ends_at_once_and_leaves_the_way_free(
    unruly: Unruly, url: str, point: str
) -> None:
    unruly.once[point] = Misdeed.STALL
    async with postman(url, connections=1) as carrier:
        stalled = asyncio.create_task(carrier.send(a_mail(), at=AT))

        async def is_stalled() -> None:
            assert point not in unruly.once

        await eventually(is_stalled)
        stalled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stalled
        await carrier.send(a_mail(), at=AT)
    assert unruly.connections == 2


@pytest.mark.parametrize("point", ["EHLO", "MAIL", "RCPT", "DATA", "CONTENT"])
async def test_a_cancellation_that_comes_together_with_an_answer_is_not_lost(
    unruly: Unruly, url: str, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unruly.once[point] = Misdeed.STALL
    hear = SMTPProtocol.data_received
    answers = 0

    def hear_and_cancel(protocol: SMTPProtocol, data: bytes) -> None:
        nonlocal answers
        hear(protocol, data)
        answers += 1
        if answers == list(POLITE).index(point):  # the one before that which never comes
            sending.cancel()

    monkeypatch.setattr(SMTPProtocol, "data_received", hear_and_cancel)
    async with postman(url, connections=1, answer_within=5.0) as carrier:
        sending = asyncio.create_task(carrier.send(a_mail(), at=AT))
        with pytest.raises(asyncio.CancelledError):
            await sending
        await carrier.send(a_mail(), at=AT)


async def test_many_mails_share_a_few_connections(unruly: Unruly, url: str) -> None:
    async with postman(url, connections=3) as carrier, asyncio.TaskGroup() as mails:
        for _ in range(20):
            mails.create_task(carrier.send(a_mail(), at=AT))
    assert len(unruly.took) == 20
    assert (unruly.connections, unruly.most_at_once) == (3, 3)


async def test_beyond_the_rate_mails_are_left_for_later(unruly: Unruly, url: str) -> None:
    carrier: Postman
    async with postman(url, per_minute=1, turn_within=0.05) as carrier:
        await carrier.send(a_mail(), at=AT)
        with pytest.raises(MailServerBusy, match="the 1 a minute"):
            await carrier.send(a_mail(), at=AT)
    assert len(unruly.took) == 1


async def test_mails_within_the_rate_wait_for_their_turn(unruly: Unruly, url: str) -> None:
    async with postman(url, per_minute=1200) as carrier, asyncio.TaskGroup() as mails:
        for _ in range(4):
            mails.create_task(carrier.send(a_mail(), at=AT))
    assert len(unruly.took) == 4


async def test_a_goodbye_that_nobody_answers_is_no_trouble(unruly: Unruly, url: str) -> None:
    unruly.once["QUIT"] = Misdeed.HANG_UP
    async with postman(url) as carrier:
        await carrier.send(a_mail(), at=AT)
    assert len(unruly.took) == 1
