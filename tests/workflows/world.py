"""A place where mentorships' workflows live: a client, a queue, and the hands that record."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.worker import Worker

from domain.envelopes import Actor, CommandEnvelope, Receipt, Role, opened_by
from runtime.ids import new_id
from runtime.temporal import build_worker
from workflows import client as edge
from workflows.mailbox import Mailbox
from workflows.mentorship import Mentorship
from workflows.start import workflow_id
from workflows.sweep import Sweep

LONG = timedelta(seconds=60)
"""Longer than any of these tests waits for a receipt that comes."""


def command(kind: str, *, ident: UUID | None = None, **body: object) -> CommandEnvelope:
    actor = Actor(role=Role.COORDINATOR, person=new_id())
    return CommandEnvelope(id=ident or new_id(), actor=actor, type=kind, body=body)


@dataclass
class World:
    client: Client
    cache: int = 1000
    queue: str = field(default_factory=lambda: f"test-{new_id()}")

    def worker(
        self, activities: Sequence[Callable[..., Any]], *, cache: int | None = None
    ) -> Worker:
        return build_worker(
            self.client,
            task_queue=self.queue,
            workflows=[Mentorship, Mailbox, Sweep],
            activities=activities,
            graceful_stop=timedelta(seconds=2),
            max_cached_workflows=self.cache if cache is None else cache,
        )

    @asynccontextmanager
    async def working(self, activities: Sequence[Callable[..., Any]]) -> AsyncIterator[None]:
        async with self.worker(activities):
            yield

    async def open(self) -> UUID:
        envelope = command("open")
        await edge.open_mentorship(self.client, envelope, task_queue=self.queue, wait=LONG)
        return opened_by(envelope.id)

    async def perform(
        self, mentorship: UUID, envelope: CommandEnvelope, *, wait: timedelta = LONG
    ) -> Receipt:
        return await edge.perform(
            self.client, mentorship, envelope, task_queue=self.queue, wait=wait
        )

    def handle(self, mentorship: UUID) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(workflow_id(mentorship))

    async def history(self, mentorship: UUID) -> WorkflowHistory:
        return await self.handle(mentorship).fetch_history()

    async def accepted(self, mentorship: UUID, updates: int) -> None:
        """Assert that so many updates were accepted; they are written when a task ends."""
        seen = await self.counts(mentorship)
        assert seen["WORKFLOW_EXECUTION_UPDATE_ACCEPTED"] == updates

    async def has_event(self, mentorship: UUID, kind: str) -> None:
        """Assert that the present run's history has an event of this type."""
        assert (await self.counts(mentorship))[kind] > 0

    async def counts(self, mentorship: UUID) -> Counter[str]:
        return counts(await self.history(mentorship))


def counts(history: WorkflowHistory) -> Counter[str]:
    """Count a history's events by type, such as ``TIMER_STARTED``."""
    names = (EventType.Name(event.event_type) for event in history.events)
    return Counter(name.removeprefix("EVENT_TYPE_") for name in names)
