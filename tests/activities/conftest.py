"""Real records with letters in them, and mail servers of every mood."""

import base64
from collections.abc import AsyncIterator

import pytest

from records.handle import Pool
from records.roles import as_service
from records.store import Records
from runtime.database import connect_pool
from tests.records.desk import Desk


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    async with connect_pool(database_url, init=as_service) as connections:
        yield connections


@pytest.fixture
def records(pool: Pool) -> Records:
    return Records(pool, opener=base64.b64decode)


@pytest.fixture
def desk(records: Records) -> Desk:
    return Desk(records)
