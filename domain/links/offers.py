"""What a link's page can offer now: of what its purpose gives, that which stage and part allow."""

from domain.links.link import Link
from domain.links.permits import PERMITS
from domain.mentorship.possible import possible
from domain.mentorship.stages import Part
from domain.mentorship.state import Mentorship


def offers(link: Link, mentorship: Mentorship | None) -> tuple[str, ...]:
    """Return the types of command that a usable link can give now, in alphabetical order.

    A command may be refused all the same: the rules look at more than stage and part.
    """
    given = PERMITS[link.purpose]
    if mentorship is None or link.stream[0] == "person":
        return tuple(sorted(given))
    return tuple(sorted(given & possible(_part_of(link, mentorship), mentorship.stage)))


def _part_of(link: Link, mentorship: Mentorship) -> Part | None:
    side = mentorship.side_of(link.person)
    if side is not None:
        return Part(side)
    invited = any(each.mentor == link.person for each in mentorship.invitations.values())
    return Part.INVITED if invited else None
