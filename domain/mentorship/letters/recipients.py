"""To whom a letter goes, and who may know that it does."""

from typing import Final

from domain.context import Context
from domain.mentorship.appointments import going_on
from domain.mentorship.stages import Side
from domain.mentorship.state import Mentorship
from domain.mentorship.views import SIDES_AND_INVITED, Viewer
from domain.model import PersonId
from domain.notices import Notice

CONFIDENTIAL: Final = frozenset({"end_confirmation", "concern_raised", "concern_received"})
"""Kinds of letter of which nobody else may know; each leaves by itself."""


def to_side(kind: str, side: Side, state: Mentorship, /, **facts: object) -> list[Notice]:
    """Write to one side, if there is somebody on it."""
    person = state.person_of(side)
    return [] if person is None else [Notice(kind, person, facts)]


def to_both(kind: str, state: Mentorship, /, **facts: object) -> list[Notice]:
    """Write the same to mentee and mentor."""
    return [notice for side in Side for notice in to_side(kind, side, state, **facts)]


def to_others(kind: str, state: Mentorship, context: Context, **facts: object) -> list[Notice]:
    """Write to those of the pair who did not do it themselves."""
    acted = context.actor.person
    return [notice for notice in to_both(kind, state, **facts) if notice.to != acted]


def to_program(kind: str, state: Mentorship, context: Context, **facts: object) -> list[Notice]:
    """Write to the coordinators; one who is mentee or mentor here has only that side's letters."""
    return [
        Notice(kind, person, facts)
        for person in context.coordinators
        if state.side_of(person) is None
    ]


def name_of(person: PersonId, context: Context) -> str:
    """Return a person's name as the letter may say it; empty for somebody unknown."""
    found = context.people.get(person)
    return found.name if found is not None else ""


def series_meeting(state: Mentorship) -> dict[str, object]:
    """Return the fact by which a letter brings the calendars' entry of a series up to date."""
    meeting = going_on(state)
    return {} if meeting is None else {"meeting": meeting}


def knows_letter(kind: str, to: PersonId, viewer: Viewer, *, learns: bool) -> bool:
    """Say whether a viewer may know that somebody is written to.

    Own letters always; those to others where the viewer ``learns`` of the event behind them, but
    not letters on a concern or a wish to end.
    """
    if viewer.person == to or viewer.part not in SIDES_AND_INVITED:
        return True
    return learns and kind not in CONFIDENTIAL
