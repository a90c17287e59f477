"""What happened, as somebody may see it: events, and a mentorship as it was at some moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from domain.acting import viewer_of
from domain.envelopes import Actor, Role, Stamp
from domain.mentorship import Mentorship, views
from domain.mentorship.seen import as_seen
from domain.mentorship.stages import Part
from domain.mentorship.views import Viewer
from domain.people.state import Person
from records.kinds import Event, State
from records.read_tables import KINDS
from records.recorded import Recorded, event_of


@dataclass(frozen=True)
class Seen:
    """An event as somebody may see it; ``data`` is in the order of its fields."""

    version: int
    at: datetime
    type: str
    actor: Actor
    command_id: UUID
    data: dict[str, Any]


@dataclass(frozen=True)
class Then:
    """A mentorship as it was at a moment, with what its viewer may see of that.

    ``version`` is the stream's then; ``state`` is seen already.
    """

    at: datetime
    version: int
    state: Mentorship
    viewer: Viewer


def seen_by(events: Sequence[Recorded], viewer: Viewer, *, most: int | None = None) -> list[Seen]:
    """Return of all events of a mentorship what a viewer may see, or the last ``most`` of it."""
    kept = {event.version: event for event in events}
    told = [(_event(event), _stamp(event)) for event in events]
    shown = views.history(told, viewer, most=most)
    return [_seen(kept[version], data) for version, _, data in shown]


def seen_whole(events: Sequence[Recorded]) -> list[Seen]:
    """Return the events of a person or a program, whole."""
    return [_seen(event, _event(event).model_dump(mode="json")) for event in events]


def folded(events: Iterable[Recorded], *, at: datetime | None = None) -> State:
    """Return the state that a stream's events lead to, of any kind; None where nothing happened.

    Args:
        events: all of the stream, in order.
        at: leave out what happened after this moment.
    """
    state: Any = None
    for event in events:
        if at is not None and event.at > at:
            break
        state = KINDS[event.category].decider.evolve(state, _event(event), _stamp(event))
    return state


def as_it_was(
    events: Sequence[Recorded],
    *,
    at: datetime,
    person: Person | None,
    wished: Role | None = None,
) -> Then | None:
    """Return a mentorship as it was at a moment, as somebody may see that today.

    They need a part in it now and one then, and see what the narrower of the two may see. So a new
    mentor does not see what was before them, and one who is replaced sees no more than today.

    Args:
        events: all of the mentorship, in order.
        at: the moment; what happened at that very instant counts.
        person: who looks; None is the operator.
        wished: the role to look in, as in ``domain.acting.actor_in``.

    Returns:
        None where there was no mentorship yet, or they had no part in it then, or have none now.
    """
    today: Mentorship | None = folded(events)
    then: Mentorship | None = folded(events, at=at)
    if today is None or then is None:
        return None
    viewers = (viewer_of(each, person, wished=wished) for each in (today, then))
    viewer = _narrower(then, *viewers)
    if viewer is None:
        return None
    return Then(at=at, version=then.version, state=as_seen(then, viewer), viewer=viewer)


_BREADTH: Final = (Part.INVITED, Part.MENTOR, Part.MENTEE, Part.COORDINATOR)
"""The parts that look at a mentorship, from the one that sees least."""


def _narrower(state: Mentorship, *viewers: Viewer | None) -> Viewer | None:
    """Return the viewer who sees least; a mentor must be mentor in ``state``, or at least asked.

    Or else a coordinator who is the mentor by now would look with a mentor's eyes at another one.
    """
    known = [each for each in viewers if each is not None]
    if len(known) < len(viewers):
        return None
    viewer = min(known, key=lambda each: _BREADTH.index(each.part))
    if viewer.part is Part.MENTOR and state.mentor != viewer.person:
        viewer = Viewer(Part.INVITED, viewer.person)
    asked = any(each.mentor == viewer.person for each in state.invitations.values())
    return viewer if asked or viewer.part is not Part.INVITED else None


def _event(kept: Recorded) -> Event:
    return event_of(KINDS[kept.category].decider, kept.as_row())


def _stamp(kept: Recorded) -> Stamp:
    return Stamp(at=kept.at, actor=kept.actor)


def _seen(kept: Recorded, data: dict[str, Any]) -> Seen:
    shown = {name: value for name, value in data.items() if name != "type"}
    return Seen(kept.version, kept.at, kept.type, kept.actor, kept.command_id, shown)
