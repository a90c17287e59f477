"""The life of a service's process: it reads its settings, works until it is asked to stop, ends.

SIGTERM and SIGINT stop it in good order, a second one at once.
"""

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable

import structlog

from runtime.errors import SetupError
from runtime.exit import leave
from runtime.logging import configure_logging
from runtime.settings import Settings

OVERTIME = 10.0
"""Seconds beyond the limit for a stop, for goodbyes to the servers; then the process just ends."""

_KILLED_BY = 128
"""What a shell adds to a signal's number for the exit code of who died of it."""

Run = Callable[[Settings, asyncio.Event], Awaitable[None]]
"""Works until the event is set, then finishes what is under way within the settings' limit."""


async def live(name: str, run: Run, *, foreseen: tuple[type[Exception], ...]) -> int:
    """Read the settings, run a service until a signal stops it, and return the exit code.

    Args:
        name: how the service is called in its log.
        run: the service.
        foreseen: its errors that are one sentence for the person who started it.
    """
    stop, log = asyncio.Event(), structlog.get_logger(name)
    sentences: tuple[type[Exception], ...] = (SetupError, *foreseen)
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, _heed, name, stop, each)
    # Until the settings say how: by itself, structlog shows values, which may be secret.
    configure_logging(form="console", level="info")
    try:
        settings = Settings.load()
        configure_logging(form=settings.log_format, level=settings.log_level)
        hurry = asyncio.create_task(_end_in_time(name, stop, settings.graceful_stop_seconds))
        try:
            await run(settings, stop)
        finally:
            hurry.cancel()
    except sentences as problem:
        print(problem, file=sys.stderr)  # noqa: T201 - one sentence for the person who started it
        return 1
    except Exception:
        log.exception("%s.failed", name)
        return 1
    return 0


def keep_for_good() -> None:
    """Leave all that is there by now out of Python's search for garbage, until the process ends.

    What a service's libraries bring along is hundreds of thousands of objects. To look through them
    takes some tenths of a second each time, in which nobody is answered.
    """
    gc.freeze()


async def _end_in_time(name: str, stop: asyncio.Event, seconds: float) -> None:
    """Give what is under way its time, and end the process if it is still there long after."""
    await stop.wait()
    log = structlog.get_logger(name)
    log.info("%s.stopping", name, within_seconds=seconds)
    await asyncio.sleep(seconds + OVERTIME)
    log.error("%s.stopped_by_force", name, after_seconds=seconds + OVERTIME)
    leave(1)


def _heed(name: str, stop: asyncio.Event, number: signal.Signals) -> None:
    """Stop in good order when asked, and at once when asked again."""
    if stop.is_set():
        structlog.get_logger(name).warning("%s.stopped_at_once", name, signal=number.name)
        leave(_KILLED_BY + number)
    stop.set()
