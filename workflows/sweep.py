"""The sweep: one round every few minutes finds who missed a wake-up."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.signatures import SWEEP, SweepRound, Swept

SWEEP_WORKFLOW = "Sweep"
"""The workflow's type."""

ROUND = timedelta(minutes=2)
TRIES = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_attempts=3)
"""A round that fails thrice is given up, and shown as failed: the next one finds the same."""


@workflow.defn(name=SWEEP_WORKFLOW)
class Sweep:
    """One round, started by the schedule of `workflows.client.ensure_sweep_schedule`."""

    @workflow.run
    async def run(self) -> Swept:
        """Wake who missed something, and say how many they were."""
        swept: Swept = await workflow.execute_activity(
            SWEEP,
            SweepRound(at=workflow.now()),
            result_type=Swept,
            start_to_close_timeout=ROUND,
            retry_policy=TRIES,
        )
        return swept
