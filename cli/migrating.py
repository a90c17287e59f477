"""Bringing a database to this release, for the commands that do."""

from cli.exits import Down
from records.errors import RecordsError
from records.migrations import Migrated, migrate


async def bring_up_to_date(url: str) -> Migrated:
    """Migrate a database, and return what it took.

    Raises:
        Down: it cannot be reached, or not be brought to this release; one sentence says why.
    """
    try:
        return await migrate(url)
    except RecordsError as error:
        raise Down(str(error)) from error
