"""The resident's meetings: the first Friday of each month, with agenda and summary."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Final

from domain.mentorship.meetings import (
    HoldMeeting,
    MissMeeting,
    ScheduleMeeting,
    ShareAgenda,
    ShareMaterial,
)
from domain.recurrence import occurrence_after
from domain.stories.resident_search import MEET, SIGNED_ON
from domain.stories.script import Calendar, Line

_MISSED: Final = 3
_LATE: Final = 4
_REMINDED: Final = 2
_WITH_MATERIAL: Final = frozenset({2, 5})

_BEFORE: Final = (
    ("What the project is, and what it is not", "We cut the question down to one ward."),
    ("The first draft of the proposal", "Three comments on the draft; the data are there."),
    ("What the ethics board asked", "Not held."),
    ("Charts: how many, and which", "Two hundred admissions, drawn by chance, are enough."),
    ("The abstract", "The abstract says too much; one result, one sentence."),
    ("The chart review, half-way", "Maya reads twenty charts a week; we meet the analyst."),
    ("What to leave for later", "Everything has a place until Maya is back."),
)
_AFTER: Final = (
    ("Starting again", "We began with what was done before the leave: a good half of it."),
    ("The results", "Every third patient had no prophylaxis; we know on which shifts."),
    ("Where the paper stands", "The paper is out; now for what comes next."),
    ("The new question", "From one ward to five hospitals: a cohort, and Maya leads it."),
    ("The analysis plan", "The plan is short enough to be read by those who sign it."),
    ("First numbers", "The numbers hold in four of five hospitals; we look at the fifth."),
    ("Fellowship applications", "Two letters, one interview, and a plan for both outcomes."),
    ("The manuscript", "Submitted on Monday; Maya is the first author."),
    ("Giving it on", "A new intern asked Maya for advice, and she knew what to say."),
)
_DONE: Final = {
    "The first draft of the proposal": "A first draft of the proposal",
    "The chart review, half-way": "Half of the charts are read",
    "The results": "All charts are read and counted",
    "The manuscript": "The manuscript of the cohort study is submitted",
}


def first_planned_on(calendar: Calendar) -> date:
    """Return the day on which the two put the series into the diary."""
    return calendar.day(SIGNED_ON + 3)


def meetings(calendar: Calendar, *, leave: date, back: date, over: date) -> list[Line]:
    """Return the lines of all meetings up to the day ``over``.

    The first that falls into the leave is cancelled by the pause; the series goes on when Maya is
    ``back``.
    """
    planned = ScheduleMeeting(recurrence=MEET, time=time(16, 30), about="Our project")
    start = first_planned_on(calendar)
    lines = [
        Line(
            calendar.at(start, "12:20"),
            "resident",
            planned,
            "The first Fridays are in the diary, as a series.",
        )
    ]
    before = tuple(_fridays(start, until=leave))
    for number, day in enumerate(before, start=1):
        lines += _meeting(calendar, number, day, _BEFORE[number - 1], not_before=start)
    after = _fridays(back - timedelta(days=1), until=over)
    for number, day in enumerate(after):
        lines += _meeting(calendar, len(before) + 2 + number, day, _AFTER[number], not_before=back)
    return lines


def _fridays(after: date, *, until: date) -> Iterator[date]:
    day = occurrence_after(MEET, after, after)
    while day <= until:
        yield day
        day = occurrence_after(MEET, after, day)


def _meeting(
    calendar: Calendar, number: int, day: date, topic: tuple[str, str], *, not_before: date
) -> list[Line]:
    about, summary = topic
    held = HoldMeeting(
        meeting=number, summary=summary, accomplishments=(_DONE[about],) if about in _DONE else ()
    )
    agenda = ShareAgenda(meeting=number, agenda=f"1. {about}. 2. What is next. 3. How are you?")
    ready = max(day - timedelta(days=1 if number == _REMINDED else 3), not_before)
    lines = [
        Line(calendar.at(ready, "13:00"), "resident", agenda, f"Maya shares the agenda: {about}.")
    ]
    if number in _WITH_MATERIAL:
        draft = ShareMaterial(meeting=number, material="The present draft, three pages.")
        told = "She also shares a draft for comment."
        lines.append(Line(calendar.at(ready, "13:05"), "resident", draft, told))
    if number == _MISSED:
        missed = MissMeeting(meeting=number, why="The ward was short of two people.")
        told = "The ward needs her: this meeting is missed, without blame."
        return [*lines, Line(calendar.at(day, "17:30"), "resident", missed, told)]
    if number == _LATE:
        late = day + timedelta(days=4)
        told = f"The summary comes late, after a reminder: {summary}"
        return [*lines, Line(calendar.at(late, "17:30"), "resident", held, told)]
    return [*lines, Line(calendar.at(day, "17:30"), "resident", held, f"They meet. {summary}")]
