"""The service's frame, on a real socket: what it counts, whom it believes, how it ends."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import StreamingResponse
from starlette.staticfiles import StaticFiles

from runtime.embedded.ports import LOOPBACK
from runtime.http_server import answering
from runtime.listening import listen
from runtime.monitoring.sdk import Sdk, start_sdk
from runtime.monitoring.web import WebMonitor
from web.serving import Served


class Stage:
    """An application with an answer that waits to be let go, and a stream without an end."""

    def __init__(self) -> None:
        self.asked, self.let_go, self.released = asyncio.Event(), asyncio.Event(), asyncio.Event()
        pages = APIRouter(prefix="/pages")
        pages.get("/{page}/slowly")(self.slowly)
        pages.get("/{page}")(self.page)
        self.app = FastAPI()
        self.app.include_router(pages, prefix="/mentorship")
        self.app.get("/stream")(self.stream)
        self.app.mount("/static", StaticFiles(directory=Path(__file__).parent))

    async def page(self, page: str, request: Request) -> dict[str, str | None]:
        host = request.client.host if request.client else None
        return {"page": page, "from": host, "scheme": request.url.scheme}

    async def slowly(self, page: str) -> str:
        self.asked.set()
        await self.let_go.wait()
        return page

    async def stream(self) -> StreamingResponse:
        async def events() -> AsyncIterator[str]:
            try:
                yield "data: first\n\n"
                await asyncio.Event().wait()
            finally:
                self.released.set()

        return StreamingResponse(events(), media_type="text/event-stream")


class Running:
    """A served stage; ``stop`` ends it as the process does."""

    def __init__(self, client: httpx2.AsyncClient, monitor: WebMonitor) -> None:
        self.client = client
        self.monitor = monitor
        self.exits = AsyncExitStack()

    async def numbers(self) -> list[str]:
        return (await self.monitor.shown()).decode().splitlines()


@asynccontextmanager
async def running(stage: Stage, *, trusted: Sequence[str] = ()) -> AsyncIterator[Running]:
    monitor = WebMonitor(Sdk(start_sdk(metered=False).runtime, None))
    served = Served(stage.app, monitor)
    listener = listen(LOOPBACK, 0, setting="MENTORSHIP_WEB_PORT")
    base = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    async with httpx2.AsyncClient(base_url=base, timeout=20) as client:
        found = Running(client, monitor)
        async with found.exits:
            await found.exits.enter_async_context(
                answering(served, listener, goodbye_within=20, trusted_proxies=trusted)
            )
            found.exits.callback(served.end_streams)
            yield found


async def test_requests_are_counted_by_templates_that_carry_nobody_s_data() -> None:
    async with running(Stage()) as served:
        for path in ("/mentorship/pages/Quetzalcoatlus", "/nowhere/Quetzalcoatlus"):
            await served.client.get(path)
        await served.client.get(f"/static/{Path(__file__).name}")
        await served.client.request("BREW", "/mentorship/pages/pages")
        lines = await served.numbers()
    assert not [line for line in lines if "Quetzalcoatlus" in line]
    for line in (
        'mentorship_web_requests_total{method="GET",status="2xx"} 2.0',
        'mentorship_web_requests_total{method="GET",status="4xx"} 1.0',
        'mentorship_web_requests_total{method="other",status="4xx"} 1.0',
        'mentorship_web_request_seconds_count{route="/mentorship/pages/{page}"} 2.0',
        'mentorship_web_request_seconds_count{route="other"} 2.0',
    ):
        assert line in lines


async def test_health_is_told_beside_the_application_and_not_counted() -> None:
    async with running(Stage()) as served:
        assert (await served.client.get("/live")).json() == {"live": True}
        early = await served.client.get("/ready")
        assert early.status_code == 503
        assert early.json()["checks"]["web"] == "is not started yet"
        assert "server" not in early.headers
        served.monitor.is_open()
        served.monitor.readiness.drain()
        assert (await served.client.get("/ready")).json()["checks"]["web"] == "stops"
        assert not [line for line in await served.numbers() if line.endswith("} 1.0")]


@pytest.mark.parametrize(
    ("trusted", "client", "scheme"),
    [((), LOOPBACK, "http"), (("127.0.0.0/8",), "192.0.2.7", "https")],
    ids=["nobody", "the proxy"],
)
async def test_only_trusted_proxies_say_who_calls(
    trusted: Sequence[str], client: str, scheme: str
) -> None:
    told = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7", "X-Forwarded-Proto": "https"}
    async with running(Stage(), trusted=trusted) as served:
        answer = await served.client.get("/mentorship/pages/a", headers=told)
    assert answer.json() == {"page": "a", "from": client, "scheme": scheme}


async def test_a_stop_answers_what_was_asked_and_ends_streams_at_once() -> None:
    stage = Stage()
    async with running(stage) as served, served.client.stream("GET", "/stream") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == "data: first"
        slow = asyncio.create_task(served.client.get("/mentorship/pages/last/slowly"))
        await stage.asked.wait()
        stopping = asyncio.create_task(served.exits.aclose())
        assert [line async for line in lines] == [""], "the stream ends whole"
        assert stage.released.is_set()
        assert not stopping.done()
        stage.let_go.set()
        assert (await slow).json() == "last"
        await stopping
        with pytest.raises(httpx2.ConnectError):
            await served.client.get("/live")
