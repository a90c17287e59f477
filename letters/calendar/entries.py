"""One appointment as the events that a calendar program shows for it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur
from icalendar.enums import STATUS, TRANSP

from domain.dates import local_instant
from domain.mentorship.appointments import Appointment
from domain.mentorship.work import When
from domain.model import TEXT_LIMIT
from letters.calendar.zones import time_zone

PRODUCT: Final = "-//mentorship//letters//EN"
"""Who wrote a calendar object, in the form that calendars know."""


def events(appointment: Appointment, *, place: str, title: str, stamp: datetime) -> list[Event]:
    """Return the event of an appointment, and one for each meeting of it that was moved.

    ``place`` is the domain that makes the key unique in the world. All bear the same sequence,
    so each message says everything there is to say of the appointment.
    """
    whole = _event(appointment, place=place, title=title, stamp=stamp)
    if appointment.rule is None or appointment.cancelled:
        _set_times(whole, _instant(appointment.first), minutes=appointment.minutes)
        return [whole]
    _set_times(whole, _slot(appointment.first), minutes=appointment.minutes)
    whole.add("RRULE", _rule(appointment, appointment.rule))
    if appointment.excluded:
        whole.add("EXDATE", [_slot(each) for each in appointment.excluded])
    found = [whole]
    for moved in appointment.moved:
        single = _event(appointment, place=place, title=title, stamp=stamp)
        single.add("RECURRENCE-ID", _slot(moved.slot))
        _set_times(single, _instant(moved.when), minutes=appointment.minutes)
        found.append(single)
    return found


def _event(appointment: Appointment, *, place: str, title: str, stamp: datetime) -> Event:
    return Event.new(
        uid=f"{appointment.key}@{place}",
        sequence=appointment.sequence,
        stamp=stamp,
        summary=title,
        description=text_of(appointment.about) if appointment.about else None,
        status=STATUS.CANCELLED if appointment.cancelled else STATUS.CONFIRMED,
    )


def _set_times(event: Event, start: datetime, *, minutes: int) -> None:
    event.DTSTART = start
    # Added to the instant: a meeting lasts as long when clocks change meanwhile.
    end = start.astimezone(UTC) + timedelta(minutes=minutes)
    event.DTEND = end.astimezone(start.tzinfo)


def _slot(when: When) -> datetime:
    """Return what clocks on the wall would show, as a rule reckons with it."""
    clock = when.time.replace(tzinfo=None, microsecond=0)
    return datetime.combine(when.date, clock, tzinfo=ZoneInfo(when.zone))


def _instant(when: When) -> datetime:
    """Return what clocks show, also where that day skips the time that was named."""
    return when.at.replace(microsecond=0).astimezone(ZoneInfo(when.zone))


def _rule(appointment: Appointment, rule: str) -> vRecur:
    found: vRecur = vRecur.from_ical(rule)
    if appointment.until is not None:
        first = appointment.first
        clock = first.time.replace(tzinfo=None, microsecond=0)
        found["UNTIL"] = [local_instant(appointment.until, clock, first.zone)]
    return found


def all_day(day: date, *, key: str, title: str, stamp: datetime) -> Event:
    """Return an event that lasts all day and leaves the day free for others."""
    return Event.new(
        uid=key,
        start=day,
        end=day + timedelta(days=1),
        stamp=stamp,
        summary=title,
        transparency=TRANSP.TRANSPARENT,
    )


def title_of(names: Iterable[str]) -> str:
    """Return what a meeting of these two is called; who has no name is left out."""
    known = [name for each in names if (name := line_of(each))]
    return ": ".join(["Mentoring", " and ".join(known)] if known else ["Mentoring"])


def line_of(text: str) -> str:
    """Return a text as one line without control characters."""
    shown = "".join(each if each.isprintable() else " " for each in text[:TEXT_LIMIT])
    return " ".join(shown.split())


def text_of(text: str) -> str:
    """Return a text without control characters, no longer than any text may be."""
    return "".join(each for each in text[:TEXT_LIMIT] if each == "\n" or each.isprintable())


def written(method: str, shown: Iterable[Event], *, name: str | None = None) -> str:
    """Return a calendar object with these events and the zones that they name."""
    found = Calendar()
    found.add("VERSION", "2.0")
    found.add("PRODID", PRODUCT)
    found.add("METHOD", method)
    if name is not None:
        found.add("NAME", name)
        found.add("X-WR-CALNAME", name)
    every = list(shown)
    for zone, year in sorted(_zones(every)):
        found.add_component(time_zone(zone, since=year))
    for each in every:
        found.add_component(each)
    content: bytes = found.to_ical()
    return content.decode()


def _zones(shown: Iterable[Event]) -> Iterator[tuple[str, int]]:
    """Return the zones of events, each with the year before its first use."""
    first: dict[str, int] = {}
    for each in shown:
        start = each.DTSTART
        if isinstance(start, datetime) and isinstance(start.tzinfo, ZoneInfo):
            years = (start.year, first.get(start.tzinfo.key, start.year))
            first[start.tzinfo.key] = min(years)
    yield from ((zone, year - 1) for zone, year in first.items() if zone not in _AS_UTC)


_AS_UTC: Final = frozenset({"UTC", "Etc/UTC"})
"""Zones whose times are written in UTC, so that nothing has to be said about them."""
