"""People as an export tells them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.people.state import Person
from interchange.exports.columns import GONE
from records.exports import PersonTaken

_MENTOR = ("disciplines", "site", "support", "recent_work", "learners_so_far", "style")
_MENTEE = ("career_stage", "discipline", "interests")


def person_record(
    taken: PersonTaken, programs: Mapping[UUID, str], *, alone_in: UUID | None = None
) -> dict[str, Any]:
    """Return a person's fields, ready for JSON; of an erased one nothing personal is left.

    ``alone_in`` is the one program of which its reader may know the roles; they may not know then
    who is an administrator.
    """
    row, state = taken.row, taken.state
    away = state.away_until
    roles = [each for each in row.roles if alone_in in {None, each[0]}]
    return {
        "id": str(row.id),
        "name": GONE if state.erased else row.name,
        "email": row.email,
        "zone": row.zone,
        "language": row.language,
        "administrator": row.administrator if alone_in is None else None,
        "gone": row.gone,
        "roles": [_role(where, role, programs) for where, role in roles],
        "capacity": row.capacity,
        "away_until": None if away is None else away.date.isoformat(),
        "version": row.version,
    } | _profiles(state)


def _role(where: UUID, role: str, programs: Mapping[UUID, str]) -> dict[str, str | None]:
    return {"role": role, "program": str(where), "program_name": programs.get(where)}


def _profiles(state: Person) -> dict[str, Any]:
    mentor = state.mentor_profile.model_dump(mode="json", include=set(_MENTOR))
    mentee = state.mentee_profile.model_dump(mode="json", include=set(_MENTEE))
    return mentor | mentee
