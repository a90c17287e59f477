"""Meetings that come again, such as "first Friday of each month"."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Annotated, Final

from dateutil.rrule import rrule, rruleset, rrulestr
from pydantic import BeforeValidator

_DAYS: Final = {
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
    "sunday": "SU",
}
_NAMES: Final = {code: name.capitalize() for name, code in _DAYS.items()}
_PLACES: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_RULE: Final = re.compile(
    r"FREQ=(?P<freq>WEEKLY|MONTHLY)(;INTERVAL=(?P<interval>[1-9]\d?))?"
    r";BYDAY=(?P<place>-1|[1-4])?(?P<day>MO|TU|WE|TH|FR|SA|SU)",
    re.ASCII,
)
_MONTHLY: Final = re.compile(
    r"(?P<place>first|second|third|fourth|last) (?P<day>\w+) of (?:each|every) "
    r"(?:(?P<interval>\d+) months|month)"
)
_WEEKLY: Final = re.compile(r"every (?:(?P<interval>\d+) weeks|week) on (?P<day>\w+)")
_WRONG: Final = (
    "is not a recurrence; say `first Friday of each month`, `every 2 weeks on Monday`, "
    "or `FREQ=MONTHLY;BYDAY=1FR`"
)


def _rule(words: object) -> str:
    text = str(words).strip()
    rule = _from_words(text.lower()) or text.upper()
    found = _RULE.fullmatch(rule)
    if found is None or (found["freq"] == "MONTHLY") != bool(found["place"]):
        raise ValueError(_WRONG)  # without the text, which may say more than a rule
    return rule


def _from_words(words: str) -> str | None:
    if (found := _MONTHLY.fullmatch(words)) and found["day"] in _DAYS:
        head = "FREQ=MONTHLY" + _interval(found["interval"])
        return f"{head};BYDAY={_PLACES[found['place']]}{_DAYS[found['day']]}"
    if (found := _WEEKLY.fullmatch(words)) and found["day"] in _DAYS:
        return "FREQ=WEEKLY" + _interval(found["interval"]) + f";BYDAY={_DAYS[found['day']]}"
    return None


def _interval(number: str | None) -> str:
    return f";INTERVAL={number}" if number and number != "1" else ""


Recurrence = Annotated[str, BeforeValidator(_rule)]
"""A weekly or monthly rule of RFC 5545, also accepted in plain words."""


@lru_cache(maxsize=256)
def _dates(rule: Recurrence, start: date) -> rrule | rruleset:
    # Kept, because reading a rule takes longer than counting by it.
    return rrulestr(rule, dtstart=datetime.combine(start, time.min))


def occurrence_after(rule: Recurrence, start: date, day: date) -> date:
    """Return the rule's first day after ``day``, counted from its ``start``.

    Days are days of the program's calendar; the hour of a meeting does not enter.
    """
    found = _dates(rule, start).after(datetime.combine(day, time.min))
    if found is None:  # pragma: no cover - a rule without an end always goes on
        return day + timedelta(days=1)
    return found.date()


def occurrences(
    rule: Recurrence, start: date, *, after: date, until: date, limit: int
) -> tuple[date, ...]:
    """Return the rule's days after ``after`` and up to ``until``, at most ``limit`` of them."""
    found = _dates(rule, start).xafter(datetime.combine(after, time.min), count=limit)
    days = (each.date() for each in found)
    return tuple(takewhile(lambda day: day <= until, days))


def in_words(rule: Recurrence) -> str:
    """Return the rule as one would say it: ``first Friday of each month``."""
    found = _RULE.fullmatch(rule)
    if found is None:
        return rule
    every = int(found["interval"] or 1)
    day = _NAMES[found["day"]]
    if found["freq"] == "WEEKLY":
        return f"every {every} weeks on {day}" if every > 1 else f"every week on {day}"
    place = next(name for name, number in _PLACES.items() if str(number) == found["place"])
    return f"{place} {day} of " + (f"every {every} months" if every > 1 else "each month")
