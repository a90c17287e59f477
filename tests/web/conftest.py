"""The web service for its tests: one for most of them, each with a program of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from runtime.embedded.mail import mail_server
from runtime.temporal import connect
from tests.conftest import MailServer
from tests.databases import Server, Template
from tests.web.crowd import Crowd, gathered
from tests.web.site import Site, running_site
from tests.workflows.world import World
from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.introduction import ensure_search_attributes


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker have the tests of the API and one all others that share the service.

    So it is started twice, and neither has so many that all wait for it in the end. Those with a
    group of their own, such as the browser's, keep it.
    """
    ours = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(ours) and item.get_closest_marker("xdist_group") is None:
            group = "web-api" if item.path.is_relative_to(ours / "api") else "web"
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
async def temporal_client(temporal: str) -> Client:
    """A client of the dev server, which knows our search attributes."""
    client = await connect(temporal)
    await ensure_search_attributes(client, SEARCH_ATTRIBUTES)
    return client


@pytest.fixture(scope="session")
async def house(
    temporal_client: Client,
    postgres: str,
    migrated_template: Template,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Site]:
    """The service with a worker, once for all tests that can live beside others."""
    maildir = tmp_path_factory.mktemp("web") / "mail"
    async with (
        Server(postgres).database(like=migrated_template) as database_url,
        mail_server(maildir, port=0) as smtp_url,
        running_site(World(temporal_client), database_url, MailServer(smtp_url, maildir)) as found,
    ):
        yield found


@pytest.fixture
async def site(house: Site) -> Site:
    """The service, with a program of the test's own: a coordinator, a mentee and a mentor."""
    return await house.with_new_cast()


@pytest.fixture
async def own_site(
    temporal_client: Client, database_url: str, smtp: MailServer
) -> AsyncIterator[Site]:
    """A service that no other test knows, for those who count letters or tries."""
    async with running_site(World(temporal_client), database_url, smtp) as found:
        yield found


@pytest.fixture(scope="session")
async def crowd(house: Site) -> AsyncIterator[Crowd]:
    """A person for every relation, for many tests that only ask.

    Whoever changes something makes what they change themselves.
    """
    async with gathered(await house.with_new_cast()) as found:
        yield found
