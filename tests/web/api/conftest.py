"""Those who ask the API, in these tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from uuid import UUID

import pytest

from domain.envelopes import Actor
from tests.web.api.described import Described, description_of
from tests.web.site import Site

Keyed = Callable[..., Awaitable[Described]]
Signed = Callable[[Actor], Awaitable[Described]]


@pytest.fixture
async def keyed(site: Site) -> AsyncIterator[Keyed]:
    """Make a program that has a key of somebody's, or of the operator's (None)."""
    description = await description_of(site)
    async with AsyncExitStack() as stack:

        async def made(
            person: Actor | None, *scopes: str, program: UUID | None = None
        ) -> Described:
            every = scopes or ("read", "act", "steer")
            client = await site.keyed(person, *every, program=program)
            return Described(await stack.enter_async_context(client), description)

        yield made


@pytest.fixture
async def signed(site: Site) -> AsyncIterator[Signed]:
    """Make the browser of somebody who is signed in, which uses the API."""
    description = await description_of(site)
    async with AsyncExitStack() as stack:

        async def made(person: Actor) -> Described:
            client = await site.signed_in(person)
            return Described(await stack.enter_async_context(client), description)

        yield made
