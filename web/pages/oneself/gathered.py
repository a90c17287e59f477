"""All that is recorded about somebody, as far as it is theirs to see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic_core import to_jsonable_python

from domain.access.people_views import view_person
from domain.access.relations import Relation
from domain.mentorship.stages import Part
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer, view
from domain.people.state import Person
from records.outbox import LedgerLine
from records.seeing import Seen, seen_by, seen_whole
from web.services import Services

_OF_LETTER: Final = (
    *("kind", "mentorship", "program", "raised_at", "sent_at"),
    *("dropped_at", "dropped_why", "given_up_at"),
)
_OF_SESSION: Final = ("how", "agent", "begun_at", "seen_at", "ends_at")
_OF_PASSKEY: Final = ("name", "made_at", "used_at")
_OF_KEY: Final = (
    "name",
    "program",
    "scopes",
    "made_at",
    "expires_at",
    "last_used_at",
    "revoked_at",
)


async def mentorships_with(services: Services, person: UUID) -> Sequence[tuple[Mentorship, Viewer]]:
    """Return the mentorships in which somebody is mentee or mentor, or was ever asked."""
    rows = await services.records.mentorships_of(person)
    letters = await services.records.letters_to(person)
    idents = dict.fromkeys([each.row.id for each in rows])
    # Whoever was asked got an invitation; coordinators get other letters about very many others.
    idents |= dict.fromkeys(
        each.mentorship
        for each in letters
        if each.mentorship is not None and each.kind.startswith("invitation")
    )
    found = []
    for ident in idents:
        state: Mentorship | None = await services.records.state("mentorship", ident)
        part = None if state is None else _part(state, person)
        if state is not None and part is not None:
            found.append((state, Viewer(part, person)))
    return found


def _part(state: Mentorship, person: UUID) -> Part | None:
    side = state.side_of(person)
    if side is not None:
        return Part(side.value)
    is_asked = any(each.mentor == person for each in state.invitations.values())
    return Part.INVITED if is_asked else None


async def gathered(services: Services, person: Person, *, at: datetime) -> Mapping[str, Any]:
    """Return all that is recorded about a person, ready for JSON, as they may see it.

    What is sealed from them, and what the other side has not shown them, is not in it. The ids that
    occur have their names in ``names``.
    """
    mine = await mentorships_with(services, person.id)
    return {
        "made_at": to_jsonable_python(at),
        "about_you": about_you(person, at=at),
        "history": await own_history(services, person),
        "mentorships": [
            {
                "id": str(state.id),
                "your_part": viewer.part.value,
                "now": as_it_is(state, viewer),
                "history": await what_happened(services, state, viewer),
            }
            for state, viewer in mine
        ],
        "letters": await letters_to(services, person),
        **await ways_in(services, person, at=at),
        "names": await names_of(services, person, mine),
    }


def about_you(person: Person, *, at: datetime) -> Mapping[str, Any]:
    """Return who somebody is, as they may see it themselves, ready for JSON."""
    found: Mapping[str, Any] = to_jsonable_python(
        view_person(person, Relation.SELF, by=person, at=at)
    )
    return found


async def own_history(services: Services, person: Person) -> Sequence[Mapping[str, Any]]:
    """Return each change of who somebody is, oldest first, ready for JSON."""
    return _events(seen_whole(await services.records.history("person", person.id)))


def as_it_is(state: Mentorship, viewer: Viewer) -> Mapping[str, Any]:
    """Return a mentorship as somebody in it may see it now, ready for JSON."""
    found: Mapping[str, Any] = to_jsonable_python(view(state, viewer))
    return found


async def what_happened(
    services: Services, state: Mentorship, viewer: Viewer
) -> Sequence[Mapping[str, Any]]:
    """Return what somebody may see of a mentorship's history, oldest first, ready for JSON."""
    return _events(seen_by(await services.records.history("mentorship", state.id), viewer))


async def letters_to(services: Services, person: Person) -> Sequence[Mapping[str, Any]]:
    """Return the letters to somebody and what became of each, oldest first, ready for JSON."""
    found: Sequence[Mapping[str, Any]] = to_jsonable_python(
        [_letter(each) for each in await services.records.letters_to(person.id)]
    )
    return found


async def ways_in(
    services: Services, person: Person, *, at: datetime
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return somebody's sessions, passkeys and keys for programs, ready for JSON."""
    records, ident = services.records, person.id
    found: Mapping[str, Sequence[Mapping[str, Any]]] = to_jsonable_python(
        {
            "sessions": [_some(each, _OF_SESSION) for each in await records.sessions(ident, at=at)],
            "passkeys": [_some(each, _OF_PASSKEY) for each in await records.passkeys(ident)],
            "keys": [_some(each, _OF_KEY) for each in await records.keys(ident)],
        }
    )
    return found


async def names_of(
    services: Services, person: Person, mine: Sequence[tuple[Mentorship, Viewer]]
) -> Mapping[str, str]:
    """Return the names of programs, of the pairs, and of those whom a mentee has asked."""
    people = {person.id}
    for state, viewer in mine:
        people |= {state.mentee}
        if viewer.part is not Part.INVITED:
            people |= set() if state.mentor is None else {state.mentor}
        if viewer.part is Part.MENTEE:
            people |= {asked.mentor for asked in state.invitations.values()}
    programs = {*person.roles, *(state.program for state, _ in mine)}
    rows = await services.records.programs(among=sorted(programs))
    named = {**await services.records.names(people), **{row.id: row.name for row in rows}}
    return {str(ident): name for ident, name in named.items()}


def _events(events: Sequence[Seen]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = to_jsonable_python([_event(each) for each in events])
    return found


def _event(seen: Seen) -> Mapping[str, Any]:
    by = {"role": seen.actor.role.value, "person": seen.actor.person}
    return {"version": seen.version, "at": seen.at, "type": seen.type, "by": by, "data": seen.data}


def _letter(line: LedgerLine) -> Mapping[str, Any]:
    return {name: value for name, value in _some(line, _OF_LETTER).items() if value is not None}


def _some(thing: object, names: Sequence[str]) -> Mapping[str, Any]:
    values = {name: getattr(thing, name) for name in names}
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in values.items()
    }
