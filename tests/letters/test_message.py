from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from letters.errors import MailSettingUnusable
from letters.letter import CalendarPart, Letter, Letterhead, Mail
from letters.message import message, sender_address
from letters.overrides import Overrides, ours
from letters.render import LOGO_ID, Templates, Writer
from letters.route import Route
from letters.samples import LINK, UNSUBSCRIBE_LINK, a_letter, gathered, mail_of, together
from letters.samples.cast import ident, on
from tests.letters.samples import writer

AT = on("2026-11-02", "09:30")
SENDER = sender_address("Anybody <letters@example.org>")
INJECTION = "Ada\r\nBcc: everybody@example.org\r\n\r\nHello\x00\u2028X-Odd: 1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
ENTRY = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Ada und Zoë\r\nEND:VCALENDAR\r\n"
OURS = Templates(writer(), {})


def sent(mail: Mail | Letter, templates: Templates = OURS) -> EmailMessage:
    """Return the message as a mail program reads it."""
    mail = mail_of(mail) if isinstance(mail, Letter) else mail
    raw = message(mail, sender=SENDER, at=AT, templates=templates).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    return message_from_bytes(raw, policy=policy.default)


def part(mail: EmailMessage, kind: str) -> EmailMessage:
    return next(each for each in mail.walk() if each.get_content_type() == kind)


def text_of(mail: EmailMessage, kind: str = "text/plain") -> str:
    return str(part(mail, kind).get_content()).replace("\r\n", "\n")


def headed(**letterhead: Any) -> Mail:
    given = {"program": "Residency", **letterhead}
    return mail_of(a_letter()).model_copy(update={"letterhead": Letterhead(**given)})


def test_the_headers_say_from_whom_to_whom_and_when() -> None:
    mail = sent(headed(reply_to="office@example.org"))
    assert mail["From"] == "Residency <letters@example.org>"
    assert mail["To"] == "Ada <ada@example.org>"
    assert mail["Reply-To"] == "Residency <office@example.org>"
    assert mail["Subject"] == OURS.write(mail_of(a_letter())).subject
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "en"
    assert mail["List-Unsubscribe"] is None


def test_a_letter_is_complete_as_text_and_as_html() -> None:
    mail = sent(a_letter())
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]
    assert text_of(mail).startswith("Dear Ada,\n\n")
    assert "Dear Ada," in text_of(mail, "text/html")
    assert LINK in text_of(mail)


def test_a_message_id_is_the_mails_own_and_a_thread_is_the_mentorships() -> None:
    one, other = sent(a_letter()), sent(a_letter("stayed_as_we_are", id=ident("another letter")))
    assert one["Message-ID"] == f"<{ident('letter')}@example.org>"
    assert other["Message-ID"] != one["Message-ID"]
    thread = f"<{ident('mentorship')}@example.org>"
    assert [mail[name] for mail in (one, other) for name in ("References", "In-Reply-To")] == (
        [thread] * 4
    )
    several = sent(gathered())
    assert several["Message-ID"] == f"<{ident('gathered')}@example.org>"
    assert (several["References"], several["In-Reply-To"]) == (None, None)
    assert sent(a_letter("invited_to_mentor", mentorship=None))["References"] is None


def test_a_reminder_can_be_unsubscribed_from_by_one_click() -> None:
    mail = sent(gathered())
    assert mail["List-Unsubscribe"] == f"<{UNSUBSCRIBE_LINK}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    local = gathered().model_copy(update={"unsubscribe_link": "http://localhost:8000/l/x"})
    assert sent(local)["List-Unsubscribe"] == "<http://localhost:8000/l/x>"
    assert sent(local)["List-Unsubscribe-Post"] is None  # it has to be https


def test_long_ids_and_links_are_never_encoded() -> None:
    link = "https://mentorship.example.org/" + "long-path/" * 8 + "l/" + "aB3-_" * 9
    mail = gathered().model_copy(update={"unsubscribe_link": link})
    far = sender_address(f"letters@{'a' * 60}.{'b' * 60}.example.org")
    for each in (mail, mail_of(a_letter())):
        raw = message(each, sender=far, at=AT, templates=OURS).as_bytes()
        head = raw.partition(b"\r\n\r\n")[0]
        assert b"=?" not in head
        assert f"@{far.domain}>\r\n".encode() in raw
    assert (
        f"\r\nList-Unsubscribe: <{link}>\r\n".encode()
        in message(mail, sender=far, at=AT, templates=OURS).as_bytes()
    )


def test_a_meeting_comes_with_its_entry_for_the_calendar() -> None:
    entry = CalendarPart(method="REQUEST", content=ENTRY)
    mail = sent(a_letter("stayed_as_we_are", calendar=entry))
    inside = part(mail, "multipart/alternative")
    *_, calendar = inside.iter_parts()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content().replace("\r\n", "\n") == ENTRY.replace("\r\n", "\n")
    (file,) = mail.iter_attachments()
    assert (file.get_content_type(), file.get_content()) == ("application/ics", ENTRY.encode())
    assert file.get_filename() == "invitation-1.ics"


