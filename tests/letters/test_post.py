import asyncio
from pathlib import Path

import pytest

from letters.errors import (
    AddressRefused,
    LetterNotSent,
    LetterNotWritten,
    MailServerDown,
    TemporaryRefusal,
)
from letters.letter import Letter
from letters.post import Postman
from letters.route import Route
from tests.conftest import MailServer
from tests.domain.cast import ident, on
from tests.eventually import eventually
from tests.letters.certificates import certified
from tests.letters.conftest import Moody, serving
from tests.letters.samples import a_letter, samples

AT = on("2026-11-02")
LATER = on("2026-11-03")


def route(url: str) -> Route:
    return Route.parse(url, mail_from="Mentorship <letters@example.org>")


async def send(url: str, letter: Letter | None = None, *, answer_within: float = 30.0) -> str:
    async with Postman(route(url), answer_within=answer_within) as postman:
        return await postman.send(letter or a_letter(), at=AT)


async def test_letters_of_every_kind_arrive_over_one_connection(smtp: MailServer) -> None:
    letters = {each.kind: each for each in samples()}
    async with Postman(route(smtp.url)) as postman:
        sent = [await postman.send(each, at=AT) for each in letters.values()]
    arrived = smtp.letters()
    assert sorted(mail["Message-ID"] for mail in arrived) == sorted(sent)
    assert {mail["X-MailFrom"] for mail in arrived} == {"letters@example.org"}


async def test_a_letter_arrives_as_it_was_written(smtp: MailServer) -> None:
    letter = a_letter("thanks", to_name="Zoë", facts={"text": "Merci, Zoë.\n.\nÀ bientôt!"})
    await send(smtp.url, letter)
    (mail,) = smtp.letters()
    assert mail["To"] == "Zoë <ada@example.org>"
    assert "> Merci, Zoë.\n> .\n> À bientôt!\n" in mail.get_content().replace("\r\n", "\n")


async def test_a_letter_sent_twice_has_one_message_id_and_two_dates(smtp: MailServer) -> None:
    async with Postman(route(smtp.url)) as postman:
        first = await postman.send(a_letter(), at=AT)
        second = await postman.send(a_letter(), at=LATER)
    assert first == second == f"<{ident('letter')}@example.org>"
    assert {mail["Message-ID"] for mail in smtp.letters()} == {first}
    assert {mail["Date"].datetime for mail in smtp.letters()} == {AT, LATER}


async def test_a_batch_uses_one_connection(moody: Moody, moody_url: str) -> None:
    async with Postman(route(moody_url)) as postman:
        for _ in range(5):
            await postman.send(a_letter(), at=AT)
    assert (len(moody.taken), len(moody.connections)) == (5, 1)


async def test_a_connection_that_was_lost_in_between_is_made_again(
    moody: Moody, moody_url: str
) -> None:
    async with Postman(route(moody_url)) as postman:
        await postman.send(a_letter(), at=AT)
        moody.connections[0].close()
        await postman.send(a_letter(), at=AT)
    assert (len(moody.taken), len(moody.connections)) == (2, 2)


async def test_a_refused_address_holds_up_no_other_letter(moody: Moody, moody_url: str) -> None:
    async with Postman(route(moody_url)) as postman:
        moody.recipient = "550 No such user here."
        with pytest.raises(AddressRefused, match="550 No such user here") as caught:
            await postman.send(a_letter(), at=AT)
        moody.recipient = "250 OK"
        await postman.send(a_letter(), at=AT)
    assert (caught.value.code, caught.value.address) == (550, "ada@example.org")
    assert caught.value.letter == ident("letter")
    assert not caught.value.is_temporary
    assert (len(moody.taken), len(moody.connections)) == (1, 1)


