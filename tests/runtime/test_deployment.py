import pytest
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion

from runtime.deployment import current_build, deployment_of, how_to_promote
from runtime.settings import DeploymentBehaviour, Settings, SettingsError
from runtime.temporal import connect

VERSION = WorkerDeploymentVersion(deployment_name="mentorship", build_id="1.4.0")


def test_a_worker_without_a_name_and_a_build_has_no_version() -> None:
    assert deployment_of(Settings()) is None


@pytest.mark.parametrize(
    ("word", "behaviour"),
    [("auto_upgrade", VersioningBehavior.AUTO_UPGRADE), ("pinned", VersioningBehavior.PINNED)],
)
def test_a_worker_with_both_has_a_version_and_says_when_mentorships_move_to_it(
    word: DeploymentBehaviour, behaviour: VersioningBehavior
) -> None:
    settings = Settings(deployment_name="mentorship", build_id="1.4.0", deployment_behaviour=word)
    deployment = deployment_of(settings)
    assert deployment is not None
    assert deployment.use_worker_versioning
    assert (deployment.version, deployment.default_versioning_behavior) == (VERSION, behaviour)


def test_unless_told_otherwise_mentorships_move_with_their_next_task() -> None:
    assert Settings().deployment_behaviour == "auto_upgrade"


@pytest.mark.parametrize(
    ("given", "missing", "settings"),
    [
        ("BUILD_ID", "DEPLOYMENT_NAME", Settings(build_id="1.4.0")),
        ("DEPLOYMENT_NAME", "BUILD_ID", Settings(deployment_name="mentorship")),
    ],
)
def test_half_a_version_is_refused_in_a_sentence(
    given: str, missing: str, settings: Settings
) -> None:
    with pytest.raises(SettingsError) as refused:
        deployment_of(settings)
    assert str(refused.value) == (
        f"MENTORSHIP_{missing} is missing, and MENTORSHIP_{given} is set: "
        "set both for a worker with a version, or neither for one without."
    )


async def test_a_deployment_that_nobody_knows_has_no_current_build(temporal: str) -> None:
    assert await current_build(await connect(temporal), "nobody-knows") is None


def test_the_command_that_promotes_is_temporals_own() -> None:
    assert how_to_promote(VERSION) == (
        "temporal worker deployment set-current-version "
        "--deployment-name mentorship --build-id 1.4.0"
    )
