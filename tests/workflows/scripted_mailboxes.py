"""A stand-in for our own post office, to test the shape of the mailbox's workflow by."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError

from activities.signatures import DELIVER, Delivered, DeliverLetters
from runtime.ids import new_id
from tests.workflows.world import World
from workflows.mailbox_client import wake_mailbox
from workflows.mailbox_start import mailbox_id

ANSWER_WITHIN = timedelta(seconds=5)


@dataclass
class Mailboxes:
    """Letters leave ``hold`` after the hour that is written on them; that may change on any day."""

    hold: timedelta = timedelta(0)
    waiting: dict[UUID, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    left: list[datetime] = field(default_factory=list)
    asked: list[DeliverLetters] = field(default_factory=list)
    before: Callable[[DeliverLetters], Awaitable[None]] | None = None

    @property
    def activities(self) -> list[Callable[..., Any]]:
        return [self.deliver]

    def stop(self) -> asyncio.Event:
        """Let each delivery wait for the event."""
        back = asyncio.Event()

        async def wait(_: DeliverLetters) -> None:
            await back.wait()

        self.before = wait
        return back

    @activity.defn(name=DELIVER)
    async def deliver(self, letters: DeliverLetters) -> Delivered:
        self.asked.append(letters)
        if self.before:
            await self.before(letters)
        waiting = self.waiting[letters.person]
        due = [at for at in waiting if at + self.hold <= letters.at]
        self.waiting[letters.person] = rest = [at for at in waiting if at not in due]
        self.left += due
        return Delivered(sent=len(due), next_at=min(rest) + self.hold if rest else None)


@dataclass
class Box:
    """One person's mailbox, as a test sees it."""

    world: World
    mailboxes: Mailboxes
    person: UUID = field(default_factory=new_id)

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        return self.world.client.get_workflow_handle(mailbox_id(self.person))

    async def wake(self, *, at: datetime) -> None:
        await wake_mailbox(self.world.client, self.person, at=at, task_queue=self.world.queue)

    async def put(self, *, at: datetime, leaves: timedelta = timedelta(0)) -> None:
        """Let a letter wait that may leave some time after ``at``, and wake the mailbox."""
        self.mailboxes.waiting[self.person].append(at + leaves)
        await self.wake(at=at)

    async def waits_until(self) -> datetime | None:
        """Ask the mailbox; no answer within seconds is an assertion that does not hold yet."""
        try:
            at: datetime | None = await self.handle.query(
                "waits_until", result_type=datetime, rpc_timeout=ANSWER_WITHIN
            )
        except RPCError as unanswered:
            raise AssertionError from unanswered
        return at

    async def is_empty(self) -> None:
        assert self.mailboxes.waiting[self.person] == []

    async def is_asked(self, times: int) -> None:
        assert len(self.mailboxes.asked) == times
