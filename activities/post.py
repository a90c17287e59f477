"""The activity that hands a mentorship's new letters to the mailboxes of their recipients."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog
from structlog.contextvars import bound_contextvars
from temporalio import activity

from activities.measures import Measures, Unmeasured
from activities.moment import moment
from activities.passing import passing
from activities.signatures import POST, Posted, PostLetters
from records.errors import Unavailable
from records.store import Records

log = structlog.get_logger(__name__)


class WakeMailbox(Protocol):
    """Wakes a person's mailbox, as `workflows.mailbox_client.wake_mailbox` does."""

    def __call__(self, person: UUID, /, *, at: datetime) -> Awaitable[None]:
        """Wake the mailbox of ``person``; ``at`` is the time by the clock of who asks."""


class Poster:
    """Tells mailboxes of letters, and notes that they heard."""

    def __init__(
        self, records: Records, wake: WakeMailbox, *, measures: Measures | None = None
    ) -> None:
        """Keep the records to read from, how to wake, and whoever counts."""
        self._records = records
        self._wake = wake
        self._measures = measures or Unmeasured()

    @activity.defn(name=POST)
    async def post(self, letters: PostLetters) -> Posted:
        """Wake the mailbox of each person who has letters here of which it has not heard.

        One that cannot be woken holds up no other.

        Raises:
            ApplicationError: not one could be woken; the activity is tried again.
        """
        with bound_contextvars(mentorship_id=str(letters.mentorship)):
            try:
                return await self._post(letters)
            except Unavailable as error:
                self._measures.post_postponed()
                log.warning("letters.postponed", problem=type(error).__name__)
                raise passing(error) from None

    async def _post(self, letters: PostLetters) -> Posted:
        woken = 0
        failures: list[Exception] = []
        for person in await self._records.unhanded(letters.mentorship):
            try:
                await self._wake(person, at=moment(letters.at))
            except Exception as error:  # noqa: BLE001 - whatever it is, the others are woken
                log.warning("mailbox.not_woken", person_id=str(person), error=type(error).__name__)
                failures.append(error)
                continue
            # Only what was there when the workflow asked: of a letter that came later, the mailbox
            # may not have heard.
            await self._records.handed(letters.mentorship, person, at=letters.at)
            woken += 1
        if failures and not woken:
            self._measures.post_postponed()
            raise passing(failures[-1]) from failures[-1]
        return Posted(sent=woken, waiting=bool(failures))
