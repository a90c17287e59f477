"""The sweep wakes whom it can."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.signatures import SweepRound, Swept
from activities.sweep import LATE as SLACK
from activities.sweep import Sweeper
from tests.activities.correspondence import asked
from tests.records.desk import START, Desk

LATE = START + timedelta(hours=1)


@dataclass
class Bell:
    """Wakes mentorships and mailboxes, but not the dead; notes down whom it woke."""

    dead: frozenset[UUID] = frozenset()
    mentorships: list[UUID] = field(default_factory=list)
    mailboxes: list[UUID] = field(default_factory=list)

    async def mentorship(self, ident: UUID) -> None:
        self._ring(ident, self.mentorships)

    async def mailbox(self, person: UUID, *, at: datetime) -> None:
        assert at == LATE
        self._ring(person, self.mailboxes)

    def _ring(self, ident: UUID, woken: list[UUID]) -> None:
        if ident in self.dead:
            message = "its history is too long"
            raise RuntimeError(message)
        woken.append(ident)


async def behind(desk: Desk, *, number: int) -> list[UUID]:
    """Open mentorships of which no workflow knows, and return them in the sweep's order."""
    return sorted((await asked(desk, times=number)).mentorships)


async def sweep(desk: Desk, bell: Bell) -> Swept:
    swept: Swept = await ActivityEnvironment().run(
        Sweeper(desk.records, bell.mentorship, bell.mailbox).sweep, SweepRound(at=LATE)
    )
    return swept


async def test_one_that_cannot_be_woken_keeps_nobody_else_asleep(desk: Desk) -> None:
    mentorships = await behind(desk, number=3)
    people = await desk.records.late_mailboxes(late=LATE - SLACK)
    assert people
    bell = Bell(dead=frozenset(mentorships[:1]))
    swept = await sweep(desk, bell)
    assert swept == Swept(woken=2, failed=1, mailboxes_woken=len(people))
    assert (bell.mentorships, bell.mailboxes) == (mentorships[1:], people)
    swept = await sweep(desk, Bell(dead=frozenset([*mentorships, *people[1:]])))
    assert swept == Swept(failed=3, mailboxes_woken=1, mailboxes_failed=len(people) - 1)


async def test_a_round_that_wakes_nobody_it_should_wake_has_failed(desk: Desk) -> None:
    mentorships = await behind(desk, number=2)
    people = await desk.records.late_mailboxes(late=LATE - SLACK)
    bell = Bell(dead=frozenset([*mentorships, *people]))
    with pytest.raises(ApplicationError, match="history is too long"):
        await sweep(desk, bell)
    assert (bell.mentorships, bell.mailboxes) == ([], [])


async def test_a_round_with_nobody_asleep_is_a_good_one(desk: Desk) -> None:
    assert await sweep(desk, Bell()) == Swept()
