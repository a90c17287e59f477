"""How much a worker takes on at a time, and how those numbers hang together."""

from dataclasses import dataclass, field

from temporalio.worker import PollerBehaviorAutoscaling

from runtime.settings import Settings, SettingsError, variable

STEPS_PER_CONNECTION = 10
"""Steps that may wait for one connection to the database.

A step holds its connection for some 10 milliseconds, on a busy server for 100; so the last of ten
has its turn within the 2.2 seconds that a first try may take.
"""

POLLERS_AT_FIRST = 5
"""Requests for work, of each kind, until Temporal has advised another number; the SDK's default."""


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What a worker takes on at a time. The defaults are those of the settings."""

    cached_workflows: int = 1000
    workflow_tasks: int = 100
    steps: int = 100
    activities: int = 20
    pollers: PollerBehaviorAutoscaling = field(
        default=PollerBehaviorAutoscaling(minimum=1, maximum=20, initial=POLLERS_AT_FIRST)
    )


DEFAULT_CAPACITY = Capacity()


def capacity_of(settings: Settings) -> Capacity:
    """Return what a worker with these settings takes on.

    Raises:
        SettingsError: two of the numbers do not go together.
    """
    _check_connections(settings)
    least, most = settings.min_pollers, settings.max_pollers
    if least > most:
        raise SettingsError(
            variable("min_pollers"),
            wrong=f"is {least}, more than {variable('max_pollers')}, which is {most}",
            right=f"set it to {most} or less",
        )
    first = min(max(POLLERS_AT_FIRST, least), most)
    return Capacity(
        cached_workflows=settings.max_cached_workflows,
        workflow_tasks=settings.max_workflow_tasks,
        steps=settings.max_steps,
        activities=settings.max_activities,
        pollers=PollerBehaviorAutoscaling(minimum=least, maximum=most, initial=first),
    )


def _check_connections(settings: Settings) -> None:
    steps, connections = settings.max_steps, settings.database_connections
    needed = -(-steps // STEPS_PER_CONNECTION)
    if connections < needed:
        raise SettingsError(
            variable("database_connections"),
            wrong=f"is {connections}, too few for {variable('max_steps')}, which is {steps}",
            right=f"set it to {needed} or more, or take fewer steps at a time",
        )
