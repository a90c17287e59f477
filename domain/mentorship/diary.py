"""The events of meetings, and how the diary changes by them."""

from typing import Annotated, Any, Literal, assert_never

from domain.envelopes import Stamp
from domain.mentorship.matters import DeadlineKind, Number
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.state import Mentorship, settle, wait_for
from domain.mentorship.work import (
    USUAL_MINUTES,
    Meeting,
    MeetingDates,
    MeetingStatus,
    Minutes,
    Off,
    Series,
    When,
)
from domain.model import Personal, Text
from domain.replacing import replace


class MeetingScheduled(MentorshipEvent):
    """A meeting stands in the diary; in a series, ``follows`` is the one before."""

    type: Literal["goals.meeting_scheduled"] = "goals.meeting_scheduled"
    meeting: Number
    about: Annotated[Text, Personal("mentee")] | None
    dates: MeetingDates
    series: Series | None
    follows: int | None = None
    minutes: Minutes = USUAL_MINUTES


class MeetingRescheduled(MentorshipEvent):
    """A meeting takes place at another time."""

    type: Literal["goals.meeting_rescheduled"] = "goals.meeting_rescheduled"
    meeting: Number
    dates: MeetingDates


class MeetingCancelled(MentorshipEvent):
    """A meeting was called off; with ``series`` all that would have followed, too."""

    type: Literal["goals.meeting_cancelled"] = "goals.meeting_cancelled"
    meeting: Number
    why: Annotated[Text, Personal("actor")] | None
    because: Literal["cancelled", "paused", "closing", "moved"]
    series: bool = False


class AgendaShared(MentorshipEvent):
    """The agenda is there."""

    type: Literal["goals.agenda_shared"] = "goals.agenda_shared"
    meeting: Number
    agenda: Annotated[Text, Personal("actor")]


class MaterialShared(MentorshipEvent):
    """Material for comment is there."""

    type: Literal["goals.material_shared"] = "goals.material_shared"
    meeting: Number
    material: Annotated[Text, Personal("actor")]


class AgendaReminded(MentorshipEvent):
    """The agenda is due; whoever brings it was reminded."""

    type: Literal["goals.agenda_reminded"] = "goals.agenda_reminded"
    meeting: Number


class MaterialReminded(MentorshipEvent):
    """Material for comment is due; the mentee was reminded."""

    type: Literal["goals.material_reminded"] = "goals.material_reminded"
    meeting: Number


class MeetingHeld(MentorshipEvent):
    """A planned meeting took place."""

    type: Literal["goals.meeting_held"] = "goals.meeting_held"
    meeting: Number
    summary: Annotated[Text, Personal("actor")]


class MeetingLogged(MentorshipEvent):
    """An unplanned meeting took place."""

    type: Literal["goals.meeting_logged"] = "goals.meeting_logged"
    meeting: Number
    when: When
    summary: Annotated[Text, Personal("actor")]


class MeetingMissed(MentorshipEvent):
    """A planned meeting did not take place."""

    type: Literal["goals.meeting_missed"] = "goals.meeting_missed"
    meeting: Number
    why: Annotated[Text, Personal("actor")] | None


class SummaryReminded(MentorshipEvent):
    """The summary is due; the mentee was reminded."""

    type: Literal["goals.summary_reminded"] = "goals.summary_reminded"
    meeting: Number


MeetingEvent = (
    MeetingScheduled
    | MeetingRescheduled
    | MeetingCancelled
    | AgendaShared
    | MaterialShared
    | AgendaReminded
    | MaterialReminded
    | MeetingHeld
    | MeetingLogged
    | MeetingMissed
    | SummaryReminded
)

_AROUND = (DeadlineKind.AGENDA_DUE, DeadlineKind.MATERIAL_DUE, DeadlineKind.SUMMARY_DUE)


