"""The two of a mentorship, as its pages name them to whoever looks."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.mentorship.stages import Part, Side
from web.pages.mentorships.terms import Names
from web.pages.way import Way
from web.problems import not_found


@dataclass(frozen=True)
class Party:
    """One of the two: which side, what they are called, and whether it is the reader."""

    side: Side
    name: str
    is_reader: bool


def parties(way: Way) -> Sequence[Party]:
    """Return the two, the reader first if it is one of them.

    Raises:
        Problem: the reader was only asked to be the mentor; this is not theirs to see.
    """
    if way.viewer is None or way.viewer.part is Part.INVITED:
        raise not_found("page")
    own = way.viewer.side
    sides = list(Side) if own is None else [own, own.other]
    state = way.mentorship
    return [Party(side, way.name(state.person_of(side)), side is own) for side in sides]


def names_now(way: Way) -> Names:
    """Return what the two are called who have the mentorship now."""
    return {side: way.name(way.mentorship.person_of(side)) for side in Side}
