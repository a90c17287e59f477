"""The runs of one workflow, as Temporal keeps them."""

import asyncio
from dataclasses import replace
from typing import Final
from uuid import UUID

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import WorkflowExecutionStartedEventAttributes
from temporalio.client import Client, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from runtime.temporal import sandbox
from tests.eventually import eventually
from tests.workflows.world import World
from workflows import client as edge
from workflows.mailbox import Mailbox
from workflows.mentorship import Mentorship

REPLAYED_WITHIN: Final = 120.0
"""Seconds after which a replay that waits for something has failed."""


async def histories(world: World, mentorship: UUID) -> list[WorkflowHistory]:
    """Return the histories of a mentorship's runs, the first one first."""
    return await histories_of(world.client, world.handle(mentorship).id)


async def histories_of(client: Client, workflow: str) -> list[WorkflowHistory]:
    """Return the histories of a workflow's runs, the first one first."""
    found = [await client.get_workflow_handle(workflow).fetch_history()]
    while before := _begun(found[0]).continued_execution_run_id:
        handle = client.get_workflow_handle(workflow, run_id=before)
        found.insert(0, await handle.fetch_history())
    return found


def builds(history: WorkflowHistory) -> list[str]:
    """Return the version of the worker that did each task of a run; without one it is empty."""
    done = [
        event.workflow_task_completed_event_attributes
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    ]
    return [each.deployment_version.build_id for each in done]


async def moved(world: World, mentorship: UUID, release: str) -> None:
    """Let a mentorship take steps until a release answers: a new routing takes a moment."""

    async def there() -> None:
        await edge.refresh(world.client, mentorship, task_queue=world.queue)
        assert builds(await world.history(mentorship))[-1:] == [release]

    await eventually(there, within=30)


def patched(history: WorkflowHistory) -> bool:
    """Say whether a run took a way that ``workflow.patched`` guards."""
    markers = (event.marker_recorded_event_attributes for event in history.events)
    return any(each.marker_name == "core_patch" for each in markers)


def suggested(history: WorkflowHistory) -> bool:
    """Say whether Temporal suggested that the run should end."""
    return any(
        event.workflow_task_started_event_attributes.suggest_continue_as_new
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED
    )


async def replayed(history: WorkflowHistory, *, by: type = Mentorship) -> None:
    """Replay a history; raises what the SDK raises when the code has another shape.

    Of a run that goes on, what is done: the SDK would wait for the end of a task under way, and
    for ever where there was none yet.
    """
    done = _done(history)
    if not done.events:
        return
    replayer = Replayer(
        workflows=[by, Mailbox], data_converter=pydantic_data_converter, workflow_runner=sandbox()
    )
    async with asyncio.timeout(REPLAYED_WITHIN):
        await replayer.replay_workflow(done)


def _done(history: WorkflowHistory) -> WorkflowHistory:
    """Return a history up to the task that nobody has answered yet; none if that is the first."""
    scheduled, answered = (
        max((n for n, each in enumerate(history.events) if each.event_type == type_), default=-1)
        for type_ in (
            EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
            EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
        )
    )
    if scheduled < answered:
        return history
    return replace(history, events=history.events[:scheduled] if answered > 0 else [])


def _begun(history: WorkflowHistory) -> WorkflowExecutionStartedEventAttributes:
    return history.events[0].workflow_execution_started_event_attributes
