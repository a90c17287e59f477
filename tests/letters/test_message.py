from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage

import pytest
from pydantic import ValidationError

from letters.errors import MailSettingUnusable
from letters.letter import Letter
from letters.message import message, sender_address
from letters.route import Route
from tests.domain.cast import ident, on
from tests.letters.samples import a_letter

AT = on("2026-11-02", "09:30")
SENDER = sender_address("Anybody <letters@example.org>")
INJECTION = "Ada\r\nBcc: everybody@example.org\r\n\r\nHello\x00\u2028X-Odd: 1"


def sent(letter: Letter) -> EmailMessage:
    """Return the message as a mail program reads it."""
    raw = message(letter, sender=SENDER, at=AT).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    return message_from_bytes(raw, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def test_the_headers_say_from_whom_to_whom_and_when() -> None:
    mail = sent(a_letter("search_opened"))
    assert mail["From"] == "Residency <letters@example.org>"
    assert mail["To"] == "Ada <ada@example.org>"
    assert mail["Subject"] == "Your search for a mentor begins"
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert text_of(mail).startswith("Dear Ada,\n\nWelcome to Residency.")


def test_a_message_id_is_the_letters_own_and_a_thread_is_the_mentorships() -> None:
    one, other = sent(a_letter()), sent(a_letter("stayed_as_we_are", id=ident("another letter")))
    assert one["Message-ID"] == f"<{ident('letter')}@example.org>"
    assert other["Message-ID"] != one["Message-ID"]
    thread = f"<{ident('mentorship')}@example.org>"
    assert [mail[name] for mail in (one, other) for name in ("References", "In-Reply-To")] == (
        [thread] * 4
    )


def test_names_in_every_script_arrive_as_they_are() -> None:
    letter = a_letter(
        "invited_to_mentor", to_name="José Ñandú, M.D.", program="Résidanat 東京 «médecine»"
    )
    mail = sent(letter)
    assert mail["To"].addresses == (Address("José Ñandú, M.D.", addr_spec="ada@example.org"),)
    assert mail["From"].addresses[0].display_name == "Résidanat 東京 «médecine»"
    assert "Résidanat 東京 «médecine»" in mail.get_content()


@pytest.mark.parametrize("kind", ["invitation_declined", "stayed_as_we_are"])
def test_no_name_adds_a_header_or_a_recipient(kind: str) -> None:
    facts = {"invitation": 1, "name": INJECTION, "reason": INJECTION}
    letter = a_letter(
        kind,
        to_name=INJECTION,
        program=INJECTION,
        mentee_name=INJECTION,
        mentor_name=INJECTION,
        facts=facts if kind == "invitation_declined" else {},
    )
    mail, plain = sent(letter), sent(a_letter("stayed_as_we_are"))
    assert sorted(mail.keys()) == sorted(plain.keys())
    assert [each.addr_spec for each in mail["To"].addresses] == ["ada@example.org"]
    assert [each.addr_spec for each in mail["From"].addresses] == ["letters@example.org"]
    assert "\n" not in mail["Subject"]


def test_an_address_with_a_line_in_it_is_no_address() -> None:
    with pytest.raises(ValidationError):
        a_letter(to_email="ada@example.org\r\nBcc: everybody@example.org")


def test_ten_thousand_characters_arrive_whole_in_any_script() -> None:
    word = "血" * 10_000
    mail = sent(a_letter("thanks", facts={"text": word}))
    assert word in mail.get_content()


@pytest.mark.parametrize(
    "mail_from", ["", "nobody", "a@b@c", "Name <a@>", "a@b.org\r\nBcc: c@d.org", "é@example.org"]
)
def test_a_sender_that_is_no_address_is_refused_with_what_would_be_right(mail_from: str) -> None:
    with pytest.raises(MailSettingUnusable, match=r"mail_from .*; for example Mentorship <"):
        sender_address(mail_from)


@pytest.mark.parametrize(
    ("url", "scheme", "port", "username", "password"),
    [
        ("smtp://mail.example.org", "smtp", 25, None, None),
        ("smtp://127.0.0.1:1025", "smtp", 1025, None, None),
        ("smtps://a:b@mail.example.org", "smtps", 465, "a", "b"),
        ("smtp+starttls://a%40b.org:p%2Fq@mail", "smtp+starttls", 587, "a@b.org", "p/q"),
    ],
)
def test_a_url_says_how_the_mail_server_is_reached(
    url: str, scheme: str, port: int, username: str | None, password: str | None
) -> None:
    route = Route.parse(url, mail_from="a@example.org")
    assert (route.scheme, route.port) == (scheme, port)
    assert (route.username, route.password) == (username, password)
    assert (password or "no secret") not in repr(route) + route.server.removeprefix(scheme)


@pytest.mark.parametrize(
    "url", ["", "mail.example.org", "http://u:hunter2@h", "smtp://u:hunter2@", "smtp://hunter2:x"]
)
def test_a_url_that_leads_to_no_mail_server_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(MailSettingUnusable, match=r"smtp_url .*; for example smtp\+") as caught:
        Route.parse(url, mail_from="a@example.org")
    assert "hunter2" not in str(caught.value)
