"""The worker as a child process, and whether it takes tasks."""

import sys
from collections.abc import Mapping
from pathlib import Path

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from cli.keeping import Keeper, Works, environment
from cli.progress import Teller
from runtime.embedded.processes import Child, Command


def worker_keeper(
    home: Path,
    client: Client,
    task_queue: str,
    *,
    tell: Teller,
    more: Mapping[str, str | None] | None = None,
) -> Keeper:
    """Return what keeps the worker of a home running; its output goes to the home's logs.

    Args:
        home: where its servers are found.
        client: who is asked whether it takes tasks.
        task_queue: where it takes them from.
        tell: is told when it ended and is started again.
        more: variables to add to ours, or, where the value is None, to leave out.
    """
    command = Command(
        name="The worker",
        argv=(sys.executable, "-P", "-m", "worker"),
        log=home / "logs" / "worker.log",
        environment=environment(home, more or {}),
    )
    return Keeper(command, _takes_tasks(client, task_queue), "nothing goes on", tell)


def _takes_tasks(client: Client, task_queue: str) -> Works:
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )

    async def takes_tasks(worker: Child) -> bool:
        answer = await client.workflow_service.describe_task_queue(request)
        return any(each.identity.startswith(f"{worker.pid}@") for each in answer.pollers)

    return takes_tasks
