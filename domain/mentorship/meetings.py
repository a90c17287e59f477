"""Meetings: agenda and material before, summary after; once, or again and again."""

from datetime import date, time
from typing import Annotated, ClassVar, Literal, Self, assert_never

from pydantic import Field, model_validator

from domain.context import Context
from domain.dates import local_day, local_instant
from domain.mentorship.calendar import today
from domain.mentorship.diary import (
    AgendaShared,
    MaterialShared,
    MeetingCancelled,
    MeetingHeld,
    MeetingLogged,
    MeetingMissed,
    MeetingRescheduled,
    MeetingScheduled,
    SummaryReminded,
)
from domain.mentorship.goals import AccomplishmentNoted
from domain.mentorship.matters import Number
from domain.mentorship.messages import MentorshipCommand, MentorshipEvent
from domain.mentorship.series import first_in_series, meeting_dates, next_in_series
from domain.mentorship.stages import PAIR, UNDER_WAY
from domain.mentorship.state import Mentorship
from domain.mentorship.work import (
    USUAL_MINUTES,
    Meeting,
    MeetingDates,
    MeetingStatus,
    Minutes,
    Series,
    TimeOfDay,
    When,
)
from domain.model import Day, Item, Text
from domain.recurrence import Recurrence
from domain.refusals import Refusal

_Accomplishments = Annotated[tuple[Item, ...], Field(max_length=20)]


class ScheduleMeeting(MentorshipCommand):
    """Arrange a meeting on a day, or a recurring one such as "first Friday of each month"."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["schedule_meeting"] = "schedule_meeting"
    on: Day | None = None
    recurrence: Recurrence | None = None
    time: TimeOfDay
    about: Text | None = None
    minutes: Minutes = USUAL_MINUTES

    @model_validator(mode="after")
    def _has_one_date(self) -> Self:
        if (self.on is None) == (self.recurrence is None):
            message = "give `on` for one meeting, or `recurrence` for a series"
            raise ValueError(message)
        return self


class RescheduleMeeting(MentorshipCommand):
    """Move one meeting; the series, if any, stays as it is."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["reschedule_meeting"] = "reschedule_meeting"
    meeting: Number
    on: Day
    time: TimeOfDay


class CancelMeeting(MentorshipCommand):
    """Call one meeting off, or with ``series`` all that would follow."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["cancel_meeting"] = "cancel_meeting"
    meeting: Number
    why: Text | None = None
    series: bool = False


class ShareAgenda(MentorshipCommand):
    """Share the agenda, due a day or two before."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["share_agenda"] = "share_agenda"
    meeting: Number
    agenda: Text


class ShareMaterial(MentorshipCommand):
    """Share material for comment, due two days before."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["share_material"] = "share_material"
    meeting: Number
    material: Text


class HoldMeeting(MentorshipCommand):
    """Record a planned meeting with its summary and what was accomplished since the last one."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["hold_meeting"] = "hold_meeting"
    meeting: Number
    summary: Text
    accomplishments: _Accomplishments = ()


class LogMeeting(MentorshipCommand):
    """Record a meeting that nobody had planned here."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["log_meeting"] = "log_meeting"
    happened_on: Day
    summary: Text
    accomplishments: _Accomplishments = ()


class MissMeeting(MentorshipCommand):
    """Record that a planned meeting did not take place."""

    who: ClassVar = PAIR
    stages: ClassVar = UNDER_WAY
    type: Literal["miss_meeting"] = "miss_meeting"
    meeting: Number
    why: Text | None = None


MeetingCommand = (
    ScheduleMeeting
    | RescheduleMeeting
    | CancelMeeting
    | ShareAgenda
    | ShareMaterial
    | HoldMeeting
    | LogMeeting
    | MissMeeting
)


def decide(command: MeetingCommand, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Decide a command about meetings; raises ``Refusal``."""
    match command:
        case ScheduleMeeting():
            return [_schedule(command, state, context)]
        case RescheduleMeeting():
            return _reschedule(command, state, context)
        case CancelMeeting():
            return _cancel(command, state, context)
        case ShareAgenda():
            meeting = _scheduled(command.meeting, state)
            shared = AgendaShared(meeting=meeting.number, agenda=command.agenda)
            return [] if meeting.agenda == command.agenda else [shared]
        case ShareMaterial():
            meeting = _scheduled(command.meeting, state)
            given = MaterialShared(meeting=meeting.number, material=command.material)
            return [] if meeting.material == command.material else [given]
        case HoldMeeting():
            return _hold(command, state, context)
        case LogMeeting():
            return _log(command, state, context)
        case MissMeeting():
            return _miss(command, state, context)
        case _:
            assert_never(command)


