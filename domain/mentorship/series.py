"""When meetings take place: the dates around one, and the next one of a series."""

from datetime import date, datetime, time, timedelta

from domain.context import Context
from domain.dates import ends, future, local_instant
from domain.mentorship.calendar import today
from domain.mentorship.diary import MeetingCancelled, MeetingScheduled, evolve
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.state import Mentorship, settle
from domain.mentorship.work import Meeting, MeetingDates, MeetingStatus, Series, When
from domain.recurrence import occurrence_after

_DAY = timedelta(days=1)


def meeting_dates(day: date, clock: time, state: Mentorship, context: Context) -> MeetingDates:
    """Return a meeting's dates; what would be due in the past is not set."""
    program = context.known_program()
    policy, zone = program.policy, program.zone
    agenda_days = state.agreement.terms.agenda_days if state.agreement else policy.agenda_days
    when = When(date=day, time=clock, zone=zone, at=local_instant(day, clock, zone))
    return MeetingDates(
        when=when,
        agenda_due=future(ends(day - timedelta(days=agenda_days), zone), context.at),
        material_due=future(ends(day - timedelta(days=policy.material_days), zone), context.at),
        summary_due=ends(day + timedelta(days=policy.summary_days), zone),
    )


def first_in_series(series: Series, state: Mentorship, context: Context) -> date:
    """Return the day on which a series begins: the first after today, and not within a pause."""
    latest = series.start
    if state.pause is not None and state.is_paused(context.at):
        latest = max(latest, state.pause.until.date - _DAY)
    return occurrence_after(series.rule, series.start, latest)


def next_in_series(
    meeting: Meeting, state: Mentorship, context: Context, *, after: date | None = None
) -> list[MeetingScheduled]:
    """Return the scheduling of what follows ``meeting`` in its series, if anything does.

    It is the first occurrence that lies ahead, after the meeting and after the day ``after``. Past
    occurrences are skipped, and none is scheduled beyond the agreed end. A meeting that was moved
    moves none of the others; what was arranged with an earlier mentor does not go on.
    """
    is_earlier = meeting.number <= state.earlier.meetings
    if meeting.series is None or meeting.continued or is_earlier:
        return []
    dates = _dates_after(meeting, meeting.series, state, context, after=after)
    end = state.deadlines.get(DeadlineKind.AGREED_END)
    if end is not None and dates.when.at >= end.due.at:
        return []
    return [
        MeetingScheduled(
            meeting=len(state.meetings) + 1,
            about=meeting.about,
            dates=dates,
            series=meeting.series,
            follows=meeting.number,
            minutes=meeting.minutes,
        )
    ]


def _dates_after(
    meeting: Meeting, series: Series, state: Mentorship, context: Context, *, after: date | None
) -> MeetingDates:
    slot = meeting.slot or meeting.when
    yesterday = today(context) - _DAY
    latest = max(slot.date, meeting.when.date, yesterday, after or yesterday)
    day = occurrence_after(series.rule, series.start, latest)
    dates = meeting_dates(day, slot.time, state, context)
    if dates.when.at > context.at:
        return dates
    return meeting_dates(
        occurrence_after(series.rule, series.start, day), slot.time, state, context
    )


def called_up(
    state: Mentorship, context: Context, *, before: datetime | None = None
) -> tuple[Mentorship, list[MentorshipEvent]]:
    """Plan what follows meetings that nobody has recorded yet, as far as it is ``before``.

    Calendars show all that a series brings; before the next meeting can be called off in them, it
    has to be in the diary. Returns the state with it, and the events.
    """
    planned = state
    events: list[MentorshipEvent] = []
    for meeting in state.meetings.values():
        if meeting.status is MeetingStatus.SCHEDULED and meeting.when.at <= context.at:
            for follows in next_in_series(meeting, planned, context):
                if before is None or follows.dates.when.at < before:
                    events.append(follows)
                    planned = evolve(planned, follows, context.stamp)
    return planned, events


def cancelled_until(
    until: date, state: Mentorship, context: Context, *, ends_at: datetime
) -> list[MentorshipEvent]:
    """Return the cancelling of meetings before ``ends_at``, in which a pause ends.

    A series skips what lies inside and goes on from the day ``until``. Where the agreed end will
    be is not known before the pause is over, so it does not count here.
    """
    endless = settle(state, DeadlineKind.AGREED_END)
    planned, events = called_up(endless, context, before=ends_at)
    for meeting in tuple(planned.meetings.values()):
        if meeting.status is MeetingStatus.SCHEDULED and context.at < meeting.when.at < ends_at:
            events.append(MeetingCancelled(meeting=meeting.number, why=None, because="paused"))
            for follows in next_in_series(meeting, planned, context, after=until - _DAY):
                events.append(follows)
                planned = evolve(planned, follows, context.stamp)
    return events
