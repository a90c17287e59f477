"""When meetings take place: the dates around one, and the next one of a series."""

from datetime import date, datetime, time, timedelta

from domain.context import Context
from domain.dates import ends, future, local_instant
from domain.mentorship.calendar import today
from domain.mentorship.diary import MeetingCancelled, MeetingScheduled
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.messages import MentorshipEvent
from domain.mentorship.state import Mentorship, settle
from domain.mentorship.work import Meeting, MeetingDates, MeetingStatus, When
from domain.recurrence import occurrence_after


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


def next_in_series(
    meeting: Meeting, state: Mentorship, context: Context, *, after: date | None = None
) -> list[MeetingScheduled]:
    """Return the scheduling of what follows ``meeting`` in its series, if anything does.

    It is the first occurrence after the meeting, after today and after the day ``after``. Past
    occurrences are skipped, and none is scheduled beyond the agreed end.
    """
    if meeting.series is None or meeting.continued:
        return []
    latest = max(meeting.when.date, today(context), after or meeting.when.date)
    day = occurrence_after(meeting.series.rule, meeting.series.start, latest)
    dates = meeting_dates(day, meeting.when.time, state, context)
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
        )
    ]


def cancelled_until(
    until: date, state: Mentorship, context: Context, *, ends_at: datetime
) -> list[MentorshipEvent]:
    """Return the cancelling of meetings before ``ends_at``, in which a pause ends.

    A series skips what lies inside and goes on from the day ``until``. Where the agreed end will
    be is not known before the pause is over, so it does not count here.
    """
    endless = settle(state, DeadlineKind.AGREED_END)
    inside = until - timedelta(days=1)
    events: list[MentorshipEvent] = []
    added = 0
    for meeting in state.meetings.values():
        if meeting.status is MeetingStatus.SCHEDULED and context.at < meeting.when.at < ends_at:
            events.append(MeetingCancelled(meeting=meeting.number, why=None, because="paused"))
            for follows in next_in_series(meeting, endless, context, after=inside):
                number = follows.meeting + added
                events.append(follows.model_copy(update={"meeting": number}))
                added += 1
    return events
