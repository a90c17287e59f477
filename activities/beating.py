"""Signs of life of an activity that may take long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from temporalio import activity

EVERY = 10.0
"""Seconds between two signs; Temporal misses them after `workflows.hands.SILENT_FOR`."""


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Tell Temporal now and then, while the block lasts, that somebody is at work.

    A task that was lost on its way, or with its worker, is then given to another one soon, and
    not only when its whole time is over.
    """
    beats = asyncio.create_task(_beat())
    try:
        yield
    finally:
        beats.cancel()
        with suppress(asyncio.CancelledError):
            await beats


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(EVERY)
