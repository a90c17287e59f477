"""Events as an export tells them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from domain.mentorship import Event as MentorshipEvent
from domain.mentorship.unsealed import unsealed
from domain.model import Value
from interchange.exports.erased import Fields, personal_fields, without
from records.canonical import instant
from records.exports import EventTaken
from records.read_tables import KINDS
from records.recorded import Recorded, event_of, stream_parts
from records.upcasting import current_version

MentorAt = Callable[[Recorded], Awaitable[UUID | None]]
"""Says who was the mentor when something happened in a mentorship."""


@dataclass(frozen=True)
class Teller:
    """Tells events: with what is sealed or without, and of the erased nothing personal.

    ``addresses`` are all that the erased ever had: a candidate is named by one before registering.
    """

    mentor_at: MentorAt
    erased: frozenset[UUID]
    addresses: Mapping[str, UUID]
    sealed: bool

    async def record(self, taken: EventTaken) -> dict[str, Any] | None:
        """Return an event's fields, ready for JSON; None says that all of it is sealed.

        Whole events are told in the shape in which they are stored, so that their hashes can be
        checked; all others in today's shape.

        Raises:
            UnreadableEvent, UnknownVersion: it is not of a shape that this release knows.
        """
        event = taken.event
        if self.sealed and not self.erased:
            return _as_stored(event)
        model = event_of(KINDS[event.category].decider, event.as_row())
        told = self._told(event, model)
        if told is None:
            return None
        left_out = told.pop("hidden", [])
        data, replaced = await self._without_erased(taken, told, personal_fields(model.__class__))
        if self.sealed and not replaced:
            return _as_stored(event)
        hidden = [*left_out, *replaced]
        version = current_version(event.type)
        return _record(event, data, hidden=hidden, version=version, whole=False)

    def _told(self, event: Recorded, model: Value) -> dict[str, Any] | None:
        if self.sealed or event.category != "mentorship":
            told: dict[str, Any] | None = model.model_dump(mode="json")
        else:
            told = unsealed(cast("MentorshipEvent", model))
        return None if told is None else {name: told[name] for name in told if name != "type"}

    async def _without_erased(
        self, taken: EventTaken, told: Mapping[str, Any], fields: Fields
    ) -> tuple[dict[str, Any], list[str]]:
        owners = await self._owners(taken, told, {whose for _, whose in fields})
        return without(told, fields, owners=owners, erased=self.erased)

    async def _owners(
        self, taken: EventTaken, told: Mapping[str, Any], needed: set[str]
    ) -> Mapping[str, UUID | None]:
        event = taken.event
        owners = {"actor": event.actor.person, "mentee": taken.mentee}
        if event.category == "person":
            owners["person"] = stream_parts(event.stream)[1]
        if "candidate" in needed:
            owners["candidate"] = self.addresses.get(told.get("email", ""))
        if self.erased and "mentor" in needed:
            owners["mentor"] = await self.mentor_at(event)
        return owners


def _as_stored(event: Recorded) -> dict[str, Any]:
    return _record(event, event.data, hidden=[], version=event.schema_version, whole=True)


def _record(
    event: Recorded, data: Mapping[str, Any], *, hidden: list[str], version: int, whole: bool
) -> dict[str, Any]:
    """Return the fields; a hash only of ``whole`` events, because by it the rest can be guessed."""
    return {
        "position": event.position,
        "stream": event.stream,
        "version": event.version,
        "id": str(event.id),
        "type": event.type,
        "schema_version": version,
        "at": instant(event.at),
        "actor_role": event.actor.role.value,
        "actor_person": None if event.actor.person is None else str(event.actor.person),
        "command_id": str(event.command_id),
        "data": dict(data),
        "hidden": hidden,
        "source": None if event.source is None else event.source.as_json(),
        "hash": event.hash.hex() if whole else None,
    }
