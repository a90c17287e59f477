"""A letter before it is written, and the mail in which one or several leave: all in values."""

from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.dates import Zone
from domain.model import Email, Value

INSTALLATION: Final = "Mentorship"
"""In whose name we write where no program does."""


class CalendarPart(Value):
    """What a calendar program reads of a letter: an iCalendar object, and what to do with it."""

    method: Literal["REQUEST", "CANCEL"]
    content: str


class Letterhead(Value):
    """In whose name a mail comes, who gets the replies, and how it is signed."""

    program: str
    program_id: UUID | None = None
    reply_to: Email | None = None
    signature: str | None = None


class Letter(Value):
    """One letter to one person, as it waits in the records.

    ``kind`` names the template and ``facts`` are what a notice of the domain said. ``zone`` and
    ``language`` are the recipient's. A name is missing where there is nobody, or nobody any more;
    ``mentorship`` is missing where the letter is about none. ``link`` is the address at which the
    letter's one action is done, and missing where there is nothing to do.
    """

    id: UUID
    kind: str = Field(pattern=r"^[a-z][a-z_]*$", max_length=60)
    to_name: str
    to_email: Email
    language: str
    zone: Zone
    mentorship: UUID | None
    program: str
    mentee_name: str | None
    mentor_name: str | None
    facts: dict[str, Any]
    raised_at: AwareDatetime
    link: str | None = None
    calendar: CalendarPart | None = None


class Mail(Value):
    """What leaves as one message: a letter, several about one matter, or reminders gathered.

    ``id`` makes the message id, the same each time it is sent; of a letter by itself it is the
    letter's. All ``letters`` go to the same person. Several that are no reminders tell what
    happened to one mentorship at one instant, the most important first. ``preferences_link`` leads
    to the recipient's choices about letters; ``unsubscribe_link`` ends reminders, and is missing
    where the mail is none. Neither is in a mail to an address that is the recipient's no more.
    """

    id: UUID
    letterhead: Letterhead
    letters: tuple[Letter, ...] = Field(min_length=1)
    is_reminder: bool = False
    preferences_link: str | None = None
    unsubscribe_link: str | None = None


class SignInLetter(Value):
    """A letter that brings a link to sign in. It tells of no event, and is in nobody's ledger.

    ``program`` is what is signed in to, in words: a program's name, or the installation's.
    """

    kind: ClassVar = "_sign_in"

    id: UUID
    to_name: str
    to_email: Email
    link: str = Field(repr=False)
    program: str = INSTALLATION
