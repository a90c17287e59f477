"""A link as it is kept: for whom, for what, until when, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.envelopes import Actor, Category, Role
from domain.links.purposes import OF_PERSON, Purpose
from domain.model import MentorshipId, PersonId


@dataclass(frozen=True)
class Link:
    """One person's way to one purpose; what it was sent as, its token, is known to nobody here.

    ``subject`` is the number of the invitation, task and so on that it is about; None leaves it to
    the reader. ``expires_at`` is None where it lasts until it is revoked. ``used_at`` is when the
    one act that cannot be undone was recorded.
    """

    id: UUID
    person: PersonId
    role: Role
    purpose: Purpose
    mentorship: MentorshipId | None
    subject: int | None
    letter: UUID | None
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_why: str | None = None

    @property
    def actor(self) -> Actor:
        """Return as whom the reader acts."""
        return Actor(role=self.role, person=self.person)

    @property
    def stream(self) -> tuple[Category, UUID]:
        """Return to which stream the acts go: the mentorship's, or the person's own."""
        if self.mentorship is None or self.purpose in OF_PERSON:
            return "person", self.person
        return "mentorship", self.mentorship
