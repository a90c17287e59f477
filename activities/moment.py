"""What time it is for an activity: by the clock of the workflow that asked for it."""

from datetime import datetime

from temporalio import activity


def moment(asked_at: datetime) -> datetime:
    """Return the time at which this try began, for a workflow that asked at ``asked_at``.

    A test turns the clock of a workflow, and each may have one of its own; what passed since the
    asking, as between two tries, is measured by the server.
    """
    info = activity.info()
    return asked_at + (info.started_time - info.scheduled_time)