def test_an_entry_reaches_the_calendar_whatever_else_its_mail_tells() -> None:
    ending, cancelled = together().letters
    entry = CalendarPart(method="CANCEL", content=ENTRY)
    letters = (ending, cancelled.model_copy(update={"calendar": entry}))
    inside = part(sent(together().model_copy(update={"letters": letters})), "multipart/alternative")
    assert [each.get_content_type() for each in inside.iter_parts()][-1] == "text/calendar"


def test_several_meetings_come_as_files_beside_the_letter() -> None:
    entry = CalendarPart(method="CANCEL", content=ENTRY)
    letters = [each.model_copy(update={"calendar": entry}) for each in gathered().letters]
    mail = sent(gathered().model_copy(update={"letters": tuple(letters)}))
    assert [each.get_filename() for each in mail.iter_attachments()] == [
        f"cancellation-{number}.ics" for number in (1, 2, 3)
    ]
    assert "text/calendar" not in {each.get_content_type() for each in mail.walk()}


def test_a_logo_is_in_the_letter_and_nothing_is_fetched_from_elsewhere() -> None:
    logo = Overrides(logo=PNG, behind=ours())
    mail = sent(headed(), Templates(Writer(logo), {}))
    related = part(mail, "multipart/related")
    page, picture = related.iter_parts()
    assert f'src="cid:{LOGO_ID}"' in page.get_content()
    assert (picture["Content-ID"], picture.get_content()) == (f"<{LOGO_ID}>", PNG)
    assert picture.get_content_disposition() == "inline"
    assert "<img" not in text_of(sent(headed()), "text/html")


def test_names_in_every_script_arrive_as_they_are() -> None:
    letter = a_letter(
        "invited_to_mentor", to_name="José Ñandú, M.D.", program="Résidanat 東京 «médecine»"
    )
    mail = sent(letter)
    assert mail["To"].addresses == (Address("José Ñandú, M.D.", addr_spec="ada@example.org"),)
    assert mail["From"].addresses[0].display_name == "Résidanat 東京 «médecine»"
    for kind in ("text/plain", "text/html"):
        assert "Résidanat 東京 «médecine»" in text_of(mail, kind)


def assert_unharmed(mail: EmailMessage) -> None:
    expected = sent(a_letter("stayed_as_we_are"))
    assert sorted(mail.keys()) == sorted(expected.keys())
    assert [each.addr_spec for each in mail["To"].addresses] == ["ada@example.org"]
    assert [each.addr_spec for each in mail["From"].addresses] == ["letters@example.org"]
    assert not {"\n", "\r"} & set(mail["Subject"])
    assert not mail.defects


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
    assert_unharmed(sent(letter))


@settings(max_examples=25)
@given(name=st.text(min_size=1, max_size=60))
def test_no_name_at_all_adds_a_header_or_a_recipient(name: str) -> None:
    facts = {"invitation": 1, "name": name, "reason": name}
    odd = a_letter("invitation_declined", to_name=name, program=name, facts=facts)
    assert_unharmed(sent(odd))


def test_no_signature_ends_the_letter_before_its_end() -> None:
    signature = "Cleo Okafor\r\n-- \r\n\r\n" + INJECTION
    mail = sent(headed(signature=signature))
    text = text_of(mail)
    assert "With kind regards,\nCleo Okafor\n" in text
    assert text.index("X-Odd") < text.index("You receive this letter because")


def test_an_address_with_a_line_in_it_is_no_address() -> None:
    odd = "ada@example.org\r\nBcc: everybody@example.org"
    with pytest.raises(ValidationError):
        a_letter(to_email=odd)
    with pytest.raises(ValidationError):
        headed(reply_to=odd)


def test_an_address_outside_ascii_crashes_nothing() -> None:
    letter = a_letter(to_email="zoë@exämple.org")
    raw = message(mail_of(letter), sender=SENDER, at=AT, templates=OURS)
    assert raw["To"].addresses[0].addr_spec == "zoë@exämple.org"
    abroad = sent(headed(reply_to="office@exämple.org"))
    assert abroad["Reply-To"] == "Residency <office@xn--exmple-cua.org>"
    assert sent(headed(reply_to="zoë@example.org"))["Reply-To"] is None  # not all servers take it


def test_ten_thousand_characters_arrive_whole_in_any_script() -> None:
    word = "血" * 10_000
    mail = sent(a_letter("thanks", facts={"text": word}))
    assert word in text_of(mail)
    assert word in text_of(mail, "text/html")


def test_a_note_of_ten_million_characters_is_shortened_and_says_so() -> None:
    mail = sent(a_letter("thanks", facts={"text": "<&>\n- " * 2_000_000}))
    assert len(mail.as_bytes()) < 500_000
    for kind in ("text/plain", "text/html"):
        assert "(shortened)" in text_of(mail, kind)


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
