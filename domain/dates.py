"""Calendar days, months and the instants at which they begin and end in a time zone."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AwareDatetime

from domain.model import Value

_NOON = time(12)
_NO_PLACE = frozenset({"Factory", "localtime"})


@cache
def _zones() -> frozenset[str]:
    # Kept, because each listing walks the whole database of zones; what is not a place is left out.
    return frozenset(available_timezones() - _NO_PLACE)


def _known_zone(name: str) -> str:
    if name not in _zones():
        message = "is not a time zone; use a name such as America/Denver or Europe/Berlin"
        raise ValueError(message)
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
"""The IANA name of a time zone."""


class Due(Value):
    """A date with its zone, and the instant that it meant when it was set.

    The instant stands on its own: later changes of a zone's rules move nothing that is set.
    """

    date: date
    zone: str
    at: AwareDatetime


def local_day(at: datetime, zone: str) -> date:
    """Return the calendar day in ``zone`` at the instant ``at``."""
    return at.astimezone(ZoneInfo(zone)).date()


def local_instant(day: date, clock: time, zone: str) -> datetime:
    """Return the instant, in UTC, at which clocks in ``zone`` show ``clock`` on ``day``.

    A time that the day skips (clocks going forward) is read as if they had not: a skipped
    midnight is the instant of the change, and 02:30 becomes 03:30, as RFC 5545 has it. A time
    that comes twice means the first.
    """
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def begins(day: date, zone: str) -> Due:
    """Return ``day`` as something that happens when the local day begins."""
    return Due(date=day, zone=zone, at=local_instant(day, time.min, zone))


def ends(day: date, zone: str) -> Due:
    """Return ``day`` as a due date: it lasts until the local day has ended."""
    return Due(date=day, zone=zone, at=local_instant(day + timedelta(days=1), time.min, zone))


def days_from(at: datetime, days: int, zone: str) -> Due:
    """Return the due date ``days`` calendar days after the local day of ``at``."""
    return ends(local_day(at, zone) + timedelta(days=days), zone)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month, ``months`` later, clamped to that month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def grid_after(anchor: date, months: int, day: date) -> date:
    """Return the first date after ``day`` on the grid of every ``months`` months from ``anchor``.

    Each date counts from the anchor, so a clamped month end does not pull later dates forward.
    The anchor is where the grid begins, not a date on it.
    """
    passed = (day.year - anchor.year) * 12 + day.month - anchor.month
    step = max(1, passed // months)
    while (found := add_months(anchor, step * months)) <= day:
        step += 1
    return found


def future(due: Due, at: datetime) -> Due | None:
    """Return ``due``, or None when it is already past: a past deadline is not set."""
    return due if due.at > at else None


def moved(due: Due, length: timedelta) -> Due:
    """Return ``due`` moved by a wall-clock ``length``, rounded up to whole days.

    What was due when a day ended is due when a day ends; what began with a day begins with one.
    The move starts from the date, not from the instant, because clocks may skip that midnight.
    """
    if due.at < local_instant(due.date, _NOON, due.zone):
        return begins(_days_up(due.date, length), due.zone)
    return ends(_days_up(due.date, length), due.zone)


def _days_up(day: date, length: timedelta) -> date:
    return day + timedelta(days=-(-length // timedelta(days=1)))


def wall_length(start: datetime, end: datetime, zone: str) -> timedelta:
    """Return how long clocks on the wall in ``zone`` went from ``start`` to ``end``; never below 0.

    Wall time, not elapsed time: thirty days across a change of daylight saving stay thirty days.
    """
    return max(timedelta(0), _wall(end, zone) - _wall(start, zone))


def _wall(at: datetime, zone: str) -> datetime:
    # The instant at which a day begins counts as its midnight, even where clocks skip that.
    day = local_day(at, zone)
    if at == begins(day, zone).at:
        return datetime.combine(day, time.min)
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
