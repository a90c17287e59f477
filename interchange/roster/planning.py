"""What a row asks for, given what is known of the person: nothing, some changes, or a newcomer."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from domain.dates import ends
from domain.envelopes import derived_id, opened_by
from domain.people.state import MenteeProfile, MentorProfile, Person
from interchange.roster.cells import Wrong
from interchange.roster.rows import Row

_MENTOR: Final[Mapping[str, str]] = {
    "disciplines": "disciplines",
    "site": "site",
    "support": "support",
    "recent work": "recent_work",
    "learners so far": "learners_so_far",
    "style": "style",
}
_MENTEE: Final[Mapping[str, str]] = {
    "career stage": "career_stage",
    "discipline": "discipline",
    "interests": "interests",
}
"""The columns of each profile, with the fields that they fill."""


class NotPlanned(Wrong):
    """A row asks for what an import does not do; ``column`` is where it says so."""

    def __init__(self, column: str, *, wrong: str, right: str) -> None:
        super().__init__(wrong=wrong, right=right)
        self.column = column


@dataclass
class Plan:
    """The commands that a row leads to, in order, and what they change in words.

    ``person`` is the id that the person has, or will have; it is told where they ``is_theirs``.
    """

    row: Row
    person: UUID
    is_new: bool
    is_theirs: bool = True
    commands: list[tuple[UUID, str, dict[str, Any]]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def add(self, ident: UUID, name: str, change: str, body: dict[str, Any]) -> None:
        """Add a command under its id, with what it changes."""
        self.commands.append((ident, name, body))
        self.changes.append(change)


def plan(
    row: Row, known: Person | None, *, import_id: UUID, at: datetime, is_theirs: bool = True
) -> Plan:
    """Return what a row asks for; nothing that is known is taken away, and blanks change nothing.

    Ids of commands follow from the import's and the row's content, so that the same import leads
    to the same commands.

    Args:
        row: what it says.
        known: who has its address already.
        import_id: of the import.
        at: when it enters.
        is_theirs: whether whoever imports may change what is known of ``known``. If not, a row
            gives roles and changes nothing else, and the report tells nothing of the person.

    Raises:
        NotPlanned: the name is missing or another one, or the like.
    """
    first = derived_id(import_id, row.email, "register_person")
    if known is None:
        made = Plan(row, opened_by(first), is_new=True)
        _register(made, first)
    else:
        made = Plan(row, known.id, is_new=False, is_theirs=is_theirs)
        _check_known(row, known, is_theirs=is_theirs)
        if is_theirs:
            _change(made, known, import_id)
    if is_theirs:
        _go_away(made, known, import_id, at)
    _grant_roles(made, known, import_id)
    return made


def _register(made: Plan, ident: UUID) -> None:
    row = made.row
    if row.name is None:
        raise NotPlanned("name", wrong="is missing", right="write the name of this new person")
    zone = _zone_of_newcomer(row)
    body = {
        "name": row.name,
        "email": row.email,
        "zone": zone,
        **({"language": row.values["language"]} if "language" in row.values else {}),
        **({"administrator": True} if row.is_administrator else {}),
        **({"capacity": row.values["capacity"]} if "capacity" in row.values else {}),
        **{
            profile: details
            for profile, columns in (("mentor_profile", _MENTOR), ("mentee_profile", _MENTEE))
            if (details := _details(row, columns))
        },
    }
    made.add(ident, "register_person", "registered", body)


def _zone_of_newcomer(row: Row) -> str:
    zone: str | None = row.values.get("zone")
    if zone is None and row.grants:
        program, _ = row.grants[0]
        return program.zone
    if zone is None:
        right = "write a name such as America/Denver, or a program whose zone is taken"
        raise NotPlanned("zone", wrong="is missing", right=right)
    return zone


def _details(row: Row, columns: Mapping[str, str]) -> dict[str, Any]:
    return {name: row.values[column] for column, name in columns.items() if column in row.values}


def _check_known(row: Row, known: Person, *, is_theirs: bool) -> None:
    is_compared = row.name is not None and is_theirs  # nobody learns a stranger's name by guessing
    if is_compared and _plain(row.name or "") != _plain(known.name):
        raise NotPlanned(
            "name",
            wrong=f"is not the name that {row.email} is registered under, {known.name}",
            right="write that name, or use another address",
        )
    if row.is_administrator and not known.administrator:
        raise NotPlanned(
            "role",
            wrong="cannot be given to a person who is registered already",
            right="leave administrator out; only a new person can be one",
        )


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _change(made: Plan, known: Person, import_id: UUID) -> None:
    row = made.row
    contact = {
        name: row.values[name]
        for name in ("zone", "language")
        if name in row.values and row.values[name] != getattr(known, name)
    }
    profiles: dict[str, Any] = {}
    for profile, columns in (("mentor_profile", _MENTOR), ("mentee_profile", _MENTEE)):
        details = dict(_differing(row, columns, getattr(known, profile)))
        if details:
            profiles[profile] = details
    capacity = row.values.get("capacity")
    if contact:
        ident = derived_id(import_id, row.email, "change_contact")
        made.add(ident, "change_contact", ", ".join(contact), contact)
    if profiles:
        ident = derived_id(import_id, row.email, "change_profile")
        names = [each.replace("_", " ") for details in profiles.values() for each in details]
        made.add(ident, "change_profile", ", ".join(names), profiles)
    if capacity is not None and capacity != known.capacity:
        before = "none" if known.capacity is None else known.capacity
        ident = derived_id(import_id, row.email, "set_capacity")
        made.add(ident, "set_capacity", f"capacity {before} → {capacity}", {"capacity": capacity})


def _differing(
    row: Row, columns: Mapping[str, str], profile: MentorProfile | MenteeProfile
) -> Iterator[tuple[str, Any]]:
    """Yield what the row adds to a profile: a list keeps what it has, and gets what is new."""
    for column, name in columns.items():
        if column not in row.values:
            continue
        before, given = getattr(profile, name), row.values[column]
        if isinstance(before, tuple):
            given = tuple(dict.fromkeys((*before, *given)))
        if given != before:
            yield name, given


def _go_away(made: Plan, known: Person | None, import_id: UUID, at: datetime) -> None:
    day = made.row.values.get("away until")
    if day is None:
        return
    zone = made.row.values.get("zone") or (known.zone if known else _zone_of_newcomer(made.row))
    until = ends(day, zone)
    if until.at > at and (known is None or known.away_until != until):
        ident = derived_id(import_id, made.row.email, "set_away")
        made.add(ident, "set_away", f"away until {day}", {"until": day.isoformat()})


def _grant_roles(made: Plan, known: Person | None, import_id: UUID) -> None:
    for program, role in made.row.grants:
        if known is not None and known.has_role(role, program.id):
            continue
        ident = derived_id(import_id, made.row.email, "grant_role", program.id, role)
        change = f"{role} in {program.name}"
        made.add(ident, "grant_role", change, {"program": str(program.id), "role": role.value})
