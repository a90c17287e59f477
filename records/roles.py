"""Who the service is in the database."""

from records.folds import AnyConnection

SERVICE_ROLE = "mentorship_service"
"""It may add events and receipts, and neither change nor remove them."""


async def as_service(connection: AnyConnection) -> None:
    """Give a new connection the service's rights; hand this to the pool as its ``init``."""
    await connection.execute(f"set role {SERVICE_ROLE}")
