"""A deployment of workers in versions, driven as operators do: by Temporal's own command line."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from runtime.deployment import deployment_of
from runtime.embedded.binaries import temporal_binary
from runtime.ids import new_id
from runtime.settings import DeploymentBehaviour, Settings
from runtime.temporal import build_worker
from tests.eventually import eventually
from tests.workflows.world import World
from workflows.mailbox import Mailbox
from workflows.mentorship import Mentorship
from workflows.sweep import Sweep

DRAINS_SOON = (
    "--dynamic-config-value",
    'matching.wv.VersionDrainageStatusVisibilityGracePeriod="1s"',
    "--dynamic-config-value",
    'matching.wv.VersionDrainageStatusRefreshInterval="1s"',
)
"""Arguments for Temporal's dev server: a version's last mentorship is noticed within seconds."""


@dataclass(frozen=True)
class Said:
    """How a command of Temporal's ended, and what it printed."""

    code: int
    text: str


@dataclass
class Deployment:
    """The workers of one installation, in however many versions."""

    world: World
    behaviour: DeploymentBehaviour = "auto_upgrade"
    name: str = field(default_factory=lambda: f"mentorship-{new_id().hex}")

    @property
    def client(self) -> Client:
        return self.world.client

    @property
    def address(self) -> str:
        return self.client.service_client.config.target_host

    def worker(
        self,
        build: str,
        activities: Sequence[Callable[..., Any]],
        *,
        mentorship: type = Mentorship,
    ) -> Worker:
        """Make a worker of a version, in this process."""
        settings = Settings(
            deployment_name=self.name, build_id=build, deployment_behaviour=self.behaviour
        )
        return build_worker(
            self.client,
            task_queue=self.world.queue,
            workflows=[mentorship, Mailbox, Sweep],
            activities=activities,
            graceful_stop=timedelta(seconds=2),
            deployment=deployment_of(settings),
        )

    async def temporal(self, *words: str) -> Said:
        """Run a command of Temporal's."""
        process = await asyncio.create_subprocess_exec(
            *(str(temporal_binary()), *words, "--address", self.address), stdout=PIPE, stderr=PIPE
        )
        out, err = await process.communicate()
        return Said(process.returncode or 0, (out + err).decode())

    async def set_current(self, build: str | None) -> Said:
        """Ask for a version to be the current one; None are the workers without a version."""
        which = ("--unversioned",) if build is None else ("--build-id", build)
        return await self.temporal(
            *("worker", "deployment", "set-current-version", "--yes"),
            *("--deployment-name", self.name, *which),
        )

    async def promote(self, build: str | None) -> None:
        """Make a version current as soon as its workers wait for tasks."""

        async def promoted() -> None:
            said = await self.set_current(build)
            assert said.code == 0, said.text

        await eventually(promoted, within=30)

    async def ramp(self, build: str, *, percentage: int | None) -> None:
        """Send a part of the mentorships to a version; None ends that."""
        how = ["--delete"] if percentage is None else ["--percentage", str(percentage)]
        said = await self.temporal(
            *("worker", "deployment", "set-ramping-version", "--yes"),
            *("--deployment-name", self.name, "--build-id", build, *how),
        )
        assert said.code == 0, said.text

    async def polls(self, build: str) -> None:
        """Wait until a version's workers wait for tasks."""

        async def known() -> None:
            assert build in await _builds(self.client, self.name)

        await eventually(known, within=30)

    async def wake_all(self) -> None:
        """Let every open mentorship take a step, which moves it to the current version."""
        said = await self.temporal(
            *("workflow", "signal", "--name", "refresh", "--yes", "--reason", "a new version"),
            *("--query", "WorkflowType = 'Mentorship' AND ExecutionStatus = 'Running'"),
        )
        assert said.code == 0, said.text

    async def drained(self, build: str) -> None:
        """Assert that no mentorship needs a version's workers any more."""
        said = await self.temporal("worker", "deployment", "describe", "--name", self.name)
        [line] = [line for line in said.text.splitlines() if f" {build} " in line]
        assert "drained" in line, said.text

    async def open_at(self, build: str) -> int:
        """Count the open mentorships whose last task a version did."""
        version = f"TemporalWorkerDeploymentVersion = '{self.name}:{build}'"
        said = await self.temporal(
            *("workflow", "count", "--query"),
            f"WorkflowType = 'Mentorship' AND ExecutionStatus = 'Running' AND {version}",
        )
        return int(said.text.removeprefix("Total:"))


async def _builds(client: Client, deployment_name: str) -> list[str]:
    """Ask which versions the server knows: often, for which a command of its own is too slow."""
    request = DescribeWorkerDeploymentRequest(
        namespace=client.namespace, deployment_name=deployment_name
    )
    try:
        answer = await client.workflow_service.describe_worker_deployment(request)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return []
        raise
    summaries = answer.worker_deployment_info.version_summaries
    return [each.deployment_version.build_id for each in summaries]


@asynccontextmanager
async def process(module: str, home: Path, **settings: str) -> AsyncIterator[Process]:
    """Run a worker as a process; what it logs is read at its end."""
    kept = {name: each for name, each in os.environ.items() if "MENTORSHIP" not in name}
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module),
        env={**kept, "MENTORSHIP_HOME": str(home), "MENTORSHIP_LOG_FORMAT": "json", **settings},
        stderr=PIPE,
    )
    try:
        yield worker
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()
