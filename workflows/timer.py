"""A workflow's one timer: set anew only when the date that it waits for moves.

The shape of histories depends on it; see `workflows.mentorship` for what may not change.
"""

import asyncio
from datetime import datetime

from temporalio import workflow

from workflows.dates import Wake, wait_for
from workflows.words import timer_summary


class Timer:
    """Rings once at the date it was set to; a timer that runs for the same date is kept."""

    def __init__(self) -> None:
        """Begin with nothing to wait for."""
        self._at: datetime | None = None
        self._sleep: asyncio.Task[None] | None = None

    def set(self, wake: Wake) -> None:
        """Ring at ``wake``, by the workflow's clock, in the place of what it was set to before."""
        if self._sleep is not None:
            if self._at == wake.at:
                return
            self._sleep.cancel()
        pause = wait_for(wake, workflow.now())
        self._at = wake.at
        self._sleep = asyncio.create_task(workflow.sleep(pause, summary=timer_summary(wake)))

    def has_rung(self) -> bool:
        """Say whether its date has come."""
        return self._sleep is not None and self._sleep.done()

    def heed(self) -> None:
        """Take it that it rang, if it did; otherwise it runs on."""
        if self.has_rung():
            self._sleep = None
