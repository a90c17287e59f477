"""Hours on the recipient's clock: when it is quiet, and when reminders may leave.

Clocks skip hours and whole days, and let hours come twice. So each instant is asked what clocks
show, and none is taken for granted because it was reckoned from a day and an hour.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from domain.dates import local_day, local_instant
from domain.mailbox.house_rules import HouseRules
from domain.people.preferences import is_quiet

_DAYS_OF_BUDGET: Final = 7


def quiet_at(at: datetime, rules: HouseRules) -> bool:
    """Say whether ``at`` lies in the recipient's quiet hours."""
    hour = at.astimezone(ZoneInfo(rules.zone)).hour
    return is_quiet(hour, begins=rules.quiet_from, ends=rules.quiet_to)


def not_quiet(at: datetime, rules: HouseRules) -> datetime:
    """Return ``at``, or the instant at which the quiet hours end in which it lies."""
    if not quiet_at(at, rules):
        return at
    ends = (local_instant(day, time(rules.quiet_to), rules.zone) for day in _days(at, rules.zone))
    return next(each for each in ends if each > at and not quiet_at(each, rules))


def reminder_hour_after(at: datetime, rules: HouseRules) -> datetime:
    """Return the first reminder hour that begins after ``at``, on a Monday for weekly ones.

    For whoever wants reminders at once it is ``at``.
    """
    if rules.hour is None:
        return at
    return next(
        opens
        for day in _days(at, rules.zone)
        if (opens := _opens(day, rules)) > at and (day.weekday() == 0 or not rules.weekly)
    )


def reminders_may_leave(at: datetime, rules: HouseRules, *, sent: Sequence[datetime]) -> datetime:
    """Return ``at`` or the first instant after it at which one more mail of reminders may leave.

    ``sent`` is when such mails left: one a local day (where reminders are weekly, one from Monday
    to Sunday; where they leave at once, any number), no more than the budget on any seven local
    days, none before the hour of the day and none in quiet hours.
    """
    before = [local_day(each, rules.zone) for each in sent]
    return next(
        found
        for day in _days(at, rules.zone)
        if _has_room(day, rules, before=before)
        and local_day(found := not_quiet(max(at, _opens(day, rules)), rules), rules.zone) == day
    )


def _has_room(day: date, rules: HouseRules, *, before: Sequence[date]) -> bool:
    ages = [(day - each).days for each in before]
    if sum(0 <= age < _DAYS_OF_BUDGET for age in ages) >= rules.budget:
        return False
    since = day.weekday() if rules.weekly else 0
    return rules.hour is None or not any(0 <= age <= since for age in ages)


def _opens(day: date, rules: HouseRules) -> datetime:
    return local_instant(day, time(rules.hour or 0), rules.zone)


def _days(at: datetime, zone: str) -> Iterator[date]:
    first = local_day(at, zone)
    return (first + timedelta(days=number) for number in count())