def _schedule(command: ScheduleMeeting, state: Mentorship, context: Context) -> MeetingScheduled:
    series: Series | None = None
    if command.recurrence is not None:
        series = Series(rule=command.recurrence, start=today(context))
        day = first_in_series(series, state, context)
    else:
        day = command.on or today(context)
    return MeetingScheduled(
        meeting=len(state.meetings) + 1,
        about=command.about,
        dates=_dates_ahead(day, command.time, state, context),
        series=series,
        minutes=command.minutes,
    )


def _dates_ahead(day: date, clock: time, state: Mentorship, context: Context) -> MeetingDates:
    dates = meeting_dates(day, clock, state, context)
    if dates.when.at <= context.at:
        sentence = (
            f"{day} at {clock:%H:%M} is over in {dates.when.zone}; "
            "give a time ahead, or log the meeting that took place."
        )
        raise Refusal("date_past", sentence, date=day.isoformat(), time=f"{clock:%H:%M}")
    return dates


def _scheduled(number: int, state: Mentorship) -> Meeting:
    found = state.meetings.get(number)
    if found is None:
        sentence = f"There is no meeting {number}; this mentorship has {len(state.meetings)}."
        raise Refusal("unknown_meeting", sentence, meeting=number)
    if found.status is not MeetingStatus.SCHEDULED:
        sentence = f"Meeting {number} is {found.status} already; schedule or log another one."
        raise Refusal("meeting_closed", sentence, meeting=number, status=found.status.value)
    return found


def _past(number: int, state: Mentorship, context: Context) -> Meeting:
    found = _scheduled(number, state)
    if context.at < found.when.at:
        sentence = (
            f"Meeting {number} is planned for {found.when.date} and lies ahead; "
            "reschedule or cancel it, or log the meeting that took place."
        )
        raise Refusal("meeting_ahead", sentence, meeting=number)
    return found


def _reschedule(
    command: RescheduleMeeting, state: Mentorship, context: Context
) -> list[MentorshipEvent]:
    meeting = _scheduled(command.meeting, state)
    dates = _dates_ahead(command.on, command.time, state, context)
    if dates.when == meeting.when:
        return []
    return [MeetingRescheduled(meeting=meeting.number, dates=dates)]


def _cancel(command: CancelMeeting, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    meeting = _scheduled(command.meeting, state)
    cancelled = MeetingCancelled(
        meeting=meeting.number,
        why=command.why,
        because="cancelled",
        series=command.series and meeting.series is not None and not meeting.continued,
    )
    if command.series:
        return [cancelled]
    return [cancelled, *next_in_series(meeting, state, context)]


def _hold(command: HoldMeeting, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    meeting = _past(command.meeting, state, context)
    held = MeetingHeld(meeting=meeting.number, summary=command.summary)
    noted = [AccomplishmentNoted(what=each) for each in command.accomplishments]
    return [held, *noted, *next_in_series(meeting, state, context)]


def _log(command: LogMeeting, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    zone = context.known_program().zone
    day = command.happened_on
    if day > today(context):
        sentence = f"{day} lies ahead; schedule the meeting instead of logging it."
        raise Refusal("date_ahead", sentence, date=day.isoformat())
    if day < (first := local_day(state.opened_at, zone)):
        sentence = f"{day} is before this mentorship began, on {first}; give a later date."
        raise Refusal("date_past", sentence, date=day.isoformat())
    noon = time(12)
    logged = MeetingLogged(
        meeting=len(state.meetings) + 1,
        when=When(date=day, time=noon, zone=zone, at=local_instant(day, noon, zone)),
        summary=command.summary,
    )
    return [logged, *(AccomplishmentNoted(what=each) for each in command.accomplishments)]


def _miss(command: MissMeeting, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    meeting = _past(command.meeting, state, context)
    missed = MeetingMissed(meeting=meeting.number, why=command.why)
    return [missed, *next_in_series(meeting, state, context)]


def on_summary_due(meeting: Meeting, state: Mentorship, context: Context) -> list[MentorshipEvent]:
    """Remind of the summary, once; a series goes on even when nobody writes one."""
    reminded = SummaryReminded(meeting=meeting.number)
    return [reminded, *next_in_series(meeting, state, context)]
