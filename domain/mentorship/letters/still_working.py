"""Whether letters of goals, tasks, meetings, check-ins and redefinition still make sense."""

from collections.abc import Mapping
from typing import Final, Literal

from domain.mentorship.letters.looking import Look, Rule
from domain.mentorship.letters.verdicts import WhyDropped
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.stages import UNDER_WAY, Side, Stage
from domain.mentorship.work import GoalStatus, Meeting, MeetingStatus, Task, TaskStatus


def _goal_review_due(look: Look) -> WhyDropped | None:
    found = look.state.goals.get(look.number("goal"))
    if found is None:
        return WhyDropped.OVER
    if found.status is not GoalStatus.OPEN:
        return WhyDropped.ANSWERED
    return None if found.review_due else WhyDropped.MOVED


def _task(look: Look) -> Task | None:
    return look.state.tasks.get(look.number("task"))


def _task_assigned(look: Look) -> WhyDropped | None:
    found = _task(look)
    if found is None or found.status is TaskStatus.DROPPED:
        return WhyDropped.OVER
    return WhyDropped.ANSWERED if found.status is TaskStatus.DONE else None


def _task_reminder(look: Look) -> WhyDropped | None:
    found = _task(look)
    if found is not None and found.is_open:
        if not look.says("by", found.by.date.isoformat()):
            return WhyDropped.MOVED
        return WhyDropped.OVER if look.at >= found.by.at else None
    return _task_assigned(look)


def _task_overdue(look: Look) -> WhyDropped | None:
    found = _task(look)
    if found is not None and found.status is TaskStatus.OPEN:
        return WhyDropped.MOVED
    return _task_assigned(look)


def _meeting(look: Look) -> Meeting | None:
    return look.state.meetings.get(look.number("meeting"))


def _when_said(look: Look, meeting: Meeting) -> bool:
    when = meeting.when
    clock = when.time.isoformat(timespec="minutes")
    return look.says("date", when.date.isoformat()) and look.says("time", clock)


def _meeting_scheduled(look: Look) -> WhyDropped | None:
    found = _meeting(look)
    if found is not None and found.series is not None and found.continued:
        return None  # the first one may be past: what follows is on the way
    return _meeting_rescheduled(look)


def _meeting_rescheduled(look: Look) -> WhyDropped | None:
    found = _meeting(look)
    if found is None or found.status is not MeetingStatus.SCHEDULED:
        return WhyDropped.OVER
    if not _when_said(look, found):
        return WhyDropped.SUPERSEDED
    return WhyDropped.OVER if look.at >= found.when.at else None


def _meeting_cancelled(look: Look) -> WhyDropped | None:
    found = _meeting(look)
    off = found is not None and found.status is MeetingStatus.CANCELLED
    return None if off else WhyDropped.SUPERSEDED


def _shared(what: Literal["agenda", "material"]) -> Rule:
    def rule(look: Look) -> WhyDropped | None:
        found = _meeting(look)
        if found is None or found.status is not MeetingStatus.SCHEDULED:
            return WhyDropped.OVER
        shared = found.agenda if what == "agenda" else found.material
        return None if look.says(what, shared) else WhyDropped.SUPERSEDED

    return rule


def _due(what: Literal["agenda", "material"]) -> Rule:
    def rule(look: Look) -> WhyDropped | None:
        found = _meeting(look)
        if found is None or found.status is not MeetingStatus.SCHEDULED:
            return WhyDropped.OVER
        if (found.agenda if what == "agenda" else found.material) is not None:
            return WhyDropped.ANSWERED
        if not _when_said(look, found):
            return WhyDropped.MOVED
        return WhyDropped.OVER if look.at >= found.when.at else None

    return rule


def _summary_due(look: Look) -> WhyDropped | None:
    found = _meeting(look)
    if found is None or found.status is MeetingStatus.CANCELLED:
        return WhyDropped.OVER
    if found.status is not MeetingStatus.SCHEDULED:
        return WhyDropped.ANSWERED
    return None if _when_said(look, found) else WhyDropped.MOVED


def _reflection_awaited(look: Look) -> WhyDropped | None:
    found = look.state.check_ins.get(look.number("check_in"))
    if found is not None and look.side in found.reflections:
        return WhyDropped.ANSWERED
    return None if found is not None and found.is_open else WhyDropped.OVER


def _check_in_missed(look: Look) -> WhyDropped | None:
    newer = look.number("check_in") < len(look.state.check_ins)
    return WhyDropped.SUPERSEDED if newer else None


def _end_confirmation(look: Look) -> WhyDropped | None:
    awaited = f"{DeadlineKind.END_CONFIRMATION}:{look.side}" in look.state.deadlines
    return None if awaited else WhyDropped.OVER


def _redefining(look: Look) -> WhyDropped | None:
    if look.state.stage is Stage.REDEFINITION:
        return None
    return WhyDropped.ANSWERED if look.state.stage in UNDER_WAY else WhyDropped.MOVED


def _stay_proposed(look: Look) -> WhyDropped | None:
    other = Side.MENTOR if look.side is Side.MENTEE else Side.MENTEE
    stands = other in look.state.staying
    return _redefining(look) or (None if stands else WhyDropped.SUPERSEDED)


def _went_quiet(look: Look) -> WhyDropped | None:
    return None if look.state.quiet else WhyDropped.ANSWERED


def _ending_prepared(look: Look) -> WhyDropped | None:
    if DeadlineKind.END_NOTICE in look.state.deadlines:
        return WhyDropped.SUPERSEDED
    return None if DeadlineKind.AGREED_END in look.state.deadlines else WhyDropped.OVER


ASKING: Final[Mapping[str, Rule]] = {
    "goal_review_due": _goal_review_due,
    "task_assigned": _task_assigned,
    "task_reminder": _task_reminder,
    "task_overdue": _task_overdue,
    "meeting_scheduled": _meeting_scheduled,
    "meeting_rescheduled": _meeting_rescheduled,
    "agenda_shared": _shared("agenda"),
    "material_shared": _shared("material"),
    "agenda_due": _due("agenda"),
    "material_due": _due("material"),
    "summary_due": _summary_due,
    "check_in_opened": _reflection_awaited,
    "check_in_reminder": _reflection_awaited,
    "end_confirmation": _end_confirmation,
    "redefinition_opened": _redefining,
    "redefinition_due": _redefining,
    "stay_proposed": _stay_proposed,
    "went_quiet": _went_quiet,
    "ending_prepared": _ending_prepared,
}
"""Letters that ask for something, or prepare for it; without a mentor none of it goes on."""

TELLING: Final[Mapping[str, Rule]] = {
    "meeting_cancelled": _meeting_cancelled,
    "paused_meeting_cancelled": _meeting_cancelled,
    "check_in_missed": _check_in_missed,
}
"""Letters that tell of something which may be otherwise by now."""
