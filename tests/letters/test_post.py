from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from letters import connections
from letters.errors import (
    AddressRefused,
    LetterNotSent,
    LetterNotWritten,
    LetterRefused,
    MailServerDown,
    TemporaryRefusal,
)
from letters.letter import Mail
from letters.post import Postman
from letters.render import Templates
from letters.route import Route
from tests.conftest import MailServer
from tests.domain.cast import ident, on
from tests.letters.certificates import certified
from tests.letters.conftest import Moody, serving
from tests.letters.mails import AT, a_mail

LATER = on("2026-11-03")
TEMPLATES = Templates.load()


def postman(url: str, **how: Any) -> Postman:
    route = Route.parse(url, mail_from="Mentorship <letters@example.org>")
    return Postman(route, TEMPLATES, **how)


async def send(url: str, mail: Mail | None = None) -> str:
    async with postman(url) as carrier:
        return await carrier.send(mail or a_mail(), at=AT)


async def test_a_letter_arrives_as_it_was_written(smtp: MailServer) -> None:
    letter = a_mail("thanks", to_name="Zoë", facts={"text": "Merci, Zoë.\n.\nÀ bientôt!"})
    await send(smtp.url, letter)
    (mail,) = smtp.letters()
    assert mail["To"] == "Zoë <ada@example.org>"
    assert mail["X-MailFrom"] == "letters@example.org"
    text = mail.get_body(("plain",))
    assert text is not None
    assert "> Merci, Zoë.\n> .\n> À bientôt!\n" in text.get_content().replace("\r\n", "\n")


async def test_a_letter_sent_twice_has_one_message_id_and_two_dates(smtp: MailServer) -> None:
    async with postman(smtp.url) as carrier:
        first = await carrier.send(a_mail(), at=AT)
        second = await carrier.send(a_mail(), at=LATER)
    assert first == second == f"<{ident('letter')}@example.org>"
    assert {mail["Message-ID"] for mail in smtp.letters()} == {first}
    assert {mail["Date"].datetime for mail in smtp.letters()} == {AT, LATER}


async def test_mails_one_after_the_other_use_one_connection(moody: Moody, moody_url: str) -> None:
    async with postman(moody_url) as carrier:
        for _ in range(5):
            await carrier.send(a_mail(), at=AT)
    assert (len(moody.taken), len(moody.connections)) == (5, 1)


async def test_a_connection_that_was_lost_in_between_is_made_again(
    moody: Moody, moody_url: str
) -> None:
    async with postman(moody_url) as carrier:
        await carrier.send(a_mail(), at=AT)
        moody.connections[0].close()
        await carrier.send(a_mail(), at=AT)
    assert (len(moody.taken), len(moody.connections)) == (2, 2)


async def test_a_connection_that_idled_for_long_is_not_used_again(
    moody: Moody, moody_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "IDLE", -1.0)
    async with postman(moody_url) as carrier:
        for _ in range(2):
            await carrier.send(a_mail(), at=AT)
    assert (len(moody.taken), len(moody.connections)) == (2, 2)


async def test_a_refused_address_holds_up_no_other_letter(moody: Moody, moody_url: str) -> None:
    async with postman(moody_url) as carrier:
        moody.recipient = "550 No such user here."
        with pytest.raises(AddressRefused, match="550 No such user here") as caught:
            await carrier.send(a_mail(), at=AT)
        moody.recipient = "250 OK"
        await carrier.send(a_mail(), at=AT)
    assert (caught.value.code, caught.value.address) == (550, "ada@example.org")
    assert caught.value.mail == ident("letter")
    assert not caught.value.is_temporary
    assert (len(moody.taken), len(moody.connections)) == (1, 1)


@pytest.mark.parametrize(
    ("asked", "answer", "error"),
    [
        ("recipient", "451 Greylisted; come back later", TemporaryRefusal),
        ("recipient", "553 No such name", AddressRefused),
        ("recipient", "550 5.1.1 No such name", AddressRefused),
        ("recipient", "550 5.2.1 This mailbox is closed", AddressRefused),
        ("recipient", "550 5.7.1 Your letters look like spam", LetterRefused),
        ("recipient", "552 5.2.2 This mailbox is full", LetterRefused),
        ("content", "452 No room", TemporaryRefusal),
        ("content", "554 We do not take this", LetterRefused),
        ("content", "550 5.1.1 No such name after all", AddressRefused),
        ("content", "552 5.3.4 Too large", LetterRefused),
        ("sender", "421 Too many letters", TemporaryRefusal),
        ("sender", "550 We do not know this sender", TemporaryRefusal),
        ("sender", "550 5.1.8 Your domain does not exist", TemporaryRefusal),
    ],
)
async def test_a_refusal_tells_for_now_from_for_good_and_whose_fault_it_is(
    moody: Moody, moody_url: str, asked: str, answer: str, error: type[LetterNotSent]
) -> None:
    setattr(moody, asked, answer)
    with pytest.raises(error, match=answer) as caught:
        await send(moody_url)
    assert type(caught.value) is error
    assert caught.value.is_temporary == (error is TemporaryRefusal)
    assert moody.taken == []


async def test_a_server_that_is_down_is_named_and_tried_again(unused_tcp_port: int) -> None:
    url = f"smtp://user:hunter2@127.0.0.1:{unused_tcp_port}"
    with pytest.raises(MailServerDown, match=f"127.0.0.1:{unused_tcp_port}") as caught:
        await send(url)
    assert caught.value.is_temporary
    assert "hunter2" not in str(caught.value)


async def test_a_letter_that_cannot_be_written_is_not_taken_to_the_server(
    moody: Moody, moody_url: str
) -> None:
    with pytest.raises(LetterNotWritten):
        await send(moody_url, a_mail("of_tomorrow"))
    assert moody.connections == []


async def test_an_address_outside_ascii_goes_to_a_server_that_takes_it(
    moody: Moody, moody_url: str
) -> None:
    await send(moody_url, a_mail(to_email="zoë@exämple.org"))
    assert moody.taken[0].rcpt_tos == ["zoë@exämple.org"]


async def test_a_domain_outside_ascii_is_known_to_every_server_by_its_ascii_name(
    moody: Moody,
) -> None:
    async with serving(moody, enable_SMTPUTF8=False) as port:
        await send(f"smtp://127.0.0.1:{port}", a_mail(to_email="ada@exämple.org"))
    (taken,) = moody.taken
    assert taken.rcpt_tos == ["ada@xn--exmple-cua.org"]
    assert isinstance(taken.content, bytes)
    assert b"To: Ada <ada@xn--exmple-cua.org>\r\n" in taken.content


async def test_an_address_outside_ascii_is_refused_by_a_server_that_does_not(moody: Moody) -> None:
    async with serving(moody, enable_SMTPUTF8=False) as port:
        with pytest.raises(AddressRefused, match="ASCII addresses only"):
            await send(f"smtp://127.0.0.1:{port}", a_mail(to_email="zoë@example.org"))


@pytest.mark.parametrize(
    "address", ["ada@example.org\nBcc: eve@example.org", "ada@example.org\r\nDATA", "a b@c.org", ""]
)
def test_no_address_with_a_line_of_its_own_gets_as_far_as_a_letter(address: str) -> None:
    with pytest.raises(ValidationError):
        a_mail(to_email=address)


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
