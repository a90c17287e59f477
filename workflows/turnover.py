"""When a run hands over to a new one, long before Temporal would have to end it.

Histories hold what was decided by these numbers, so a change of them needs ``workflow.patched``.
"""

from datetime import timedelta

from temporalio.workflow import Info

EVENTS_ENOUGH = 1_000
"""History events of one run; Temporal suggests an end at 4,096, and replaying them takes time."""

LONG_ENOUGH = timedelta(days=91)
"""A quarter: so that no run outlives many versions of the code."""

CARRIED_LIMIT = 1_000_000
"""Bytes of waiting commands that a new run may start with; Temporal fails a run over 2 MB."""


def is_time_to_hand_over(info: Info, *, carried: int) -> bool:
    """Say whether the run should hand over, with ``carried`` bytes of commands waiting."""
    if carried > CARRIED_LIMIT:
        return False
    return (
        info.is_continue_as_new_suggested()
        or info.is_target_worker_deployment_version_changed()
        or info.get_current_history_length() > EVENTS_ENOUGH
    )
