"""What a request leaves to be done beside its answer, such as a letter that is to be sent."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

import structlog

log = structlog.get_logger(__name__)


class Errands:
    """Runs what requests leave to be done; neither their answers nor the next requests wait for it.

    The end of its ``async with`` block waits for what is under way.

    Args:
        within: seconds that it waits; what is not done by then is given up.
    """

    def __init__(self, *, within: float) -> None:
        self._within = within
        self._under_way = set[asyncio.Task[None]]()

    def begin(self, errand: Coroutine[Any, Any, None]) -> None:
        """Let something be done by and by; what it fails with is logged."""
        task = asyncio.create_task(errand)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=self._within)
        for task in late:
            task.cancel()
        if late:
            log.warning("errands.given_up", number=len(late), after_seconds=self._within)
            await asyncio.wait(late)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("errands.failed", exc_info=error)
