"""Somebody's own calendar: the meetings of all their mentorships, and the days that matter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from icalendar import Event

from domain.mentorship.appointments import Appointment
from domain.mentorship.days_ahead import DayAhead
from letters.calendar.entries import all_day, events, line_of, title_of, written


@dataclass(frozen=True)
class Strand:
    """What one mentorship brings into somebody's calendar.

    ``names`` are those of mentee and mentor, empty where there is nobody.
    """

    names: tuple[str, str]
    appointments: tuple[Appointment, ...] = ()
    days: tuple[DayAhead, ...] = ()


def feed(name: str, strands: Iterable[Strand], *, place: str, stamp: datetime) -> str:
    """Return somebody's calendar as an iCalendar object; ``name`` is theirs.

    ``place`` is the domain that makes keys unique: with that of the sender's address a meeting
    has the same key here and in its invitation. What was cancelled is not in it.
    """
    shown: list[Event] = []
    for strand in strands:
        for each in _meetings(strand, place=place, stamp=stamp):
            shown += each
        shown += _days(strand, place=place, stamp=stamp)
    return written("PUBLISH", shown, name=f"Mentoring: {line_of(name)}")


def _meetings(strand: Strand, *, place: str, stamp: datetime) -> Iterator[list[Event]]:
    title = title_of(strand.names)
    for each in strand.appointments:
        if not each.cancelled:
            yield events(each, place=place, title=title, stamp=stamp)


def _days(strand: Strand, *, place: str, stamp: datetime) -> Iterator[Event]:
    pair = " and ".join(name for each in strand.names if (name := line_of(each)))
    for each in strand.days:
        what = line_of(each.what)
        title = f"{what} ({pair})" if pair else what
        yield all_day(each.on, key=f"{each.key}@{place}", title=title, stamp=stamp)
