"""Going on in another way: another role, project, focus, pace or term, or staying as you are."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.redefinition import RedefinitionKind
from domain.mentorship.stages import Stage
from domain.mentorship.state import Mentorship
from records.seeing import Seen, seen_by
from web.pages.mentorships.agreement import SAID, proposing
from web.pages.mentorships.parties import parties
from web.pages.mentorships.terms import agreed_end
from web.pages.mentorships.versions import versions_of
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_SAID: Final = {
    "redefinition.redefinition_proposed": (
        "Your proposal is sent, and you have signed it by proposing it. All stays as agreed until "
        "both have signed."
    ),
    "redefinition.stayed_as_we_are": "You go on as you are; the agreement stays as it is.",
    "redefinition.stay_agreed": (
        "We have noted that you would rather stay as you are; it is so once both of you say it."
    ),
    **SAID,
}

KINDS: Final = {
    RedefinitionKind.ROLE: "The role: what each of us is to the other",
    RedefinitionKind.PROJECT: "The project we work on",
    RedefinitionKind.FOCUS: "The focus: what we talk about",
    RedefinitionKind.PACE: "The pace: how often we meet",
    RedefinitionKind.TERM: "The term: how long it goes on",
}
"""What can change, in the words of the two."""


def _of_this_talk(events: Sequence[Seen]) -> Sequence[Seen]:
    """Return the events since the two last began to talk about how to go on."""
    begun = [
        place
        for place, each in enumerate(events)
        if each.type == "redefinition.redefinition_opened"
    ]
    return events[begun[-1] :] if begun else ()


def _kind(events: Sequence[Seen]) -> RedefinitionKind | None:
    proposed = [each for each in events if each.type == "redefinition.redefinition_proposed"]
    return RedefinitionKind(proposed[-1].data["kind"]) if proposed else None


def _due(state: Mentorship) -> date | None:
    kinds = {DeadlineKind.REDEFINITION_DUE, DeadlineKind.REDEFINITION_GRACE}
    found = (each.due.date for each in state.deadlines.values() if each.kind in kinds)
    return min(found, default=None)


async def _redefinition(services: Services, way: Way, _: Mapping[str, Any]) -> Mapping[str, Any]:
    found, state = parties(way), way.mentorship
    versions = await versions_of(services, way)
    is_open = state.stage is Stage.REDEFINITION
    events: Sequence[Seen] = ()
    if is_open and way.viewer is not None:
        history = await services.records.history("mentorship", state.id)
        events = _of_this_talk(seen_by(history, way.viewer))
    in_force = versions.in_force
    return {
        "parties": found,
        "is_open": is_open,
        "because": events[0].data["because"] if events else None,
        "due": _due(state),
        "waiting": versions.waiting if is_open else None,
        "in_force": in_force,
        "ends": None if in_force is None else agreed_end(state, in_force.agreement),
        "kind": _kind(events),
        "kinds": KINDS,
        "staying": [each for each in found if each.side in state.staying],
        **proposing(way, versions),
    }


PAGES: Final = (
    Page(
        path="/redefinition",
        template="redefinition.html",
        title="How to go on",
        commands=frozenset({"propose_redefinition", "stay_as_we_are"}),
        purposes=frozenset({Purpose.REDEFINITION, Purpose.AGREEMENT}),
        facts=_redefinition,
        said=_SAID,
        refused={"date_past": "It would be over already; please agree on an end after today."},
    ),
)
