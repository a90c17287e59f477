"""Letters of goals, tasks, meetings, check-ins and redefinition."""

from collections.abc import Mapping
from typing import Final

from domain.context import Context
from domain.mentorship import diary, goals, redefinition, reflections, tasks, watch
from domain.mentorship.appointments import begins_entry
from domain.mentorship.evolve import Event
from domain.mentorship.letters.recipients import to_both, to_others, to_side
from domain.mentorship.stages import Side, Stage
from domain.mentorship.state import Mentorship
from domain.mentorship.work import CheckInKind, Meeting, Task
from domain.notices import Notice, Timing
from domain.recurrence import in_words

KINDS: Final[Mapping[str, Timing]] = {
    "goal_review_due": Timing.REMINDER,
    "task_assigned": Timing.REMINDER,
    "task_reminder": Timing.REMINDER,
    "task_overdue": Timing.REMINDER,
    "meeting_scheduled": Timing.AT_ONCE,
    "meeting_rescheduled": Timing.AT_ONCE,
    "meeting_cancelled": Timing.AT_ONCE,
    "paused_meeting_cancelled": Timing.AT_ONCE,
    "agenda_shared": Timing.TODAY,
    "material_shared": Timing.TODAY,
    "agenda_due": Timing.REMINDER,
    "material_due": Timing.REMINDER,
    "summary_due": Timing.REMINDER,
    "meeting_summary": Timing.REMINDER,
    "meeting_missed": Timing.REMINDER,
    "check_in_opened": Timing.TODAY,
    "check_in_reminder": Timing.REMINDER,
    "check_in_held": Timing.REMINDER,
    "check_in_missed": Timing.REMINDER,
    "end_confirmation": Timing.TODAY,
    "redefinition_opened": Timing.TODAY,
    "redefinition_due": Timing.REMINDER,
    "stay_proposed": Timing.AT_ONCE,
    "stayed_as_we_are": Timing.REMINDER,
    "went_quiet": Timing.REMINDER,
    "ending_prepared": Timing.TODAY,
}


def notices(event: Event, state: Mentorship, context: Context) -> list[Notice]:
    """Return the letters about the work of the two that an event brings."""
    if isinstance(event, tasks.TaskEvent):
        return _of_task(event, state, context)
    if isinstance(event, diary.MeetingEvent):
        return _of_meeting(event, state, context)
    if isinstance(event, reflections.CheckInEvent):
        return _of_check_in(event, state)
    match event:
        case goals.GoalReviewDue(goal=number) if goal := state.goals.get(number):
            return to_both("goal_review_due", state, goal=number, what=goal.smart.what)
        case redefinition.RedefinitionOpened(because=because, due=due):
            by = due.date.isoformat()
            return to_both("redefinition_opened", state, because=because, due=by)
        case redefinition.StayAgreed(side=side):
            return to_side("stay_proposed", side.other, state)
        case redefinition.StayedAsWeAre():
            return to_both("stayed_as_we_are", state)
        case redefinition.RedefinitionReminded(grace=grace):
            return to_both("redefinition_due", state, grace=grace.date.isoformat())
        case watch.WentQuiet(quiet_days=days, grace=grace):
            by = grace.date.isoformat()
            return to_both("went_quiet", state, quiet_days=days, grace=by)
        case watch.EndingPrepared(ends=ends):
            return to_both("ending_prepared", state, ends_on=ends.date.isoformat())
        case _:
            return []


def _of_task(event: tasks.TaskEvent, state: Mentorship, context: Context) -> list[Notice]:
    task = state.tasks.get(event.task)
    if task is None:
        return []
    match event:
        case tasks.TaskAssigned():
            told = _to_owner("task_assigned", task, state)
            return [each for each in told if each.to != context.actor.person]
        case tasks.TaskReminded():
            return _to_owner("task_reminder", task, state)
        case tasks.TaskOverdue():
            return _to_owner("task_overdue", task, state)
        case _:
            return []


def _to_owner(kind: str, task: Task, state: Mentorship) -> list[Notice]:
    by = task.by.date.isoformat()
    return to_side(kind, task.owner, state, task=task.number, what=task.what, by=by)


