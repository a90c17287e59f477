"""All that is recorded about somebody, as far as it is theirs to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Told:
    """A mentorship with what somebody in it may see: how it is, and how it came to that."""

    state: Mentorship
    viewer: Viewer
    history: Sequence[Seen]


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
    records = services.records
    own = await records.history("person", person.id)
    told = [await _told(services, *each) for each in await mentorships_with(services, person.id)]
    found: Mapping[str, Any] = {
        "made_at": at,
        "about_you": view_person(person, Relation.SELF, by=person, at=at),
        "history": [_event(each) for each in seen_whole(own)],
        "mentorships": [_mentorship(each) for each in told],
        "letters": [_letter(each) for each in await records.letters_to(person.id)],
        "sessions": [_some(each, _OF_SESSION) for each in await records.sessions(person.id, at=at)],
        "passkeys": [_some(each, _OF_PASSKEY) for each in await records.passkeys(person.id)],
        "keys": [_some(each, _OF_KEY) for each in await records.keys(person.id)],
        "names": await _names(services, person, told),
    }
    plain: Mapping[str, Any] = to_jsonable_python(found)
    return plain


async def _told(services: Services, state: Mentorship, viewer: Viewer) -> Told:
    events = await services.records.history("mentorship", state.id)
    return Told(state, viewer, seen_by(events, viewer))


def _mentorship(told: Told) -> Mapping[str, Any]:
    return {
        "id": told.state.id,
        "your_part": told.viewer.part.value,
        "now": view(told.state, told.viewer),
        "history": [_event(each) for each in told.history],
    }


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


async def _names(services: Services, person: Person, told: Sequence[Told]) -> Mapping[str, str]:
    """Return the names of programs, of the pairs, and of those whom a mentee has asked."""
    people = {person.id}
    for each in told:
        people |= {each.state.mentee}
        if each.viewer.part is not Part.INVITED:
            people |= set() if each.state.mentor is None else {each.state.mentor}
        if each.viewer.part is Part.MENTEE:
            people |= {asked.mentor for asked in each.state.invitations.values()}
    programs = {*person.roles, *(each.state.program for each in told)}
    rows = await services.records.programs(among=sorted(programs))
    named = {**await services.records.names(people), **{row.id: row.name for row in rows}}
    return {str(ident): name for ident, name in named.items()}
