"""Records on a real, empty database, with the real rules or with few."""

import base64
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from records.handle import Pool
from records.roles import as_service
from records.store import Records
from runtime.database import connect_pool
from tests.records.desk import Desk
from tests.records.tiny import TINY_KINDS, Flaw


def seal(clear: bytes) -> str:
    return base64.b64encode(clear).decode()


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    async with connect_pool(database_url, max_size=12, init=as_service) as connections:
        yield connections


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection that may do everything, as an intruder or an operator would."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
def desk(pool: Pool) -> Desk:
    """The real rules."""
    return Desk(Records(pool, opener=base64.b64decode))


@pytest.fixture
def tiny(pool: Pool) -> Desk:
    """The few rules of ``tests.records.tiny``."""
    return Desk(Records(pool, opener=base64.b64decode, kinds=TINY_KINDS))


@pytest.fixture(autouse=True)
def _flaw() -> Iterator[None]:
    yield
    Flaw.mended = False