def _of_meeting(event: diary.MeetingEvent, state: Mentorship, context: Context) -> list[Notice]:
    meeting = state.meetings.get(event.meeting)
    if meeting is None:
        return []
    facts = _facts(meeting)
    dated = facts | {"minutes": meeting.minutes}
    match event:
        case diary.MeetingScheduled() if begins_entry(state, meeting.number):
            return _to_calendars("meeting_scheduled", state, context, dated)
        case diary.MeetingRescheduled():
            return _to_calendars("meeting_rescheduled", state, context, dated)
        case diary.MeetingCancelled(because="paused"):
            return _to_calendars("paused_meeting_cancelled", state, context, dated)
        case diary.MeetingCancelled(because=because, why=why, series=series):
            told = dated | {"because": because, "why": why, "series": series}
            return _to_calendars("meeting_cancelled", state, context, told)
        case diary.AgendaShared(agenda=agenda):
            return to_others("agenda_shared", state, context, **facts, agenda=agenda)
        case diary.MaterialShared(material=material):
            return to_others("material_shared", state, context, **facts, material=material)
        case diary.MeetingHeld(summary=summary):
            return to_others("meeting_summary", state, context, **facts, summary=summary)
        case diary.MeetingMissed():
            return to_others("meeting_missed", state, context, **facts)
        case _:
            return _reminders(event, state, facts)


def _to_calendars(
    kind: str, state: Mentorship, context: Context, facts: dict[str, object]
) -> list[Notice]:
    # The letter brings the entry for the calendar, so who did it has one too.
    acted = context.actor.person
    return [
        Notice(each.kind, each.to, {**each.facts, "by_you": each.to == acted})
        for each in to_both(kind, state, **facts)
    ]


def _reminders(
    event: diary.MeetingEvent, state: Mentorship, facts: dict[str, object]
) -> list[Notice]:
    match event:
        case diary.AgendaReminded():
            agreement = state.agreement
            side = agreement.terms.agenda_by if agreement else Side.MENTEE
            return to_side("agenda_due", side, state, **facts)
        case diary.MaterialReminded():
            return to_side("material_due", Side.MENTEE, state, **facts)
        case diary.SummaryReminded():
            return to_side("summary_due", Side.MENTEE, state, **facts)
        case _:
            return []


def _facts(meeting: Meeting) -> dict[str, object]:
    return {
        "meeting": meeting.number,
        "date": meeting.when.date.isoformat(),
        "time": meeting.when.time.isoformat(timespec="minutes"),
        "zone": meeting.when.zone,
        "about": meeting.about,
        "recurrence": in_words(meeting.series.rule) if meeting.series else None,
    }


def _of_check_in(event: reflections.CheckInEvent, state: Mentorship) -> list[Notice]:
    match event:
        case reflections.CheckInOpened(check_in=number, kind=kind, due=due):
            opened = state.check_ins.get(number)
            since = opened.since if opened else state.opened_at
            theirs = state.accomplishments[state.earlier.accomplishments :]
            done = [each.what for each in theirs if each.at >= since]
            facts = {"check_in": number, "kind": kind.value, "due": due.date.isoformat()}
            return to_both("check_in_opened", state, **facts, accomplishments=done)
        case reflections.CheckInReminded(check_in=number, sides=sides):
            return [
                notice
                for side in sides
                for notice in to_side("check_in_reminder", side, state, **_due(number, state))
            ]
        case reflections.CheckInHeld():
            return [*_check_in_held(event, state), *_end_confirmation(event, state)]
        case reflections.CheckInMissed(check_in=number):
            return to_both("check_in_missed", state, check_in=number)
        case _:
            return []


def _check_in_held(event: reflections.CheckInHeld, state: Mentorship) -> list[Notice]:
    if event.outcome == "moved" or _redefinition_opens(event, state):
        return []  # the letter on that says enough
    shown = "redefine" if event.outcome == "redefine" else "go_on"
    return to_both("check_in_held", state, check_in=event.check_in, outcome=shown)


def _redefinition_opens(event: reflections.CheckInHeld, state: Mentorship) -> bool:
    found = state.check_ins.get(event.check_in)
    fit = found is not None and found.kind is CheckInKind.FIT
    return event.outcome == "redefine" and not fit and state.stage is not Stage.REDEFINITION


def _end_confirmation(event: reflections.CheckInHeld, state: Mentorship) -> list[Notice]:
    if event.confirm_by is None:
        return []
    by = event.confirm_by.date.isoformat()
    return [
        notice
        for side in event.confirm
        for notice in to_side("end_confirmation", side, state, confirm_by=by)
    ]


def _due(number: int, state: Mentorship) -> dict[str, object]:
    found = state.check_ins.get(number)
    return {"check_in": number, "due": found.due.date.isoformat() if found else None}
