"""Records on a real, empty database, and a program to import people into."""

import base64
from collections.abc import AsyncIterator

import pytest

from records.handle import Pool
from records.queries import ProgramRow
from records.roles import as_service
from records.store import Records
from runtime.database import connect_pool
from tests.interchange.roster.registry import Registry
from tests.records.desk import Desk


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    async with connect_pool(database_url, max_size=4, init=as_service) as connections:
        yield connections


@pytest.fixture
def records(pool: Pool) -> Records:
    return Records(pool, opener=base64.b64decode)


@pytest.fixture
async def registry(records: Records) -> Registry:
    """An office with the program Residency."""
    opened = await Desk(records).open(
        "create_program", category="program", name="Residency", zone="America/Denver"
    )
    return Registry(records, ProgramRow(opened, 1, "Residency", "America/Denver", closed=False))
