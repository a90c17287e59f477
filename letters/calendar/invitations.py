"""A meeting as an invitation, a change of one, or its cancellation (iTIP, RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from urllib.parse import quote

from icalendar import Event, vCalAddress

from domain.mentorship.appointments import Appointment
from letters.calendar.entries import events, line_of, title_of, written
from letters.letter import CalendarPart

_IN_ADDRESSES: Final = "@!$&'*+-/=?^_`{|}~."
"""Characters of an address, beside letters and digits, that stand in its URL as they are."""


@dataclass(frozen=True)
class Address:
    """Somebody with a name and an e-mail address."""

    name: str
    email: str


def invitation(
    appointment: Appointment,
    *,
    organizer: Address,
    attendee: Address,
    with_name: tuple[str, str],
    stamp: datetime,
) -> CalendarPart:
    """Return what brings the recipient's calendar up to date with an appointment.

    The recipient is the only attendee: nobody sees the other one's address. ``with_name`` are the
    names of mentee and mentor, empty where there is nobody. ``stamp`` is when the message is made.
    No link stands in it, because calendars are shown to others, and a link acts for its owner.
    """
    method: Literal["REQUEST", "CANCEL"] = "CANCEL" if appointment.cancelled else "REQUEST"
    place, title = place_of(organizer.email), title_of(with_name)
    shown = events(appointment, place=place, title=title, stamp=stamp)
    for each in shown:
        _invite(each, organizer=organizer, attendee=attendee)
    return CalendarPart(method=method, content=written(method, shown))


def _invite(event: Event, *, organizer: Address, attendee: Address) -> None:
    event.add("ORGANIZER", vCalAddress.new(_mailbox(organizer), cn=_name(organizer)))
    # Nobody reads answers: a meeting is moved or called off by the letter's link.
    invited = vCalAddress.new(
        _mailbox(attendee),
        cn=_name(attendee),
        role="REQ-PARTICIPANT",
        partstat="NEEDS-ACTION",
        rsvp=False,
    )
    event.add("ATTENDEE", invited)


def _mailbox(address: Address) -> str:
    return quote(address.email, safe=_IN_ADDRESSES)


def _name(address: Address) -> str:
    return line_of(address.name).replace('"', "'") or line_of(address.email)


def place_of(email: str) -> str:
    """Return the domain of an address, which makes the keys of our entries unique."""
    return quote(email.rpartition("@")[2], safe=".-")
