"""A mailbox through a year: whatever comes, each letter leaves when and only when it should."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.dates import local_day
from domain.mailbox import Outgoing, Waiting, timing_of
from domain.notices import Timing
from domain.people.preferences import Preferences
from domain.people.state import Person
from domain.policy import Policy
from domain.replacing import replace
from tests.domain.cast import ident
from tests.domain.mailbox.post import REMINDER, TODAY, URGENT, mia, sorted_for

_BEGINS = datetime(2026, 2, 20, 5, 30, tzinfo=UTC)
_ZONES = (
    "America/Denver",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Havana",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "UTC",
)
_HOURS = st.none() | st.integers(0, 23)


@dataclass
class Year:
    """A mailbox that is looked through whenever it asks for it, or hears of a letter."""

    recipient: Person
    policies: tuple[Policy, ...]
    failures: int
    sent: list[tuple[datetime, Outgoing]] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    steps: int = 0

    def goes_by(self, coming: list[Waiting]) -> None:
        ahead, at = list(coming), _BEGINS
        while ahead or self.waiting:
            until = self._looks_through(at) if self.waiting else None
            heard = ahead[0].raised_at if ahead else until
            at = min(each for each in (until, heard) if each) if until or heard else at
            while ahead and ahead[0].raised_at <= at:
                self.waiting.append(ahead.pop(0))
            self.steps += 1
            assert self.steps < 3_000, self.waiting

    def _looks_through(self, at: datetime) -> datetime | None:
        reminders = [when for when, mail in self.sent if mail.is_reminder]
        recent = [each for each in reminders if each > at - timedelta(days=8)]
        found = sorted_for(
            self.recipient, *self.waiting, at=at, policies=self.policies, sent=recent
        )
        assert not found.dropped
        waiting = {each.id: each for each in self.waiting}
        tries = [at + self._leaves(mail, waiting, at) for mail in found.mails]
        self.waiting = list(waiting.values())
        left = [each for each in tries if each > at]
        return min((*left, *([found.next_at] if found.next_at else [])), default=None)

    def _leaves(self, mail: Outgoing, waiting: dict[Any, Waiting], at: datetime) -> timedelta:
        self.failures, fails = self.failures // 2, self.failures % 2
        if fails:
            again = timedelta(minutes=7 ** (self.failures % 5))
            for each in mail.letters:
                later = replace(waiting[each], mail=mail.id, not_before=at + again)
                waiting[each] = later
            return again
        for each in mail.letters:
            del waiting[each]
        self.sent.append((at, mail))
        return timedelta(0)


@st.composite
def _letters(draw: st.DrawFn) -> list[Waiting]:
    kinds = st.sampled_from([URGENT, TODAY, REMINDER, REMINDER, "agenda_due"])
    minutes = st.integers(0, 60 * 24 * draw(st.sampled_from([3, 30, 300])))
    drawn = draw(st.lists(st.tuples(minutes, kinds, st.booleans()), min_size=1, max_size=25))
    return [
        Waiting(ident(str(number)), kind, _BEGINS + timedelta(minutes=after), by_clock=by_clock)
        for number, (after, kind, by_clock) in enumerate(sorted(drawn))
    ]


_policies = st.builds(
    Policy,
    weekly_reminders=st.integers(1, 4),
    reminder_hour=st.integers(12, 15),
    quiet_from_hour=st.integers(16, 24),
    quiet_to_hour=st.integers(0, 12),
)
_preferences = st.builds(
    Preferences,
    reminders=st.sampled_from([None, "at_once", "daily", "weekly"]),
    hour=_HOURS,
    quiet_from=_HOURS,
    quiet_to=_HOURS,
    weekly_reminders=st.none() | st.integers(1, 6),
)


def _is_quiet(at: datetime, year: Year) -> bool:
    own, zone = year.recipient.preferences, ZoneInfo(year.recipient.zone)
    policies = year.policies or (Policy(),)
    begins, ends = own.quiet_from, own.quiet_to
    if begins is None:
        begins = min(each.quiet_from_hour for each in policies)
    if ends is None:
        ends = max(each.quiet_to_hour for each in policies)
    quiet = set()
    while begins % 24 != ends:
        quiet.add(begins % 24)
        begins += 1
    return at.astimezone(zone).hour in quiet


def _budget(year: Year) -> int:
    own = year.recipient.preferences.weekly_reminders
    numbers = [each.weekly_reminders for each in year.policies or (Policy(),)]
    return min(numbers if own is None else [*numbers, own])


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    letters=_letters(),
    zone=st.sampled_from(_ZONES),
    own=_preferences,
    policies=st.lists(_policies, max_size=2).map(tuple),
    failures=st.sampled_from([0, 0, 1, 37, 2**20 - 1]) | st.integers(0, 2**30),
)
def test_a_year_of_letters_keeps_the_rules(
    letters: list[Waiting],
    zone: str,
    own: Preferences,
    policies: tuple[Policy, ...],
    failures: int,
) -> None:
    recipient = replace(mia(zone=zone), preferences=own)
    year = Year(recipient, policies, failures)
    year.goes_by(letters)
    _every_letter_left_once_and_in_order(year, letters)
    _reminders_are_few_and_come_at_decent_hours(year)
    if not failures:
        _nothing_urgent_waited(year, letters)
        again = Year(recipient, policies, failures)
        again.goes_by(letters)
        assert again.sent == year.sent


def _every_letter_left_once_and_in_order(year: Year, letters: list[Waiting]) -> None:
    left = [each for _, mail in year.sent for each in mail.letters]
    assert Counter(left) == Counter(each.id for each in letters)
    place = {each.id: number for number, each in enumerate(letters)}
    for _, mail in year.sent:
        assert list(mail.letters) == sorted(mail.letters, key=place.__getitem__)
    ids = [mail.id for _, mail in year.sent]
    assert len(ids) == len(set(ids))


def _reminders_are_few_and_come_at_decent_hours(year: Year) -> None:
    at = [when for when, mail in year.sent if mail.is_reminder]
    assert not any(_is_quiet(each, year) for each in at)
    days: Counter[date] = Counter(local_day(each, year.recipient.zone) for each in at)
    if year.recipient.preferences.reminders != "at_once":
        assert all(number == 1 for number in days.values())
    for first in days:
        week = (first + timedelta(days=number) for number in range(7))
        assert sum(days[day] for day in week) <= _budget(year)
    if year.recipient.preferences.reminders == "weekly":
        weeks = Counter(day.isocalendar()[:2] for day in days)
        assert all(number == 1 for number in weeks.values())


def _nothing_urgent_waited(year: Year, letters: list[Waiting]) -> None:
    left = {each: when for when, mail in year.sent for each in mail.letters}
    for each in letters:
        timing = timing_of(each.kind)
        if timing is Timing.AT_ONCE and not each.by_clock:
            assert left[each.id] == each.raised_at
        elif timing is not Timing.REMINDER:
            assert not _is_quiet(left[each.id], year)
            assert left[each.id] - each.raised_at <= timedelta(days=1, hours=1)
            assert left[each.id] == each.raised_at or _is_quiet(each.raised_at, year)
