"""When and how often somebody may be reminded: the rules of the programs, and the own wishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from domain.people.preferences import Preferences, is_quiet
from domain.people.state import Person
from domain.policy import Policy

_NO_PLACE: Final = "UTC"


@dataclass(frozen=True)
class HouseRules:
    """What counts for one recipient; the hours are those of clocks in ``zone``.

    ``hour`` is when reminders leave; None: as soon as they may. ``weekly`` ones leave on Mondays.
    Quiet hours last from ``quiet_from`` until ``quiet_to``; the same twice: there are none.
    """

    zone: str
    quiet_from: int
    quiet_to: int
    hour: int | None
    weekly: bool
    budget: int


def house_rules(recipient: Person, policies: Sequence[Policy]) -> HouseRules:
    """Return the rules for somebody to whom programs with these policies write.

    Where there are several the strictest holds: the smallest budget, the latest hour, the longest
    quiet hours. The own hour and quiet hours replace theirs, an own budget can only lower theirs.
    An hour that lies in quiet hours gives way to their end, so that reminders leave some day.
    """
    own, theirs = recipient.preferences, policies or [Policy()]
    quiet_from = _own_or(own.quiet_from, min(each.quiet_from_hour for each in theirs))
    quiet_to = _own_or(own.quiet_to, max(each.quiet_to_hour for each in theirs))
    hour = _own_or(own.hour, max(each.reminder_hour for each in theirs))
    budget = min(each.weekly_reminders for each in theirs)
    return HouseRules(
        zone=_place(recipient.zone),
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        hour=_reminder_hour(own, hour, begins=quiet_from, ends=quiet_to),
        weekly=own.reminders == "weekly",
        budget=min(budget, _own_or(own.weekly_reminders, budget)),
    )


def _own_or(own: int | None, house: int) -> int:
    return house if own is None else own


def _reminder_hour(own: Preferences, hour: int, *, begins: int, ends: int) -> int | None:
    if own.reminders == "at_once":
        return None
    return ends if is_quiet(hour, begins=begins, ends=ends) else hour


def _place(zone: str) -> str:
    # Whoever has no zone, or one that the database of zones has lost, has letters all the same.
    try:
        return ZoneInfo(zone).key
    except (OSError, ValueError, LookupError):
        return _NO_PLACE
