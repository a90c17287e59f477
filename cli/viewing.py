"""Looking at a mentorship with somebody's eyes: what they may see, and what not."""

from collections.abc import Sequence
from dataclasses import MISSING, Field, dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from cli.acting import who_acts
from cli.exits import Denied
from cli.finding import Target
from domain.context import Context
from domain.envelopes import Actor, Role, Stamp
from domain.mentorship import MENTORSHIP, Mentorship, views
from domain.mentorship.stages import Part
from domain.mentorship.views import Viewer
from records.read_tables import KINDS
from records.recorded import Recorded
from records.store import Records
from records.upcasting import upcast
from runtime.clock import now

OPERATOR = Viewer(Part.COORDINATOR)
"""The operator sees what a coordinator sees."""

_NOBODY = UUID(int=0)
_NEEDED = ("id", "program", "mentee", "opened_at", "last_at")
_NUMBERED = ("candidates", "invitations", "goals", "tasks", "meetings", "check_ins")


@dataclass(frozen=True)
class Seen:
    """An event as somebody may see it; ``data`` is in the order of its fields."""

    version: int
    at: datetime
    type: str
    actor: Actor
    command_id: UUID
    data: dict[str, Any]


async def viewer_as(records: Records, state: Mentorship, email: str | None) -> Viewer:
    """Return whose eyes are meant: the operator's, or those of the person with this address.

    Raises:
        Unknown: nobody has this address.
        Denied: the person has no part in this mentorship.
    """
    if email is None:
        return OPERATOR
    target = Target("mentorship", state.id)
    actor = await who_acts(records, target, email=email, role=None)
    members = await records.people(program=state.program)
    held = (state.program, Role.COORDINATOR.value)
    coordinators = tuple(row.id for row in members if held in row.roles)
    context = Context(at=now(), actor=actor, command_id=_NOBODY, coordinators=coordinators)
    viewer = views.viewer_of(state, context)
    if viewer is None:
        sentence = f"{email} has no part in this mentorship, and may not look at it."
        raise Denied(sentence, code="not_your_part", person=email)
    return viewer


def as_seen(state: Mentorship, viewer: Viewer) -> Mentorship:
    """Return a state with what a viewer sees of it; the rest is as in a mentorship just opened.

    ``views.view`` says what they see. Earlier agreements stay, because none of them is in force.
    """
    seen = views.view(state, viewer)
    shown: dict[str, Any] = {
        each.name: _default(each) for each in fields(state) if each.name not in {*seen, *_NEEDED}
    }
    for name in _NUMBERED:
        if name in seen:
            held = getattr(state, name)
            shown[name] = {key: held[key] for key in held if str(key) in seen[name]}
    if "check_ins" in seen:
        outcomes = {key: seen["check_ins"][str(key)]["outcome"] for key in shown["check_ins"]}
        shown["check_ins"] = {
            key: replace(each, outcome=outcomes[key]) for key, each in shown["check_ins"].items()
        }
    return replace(state, **shown)


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def seen_by(events: Sequence[Recorded], viewer: Viewer) -> list[Seen]:
    """Return of a mentorship's events what a viewer may see."""
    kept = {event.version: event for event in events}
    told = [(_event(event), Stamp(at=event.at, actor=event.actor)) for event in events]
    return [_seen(kept[version], data) for version, _, data in views.history(told, viewer)]


def seen_whole(events: Sequence[Recorded]) -> list[Seen]:
    """Return the events of a person or a program, whole."""
    return [_seen(event, _event(event).model_dump(mode="json")) for event in events]


def _event(kept: Recorded) -> Any:
    decider = MENTORSHIP if kept.category == "mentorship" else KINDS[kept.category].decider
    data = upcast(kept.type, kept.data, version=kept.schema_version)
    return decider.events.validate_python({**data, "type": kept.type})


def _seen(kept: Recorded, data: dict[str, Any]) -> Seen:
    shown = {name: value for name, value in data.items() if name != "type"}
    return Seen(kept.version, kept.at, kept.type, kept.actor, kept.command_id, shown)
