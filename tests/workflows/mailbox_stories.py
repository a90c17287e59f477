"""Lives of mailboxes that between them show every shape a history can have."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from runtime.clock import now
from tests.eventually import eventually
from tests.workflows.scripted_mailboxes import Box
from tests.workflows.world import counts

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)

Story = Callable[[Box], Awaitable[None]]


async def a_letter_by_itself(box: Box) -> None:
    """One letter leaves at once, and the mailbox is empty."""
    await box.put(at=now())
    await box.handle.result()


async def letters_held_and_gathered(box: Box) -> None:
    """Letters wait for their hour, one comes meanwhile, a timer is moved and another one kept."""
    await box.put(at=now(), leaves=2 * SECOND)
    await eventually(lambda: box.is_asked(1))
    await box.put(at=now(), leaves=SECOND)
    await eventually(lambda: box.is_asked(2))
    await box.handle.signal("wake")
    await box.handle.result()


async def wakes_of_all_kinds(box: Box) -> None:
    """Wakes while a step runs, malformed ones, one from a clock ahead, and no such signal."""
    back = box.mailboxes.stop()
    await box.put(at=now(), leaves=2 * HOUR)
    await eventually(lambda: box.is_asked(1))
    for args in ([], [1, 2], ["soon"], [{"at": "2026-03-02T09:00:00"}], [{"at": now() + HOUR}]):
        await box.handle.signal("wake", args=args)
    back.set()
    await eventually(lambda: box.is_asked(2))
    await box.handle.signal("no such signal", {"at": now() + 3 * HOUR})
    await box.handle.result()


async def a_cancelled_delivery(box: Box) -> None:
    """Somebody cancels the workflow while its mails are on their way."""
    back = box.mailboxes.stop()
    await box.put(at=now())
    await eventually(lambda: box.is_asked(1))
    await box.handle.cancel()

    async def cancelled() -> None:
        assert counts(await box.handle.fetch_history())["WORKFLOW_EXECUTION_CANCELED"]

    await eventually(cancelled)
    back.set()


MAILBOX_STORIES: tuple[Story, ...] = (
    a_letter_by_itself,
    letters_held_and_gathered,
    wakes_of_all_kinds,
    a_cancelled_delivery,
)
"""Each is recorded under its own name."""
