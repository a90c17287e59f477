"""A Temporal server whose clock the test moves; one for each test, because its clock is global."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.testservice.v1 import SleepRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from runtime.embedded.binaries import test_server_binary
from tests.workflows.world import World
from workflows.attributes import SEARCH_ATTRIBUTES


@dataclass
class Skipping:
    """The server's clock, and the world that lives by it."""

    environment: WorkflowEnvironment
    world: World
    patient: Client

    async def sleep(self, duration: timedelta) -> None:
        """Let time pass; timers on the way fire in order."""
        asked = SleepRequest()
        asked.duration.FromTimedelta(duration)
        await self.patient.test_service.unlock_time_skipping_with_sleep(asked)

    async def pass_time(self, *, until: datetime) -> None:
        """Let time pass until an instant, if that is still to come."""
        ahead = until - await self.environment.get_current_time()
        if ahead > timedelta(0):
            await self.sleep(ahead)

    async def monday_morning(self, zone: str) -> datetime:
        """Return nine o'clock of the coming Monday there.

        Stories begin then: which day and hour it is where they are told must not change them.
        """
        today = (await self.environment.get_current_time()).astimezone(ZoneInfo(zone)).date()
        monday = today + timedelta(days=7 - today.weekday())
        return datetime.combine(monday, time(9), ZoneInfo(zone)).astimezone(UTC)


@asynccontextmanager
async def skipping_world(*, cache: int, identity: str | None = None) -> AsyncIterator[Skipping]:
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(test_server_binary()),
        data_converter=pydantic_data_converter,
        identity=identity,
    )
    async with environment:
        await _register(environment.client)
        # The server answers when the time has passed; it may be too busy until then to say a word.
        patient = await environment.connect_client(keep_alive_config=None)
        yield Skipping(environment, World(environment.client, cache), patient)


async def _register(client: Client) -> None:
    # This server cannot list search attributes, so it is not asked what it has.
    kinds = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in SEARCH_ATTRIBUTES
    }
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=kinds)
    )