@pytest.mark.parametrize(
    ("asked", "answer", "error"),
    [
        ("recipient", "451 Greylisted; come back later", TemporaryRefusal),
        ("recipient", "553 No such name", AddressRefused),
        ("content", "452 No room", TemporaryRefusal),
        ("content", "554 We do not take this", AddressRefused),
        ("sender", "421 Too many letters", TemporaryRefusal),
        ("sender", "550 We do not know this sender", TemporaryRefusal),
    ],
)
async def test_a_refusal_tells_for_now_from_for_good(
    moody: Moody, moody_url: str, asked: str, answer: str, error: type[LetterNotSent]
) -> None:
    setattr(moody, asked, answer)
    with pytest.raises(error, match=answer) as caught:
        await send(moody_url)
    assert caught.value.is_temporary == (error is TemporaryRefusal)
    assert moody.taken == []


async def test_a_server_that_is_down_is_named_and_tried_again(unused_tcp_port: int) -> None:
    url = f"smtp://user:hunter2@127.0.0.1:{unused_tcp_port}"
    with pytest.raises(MailServerDown, match=f"127.0.0.1:{unused_tcp_port}") as caught:
        await send(url)
    assert caught.value.is_temporary
    assert "hunter2" not in str(caught.value)


async def test_a_server_that_never_answers_holds_up_nobody_for_ever(
    moody: Moody, moody_url: str
) -> None:
    moody.silent = asyncio.Event()
    async with Postman(route(moody_url), answer_within=0.2) as postman:
        with pytest.raises(MailServerDown):
            await postman.send(a_letter(), at=AT)
        moody.silent.set()
        moody.silent = None
        await postman.send(a_letter(), at=AT)
    assert (len(moody.taken), len(moody.connections)) == (1, 2)


async def test_a_letter_that_cannot_be_written_is_not_taken_to_the_server(
    moody: Moody, moody_url: str
) -> None:
    with pytest.raises(LetterNotWritten):
        await send(moody_url, a_letter("of_tomorrow"))
    assert moody.connections == []


async def test_a_cancelled_batch_ends_at_once(moody: Moody, moody_url: str) -> None:
    moody.silent = asyncio.Event()
    sending = asyncio.create_task(send(moody_url))

    async def connected() -> None:
        assert moody.connections

    await eventually(connected)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    moody.silent.set()
    assert moody.taken == []


async def test_an_address_outside_ascii_goes_to_a_server_that_takes_it(
    moody: Moody, moody_url: str
) -> None:
    await send(moody_url, a_letter(to_email="zoë@exämple.org"))
    assert moody.taken[0].rcpt_tos == ["zoë@exämple.org"]


async def test_an_address_outside_ascii_is_refused_by_a_server_that_does_not(moody: Moody) -> None:
    async with serving(moody, enable_SMTPUTF8=False) as port:
        with pytest.raises(AddressRefused, match="ASCII addresses only"):
            await send(f"smtp://127.0.0.1:{port}", a_letter(to_email="zoë@example.org"))


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
async def test_a_letter_goes_enciphered_to_a_server_that_is_trusted(
    moody: Moody, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certified(tmp_path)
    how = (
        {"tls": context}
        if scheme == "smtps"
        else {"tls_context": context, "require_starttls": True}
    )
    async with serving(moody, **how) as port:
        with pytest.raises(MailServerDown, match="certificate verify failed"):
            await send(f"{scheme}://127.0.0.1:{port}")
        assert moody.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        await send(f"{scheme}://127.0.0.1:{port}")
    assert len(moody.taken) == 1


async def test_a_letter_never_falls_back_to_clear_text(moody: Moody, moody_url: str) -> None:
    with pytest.raises(MailServerDown, match="STARTTLS"):
        await send(moody_url.replace("smtp://", "smtp+starttls://"))
    assert moody.taken == []


async def test_a_server_that_asks_for_a_login_gets_it(
    moody: Moody, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    async with serving(
        moody, tls_context=context, authenticator=moody.login, auth_required=True
    ) as port:
        await send(f"smtp+starttls://ada%40example.org:p%2Fq@127.0.0.1:{port}")
        assert len(moody.taken) == 1
        with pytest.raises(MailServerDown, match="535") as caught:
            await send(f"smtp+starttls://ada%40example.org:hunter2@127.0.0.1:{port}")
    assert caught.value.is_temporary
    assert "hunter2" not in str(caught.value)
