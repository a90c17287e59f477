"""Whether somebody has shown of late that it is them: by the second factor, or by signing in."""

from datetime import datetime

from domain.access.limits import SECOND_FACTOR
from records.access.sessions import Session


def is_proved(session: Session, *, at: datetime) -> bool:
    """Say whether the second factor was given, not too long ago."""
    return session.proved_at is not None and at < session.proved_at + SECOND_FACTOR


def is_fresh(session: Session, *, at: datetime) -> bool:
    """Say whether somebody has only just signed in."""
    return at < session.begun_at + SECOND_FACTOR
