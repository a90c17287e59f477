"""What only those see who have a part in a mentorship: whoever is merely asked sees none of it."""

from domain.mentorship.stages import Part, Side
from domain.mentorship.state import Mentorship
from web.pages.way import Way
from web.problems import not_found


def inside(way: Way) -> Mentorship:
    """Return the mentorship, to mentee, mentor, and their program.

    Raises:
        Problem: 404, to somebody who is only asked to be the mentor.
    """
    if way.viewer is None or way.viewer.part is Part.INVITED:
        raise not_found("page")
    return way.mentorship


def who(way: Way, side: Side) -> str:
    """Return a side as its reader is told it: ``you``, or a name."""
    if way.viewer is not None and way.viewer.side is side:
        return "you"
    return way.name(way.mentorship.person_of(side))


def named(way: Way, side: Side) -> str:
    """Return a side as a sentence begins with it: ``You``, or a name as its owner writes it."""
    told = who(way, side)
    return "You" if told == "you" else told


def sides(way: Way) -> list[tuple[Side, str]]:
    """Return the two of the pair to choose from, the reader first."""
    own = None if way.viewer is None else way.viewer.side
    return [(side, named(way, side)) for side in sorted(Side, key=lambda side: side is not own)]
