"""What a link's page can offer now: of what its purpose gives, that which stage and part allow."""

from collections.abc import Mapping
from functools import cache
from typing import get_args

from domain.links.link import Link
from domain.links.permits import PERMITS
from domain.mentorship import Command
from domain.mentorship.messages import MentorshipCommand
from domain.mentorship.stages import Part
from domain.mentorship.state import Mentorship


def offers(link: Link, mentorship: Mentorship | None) -> tuple[str, ...]:
    """Return the types of command that a usable link can give now, in alphabetical order.

    A command may be refused all the same: the rules look at more than stage and part.
    """
    given = sorted(PERMITS[link.purpose])
    if mentorship is None or link.stream[0] == "person":
        return tuple(given)
    part = _part_of(link, mentorship)
    known = _commands()
    return tuple(
        each for each in given if mentorship.stage in known[each].stages and part in known[each].who
    )


def _part_of(link: Link, mentorship: Mentorship) -> Part | None:
    side = mentorship.side_of(link.person)
    if side is not None:
        return Part(side)
    invited = any(each.mentor == link.person for each in mentorship.invitations.values())
    return Part.INVITED if invited else None


@cache
def _commands() -> Mapping[str, type[MentorshipCommand]]:
    return {each.model_fields["type"].default: each for each in get_args(Command)}
