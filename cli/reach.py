"""From when on a changed number of the policy counts, and for mentorships in which stage."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.mentorship.stages import NOT_ENDED, OPEN, WITHOUT_MENTOR, Stage


@dataclass(frozen=True)
class Reach:
    """When a number counts first, in words that follow "from", and in which stages that lies ahead.

    What was set before keeps the number that it was set with.
    """

    start: str
    stages: frozenset[Stage]


_UNSIGNED = WITHOUT_MENTOR | {Stage.EXPECTATIONS}

REACH: Final[Mapping[str, Reach]] = {
    "reply_by_days": Reach("the next invitation", WITHOUT_MENTOR),
    "follow_ups": Reach("the next invitation", WITHOUT_MENTOR),
    "open_invitations": Reach("now", WITHOUT_MENTOR),
    "next_candidate": Reach("now", WITHOUT_MENTOR),
    "seeking_nudge_days": Reach("the next nudge, or the next search", WITHOUT_MENTOR),
    "seeking_nudges": Reach("the next nudge", WITHOUT_MENTOR),
    "agreement_due_days": Reach("the next mentor who is found", WITHOUT_MENTOR),
    "agreement_grace_days": Reach("the next reminder to sign", _UNSIGNED),
    "fit_check_days": Reach("the next mentor who is assigned", WITHOUT_MENTOR),
    "first_review_months": Reach("the next agreement that is concluded", OPEN),
    "check_in_months": Reach("the next start without a signed agreement", _UNSIGNED),
    "check_in_open_days": Reach("the next check-in that opens", OPEN),
    "check_in_reminder_days": Reach("the next check-in that opens", OPEN),
    "missed_check_ins": Reach("the next check-in that is missed", OPEN),
    "end_confirmation_days": Reach("the next check-in that ends with such a wish", OPEN),
    "agenda_days": Reach("the next meeting without a signed agreement", OPEN),
    "material_days": Reach("the next meeting that is scheduled", OPEN),
    "summary_days": Reach("the next meeting that is scheduled", OPEN),
    "task_reminder_days": Reach("the next task, or the next new date of one", OPEN),
    "padding_percent": Reach("the next task", OPEN),
    "quiet_days": Reach("the next look at whether a pair is quiet", OPEN),
    "quiet_grace_days": Reach("the next pair that is quiet", OPEN),
    "term_months": Reach("the next start without a signed agreement", _UNSIGNED),
    "end_notice_days": Reach("the next agreement that is concluded", OPEN),
    "redefinition_due_days": Reach("the next redefinition", OPEN),
    "redefinition_grace_days": Reach("the next reminder of a redefinition", OPEN),
    "closing_days": Reach("the next closing", OPEN),
    "reopen_days": Reach("the next ending", NOT_ENDED),
    "mentor_capacity": Reach("now, for mentors who have not said how many", WITHOUT_MENTOR),
    "weekly_reminders": Reach("the next reminder", NOT_ENDED),
    "reminder_hour": Reach("the next reminder", NOT_ENDED),
    "quiet_from_hour": Reach("the next letter that can wait", NOT_ENDED),
    "quiet_to_hour": Reach("the next letter that can wait", NOT_ENDED),
}
"""By the names of the policy's fields."""


def reached(changed: Iterable[str], stages: Mapping[str, int]) -> dict[str, int]:
    """Return how many mentorships changed fields can reach, by stage, of those that are open."""
    concerned = {str(stage) for name in changed for stage in REACH[name].stages}
    return {str(each): stages[each] for each in Stage if each in concerned and stages.get(each)}
