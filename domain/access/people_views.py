"""What somebody may know of a person and of a program, field by field.

What is not theirs to know is left out, and nothing says that it was.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from domain.access.relations import Relation, coordinated
from domain.envelopes import Role
from domain.mentorship.stages import Side
from domain.model import ProgramId
from domain.people.parts import programs_shared
from domain.people.state import Person
from domain.programs.state import Program

_STAFF: Final = frozenset({Relation.COORDINATOR, Relation.ADMINISTRATOR})
_OWN: Final = _STAFF | {Relation.SELF}
_CLOSE: Final = _OWN | {Relation.PARTNER}
_AROUND: Final = _CLOSE | {Relation.MEMBER}
_INSTALLATION: Final = frozenset({Relation.SELF, Relation.ADMINISTRATOR})

PERSON: Final[Mapping[str, frozenset[Relation]]] = {
    "id": _AROUND,
    "name": _AROUND,
    "email": _CLOSE,
    "zone": _CLOSE,
    "language": _OWN,
    "roles": _OWN,
    "administrator": _INSTALLATION,
    "mentor_profile": _AROUND,
    "mentee_profile": _CLOSE,
    "capacity": _OWN,
    "has_room": _OWN | {Relation.MEMBER},
    "away_until": _OWN,
    "away": _OWN | {Relation.MEMBER},
    "references": _OWN | {Relation.MEMBER},
    "invited_to_mentor": _OWN,
    "preferences": _OWN,
    "subscribed": _OWN,
    "address_failing_since": _OWN,
    "version": _OWN,
}
"""The fields of a person, and to whom they are told.

Of a mentor, members of the program learn what a mentee wants to know before asking; of anybody
else, the name. The other one of a pair learns the profile of the side that the person is on there.
Coordinators learn of roles in their own programs, and members not who wrote a reference.
"""

_OF_MENTORS: Final = frozenset({"mentor_profile", "has_room", "away", "references"})
"""What members learn of mentors alone."""

_OF_SIDE: Final = {"mentor_profile": Side.MENTOR, "mentee_profile": Side.MENTEE}


def view_person(
    person: Person,
    relation: Relation,
    *,
    by: Person | None,
    at: datetime,
    has_room: bool | None = None,
    side: Side | None = None,
) -> dict[str, Any] | None:
    """Return what somebody may know of a person, ready for JSON; None: nothing.

    Args:
        person: of whom.
        relation: what ``by`` is to them, as ``relations.relation_to_person`` says.
        by: who asks; None is the operator.
        at: when, to say who is away.
        has_room: whether a mentor can take on one more; None where it is not known.
        side: on which side of the pair a partner is.
    """
    if person.is_gone:
        return _gone(person) if relation is Relation.ADMINISTRATOR else None
    told = {name for name, relations in PERSON.items() if relation in relations}
    if relation is Relation.MEMBER and not _is_mentor_among(person, by):
        told -= _OF_MENTORS
    if relation is Relation.PARTNER:
        told -= {name for name, of in _OF_SIDE.items() if of is not side}
    if not told:
        return None
    values = _values(person, relation, by=by, at=at) | {"has_room": has_room}
    return {name: values[name] for name in PERSON if name in told}


def _gone(person: Person) -> dict[str, Any]:
    merged = person.merged_into
    return {
        "id": str(person.id),
        "name": person.name,
        "gone": True,
        "merged_into": None if merged is None else str(merged),
    }


def _is_mentor_among(person: Person, by: Person | None) -> bool:
    return by is not None and bool(programs_shared(person, by, role=Role.MENTOR))


def _values(
    person: Person, relation: Relation, *, by: Person | None, at: datetime
) -> dict[str, Any]:
    away = person.away_until
    failing = person.address_failing_since
    invited = person.invited_to_mentor
    return {
        "id": str(person.id),
        "name": person.name,
        "email": person.email,
        "zone": person.zone,
        "language": person.language,
        "roles": _roles(person, relation, by=by),
        "administrator": person.administrator,
        "mentor_profile": person.mentor_profile.model_dump(mode="json"),
        "mentee_profile": person.mentee_profile.model_dump(mode="json"),
        "capacity": person.capacity,
        "away_until": None if away is None else away.model_dump(mode="json"),
        "away": person.is_away(at),
        "references": _references(person, relation),
        "invited_to_mentor": None if invited is None else invited.value,
        "preferences": person.preferences.model_dump(mode="json"),
        "subscribed": person.subscribed,
        "address_failing_since": None if failing is None else failing.isoformat(),
        "version": person.version,
    }


def _roles(person: Person, relation: Relation, *, by: Person | None) -> list[dict[str, str]]:
    only: frozenset[ProgramId] | None = None
    if relation is Relation.COORDINATOR and by is not None:
        only = coordinated(by)
    return [
        {"program": str(program), "role": role.value}
        for program, held in person.roles.items()
        for role in sorted(held)
        if only is None or program in only
    ]


def _references(person: Person, relation: Relation) -> list[dict[str, str | None]]:
    if relation is Relation.MEMBER:
        return [{"text": each.text} for each in person.references]
    return [
        {"by": None if each.by is None else str(each.by), "text": each.text}
        for each in person.references
    ]


_MEMBERS: Final = _STAFF | {Relation.MEMBER}

PROGRAM: Final[Mapping[str, frozenset[Relation]]] = {
    "id": _MEMBERS,
    "name": _MEMBERS,
    "zone": _MEMBERS,
    "closed": _MEMBERS,
    "template": _MEMBERS,
    "policy": _MEMBERS,
    "letterhead": _STAFF,
    "version": _STAFF,
}
"""The fields of a program, and to whom they are told; of the policy, members see ``POLICY``."""

POLICY: Final = frozenset(
    {
        "reply_by_days",
        "follow_ups",
        "open_invitations",
        "seeking_nudge_days",
        "agreement_due_days",
        "fit_check_days",
        "first_review_months",
        "check_in_months",
        "check_in_open_days",
        "check_in_reminder_days",
        "agenda_days",
        "material_days",
        "summary_days",
        "task_reminder_days",
        "padding_percent",
        "quiet_days",
        "term_months",
        "end_notice_days",
        "redefinition_due_days",
        "closing_days",
        "reopen_days",
        "mentor_capacity",
        "weekly_reminders",
        "reminder_hour",
        "quiet_from_hour",
        "quiet_to_hour",
    }
)
"""The numbers that concern a pair: what they have time for, and when they are written to.

Left out is when a coordinator steps in: how long one waits, how many check-ins may be missed, and
how long a wish to end may stay unanswered.
"""


def view_program(program: Program, relation: Relation) -> dict[str, Any] | None:
    """Return what somebody may know of a program, ready for JSON; None: nothing."""
    policy = program.policy.model_dump(mode="json")
    if relation is Relation.MEMBER:
        policy = {name: value for name, value in policy.items() if name in POLICY}
    head = program.letterhead
    values = {
        "id": str(program.id),
        "name": program.name,
        "zone": program.zone,
        "closed": program.closed,
        "template": program.template,
        "policy": policy,
        "letterhead": {"reply_to": head.reply_to, "signature": head.signature},
        "version": program.version,
    }
    return {name: values[name] for name, to in PROGRAM.items() if relation in to} or None
