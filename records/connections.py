"""Connections to the records' database, and what callers are told when one breaks."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeAlias

import asyncpg
from asyncpg import Connection, Record
from asyncpg.pool import PoolConnectionProxy

from records.errors import StoreDown, unavailable

# In quotes, as only the stubs know that these are generic.
AnyConnection: TypeAlias = "Connection[Record] | PoolConnectionProxy[Record]"


@contextmanager
def outages_told() -> Iterator[None]:
    """Tell what no command is to blame for in words of ours.

    Raises:
        StoreDown: there was no connection to be had, or it broke meanwhile.
        NotMigrated: the database is not what this release needs.
    """
    try:
        yield
    except Exception as error:
        told = unavailable(error)
        if told is None or told is error:
            raise
        raise told from error


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AnyConnection]:
    """Lend a connection of one's own while the block lasts.

    Raises:
        StoreDown: there is no server, or it lets nobody in, or it went away meanwhile.
        NotMigrated: the database is not what this release needs.
    """
    try:
        connection = await asyncpg.connect(url)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StoreDown(reason=f"{error}" or type(error).__name__) from error
    try:
        with outages_told():
            yield connection
    finally:
        await connection.close()
