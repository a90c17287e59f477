"""Which version of the worker a process is, in Temporal's Worker Versioning.

A version is a deployment's name and a build's id. Workers of several versions wait on one task
queue, and Temporal sends a mentorship to those of one version: the one that was made current.
"""

from typing import Final

from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from runtime.settings import DeploymentBehaviour, Settings, SettingsError, variable

_BEHAVIOURS: Final[dict[DeploymentBehaviour, VersioningBehavior]] = {
    "auto_upgrade": VersioningBehavior.AUTO_UPGRADE,
    "pinned": VersioningBehavior.PINNED,
}


def deployment_of(settings: Settings) -> WorkerDeploymentConfig | None:
    """Return the version that the settings name; None is an unversioned worker.

    Raises:
        SettingsError: they name half of one.
    """
    name, build = settings.deployment_name, settings.build_id
    if name is None and build is None:
        return None
    if name is None or build is None:
        missing, given = "deployment_name", "build_id"
        if name is not None:
            missing, given = given, missing
        raise SettingsError(
            variable(missing),
            wrong=f"is missing, and {variable(given)} is set",
            right="set both for a worker with a version, or neither for one without",
        )
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=name, build_id=build),
        use_worker_versioning=True,
        default_versioning_behavior=_BEHAVIOURS[settings.deployment_behaviour],
    )


async def current_build(client: Client, deployment_name: str) -> str | None:
    """Return the build whose workers are given the work; None when that is no version's.

    Raises:
        RPCError: the server refuses, or is gone.
    """
    request = DescribeWorkerDeploymentRequest(
        namespace=client.namespace, deployment_name=deployment_name
    )
    try:
        answer = await client.workflow_service.describe_worker_deployment(request)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    routing = answer.worker_deployment_info.routing_config
    return routing.current_deployment_version.build_id or None


def how_to_promote(version: WorkerDeploymentVersion) -> str:
    """Return the command of Temporal's own command line that makes a version current."""
    return (
        "temporal worker deployment set-current-version "
        f"--deployment-name {version.deployment_name} --build-id {version.build_id}"
    )
