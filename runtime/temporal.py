"""Temporal: the client and the worker."""

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.runtime import Runtime
from temporalio.worker import Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from runtime.capacity import DEFAULT_CAPACITY, Capacity
from runtime.errors import SetupError

DEFAULT_ADDRESS = "localhost:7233"

PURE_MODULES = ("activities", "domain")
"""First-party code that workflows use and that does nothing but compute. The sandbox shares it
between workflows: importing it again for each costs 40 ms and 0.9 MB. The sandbox does not guard
it either; that is the linters' job."""

_CONNECT_WITHIN = timedelta(seconds=10)


class TemporalDown(SetupError):
    """No connection to Temporal could be made."""

    def __init__(self, address: str, *, reason: str) -> None:
        self.address = address
        self.reason = reason
        super().__init__(
            f"Temporal at {address} cannot be used ({reason}): start it with 'mentorship up', "
            "or point TEMPORAL_ADDRESS at the right one."
        )


async def connect(
    address: str | None = None, *, identity: str | None = None, runtime: Runtime | None = None
) -> Client:
    """Connect to Temporal, and speak pydantic with it.

    Args:
        address: host and port of an embedded server; None reads Temporal's own configuration:
            ``TEMPORAL_ADDRESS``, ``TEMPORAL_NAMESPACE``, ``TEMPORAL_API_KEY``, TLS, profiles.
        identity: how the server's history names this client; None says process and host.
        runtime: carries metrics; None uses the process's default.

    Raises:
        TemporalDown: no server there, or it does not let us in.
    """
    config = _configured() if address is None else ClientConnectConfig(target_host=address)
    config.setdefault("target_host", DEFAULT_ADDRESS)
    try:
        return await Client.connect(
            **config,
            identity=identity,
            runtime=runtime,
            connect_timeout=_CONNECT_WITHIN,
            data_converter=pydantic_data_converter,
        )
    except RuntimeError as down:  # what the SDK raises for every failure to connect
        raise TemporalDown(config["target_host"], reason=_reason(down)) from down


def build_worker(
    client: Client,
    *,
    task_queue: str,
    workflows: Sequence[type],
    activities: Sequence[Callable[..., Any]],
    graceful_stop: timedelta,
    capacity: Capacity = DEFAULT_CAPACITY,
    max_cached_workflows: int | None = None,
    identity: str | None = None,
    deployment: WorkerDeploymentConfig | None = None,
) -> Worker:
    """Make a worker; run it with ``async with`` and it stops gracefully at the block's end.

    Args:
        client: a connection that is up.
        task_queue: where it takes its tasks from.
        workflows: classes marked with ``@workflow.defn``; they run in the sandbox.
        activities: functions or methods marked with ``@activity.defn``.
        graceful_stop: how long activities may go on after the worker was asked to stop.
        capacity: how much it takes on at a time.
        max_cached_workflows: another number than the capacity's; 0 replays a workflow at every
            task, as some tests want it.
        identity: how the server names this worker; None takes the client's.
        deployment: version and default versioning behaviour; None is an unversioned worker.
    """
    # The facts about the workflow are fields of the line; its message stays a plain event.
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
    cached = capacity.cached_workflows if max_cached_workflows is None else max_cached_workflows
    return Worker(
        client,
        task_queue=task_queue,
        workflows=workflows,
        activities=activities,
        workflow_runner=sandbox(),
        graceful_shutdown_timeout=graceful_stop,
        identity=identity,
        deployment_config=deployment,
        max_cached_workflows=cached,
        max_concurrent_workflow_tasks=capacity.workflow_tasks,
        max_concurrent_local_activities=capacity.steps,
        max_concurrent_activities=capacity.activities,
        workflow_task_poller_behavior=capacity.pollers,
        activity_task_poller_behavior=capacity.pollers,
    )


def sandbox() -> SandboxedWorkflowRunner:
    """Make the sandbox for workflows, which refuses clocks, chance and I/O in workflow code."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PURE_MODULES)
    return SandboxedWorkflowRunner(restrictions=restrictions)


def _configured() -> ClientConnectConfig:
    try:
        return ClientConfig.load_client_connect_config()
    except RuntimeError as unreadable:
        file = os.environ.get("TEMPORAL_CONFIG_FILE", "TEMPORAL_ADDRESS")
        raise TemporalDown(file, reason=_reason(unreadable)) from unreadable


def _reason(down: Exception) -> str:
    return f"{down}".partition("\n")[0].rstrip(".")
