"""Turning the clocks of a story: the mentorship's and those of its people's mailboxes, in order.

Each workflow has a clock of its own here. Were one turned far ahead of the others, a mailbox would
look at its letters when they are long out of date. So all go from one instant to the next at
which something falls due anywhere.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from temporalio.client import Client
from temporalio.testing import TimeSkipper

from records.outbox import LedgerLine
from records.store import Records
from workflows.mailbox_client import wake_mailbox
from workflows.start import workflow_id

_BETWEEN_LOOKS = 0.03
_SETTLED_WITHIN = 30.0
_MARGIN = timedelta(seconds=1)
"""How far past an instant a clock is turned, so that the timer that was set for it has rung."""


class ClockStuck(Exception):
    """Something fell due and did not happen: the story cannot go on."""

    def __init__(self, instant: datetime, what: Iterable[str]) -> None:
        """Say what was waited for in vain, and when it was due."""
        waited = ", ".join(what)
        super().__init__(f"At {instant} nothing became of {waited}; see the worker's log.")


@dataclass
class Clocks:
    """All clocks of one story, at an instant ``now``."""

    skipper: TimeSkipper
    records: Records
    task_queue: str
    mentorship: UUID
    now: datetime

    @property
    def client(self) -> Client:
        """Return the client whose workflows have clocks that can be turned."""
        return self.skipper.client

    async def turn(self, until: datetime, *, is_past: bool) -> None:
        """Let time pass until then; what is due at that very instant too, if it ``is_past``.

        Raises:
            ClockStuck: something did not happen when its time had come.
        """
        await self._settled(before=self.now)
        while (coming := await self._coming()) is not None:
            if coming > until or (coming == until and not is_past):
                break
            self.now = max(self.now, coming)
            await self._turn_mentorship(self.now + _MARGIN)
            await self._wake_mailboxes()
            await self._settled(before=self.now + _MARGIN)
        self.now = max(self.now, until)
        await self._turn_mentorship(self.now)

    async def _coming(self) -> datetime | None:
        """Return the next instant at which something falls due."""
        standing = await self.records.standing(self.mentorship)
        held = [each.next_try_at for each in await self._waiting()]
        instants = [each.due for each in standing.deadlines[:1]]
        return min([*instants, *(each for each in held if each is not None)], default=None)

    async def _turn_mentorship(self, instant: datetime) -> None:
        if (await self.records.standing(self.mentorship)).complete:
            return  # its workflow has ended
        handle = self.client.get_workflow_handle(workflow_id(self.mentorship))
        ahead = instant - await self.skipper.get_current_time(handle)
        if ahead > timedelta(0):
            await self.skipper.fast_forward(handle, ahead)

    async def _wake_mailboxes(self) -> None:
        """Wake those whose letters may leave: a mailbox's clock follows whoever wakes it."""
        held = [each for each in await self._waiting() if each.next_try_at is not None]
        due = {each.recipient for each in held if self._is_due(each)}
        for person in sorted(due):
            await wake_mailbox(self.client, person, at=self.now, task_queue=self.task_queue)

    async def _settled(self, *, before: datetime) -> None:
        """Wait until all dates before an instant have passed, and every letter that may has left.

        Raises:
            ClockStuck: they do not.
        """
        clock: Callable[[], float] = asyncio.get_running_loop().time
        patience = clock() + _SETTLED_WITHIN
        while open_matters := await self._unsettled(before):
            if clock() > patience:
                raise ClockStuck(self.now, open_matters)
            await asyncio.sleep(_BETWEEN_LOOKS)

    async def _unsettled(self, before: datetime) -> list[str]:
        standing = await self.records.standing(self.mentorship)
        dates = [each.label for each in standing.deadlines if each.due < before]
        return [*dates, *(each.kind for each in await self._waiting() if self._is_due(each))]

    async def _waiting(self) -> list[LedgerLine]:
        ledger = await self.records.letters_of(self.mentorship)
        return [each for each in ledger if not each.is_finished]

    def _is_due(self, letter: LedgerLine) -> bool:
        return letter.next_try_at is None or letter.next_try_at <= self.now
