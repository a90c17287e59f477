"""Events for somebody who follows them: of which they may hear, and what telling them needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.people.state import ERASED_NAME
from records.connections import AnyConnection
from records.exports import EventTaken
from records.recorded import Recorded, stream_parts
from records.statements import SQL


@dataclass(frozen=True)
class Follower:
    """Who follows events, as far as that limits them.

    ``programs`` are those of whose mentorships and settings they hear, and of nothing else; None is
    everything, people too. ``apart_from`` is whose own mentorships they do not hear of: their own.
    """

    programs: Sequence[UUID] | None = None
    apart_from: UUID | None = None


@dataclass(frozen=True)
class Followed:
    """Events of which somebody may hear, with those of whom nothing personal may be told.

    ``addresses`` are all that those ever had.
    """

    events: Sequence[EventTaken]
    erased: frozenset[UUID]
    addresses: Mapping[str, UUID]


async def followed(
    connection: AnyConnection, events: Sequence[Recorded], follower: Follower
) -> Followed:
    """Return those of some events of which somebody may hear, by how things are now."""
    taken = await _taken(connection, events, follower)
    if not taken:
        return Followed((), frozenset(), {})
    gone = await connection.fetch(SQL["erased_people"], ERASED_NAME)
    erased = frozenset(row["id"] for row in gone)
    known = await connection.fetch(SQL["addresses_of_people"], sorted(erased)) if erased else []
    return Followed(taken, erased, {row["email"]: row["person"] for row in known})


async def _taken(
    connection: AnyConnection, events: Sequence[Recorded], follower: Follower
) -> list[EventTaken]:
    parts = {event.stream: stream_parts(event.stream) for event in events}
    asked = [ident for category, ident in parts.values() if category == "mentorship"]
    limits = (follower.programs, follower.apart_from)
    rows = await connection.fetch(SQL["mentorships_followed"], asked, *limits) if asked else []
    mentees: Mapping[UUID, UUID] = {row["id"]: row["mentee"] for row in rows}
    taken = []
    for event in events:
        category, ident = parts[event.stream]
        is_heard = follower.programs is None or (
            category == "program" and ident in follower.programs
        )
        if category == "mentorship":
            is_heard = ident in mentees
        if is_heard:
            taken.append(EventTaken(event, mentees.get(ident)))
    return taken
