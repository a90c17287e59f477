"""What is known of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from domain.dates import Due
from domain.envelopes import Role
from domain.model import Personal, PersonId, ProgramId, Value
from domain.people.preferences import Preferences

ERASED_NAME: Final = "(erased)"
"""What stands where the name of an erased person stood."""


class Support(StrEnum):
    """The kinds of support that a mentor offers and a mentee looks for."""

    CLINICAL_SKILLS = "clinical_skills"
    RESEARCH = "research"
    CAREER = "career"
    EDUCATION = "education"
    LEADERSHIP = "leadership"
    WELLBEING = "wellbeing"
    SPONSORSHIP = "sponsorship"
    REVERSE_MENTORING = "reverse_mentoring"


class MentorInvitation(StrEnum):
    """Where the one invitation to become a mentor stands."""

    INVITED = "invited"
    LATER = "later"
    ACCEPTED = "accepted"
    DECLINED = "declined"


ANSWERED: Final[Mapping[str, MentorInvitation]] = {
    "yes": MentorInvitation.ACCEPTED,
    "no": MentorInvitation.DECLINED,
    "later": MentorInvitation.LATER,
}
"""Where each answer leaves the invitation to become a mentor."""


class MentorProfile(Value):
    """What a mentee wants to know before asking; every field may be missing."""

    disciplines: Annotated[tuple[str, ...], Personal("person")] = ()
    site: Annotated[str, Personal("person")] | None = None
    support: tuple[Support, ...] = ()
    recent_work: Annotated[str, Personal("person")] | None = None
    learners_so_far: int | None = None
    style: Annotated[str, Personal("person")] | None = None


class MenteeProfile(Value):
    """Where a mentee is in the career; every field may be missing."""

    career_stage: Annotated[str, Personal("person")] | None = None
    discipline: Annotated[str, Personal("person")] | None = None
    interests: Annotated[tuple[str, ...], Personal("person")] = ()


@dataclass(frozen=True)
class Reference:
    """What a former mentee or a coordinator says of a mentor; it belongs to the mentor."""

    by: PersonId | None
    text: str


@dataclass(frozen=True)
class Person:
    """A person as folded from the stream; ``roles`` are per program.

    ``version`` counts the events folded. Who is not ``subscribed`` gets no reminders. Of an erased
    person nothing personal is left.
    """

    id: PersonId
    version: int
    name: str
    email: str
    zone: str
    language: str
    administrator: bool = False
    roles: Mapping[ProgramId, frozenset[Role]] = field(default_factory=dict)
    mentor_profile: MentorProfile = field(default_factory=MentorProfile)
    mentee_profile: MenteeProfile = field(default_factory=MenteeProfile)
    capacity: int | None = None
    away_until: Due | None = None
    references: tuple[Reference, ...] = ()
    invited_to_mentor: MentorInvitation | None = None
    preferences: Preferences = field(default_factory=Preferences)
    subscribed: bool = True
    address_failing_since: datetime | None = None
    merged_into: PersonId | None = None
    erased: bool = False

    def has_role(self, role: Role, program: ProgramId) -> bool:
        """Say whether the person holds ``role`` in ``program``."""
        return role in self.roles.get(program, frozenset())

    def is_away(self, at: datetime) -> bool:
        """Say whether new invitations must wait at ``at``."""
        return self.away_until is not None and at < self.away_until.at

    @property
    def is_gone(self) -> bool:
        """Say whether the person was erased or merged into another."""
        return self.erased or self.merged_into is not None
