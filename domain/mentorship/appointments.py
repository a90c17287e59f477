"""Meetings as calendars know them: one entry for a meeting or a series, with its exceptions.

Of a series the diary holds only the next meeting; a calendar shows all that will come by its rule.
Whatever was called off or skipped is left out, and a series ends where the diary says so. A meeting
that went by without anybody's word stays: perhaps it took place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from domain.dates import local_instant
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.stages import WITH_MENTOR, Part
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer
from domain.mentorship.work import Meeting, MeetingStatus, Off, Series, When
from domain.recurrence import Recurrence, occurrence_after, occurrences

_DAY: Final = timedelta(days=1)

_GAP: Final = 104
"""Occurrences that one entry leaves out in a row at the most, two years of weeks; then one anew."""

CALLING: Final = frozenset(
    {
        "meeting_scheduled",
        "meeting_rescheduled",
        "meeting_cancelled",
        "paused_meeting_cancelled",
        "agreement_concluded",
        "resumed",
        "reopened",
    }
)
"""The kinds of letter that bring a calendar up to date."""


@dataclass(frozen=True)
class Moved:
    """One meeting of a series that takes place at another time than the rule says."""

    slot: When
    when: When


@dataclass(frozen=True)
class Appointment:
    """A meeting, or a series of them, as it stands now.

    ``key`` never changes, ``sequence`` grows with each change. A series has a ``rule``; it leaves
    out ``excluded`` and ends before or on ``until``. ``about`` is what the pair wrote.
    """

    key: str
    sequence: int
    first: When
    minutes: int
    rule: Recurrence | None = None
    until: date | None = None
    excluded: tuple[When, ...] = ()
    moved: tuple[Moved, ...] = ()
    cancelled: bool = False
    about: str | None = None


def appointments(state: Mentorship, viewer: Viewer | None = None) -> tuple[Appointment, ...]:
    """Return the entries of all meetings that were planned, in their order.

    To a ``viewer`` only what is theirs to know: a mentor sees nothing of what was had with an
    earlier one, and who is merely invited sees nothing.
    """
    part = None if viewer is None else viewer.part
    if part is Part.INVITED:
        return ()
    last = state.earlier.meetings if part is Part.MENTOR else 0
    return tuple(_drawn(each, state) for each in _entries(state) if each[0].number > last)


def appointment_of(state: Mentorship, meeting: int) -> Appointment | None:
    """Return the entry to which a meeting belongs; None for one unknown or merely logged."""
    for entry in _entries(state):
        if any(each.number == meeting for each in entry):
            return _drawn(entry, state)
    return None


def appointment_of_letter(
    kind: str, facts: Mapping[str, Any], state: Mentorship
) -> Appointment | None:
    """Return the entry that a letter brings up to date, as it stands now; None for most letters."""
    meeting = facts.get("meeting")
    if kind not in CALLING or not isinstance(meeting, int):
        return None
    return appointment_of(state, meeting)


def begins_entry(state: Mentorship, meeting: int) -> bool:
    """Say whether a calendar hears of a meeting for the first time by an entry of its own."""
    return any(each[0].number == meeting for each in _entries(state))


def going_on(state: Mentorship) -> int | None:
    """Return the next meeting of the series that goes on: the newest one, if there are several."""
    found = [
        each.number
        for each in state.meetings.values()
        if each.series is not None and _goes_on(each, state)
    ]
    return max(found, default=None)


def _goes_on(last: Meeting, state: Mentorship) -> bool:
    lives = state.mentor is not None and state.stage in WITH_MENTOR
    waits = last.status is MeetingStatus.SCHEDULED and not last.continued
    return lives and waits and last.number > state.earlier.meetings


def _entries(state: Mentorship) -> Iterable[Sequence[Meeting]]:
    """Return the planned meetings, those of one series together."""
    entries: dict[int, list[Meeting]] = {}
    for number in sorted(state.meetings):
        meeting = state.meetings[number]
        if meeting.slot is None:
            continue
        before = None if meeting.follows is None else entries.get(meeting.follows)
        if before is not None and _belongs(meeting, before):
            before.append(meeting)
            entries[number] = before
        else:
            entries[number] = [meeting]
    return [entry for number, entry in entries.items() if entry[0].number == number]


def _belongs(meeting: Meeting, entry: Sequence[Meeting]) -> bool:
    """Say whether an entry can show a meeting as the next by its rule."""
    first, last = entry[0], entry[-1]
    series = meeting.series
    if series is None or series != first.series or last.number != meeting.follows:
        return False
    slot, before = _slot(meeting), _slot(last)
    alike = (slot.time, slot.zone, meeting.minutes) == (before.time, before.zone, last.minutes)
    by_rule = _by_rule(first, series)
    return alike and by_rule and slot.date in _after(before.date, series, until=slot.date)


def _slot(meeting: Meeting) -> When:
    return meeting.slot or meeting.when


def _by_rule(meeting: Meeting, series: Series) -> bool:
    slot = _slot(meeting)
    return occurrence_after(series.rule, series.start, slot.date - _DAY) == slot.date


def _after(day: date, series: Series, *, until: date) -> tuple[date, ...]:
    """Return the days of a series after a day, as many as one entry may leave out."""
    if until <= day:
        return ()
    return occurrences(series.rule, series.start, after=day, until=until, limit=_GAP + 1)


def _drawn(entry: Sequence[Meeting], state: Mentorship) -> Appointment:
    first = entry[0]
    sequence = sum(each.changes for each in entry)
    key = f"meeting-{first.number}-{state.id}"
    if first.series is None or not _by_rule(first, first.series):
        off = first.status is MeetingStatus.CANCELLED
        return Appointment(
            key, sequence, first.when, first.minutes, cancelled=off, about=first.about
        )
    until = _until(entry, first.series, state)
    left_out = _left_out(entry, first.series)
    excluded = sorted(day for day in left_out if until is None or day <= until)
    return Appointment(
        key=key,
        sequence=sequence,
        first=_slot(first),
        minutes=first.minutes,
        rule=first.series.rule,
        until=until,
        excluded=tuple(_at(day, _slot(first)) for day in excluded),
        moved=tuple(
            Moved(_slot(each), each.when)
            for each in entry
            if each.when != _slot(each) and each.status is not MeetingStatus.CANCELLED
        ),
        cancelled=_is_nothing(entry, first.series, until=until, left_out=left_out),
        about=first.about,
    )


def _at(day: date, slot: When) -> When:
    return When(
        date=day, time=slot.time, zone=slot.zone, at=local_instant(day, slot.time, slot.zone)
    )


def _until(entry: Sequence[Meeting], series: Series, state: Mentorship) -> date | None:
    last = entry[-1]
    day = _slot(last).date
    if last.off in {Off.SERIES, Off.CLOSING, Off.MOVED}:
        return day - _DAY
    if not _goes_on(last, state) or len(_after(day, series, until=last.when.date)) > _GAP:
        return day
    end = state.deadlines.get(DeadlineKind.AGREED_END)
    return None if end is None else max(day, end.due.date)


def _left_out(entry: Sequence[Meeting], series: Series) -> set[date]:
    days = {_slot(each).date for each in entry if each.status is MeetingStatus.CANCELLED}
    for each, follows in zip(entry, [*entry[1:], None], strict=True):
        last = each.when.date
        if follows is not None and each.off is Off.PAUSED:
            last = _slot(follows).date - _DAY
        elif follows is not None:
            last = min(last, _slot(follows).date - _DAY)
        days.update(_after(_slot(each).date, series, until=last))
    return days


def _is_nothing(
    entry: Sequence[Meeting], series: Series, *, until: date | None, left_out: set[date]
) -> bool:
    if until is None or any(each.status is not MeetingStatus.CANCELLED for each in entry):
        return False
    before, limit = _slot(entry[0]).date - _DAY, len(entry) * (_GAP + 1)
    days = occurrences(series.rule, series.start, after=before, until=until, limit=limit)
    return left_out.issuperset(days)
