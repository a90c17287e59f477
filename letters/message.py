"""A letter as an e-mail message, with the headers by which mail programs sort and thread it."""

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import UUID

from letters.errors import MailSettingUnusable
from letters.letter import Letter
from letters.render import LANGUAGE, write
from letters.words import in_a_sentence

_ANY_SERVER = SMTP.clone(cte_type="7bit")  # so that no server on the way has to encode it anew


def sender_address(mail_from: str) -> Address:
    """Return the address that letters come from, of a setting such as ``Name <a@b.org>``.

    Raises:
        MailSettingUnusable: it is not one address, or not ASCII, which not all servers take.
    """
    wrong = "is not an address that letters can come from"
    right = "for example Mentorship <mentorship@example.org> would be right"
    try:
        found = Address(addr_spec=parseaddr(mail_from)[1])
    except (HeaderParseError, ValueError, IndexError):
        raise MailSettingUnusable("mail_from", wrong=wrong, right=right) from None
    usable = found.username and found.domain and found.addr_spec.isascii()
    if not usable or not mail_from.isprintable():
        raise MailSettingUnusable("mail_from", wrong=wrong, right=right)
    return found


def message_id(letter: Letter, *, sender: Address) -> str:
    """Return the one message id of a letter: the same whenever and however often it is sent."""
    return _id(letter.id, sender)


def message(letter: Letter, *, sender: Address, at: datetime) -> EmailMessage:
    """Return the message of a letter that is sent at ``at``.

    All letters of a mentorship refer to one id, so that mail programs show them as one thread.

    Raises:
        LetterNotWritten: the letter cannot be put in words.
    """
    written = write(letter)
    thread = _id(letter.mentorship, sender)
    mail = EmailMessage(policy=_ANY_SERVER)
    mail["From"] = Address(in_a_sentence(letter.program), addr_spec=sender.addr_spec)
    mail["To"] = _recipient(letter)
    mail["Subject"] = written.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(letter, sender=sender)
    mail["In-Reply-To"] = thread
    mail["References"] = thread
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = LANGUAGE
    mail.set_content(written.text)
    return mail


def _recipient(letter: Letter) -> Address:
    # In two parts, because `addr_spec` takes ASCII only; that it is an address is known.
    username, _, domain = letter.to_email.rpartition("@")
    return Address(in_a_sentence(letter.to_name), username=username, domain=domain)


def _id(ident: UUID, sender: Address) -> str:
    return f"<{ident}@{sender.domain}>"
