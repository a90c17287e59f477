"""The letter that brings a link to sign in: sent at once, and kept nowhere."""

from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from letters import words
from letters.letter import SignInLetter
from letters.message import address, composed
from letters.render import Templates, Written


def message(
    letter: SignInLetter, *, sender: Address, at: datetime, templates: Templates
) -> EmailMessage:
    """Return the message of a letter that is sent at ``at``, for ``Postman.send_message``.

    Raises:
        LetterNotWritten: its template asks for more than it is given.
    """
    written = templates.write_sign_in(letter)
    return composed(_headers(letter, written, sender=sender, at=at), written)


def _headers(
    letter: SignInLetter, written: Written, *, sender: Address, at: datetime
) -> Iterator[tuple[str, str | Address]]:
    yield "From", Address(words.name(letter.program), addr_spec=sender.addr_spec)
    yield "To", address(words.name(letter.to_name), letter.to_email)
    yield "Subject", written.subject
    yield "Date", format_datetime(at)
    yield "Message-ID", f"<{letter.id}@{sender.domain}>"
    yield "Auto-Submitted", "auto-generated"


__all__ = ["SignInLetter", "message"]
