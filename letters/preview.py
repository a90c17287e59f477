"""How a kind of letter looks, with sample data: for those who write templates."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from types import MappingProxyType
from uuid import UUID

from letters.letter import Letterhead, Mail
from letters.message import message
from letters.render import LOGO_ID, Templates, Written
from letters.samples import AT, gathered, kinds, mail_of, samples, sign_in, together
from letters.sign_in import message as sign_in_message

SEVERAL: Mapping[str, Callable[[], Mail]] = MappingProxyType(
    {"gathered": gathered, "together": together}
)
"""Mails with several letters, which are no kinds: of reminders, and of what happened at once."""

SIGN_IN_LETTER = "sign_in"
"""The letter that brings a link to sign in, which is no kind either."""


@dataclass(frozen=True)
class Preview:
    """A sample of a kind: in words, and as the message that would leave.

    ``html`` holds its logo within itself, so that it can be opened as a file.
    """

    kind: str
    subject: str
    text: str
    html: str
    eml: bytes


def known() -> Sequence[str]:
    """Return what there are previews of."""
    return [*sorted(kinds()), *SEVERAL, SIGN_IN_LETTER]


def preview(
    kind: str,
    templates: Templates,
    *,
    sender: Address,
    program: UUID | None = None,
    letterhead: Letterhead | None = None,
) -> Preview:
    """Return a sample of a kind, one of `known`, in the templates of a program or of the house.

    With a ``letterhead`` it is in that program's, name and signature too.

    Raises:
        LetterNotWritten: its template cannot be used.
    """
    if kind == SIGN_IN_LETTER:
        letter = sign_in()
        written = templates.write_sign_in(letter)
        return _shown(
            kind, written, sign_in_message(letter, sender=sender, at=AT, templates=templates)
        )
    mail = _sample(kind)
    head = letterhead or mail.letterhead.model_copy(update={"program_id": program})
    letters = tuple(each.model_copy(update={"program": head.program}) for each in mail.letters)
    mail = mail.model_copy(update={"letterhead": head, "letters": letters})
    written = templates.write(mail)
    return _shown(kind, written, message(mail, sender=sender, at=AT, templates=templates))


def _shown(kind: str, written: Written, sent: EmailMessage) -> Preview:
    html = written.html
    if written.logo is not None:
        data = f"data:image/png;base64,{b64encode(written.logo).decode()}"
        html = html.replace(f"cid:{LOGO_ID}", data)
    return Preview(kind, written.subject, written.text, html, sent.as_bytes())


def _sample(kind: str) -> Mail:
    """Return the sample of a kind that has most to say."""
    if kind in SEVERAL:
        return SEVERAL[kind]()
    of_kind = [each for each in samples() if each.kind == kind]
    return mail_of(max(of_kind, key=lambda each: len(str(each.facts))))
