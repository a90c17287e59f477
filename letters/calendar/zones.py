"""Time zones as calendar programs read them: what clocks do, written out as VTIMEZONE.

The library lists each change of the clocks by itself, which ends some day. A series of meetings
has no end, so changes that come every year by the same rule are written as that rule.
"""

import calendar
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

_YEARS: Final = 15
"""Years ahead that are looked through for changes of the clocks."""

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEP: Final = timedelta(days=7)
"""Clocks are never changed twice within it."""

_FOURTH: Final = 4
_WEEK: Final = 7


class _Clocks(NamedTuple):
    """How clocks run for a while: how far from UTC, under which name, and whether for summer."""

    offset: timedelta
    name: str
    is_summer: bool


class _Change(NamedTuple):
    """Clocks are put from one to another; ``at`` is what they show before."""

    at: datetime
    before: timedelta
    after: _Clocks


@lru_cache(maxsize=256)
def time_zone(zone: str, *, since: int) -> Timezone:
    """Return what clocks in ``zone`` do from the year ``since`` on; not to be changed."""
    begin = datetime(since, 1, 1, tzinfo=UTC)
    found = Timezone()
    found.add("TZID", zone)
    first = _clocks(begin, zone)
    found.add_component(_observance(_Change(datetime(since, 1, 1), first.offset, first)))  # noqa: DTZ001 - a local time
    changes: dict[tuple[timedelta, _Clocks], list[datetime]] = defaultdict(list)
    for each in _changes(zone, begin):
        changes[each.before, each.after].append(each.at)
    for (before, after), times in changes.items():
        observance = _observance(_Change(times[0], before, after))
        _repeat(observance, times, last=since + _YEARS - 1)
        found.add_component(observance)
    return found


def _clocks(at: datetime, zone: str) -> _Clocks:
    local = at.astimezone(ZoneInfo(zone))
    offset = _offset(local)
    usual = min(_offset(local.replace(month=month, day=1)) for month in (1, 7))
    return _Clocks(offset, local.tzname() or zone, offset > usual)


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta(0)


def _changes(zone: str, begin: datetime) -> Iterator[_Change]:
    end = datetime(begin.year + _YEARS, 1, 1, tzinfo=UTC)
    at, now = begin, _clocks(begin, zone)
    while at < end:
        then = _clocks(at + _STEP, zone)
        if then != now:
            instant = _instant(zone, at, now)
            yield _Change((instant + now.offset).replace(tzinfo=None), now.offset, then)
        at, now = at + _STEP, then


def _instant(zone: str, after: datetime, before: _Clocks) -> datetime:
    """Return when clocks no longer run as ``before``, within a step after ``after``."""
    low, high = 0, int(_STEP.total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _clocks(after + timedelta(seconds=middle), zone) == before:
            low = middle
        else:
            high = middle
    return after + timedelta(seconds=high)


def _observance(change: _Change) -> TimezoneStandard | TimezoneDaylight:
    found = TimezoneDaylight() if change.after.is_summer else TimezoneStandard()
    found.DTSTART = change.at
    found.TZOFFSETFROM = change.before
    found.TZOFFSETTO = change.after.offset
    found.add("TZNAME", change.after.name)
    return found


def _repeat(
    observance: TimezoneStandard | TimezoneDaylight, times: Sequence[datetime], *, last: int
) -> None:
    rule = _yearly(times, last=last)
    if rule is not None:
        observance.add("RRULE", vRecur.from_ical(rule))
    elif len(times) > 1:
        observance.add("RDATE", list(times[1:]))


def _yearly(times: Sequence[datetime], *, last: int) -> str | None:
    """Return the rule by which clocks change each year to the last one, if there is one."""
    years = [each.year for each in times]
    if len(times) == 1 or years != list(range(years[0], last + 1)):
        return None
    if len({(each.month, each.weekday(), each.time()) for each in times}) > 1:
        return None
    month, day = f"BYMONTH={times[0].month}", _DAYS[times[0].weekday()]
    days = sorted(each.day for each in times)
    place = (days[0] - 1) // 7 + 1
    if place <= _FOURTH and place == (days[-1] - 1) // 7 + 1:
        return f"FREQ=YEARLY;BYDAY={place}{day};{month}"
    if all(_is_last(each) for each in times):
        return f"FREQ=YEARLY;BYDAY=-1{day};{month}"
    if days[-1] - days[0] != _WEEK - 1:
        return None
    week = ",".join(str(each) for each in range(days[0], days[-1] + 1))
    return f"FREQ=YEARLY;BYMONTHDAY={week};BYDAY={day};{month}"


def _is_last(at: datetime) -> bool:
    return at.day + _WEEK > calendar.monthrange(at.year, at.month)[1]