def evolve(state: Mentorship, event: MeetingEvent, stamp: Stamp) -> Mentorship:
    """Fold an event about meetings; total."""
    number = event.meeting
    match event:
        case MeetingScheduled():
            return _scheduled(state, event, stamp)
        case MeetingRescheduled():
            return _waiting(_now(state, number, when=event.dates.when), event, stamp)
        case MeetingCancelled():
            return settle(_cancelled(state, event), *_AROUND, subject=number)
        case AgendaShared():
            shared = _now(state, number, agenda=event.agenda)
            return settle(shared, DeadlineKind.AGENDA_DUE, subject=number)
        case MaterialShared():
            given = _now(state, number, material=event.material)
            return settle(given, DeadlineKind.MATERIAL_DUE, subject=number)
        case AgendaReminded():
            return settle(state, DeadlineKind.AGENDA_DUE, subject=number)
        case MaterialReminded():
            return settle(state, DeadlineKind.MATERIAL_DUE, subject=number)
        case SummaryReminded():
            return settle(state, DeadlineKind.SUMMARY_DUE, subject=number)
        case MeetingHeld():
            held = _now(state, number, summary=event.summary)
            return settle(_over(held, number, MeetingStatus.HELD), *_AROUND, subject=number)
        case MeetingMissed():
            return settle(_over(state, number, MeetingStatus.MISSED), *_AROUND, subject=number)
        case MeetingLogged():
            return _logged(state, event)
        case _:
            assert_never(event)


def _scheduled(state: Mentorship, event: MeetingScheduled, stamp: Stamp) -> Mentorship:
    meeting = Meeting(
        number=event.meeting,
        when=event.dates.when,
        about=event.about,
        series=event.series,
        minutes=event.minutes,
        slot=event.dates.when,
        follows=event.follows,
    )
    before = {
        number: _changed(each, continued=True) if number == event.follows else each
        for number, each in state.meetings.items()
    }
    planned = replace(state, meetings={**before, event.meeting: meeting})
    return _waiting(planned, event, stamp)


def _waiting(
    state: Mentorship, event: MeetingScheduled | MeetingRescheduled, stamp: Stamp
) -> Mentorship:
    meeting = state.meetings.get(event.meeting)
    if meeting is None:
        return state
    for kind, due, done in (
        (DeadlineKind.AGENDA_DUE, event.dates.agenda_due, meeting.agenda is not None),
        (DeadlineKind.MATERIAL_DUE, event.dates.material_due, meeting.material is not None),
        (DeadlineKind.SUMMARY_DUE, event.dates.summary_due, False),
    ):
        waited = None if done else due
        state = wait_for(state, kind, waited, at=stamp.at, subject=event.meeting)
    return state


def _now(
    state: Mentorship,
    number: int,
    *,
    when: When | None = None,
    agenda: str | None = None,
    material: str | None = None,
    summary: str | None = None,
) -> Mentorship:
    found = state.meetings.get(number)
    if found is None:
        return state
    changed = replace(
        found,
        changes=found.changes + (when is not None),
        when=when or found.when,
        agenda=agenda or found.agenda,
        material=material or found.material,
        summary=summary or found.summary,
    )
    return replace(state, meetings={**state.meetings, number: changed})


def _over(state: Mentorship, number: int, status: MeetingStatus) -> Mentorship:
    found = state.meetings.get(number)
    if found is None:
        return state
    over = _changed(found, status=status)
    return replace(state, meetings={**state.meetings, number: over})


def _cancelled(state: Mentorship, event: MeetingCancelled) -> Mentorship:
    over = _over(state, event.meeting, MeetingStatus.CANCELLED)
    found = over.meetings.get(event.meeting)
    if found is None:
        return over
    off = Off.SERIES if event.series else Off(event.because)
    return replace(over, meetings={**over.meetings, event.meeting: replace(found, off=off)})


def _changed(meeting: Meeting, **changes: Any) -> Meeting:
    return replace(meeting, changes=meeting.changes + 1, **changes)


def redrawn(state: Mentorship) -> Mentorship:
    """Return the state after something by which the entries of its series may have changed."""
    meetings = {
        number: _changed(each) if each.series is not None and not each.continued else each
        for number, each in state.meetings.items()
    }
    return replace(state, meetings=meetings)


def _logged(state: Mentorship, event: MeetingLogged) -> Mentorship:
    meeting = Meeting(
        number=event.meeting,
        when=event.when,
        status=MeetingStatus.HELD,
        summary=event.summary,
        continued=True,
    )
    return replace(state, meetings={**state.meetings, event.meeting: meeting})
