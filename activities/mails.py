"""A mail in the values that the room of letters writes from."""

from datetime import datetime
from email.headerregistry import Address as Sender

from activities.links import MailLinks
from letters.calendar import Address, invitation
from letters.letter import INSTALLATION, CalendarPart, Letter, Letterhead, Mail
from records.mailbox import OutgoingLetter, OutgoingMail


def mail_of(mail: OutgoingMail, links: MailLinks, *, sender: Sender, at: datetime) -> Mail:
    """Return a mail as it is written, with its links; ``sender`` invites to the meetings in it.

    Raises:
        ValueError: a hand-made row holds what no letter can, such as an address with a line break.
    """
    return Mail(
        id=mail.id,
        letterhead=Letterhead(
            program=mail.program_name or INSTALLATION,
            program_id=mail.program,
            reply_to=mail.letterhead.reply_to,
            signature=mail.letterhead.signature,
        ),
        letters=tuple(
            _letter(each, mail, link=links.letters.get(each.id), sender=sender, at=at)
            for each in mail.letters
        ),
        is_reminder=mail.is_reminder,
        preferences_link=links.preferences,
        unsubscribe_link=links.unsubscribe,
    )


def _letter(
    letter: OutgoingLetter, mail: OutgoingMail, *, link: str | None, sender: Sender, at: datetime
) -> Letter:
    return Letter(
        id=letter.id,
        kind=letter.kind,
        to_name=mail.name,
        to_email=mail.email,
        language=mail.language,
        zone=mail.zone,
        mentorship=letter.mentorship,
        program=letter.program_name or mail.program_name or INSTALLATION,
        mentee_name=letter.mentee_name,
        mentor_name=letter.mentor_name,
        facts=letter.facts,
        raised_at=letter.raised_at,
        link=link,
        calendar=_calendar(letter, mail, sender=sender, at=at),
    )


def _calendar(
    letter: OutgoingLetter, mail: OutgoingMail, *, sender: Sender, at: datetime
) -> CalendarPart | None:
    if letter.appointment is None:
        return None
    return invitation(
        letter.appointment,
        organizer=Address(letter.program_name or mail.program_name, sender.addr_spec),
        attendee=Address(mail.name, mail.email),
        with_name=(letter.mentee_name or "", letter.mentor_name or ""),
        stamp=at,
    )
