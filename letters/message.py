"""A mail as an e-mail message, with the headers by which mail programs sort and thread it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from letters import words
from letters.errors import MailSettingUnusable
from letters.letter import CalendarPart, Mail
from letters.render import LOGO_ID, Templates, Written

_VERBATIM = ("Message-ID", "In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post")


class _Verbatim(UnstructuredHeader, BaseHeader):
    """Ids and addresses of ours: on one line as they are, because encoded they would be none."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header's one line."""
        return f"{self.name}: {self}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in _VERBATIM:
        registry.map_to_type(name, _Verbatim)
    return registry


# So that no server on the way has to encode it anew.
_ANY_SERVER = SMTP.clone(cte_type="7bit", header_factory=_registry())


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


def deliverable(email: str) -> str:
    """Return an address as every server takes it, in ASCII, where there is such a form of it.

    A domain has one (RFC 5890); what stands before the @ has none.
    """
    try:
        return validate_email(email, check_deliverability=False).ascii_email or email
    except EmailNotValidError:  # by rules that came after it was accepted; servers know better
        return email


def message_id(mail: Mail, *, sender: Address) -> str:
    """Return the one message id of a mail: the same whenever and however often it is sent."""
    return _id(mail.id, sender)


def message(mail: Mail, *, sender: Address, at: datetime, templates: Templates) -> EmailMessage:
    """Return the message of a mail that is sent at ``at``.

    All mails about one mentorship alone refer to one id, so that mail programs show them as one
    thread. A reminder can be unsubscribed from by one click (RFC 8058).

    Raises:
        LetterNotWritten: a letter of the mail cannot be put in words.
    """
    written = templates.write(mail)
    entries = [each.calendar for each in mail.letters if each.calendar is not None]
    return composed(_headers(mail, written, sender=sender, at=at), written, entries=entries)


def composed(
    headers: Iterable[tuple[str, str | Address]],
    written: Written,
    *,
    entries: Sequence[CalendarPart] = (),
) -> EmailMessage:
    """Return a message with these headers, of what was written, as any server takes it."""
    found = EmailMessage(policy=_ANY_SERVER)
    for name, value in headers:
        found[name] = value
    _fill(found, written, entries)
    found["Content-Language"] = written.language  # last: to fill a message takes away Content-*
    return found


def _headers(
    mail: Mail, written: Written, *, sender: Address, at: datetime
) -> Iterator[tuple[str, str | Address]]:
    yield "From", Address(words.name(mail.letterhead.program), addr_spec=sender.addr_spec)
    yield "To", address(words.name(mail.letters[0].to_name), mail.letters[0].to_email)
    reply_to = mail.letterhead.reply_to
    if reply_to is not None and deliverable(reply_to).isascii():  # others cannot be answered by all
        yield "Reply-To", address(words.name(mail.letterhead.program), reply_to)
    yield "Subject", written.subject
    yield "Date", format_datetime(at)
    yield "Message-ID", message_id(mail, sender=sender)
    about = {each.mentorship for each in mail.letters}
    if len(about) == 1 and (mentorship := about.pop()) is not None:
        yield "In-Reply-To", _id(mentorship, sender)
        yield "References", _id(mentorship, sender)
    yield "Auto-Submitted", "auto-generated"
    if mail.unsubscribe_link is not None:
        yield "List-Unsubscribe", f"<{words.web_address(mail.unsubscribe_link)}>"
        if mail.unsubscribe_link.startswith("https:"):  # RFC 8058, section 3.1, asks for it
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _fill(found: EmailMessage, written: Written, entries: Sequence[CalendarPart]) -> None:
    found.set_content(written.text)
    found.add_alternative(written.html, subtype="html")
    if written.logo is not None:
        *_, page = found.iter_parts()
        page.add_related(
            written.logo, maintype="image", subtype="png", cid=f"<{LOGO_ID}>", disposition="inline"
        )
    if len(entries) == 1:  # mail programs show one, beside the letter; several can only be opened
        _add_entry(found, entries[0])
    for number, entry in enumerate(entries, start=1):
        name = f"{'invitation' if entry.method == 'REQUEST' else 'cancellation'}-{number}.ics"
        content = entry.content.encode()
        found.add_attachment(content, maintype="application", subtype="ics", filename=name)


def _add_entry(found: EmailMessage, entry: CalendarPart) -> None:
    found.add_alternative(entry.content, subtype="calendar", params={"method": entry.method})


def address(name: str, email: str) -> Address:
    """Return a name and an address as a header has them; no name is read as an encoded word."""
    # In two parts, because `addr_spec` takes ASCII only; that it is an address is known.
    username, _, domain = deliverable(email).rpartition("@")
    return Address(name.replace("=?", "= ?"), username=username, domain=domain)


def _id(ident: UUID, sender: Address) -> str:
    return f"<{ident}@{sender.domain}>"
