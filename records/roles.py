"""Who the service is in the database."""

import asyncpg

from records.connections import AnyConnection
from records.errors import NotMigrated

SERVICE_ROLE = "mentorship_service"
"""It may add events and receipts, and neither change nor remove them."""


async def as_service(connection: AnyConnection) -> None:
    """Give a new connection the service's rights; hand this to the pool as its ``init``.

    Raises:
        NotMigrated: the role is not there, or whoever logged in may not take it.
    """
    try:
        await connection.execute(f"set role {SERVICE_ROLE}")
    except (asyncpg.InvalidParameterValueError, asyncpg.InsufficientPrivilegeError) as error:
        raise NotMigrated(reason=f"{error}") from error
