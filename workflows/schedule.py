"""The schedule that starts the sweep."""

from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from workflows.sweep import SWEEP_WORKFLOW

SWEEP_EVERY = timedelta(minutes=5)
"""How late a lost wake-up or a letter left by a crash may be found."""


def sweep_id(task_queue: str) -> str:
    """Return the id of the schedule, and of its workflows: one for each installation."""
    return f"sweep/{task_queue}"


async def ensure_sweep_schedule(
    client: Client, *, task_queue: str, every: timedelta = SWEEP_EVERY
) -> None:
    """Let there be one sweep every so often; may be called again, also with another interval.

    A schedule that somebody paused stays paused. Raises ``RPCError`` when the server refuses.
    """
    schedule = _schedule(task_queue, every)
    ident = sweep_id(task_queue)
    try:
        await client.create_schedule(ident, schedule)
    except ScheduleAlreadyRunningError:

        def updated(found: ScheduleUpdateInput) -> ScheduleUpdate | None:
            known = found.description.schedule
            if known.spec.intervals == schedule.spec.intervals:
                return None
            known.spec = schedule.spec
            return ScheduleUpdate(known)

        await client.get_schedule_handle(ident).update(updated)


def _schedule(task_queue: str, every: timedelta) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(
            SWEEP_WORKFLOW, id=sweep_id(task_queue), task_queue=task_queue
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        # A round missed while the server was away is not made up for: the next finds the same.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=every),
    )
