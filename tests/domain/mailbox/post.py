"""Letters that wait for Mia, and the people and rules that tests of the mailbox speak of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.mailbox import Sorting, Waiting, sort
from domain.people.preferences import Preferences
from domain.people.state import Person
from domain.policy import Policy
from tests.domain.cast import a_person, ident

URGENT, TODAY, REMINDER = "invitation", "invitation_lapsed", "task_reminder"
"""A kind of each timing; without a mentorship they never stop making sense."""


def mia(
    *, zone: str = "America/Denver", person: dict[str, Any] | None = None, **own: Any
) -> Person:
    """Return the recipient, with ``own`` preferences."""
    return a_person("Mia", zone=zone, preferences=Preferences(**own), **(person or {}))


def letter(name: str, kind: str, raised_at: datetime, **more: Any) -> Waiting:
    return Waiting(ident(name), kind, raised_at, **more)


def sorted_for(
    recipient: Person,
    *letters: Waiting,
    at: datetime,
    policies: Sequence[Policy] = (),
    sent: Sequence[datetime] = (),
) -> Sorting:
    """Sort, and claim that each letter has exactly one place and nothing waits for the past."""
    found = sort(letters, recipient=recipient, policies=policies, reminders_sent=sent, at=at)
    placed: list[UUID] = [each for mail in found.mails for each in mail.letters]
    placed += [each.letter for each in found.held] + [each.letter for each in found.dropped]
    assert sorted(placed) == sorted(each.id for each in letters)
    assert all(each.until > at for each in found.held)
    assert found.next_at == min((each.until for each in found.held), default=None)
    return found
