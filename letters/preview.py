"""How a kind of letter looks, with sample data: for those who write templates."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from types import MappingProxyType
from uuid import UUID

from letters.letter import Mail
from letters.message import message
from letters.render import LOGO_ID, Templates
from letters.samples import AT, gathered, kinds, mail_of, samples, together

SEVERAL: Mapping[str, Callable[[], Mail]] = MappingProxyType(
    {"gathered": gathered, "together": together}
)
"""Mails with several letters, which are no kinds: of reminders, and of what happened at once."""


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
    return [*sorted(kinds()), *SEVERAL]


def preview(
    kind: str, templates: Templates, *, sender: Address, program: UUID | None = None
) -> Preview:
    """Return a sample of a kind, one of `known`, in the templates of a program or of the house.

    Raises:
        LetterNotWritten: its template cannot be used.
    """
    mail = _sample(kind)
    head = mail.letterhead.model_copy(update={"program_id": program})
    mail = mail.model_copy(update={"letterhead": head})
    written = templates.write(mail)
    html = written.html
    if written.logo is not None:
        data = f"data:image/png;base64,{b64encode(written.logo).decode()}"
        html = html.replace(f"cid:{LOGO_ID}", data)
    eml = message(mail, sender=sender, at=AT, templates=templates).as_bytes()
    return Preview(kind, written.subject, written.text, html, eml)


def _sample(kind: str) -> Mail:
    """Return the sample of a kind that has most to say."""
    if kind in SEVERAL:
        return SEVERAL[kind]()
    of_kind = [each for each in samples() if each.kind == kind]
    return mail_of(max(of_kind, key=lambda each: len(str(each.facts))))
