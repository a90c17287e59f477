"""Meetings: what comes, what has to be told of, and what was; agenda before, summary after."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from domain.dates import Due
from domain.links.purposes import Purpose
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.stages import Side
from domain.mentorship.state import Mentorship
from domain.mentorship.work import USUAL_MINUTES, Meeting, MeetingStatus
from web.pages.mentorships.insiders import inside, who
from web.pages.page import Page
from web.pages.way import Way
from web.pages.weights import asked_of, weight_of
from web.problems import not_found
from web.services import Services

_SAID: Final = {
    "goals.meeting_scheduled": "The meeting stands, and goes to both your calendars.",
    "goals.meeting_rescheduled": "The meeting is moved, in both your calendars.",
    "goals.meeting_cancelled": "The meeting is called off, in both your calendars.",
    "goals.agenda_shared": "The agenda is shared.",
    "goals.material_shared": "Your material is shared.",
    "goals.meeting_held": "Thank you. What you wrote down is there for both of you.",
    "goals.meeting_logged": "Thank you. What you wrote down is there for both of you.",
    "goals.meeting_missed": "That happens. Arrange another one while you think of it.",
}


_CARD: Final = 400
"""Bytes of HTML around what a meeting is about, at the most."""

_ABOUT: Final = 200
"""Characters of that which the list shows, at the most."""


def is_ahead(meeting: Meeting, way: Way) -> bool:
    """Say whether a meeting is still to come."""
    return meeting.status is MeetingStatus.SCHEDULED and meeting.when.at > way.at


def is_to_tell(meeting: Meeting, way: Way) -> bool:
    """Say whether a meeting's hour is over, and nobody has said yet how it went."""
    return meeting.status is MeetingStatus.SCHEDULED and meeting.when.at <= way.at


def _in_time(meetings: Iterable[Meeting]) -> list[Meeting]:
    return sorted(meetings, key=lambda each: (each.when.at, each.number))


def _weight(meeting: Meeting) -> int:
    return _CARD + weight_of((meeting.about or "")[:_ABOUT])


def _is_over(meeting: Meeting) -> bool:
    return meeting.status is not MeetingStatus.SCHEDULED


async def _all(_: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    state = inside(way)
    meetings = state.meetings.values()
    to_tell = _in_time(each for each in meetings if is_to_tell(each, way))
    coming = _in_time(each for each in meetings if is_ahead(each, way))
    past = _in_time(each for each in meetings if _is_over(each))[::-1]
    some = asked_of([*to_tell, *coming, *past], _weight, numbers["query"])
    agreed = None if state.agreement is None else state.agreement.terms.meet
    return {
        "some": some,
        "coming": [each for each in some.shown if is_ahead(each, way)],
        "to_tell": [each for each in some.shown if is_to_tell(each, way)],
        "past": [each for each in some.shown if _is_over(each)],
        "agreed": agreed,
        "has_series": any(each.series and is_ahead(each, way) for each in meetings),
        "place": _place(way),
        "usual_minutes": USUAL_MINUTES,
    }


def _place(way: Way) -> str:
    """Return on whose clocks meetings are arranged."""
    return way.zone if way.program is None else way.program.zone


async def _one(_: Services, way: Way, numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    state = inside(way)
    meeting = state.meetings.get(numbers["number"])
    if meeting is None:
        raise not_found("meeting")
    terms = None if state.agreement is None else state.agreement.terms
    return {
        "meeting": meeting,
        "ahead": is_ahead(meeting, way),
        "to_tell": is_to_tell(meeting, way),
        "goes_on": meeting.series is not None and not meeting.continued,
        "due": partial(_due, state, meeting),
        "agenda_by": who(way, Side.MENTEE if terms is None else terms.agenda_by),
        "is_my_agenda": _is_mine(way, Side.MENTEE if terms is None else terms.agenda_by),
        "mentee": who(way, Side.MENTEE),
        "notice_days": None if terms is None else terms.notice_days,
        "place": _place(way),
    }


def _is_mine(way: Way, side: Side) -> bool:
    return way.viewer is not None and way.viewer.side is side


def _due(state: Mentorship, meeting: Meeting, what: str) -> Due | None:
    """Return until when a meeting's agenda, material or summary is awaited, if it is."""
    found = state.deadlines.get(f"{DeadlineKind(f'{what}_due')}:{meeting.number}")
    return None if found is None else found.due


PAGES: Final = (
    Page(
        path="/meetings",
        template="meetings.html",
        title="Meetings",
        commands=frozenset({"schedule_meeting", "log_meeting"}),
        purposes=frozenset({Purpose.MENTORSHIP, Purpose.MEETING}),
        facts=_all,
        said=_SAID,
        asked={"schedule_once": ("on",), "schedule_series": ("recurrence",)},
        refused={
            "date_ahead": (
                "That day is still to come; arrange the meeting instead of writing it down."
            ),
            "date_past": "That is too early; please give a later day or time.",
        },
    ),
    Page(
        path="/meetings/{number:int}",
        template="meeting.html",
        title="Meeting",
        commands=frozenset(
            {
                "share_agenda",
                "share_material",
                "hold_meeting",
                "miss_meeting",
                "reschedule_meeting",
                "cancel_meeting",
            }
        ),
        purposes=frozenset({Purpose.MENTORSHIP, Purpose.MEETING}),
        facts=_one,
        said=_SAID,
        refused={"date_past": "That time is over; please give a later one."},
    ),
)
