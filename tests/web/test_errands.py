"""What requests leave to be done is done before the service ends, or given up and logged."""

import asyncio

from structlog.testing import capture_logs

from web.errands import Errands


async def test_the_end_waits_for_what_is_under_way_whatever_becomes_of_others() -> None:
    done, may_go = list[int](), asyncio.Event()

    async def errand(number: int) -> None:
        await may_go.wait()
        done.append(1 // number)

    with capture_logs() as logs:
        async with Errands(within=60) as errands:
            errands.begin(errand(0))
            errands.begin(errand(1))
            asyncio.get_running_loop().call_soon(may_go.set)
        assert done == [1]
    assert [(each["event"], type(each["exc_info"])) for each in logs] == [
        ("errands.failed", ZeroDivisionError)
    ]


async def test_what_takes_too_long_is_given_up_at_the_end() -> None:
    begun, left = asyncio.Event(), asyncio.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            left.set()

    with capture_logs() as logs:
        async with Errands(within=0) as errands:
            errands.begin(endless())
            await begun.wait()
    assert left.is_set()
    assert [each["event"] for each in logs] == ["errands.given_up"]


async def test_an_end_with_nothing_under_way_waits_for_nothing() -> None:
    async with Errands(within=60):
        pass
