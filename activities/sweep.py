"""The activity that wakes mentorships and mailboxes which missed something."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from temporalio import activity

from activities.measures import Measures, Unmeasured
from activities.passing import passing
from activities.post import WakeMailbox
from activities.signatures import SWEEP, SweepRound, Swept
from records.store import Records

LATE = timedelta(minutes=2)
"""How late a deadline or a letter must be: long enough for whoever is at it already."""

PAGE = 500
"""Mentorships or mailboxes asked for at a time."""

log = structlog.get_logger(__name__)


@dataclass
class _Round:
    woken: int = 0
    failures: list[Exception] = field(default_factory=list)

    @property
    def counted(self) -> dict[str, int]:
        """Say how many were woken, and how many could not be."""
        return {"woken": self.woken, "failed": len(self.failures)}

    async def wake(self, sleeper: Awaitable[None], **whose: str) -> None:
        """Wake one; if that cannot be done, the others are woken all the same."""
        try:
            await sleeper
        except Exception as error:  # noqa: BLE001 - whatever it is
            log.warning("sleeper.not_woken", **whose, error=type(error).__name__)
            self.failures.append(error)
        else:
            self.woken += 1


class Sweeper:
    """Finds who missed something, and has them woken."""

    def __init__(
        self,
        records: Records,
        wake: Callable[[UUID], Awaitable[None]],
        wake_mailbox: WakeMailbox,
        *,
        measures: Measures | None = None,
    ) -> None:
        """Keep the records to search, how to wake either, and who counts.

        That is `workflows.client.refresh` and `workflows.mailbox_client.wake_mailbox`.
        """
        self._records = records
        self._wake = wake
        self._wake_mailbox = wake_mailbox
        self._measures = measures or Unmeasured()

    @activity.defn(name=SWEEP)
    async def sweep(self, turn: SweepRound) -> Swept:
        """Wake all whose deadlines or letters are late, or whose records went on without them.

        One that cannot be woken keeps nobody else asleep; the next round finds it again.

        Raises:
            ApplicationError: not one of them could be woken; the activity is tried again.
        """
        late = turn.at - LATE
        mentorships, mailboxes = _Round(), _Round()
        async for mentorship in self._asleep(late=late):
            await mentorships.wake(self._wake(mentorship), mentorship_id=str(mentorship))
        async for person in self._late_mailboxes(late=late):
            woken = self._wake_mailbox(person, at=turn.at)
            await mailboxes.wake(woken, person_id=str(person))
        self._measures.swept(**mentorships.counted, at=turn.at)
        self._measures.mailboxes_swept(**mailboxes.counted)
        found = {f"mailboxes_{name}": number for name, number in mailboxes.counted.items()}
        swept = Swept.model_validate({**mentorships.counted, **found})
        if swept != Swept():
            log.info("sweep.done", **swept.model_dump())
        failures = [*mentorships.failures, *mailboxes.failures]
        if failures and not (mentorships.woken or mailboxes.woken):
            raise passing(failures[-1]) from failures[-1]
        return swept

    async def _asleep(self, *, late: datetime) -> AsyncIterator[UUID]:
        last: UUID | None = None
        while True:
            sleepers = await self._records.needing_refresh(late=late, limit=PAGE, after=last)
            for sleeper in sleepers:
                yield sleeper.mentorship
            if len(sleepers) < PAGE:
                return
            last = sleepers[-1].mentorship

    async def _late_mailboxes(self, *, late: datetime) -> AsyncIterator[UUID]:
        last: UUID | None = None
        while True:
            people = await self._records.late_mailboxes(late=late, limit=PAGE, after=last)
            for person in people:
                yield person
            if len(people) < PAGE:
                return
            last = people[-1]
