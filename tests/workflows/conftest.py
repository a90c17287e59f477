"""Temporal for the workflows' tests; each runs with a cache, and among the long ones without."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from runtime.temporal import connect
from tests.conftest import MailServer
from tests.workflows.real import Cast, Real, real_activities, real_records
from tests.workflows.scripted import Scripted
from tests.workflows.skipping import Skipping, skipping_world
from tests.workflows.world import World
from workflows import hands
from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.introduction import ensure_search_attributes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the SDK warn of a local activity that ended while it was being cancelled.

    Warnings are errors in tests, and an error in that place ends the worker.
    """
    ours = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(ours):
            item.add_marker(pytest.mark.filterwarnings("ignore:Cannot find activity:UserWarning"))


@pytest.fixture(scope="session")
async def client(temporal: str) -> Client:
    """A client of the dev server, which knows our search attributes."""
    client = await connect(temporal)
    await ensure_search_attributes(client, SEARCH_ATTRIBUTES)
    return client


@pytest.fixture(params=[1000, pytest.param(0, marks=pytest.mark.long)], ids=["cached", "replayed"])
def cache(request: pytest.FixtureRequest) -> int:
    """How many workflows a worker keeps; with none, every task replays the whole history."""
    size: int = request.param
    return size


@pytest.fixture
def world(client: Client, cache: int) -> World:
    """A queue of the test's own."""
    return World(client, cache)


@pytest.fixture
async def scripted(world: World) -> AsyncIterator[Scripted]:
    """Scripted records behind a running worker."""
    records = Scripted()
    async with world.working(records.activities):
        yield records


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the local try give up soon, for tests in which the records are slow."""
    monkeypatch.setattr(hands, "LOCAL_TRY", timedelta(milliseconds=100))


@pytest.fixture
async def skipping(cache: int) -> AsyncIterator[Skipping]:
    """A world of the test's own, and its clock."""
    async with skipping_world(cache=cache) as skipping:
        yield skipping


@pytest.fixture
async def real(world: World, database_url: str, smtp: MailServer) -> AsyncIterator[Real]:
    """A world with PostgreSQL, a mail server, and a worker at work."""
    async with real_records(database_url) as records:
        cast = await Cast.register(records)
        async with world.working(real_activities(world, records, smtp.url)):
            yield Real(world, records, database_url, cast)
