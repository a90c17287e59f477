"""The connection to Temporal; importing its SDK takes longer than most commands."""

from temporalio.client import Client

from cli.installation import Installation
from runtime.temporal import connect


async def connect_to_temporal(installation: Installation) -> Client:
    """Connect to Temporal.

    Raises:
        TemporalDown: it cannot be reached.
    """
    return await connect(installation.temporal_address)
