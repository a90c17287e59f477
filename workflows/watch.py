"""What Temporal says of this installation: who works for it, and when the sweep last ran."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType, WorkerVersioningMode
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, RPCError
from temporalio.service import RPCStatusCode

from workflows.schedule import sweep_id

POLLS_EVERY = timedelta(seconds=70)
"""A worker asks for tasks again after a minute at the latest, so who did not is gone. Temporal
itself remembers for five minutes."""


@dataclass(frozen=True)
class Poller:
    """A worker that takes tasks; without a deployment it is an unversioned one."""

    identity: str
    deployment: str | None
    build: str | None


@dataclass(frozen=True)
class SweepState:
    """How the schedule of the sweep does. ``last`` is None until its first round."""

    created: datetime
    last: datetime | None
    paused: bool


async def pollers(client: Client, *, task_queue: str, at: datetime) -> tuple[Poller, ...]:
    """Return the workers that take workflow tasks from a queue now, each once.

    Raises ``RPCError`` when the server refuses or is gone.
    """
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    answer = await client.workflow_service.describe_task_queue(request)
    there = (each for each in answer.pollers if _is_there(each, at))
    return tuple({each.identity: _poller(each) for each in there}.values())


async def sweep_state(client: Client, *, task_queue: str) -> SweepState | None:
    """Return how the sweep's schedule does; None if there is none.

    Raises ``RPCError`` when the server refuses or is gone.
    """
    try:
        found = await client.get_schedule_handle(sweep_id(task_queue)).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    rounds = [each.started_at for each in found.info.recent_actions]
    return SweepState(
        created=found.info.created_at,
        last=max(rounds, default=None),
        paused=found.schedule.state.paused,
    )


def _is_there(poller: PollerInfo, at: datetime) -> bool:
    return poller.last_access_time.ToDatetime(tzinfo=at.tzinfo) > at - POLLS_EVERY


def _poller(poller: PollerInfo) -> Poller:
    deployed = poller.deployment_options
    if deployed.worker_versioning_mode != WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED:
        return Poller(poller.identity, None, None)
    return Poller(poller.identity, deployed.deployment_name, deployed.build_id)
