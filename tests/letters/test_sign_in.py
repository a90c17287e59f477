"""The letter that brings a link to sign in says what it is good for, and arrives."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from letters.errors import AddressRefused, MailServerDown, TemplateBroken
from letters.message import sender_address
from letters.overrides import SIGN_IN, ours
from letters.post import Postman
from letters.render import Templates
from letters.route import Route
from letters.samples import AT, SIGN_IN_LINK, sign_in
from letters.samples.cast import PROGRAM
from letters.sign_in import message
from tests.conftest import MailServer
from tests.letters.conftest import Moody
from tests.letters.samples import writer

MAIL_FROM = "Anybody <letters@example.org>"
OURS = Templates(writer(), {})
EXTENDS = '{% extends "mentorship/_sign_in.jinja" %}'
GREETING = EXTENDS + "{% block greeting %}Bonjour {{ to }},{% endblock %}"
INJECTION = "Ada\r\nBcc: everybody@example.org\r\n\r\nHello\x00\u2028X-Odd: 1"


def written(**fields: str) -> EmailMessage:
    letter = sign_in().model_copy(update=fields)
    return message(letter, sender=sender_address(MAIL_FROM), at=AT, templates=OURS)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return " ".join(str(body.get_content()).split())


async def sent(url: str, mail: EmailMessage) -> None:
    async with Postman(Route.parse(url, mail_from=MAIL_FROM), OURS) as postman:
        await postman.send_message(mail)


async def test_the_letter_arrives_with_its_link_and_says_how_long_it_works_and_where(
    smtp: MailServer,
) -> None:
    await sent(smtp.url, written(to_name="Zoë"))
    (mail,) = smtp.letters()
    assert mail["To"] == "Zoë <ada@example.org>"
    assert mail["X-RcptTo"] == "ada@example.org"
    assert mail["From"].addresses[0].addr_spec == "letters@example.org"
    assert mail["Subject"] == f"Your link to sign in to {sign_in().program}"
    assert mail["Message-ID"] == f"<{sign_in().id}@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = text_of(mail, kind)
        for words in (SIGN_IN_LINK, "works once, within 10 minutes", "only in the browser in"):
            assert words in text
        assert "If it was not you, you need do nothing" in text
        assert "Get no more reminders" not in text


def test_no_name_adds_a_header_or_a_recipient() -> None:
    raw = written(to_name=INJECTION, program=INJECTION).as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    assert sorted(mail.keys()) == sorted(written().keys())
    assert [each.addr_spec for each in mail["To"].addresses] == ["ada@example.org"]


async def test_what_the_server_says_is_told_of_this_letter(
    moody: Moody, moody_url: str, unused_tcp_port: int
) -> None:
    moody.recipient = "550 5.1.1 No such user"
    with pytest.raises(AddressRefused) as refused:
        await sent(moody_url, written(to_email="zoë@exämple.org"))
    assert (refused.value.mail, refused.value.address) == (sign_in().id, "zoë@exämple.org")
    with pytest.raises(MailServerDown):
        await sent(f"smtp://127.0.0.1:{unused_tcp_port}", written())


def test_a_house_says_it_in_its_own_words_or_learns_at_once_what_is_wrong(tmp_path: Path) -> None:
    own = tmp_path / SIGN_IN
    own.write_text('{% extends "_sign_in.jinja" %}')
    with pytest.raises(TemplateBroken, match="includes nor calls itself"):
        Templates.load(tmp_path)
    own.write_text(EXTENDS + "{% block greeting %}{{ nobody }}")
    with pytest.raises(TemplateBroken):
        Templates.load(tmp_path)
    own.write_text(GREETING)
    assert "Bonjour Ada," in Templates.load(tmp_path).write_sign_in(sign_in()).text
    assert SIGN_IN in ours().templates


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (
            SIGN_IN,
            EXTENDS + "{% block letters %}Come in.{% endblock %}",
            r'_sign_in.jinja leaves the link out .*; show it, as with {{ link\|button\("Sign in"\)',
        ),
        (
            SIGN_IN,
            EXTENDS + "{% block letters %}Go to {{ link[:9] }}{% endblock %}",
            "_sign_in.jinja leaves the link out",
        ),
        (
            SIGN_IN,
            EXTENDS + "{% block letters %}Go to {{ link|lower }}{% endblock %}",
            "_sign_in.jinja leaves the link out",
        ),
        (
            "_mail.html.jinja",
            "{% for each in passages if each.form == 'paragraph' %}{{ each.text }}{% endfor %}",
            "_mail.html.jinja leaves the link out .*; show the address of every button",
        ),
        (f"{PROGRAM.id}/{SIGN_IN}", GREETING, "would never be used, .* belongs to no program; put"),
    ],
)
def test_a_letter_with_which_nobody_could_sign_in_is_refused(
    tmp_path: Path, name: str, text: str, problem: str
) -> None:
    own = tmp_path / name
    own.parent.mkdir(exist_ok=True)
    own.write_text(text)
    with pytest.raises(TemplateBroken, match=problem) as caught:
        Templates.load(tmp_path)
    assert caught.value.file == own


def test_a_link_may_stand_in_the_text_in_place_of_a_button(tmp_path: Path) -> None:
    block = "{% block letters %}Go to {{ link }} and you are in.{% endblock %}"
    (tmp_path / SIGN_IN).write_text(EXTENDS + block)
    assert SIGN_IN_LINK in Templates.load(tmp_path).write_sign_in(sign_in()).text
