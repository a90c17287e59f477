"""Mentorships as an export tells them."""

from datetime import datetime
from typing import Any

from domain.mentorship.matters import Attention, DeadlineKind
from domain.people.state import ERASED_NAME
from interchange.exports.columns import GONE
from records.canonical import instant
from records.exports import MentorshipTaken

_SEALED = frozenset({Attention.CONCERN, Attention.END_WISH_UNANSWERED})
"""Reasons for attention that the program keeps from one of the two."""


def mentorship_record(taken: MentorshipTaken, *, sealed: bool) -> dict[str, Any]:
    """Return a mentorship's fields, ready for JSON; ``sealed`` says whether with what is sealed."""
    tells_next = sealed or taken.next_kind != DeadlineKind.END_CONFIRMATION
    return {
        "id": str(taken.id),
        "program": str(taken.program),
        "program_name": taken.program_name,
        "stage": taken.stage,
        "mentee": str(taken.mentee),
        "mentee_name": _name(taken.mentee_name),
        "mentee_email": taken.mentee_email,
        "mentor": None if taken.mentor is None else str(taken.mentor),
        "mentor_name": _name(taken.mentor_name),
        "mentor_email": taken.mentor_email,
        "opened_at": instant(taken.opened_at),
        "last_at": instant(taken.last_at),
        "paused_until": _moment(taken.paused_until),
        "next_due": _moment(taken.next_due) if tells_next else None,
        "next_kind": taken.next_kind if tells_next else None,
        "attention": [each for each in taken.attention if sealed or each not in _SEALED],
        "complete": taken.complete,
        "version": taken.version,
    }


def _name(name: str | None) -> str | None:
    return GONE if name == ERASED_NAME else name


def _moment(at: datetime | None) -> str | None:
    return None if at is None else instant(at)
