"""What somebody is to a mentorship, to a person and to a program: all that rights depend on."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from domain.acting import viewer_of
from domain.envelopes import Role
from domain.mentorship.stages import Part
from domain.mentorship.state import Mentorship
from domain.model import PersonId, ProgramId
from domain.people.parts import is_nobodys, programs_shared
from domain.people.state import Person


class Relation(StrEnum):
    """What somebody is to what they ask for, in the words of a sentence."""

    SELF = "self"
    MENTEE = "mentee"
    MENTOR = "mentor"
    INVITED = "invited mentor"
    PARTNER = "partner"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    NOBODY = "nobody"


_BY_PART: Final = {
    Part.MENTEE: Relation.MENTEE,
    Part.MENTOR: Relation.MENTOR,
    Part.INVITED: Relation.INVITED,
}


def relation_to_mentorship(
    asking: Person | None, mentorship: Mentorship, *, wished: Role | None = None
) -> Relation:
    """Return what somebody is to a mentorship.

    The part that they play decides: an administrator or a coordinator who is of the pair is that
    side and nothing else. Without a part they are a member of the program, or nobody.

    Args:
        asking: who asks; None is the operator, who is an administrator.
        mentorship: as it is.
        wished: the role to ask in, as in ``domain.acting.actor_in``.
    """
    viewer = viewer_of(mentorship, asking, wished=wished)
    if viewer is None:
        member = asking is not None and _is_member(asking, mentorship.program)
        return Relation.MEMBER if member else Relation.NOBODY
    if viewer.part in _BY_PART:
        return _BY_PART[viewer.part]
    is_administrator = asking is None or asking.administrator
    return Relation.ADMINISTRATOR if is_administrator else Relation.COORDINATOR


def relation_to_person(
    asking: Person | None, other: Person, *, partners: Collection[PersonId] = ()
) -> Relation:
    """Return what somebody is to a person, the closest of all that they are.

    A coordinator is one of a program in which the other has a role. Whoever has no role yet is any
    coordinator's, so that one can go on with a person who was just registered. Who is gone is
    nobody to others, and others are nobody to them, but to an administrator.

    Args:
        asking: who asks; None is the operator.
        other: whom it is about.
        partners: the other ones of the open pairs that ``asking`` is of.
    """
    if asking is None:
        return Relation.ADMINISTRATOR
    if asking.is_gone:
        return Relation.NOBODY
    if asking.id == other.id:
        return Relation.SELF
    if asking.administrator:
        return Relation.ADMINISTRATOR
    if other.is_gone:
        return Relation.NOBODY
    if programs_shared(asking, other, role=Role.COORDINATOR):
        return Relation.COORDINATOR
    if is_nobodys(other) and coordinated(asking):
        return Relation.COORDINATOR
    if other.id in partners:
        return Relation.PARTNER
    return Relation.MEMBER if programs_shared(asking, other) else Relation.NOBODY


def relation_to_program(asking: Person | None, program: ProgramId | None) -> Relation:
    """Return what somebody is to a program; None is the whole installation.

    Of the installation there are administrators, and nobody.
    """
    if asking is None:
        return Relation.ADMINISTRATOR
    if asking.is_gone:
        return Relation.NOBODY
    if asking.administrator:
        return Relation.ADMINISTRATOR
    if program is None:
        return Relation.NOBODY
    if asking.has_role(Role.COORDINATOR, program):
        return Relation.COORDINATOR
    return Relation.MEMBER if _is_member(asking, program) else Relation.NOBODY


def coordinated(person: Person) -> frozenset[ProgramId]:
    """Return the programs that a person coordinates; who is gone coordinates none."""
    held = {} if person.is_gone else person.roles
    return frozenset(program for program, roles in held.items() if Role.COORDINATOR in roles)


def gravest_role(person: Person) -> Role:
    """Return the role in which somebody can do most, wherever they have it."""
    if person.administrator:
        return Role.ADMINISTRATOR
    return Role.COORDINATOR if coordinated(person) else Role.MENTEE


def _is_member(person: Person, program: ProgramId) -> bool:
    return not person.is_gone and bool(person.roles.get(program))
