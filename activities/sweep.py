"""The activity that wakes mentorships which missed something."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from temporalio import activity

from activities.measures import Measures, Unmeasured
from activities.passing import passing
from activities.signatures import SWEEP, SweepRound, Swept
from records.store import Records

LATE = timedelta(minutes=2)
"""How late a deadline or a letter must be: long enough for whoever is at it already."""

PAGE = 500
"""Mentorships asked for at a time."""

log = structlog.get_logger(__name__)


class Sweeper:
    """Finds who missed something, and has them woken."""

    def __init__(
        self,
        records: Records,
        wake: Callable[[UUID], Awaitable[None]],
        *,
        measures: Measures | None = None,
    ) -> None:
        """Keep the records to search, how to wake: `workflows.client.refresh`, and who counts."""
        self._records = records
        self._wake = wake
        self._measures = measures or Unmeasured()

    @activity.defn(name=SWEEP)
    async def sweep(self, turn: SweepRound) -> Swept:
        """Wake all whose deadlines or letters are late, or whose records went on without them.

        One that cannot be woken keeps nobody else asleep; the next round finds it again.

        Raises:
            ApplicationError: not one of them could be woken; the activity is tried again.
        """
        woken = 0
        failures: list[Exception] = []
        async for mentorship in self._asleep(late=turn.at - LATE):
            try:
                await self._wake(mentorship)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others are woken
                log.warning(
                    "sleeper.not_woken", mentorship_id=str(mentorship), error=type(error).__name__
                )
                failures.append(error)
            else:
                woken += 1
        self._measures.swept(woken=woken, failed=len(failures), at=turn.at)
        if woken or failures:
            log.info("sweep.done", woken=woken, failed=len(failures))
        if failures and not woken:
            raise passing(failures[-1]) from failures[-1]
        return Swept(woken=woken, failed=len(failures))

    async def _asleep(self, *, late: datetime) -> AsyncIterator[UUID]:
        last: UUID | None = None
        while True:
            sleepers = await self._records.needing_refresh(late=late, limit=PAGE, after=last)
            for sleeper in sleepers:
                yield sleeper.mentorship
            if len(sleepers) < PAGE:
                return
            last = sleepers[-1].mentorship
