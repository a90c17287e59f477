"""Waiting for what becomes true by itself; the one place in the tests that sleeps."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

_BETWEEN_LOOKS = 0.02

_Found = TypeVar("_Found")


async def eventually(assertion: Callable[[], Awaitable[_Found]], *, within: float = 30.0) -> _Found:
    """Try an assertion until it holds, and return what it returns.

    Args:
        assertion: an async function that fails by ``assert`` for as long as it does not hold.
        within: seconds after which its last failure is the test's. Generous: a pass never waits.
            An assertion that has no answer for so long has failed, and is tried once more.
    """
    deadline = asyncio.get_running_loop().time() + within
    while True:
        try:
            async with asyncio.timeout(within):
                return await assertion()
        except (AssertionError, TimeoutError):
            if asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(_BETWEEN_LOOKS)
