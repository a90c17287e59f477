"""Events as they happen, over a real connection: each once, in order, to whoever may hear of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from domain.envelopes import Actor
from runtime.ids import new_id
from runtime.monitoring.sdk import Sdk, start_sdk
from runtime.monitoring.web import WebMonitor
from tests.eventually import eventually
from tests.records.desk import Desk, a_program
from tests.web.api.conftest import Keyed, Signed
from tests.web.api.described import API
from tests.web.api.proving import proved
from tests.web.site import Site, a_port, listening
from tests.web.stories import asking
from web.api import live
from web.callers import COOKIE
from web.serving import Served


@dataclass
class Heard:
    """A stream that is read, event by event."""

    answer: httpx2.Response
    parts: AsyncIterator[str]
    comments: list[str] = field(default_factory=list)
    last: str = ""

    async def next(self) -> dict[str, Any]:
        """Return the next event, once there is one."""
        data = ""
        async with asyncio.timeout(20):
            async for line in self.parts:
                name, _, value = line.partition(": ")
                if name == "id":
                    self.last = value
                elif name == "data":
                    data = value
                elif value:
                    self.comments += [] if name else [value]
                elif data:
                    told: dict[str, Any] = json.loads(data)
                    return told
        message = "the stream has ended"
        raise AssertionError(message)

    async def end(self) -> None:
        """Read to the end, which the stream must have."""
        async with asyncio.timeout(20):
            async for line in self.parts:
                self.comments += [line[2:]] if line.startswith(": ") else []

    async def until(self, type_: str) -> list[dict[str, Any]]:
        """Return the events up to the first of a type."""
        heard = [await self.next()]
        while heard[-1]["type"] != type_:
            heard.append(await self.next())
        return heard


@dataclass
class Station:
    """The service on a socket, and those who follow it."""

    site: Site
    served: Served
    url: str

    @asynccontextmanager
    async def follow(
        self, person: Actor | None, *, last: int | None = None, **params: Any
    ) -> AsyncIterator[Heard]:
        token = (await self.site.keyed(person, "follow")).headers["authorization"]
        headers = {"Authorization": token} | ({} if last is None else {"Last-Event-ID": str(last)})
        client = httpx2.AsyncClient(base_url=self.url, headers=headers, timeout=20)
        async with client, client.stream("GET", f"{API}/events", params=params) as answer:
            assert answer.status_code == 200
            yield Heard(answer, answer.aiter_lines())


@pytest.fixture
async def station(site: Site) -> AsyncIterator[Station]:
    served = Served(site.app, WebMonitor(Sdk(start_sdk(metered=False).runtime, None)))
    async with listening(served, a_port()) as url:
        yield Station(site, served, url)


async def first_of(site: Site) -> int:
    """Return the position from which this test's own program is told."""
    [begun] = await site.records.history("program", site.cast.program)
    return begun.position - 1


async def test_whoever_follows_hears_all_that_is_theirs_to_hear_once_and_in_order(
    station: Station,
) -> None:
    site, cast, desk = station.site, station.site.cast, Desk(station.site.records)
    assert cast.coordinator.person is not None
    role: dict[str, Any] = {"program": str(cast.program), "role": "mentor"}
    await desk.do(cast.coordinator.person, "grant_role", category="person", **role)
    elsewhere, by = await a_program(desk, "Elsewhere"), cast.mentee
    seen, asked = await asking(site), await site.open()
    await site.do(asked, "describe_need", by=by, direction="Hematology", support=["research"])
    await site.do(asked, "shortlist", by=by, person=str(cast.coordinator.person))
    await site.do(asked, "invite", by=by, candidate=1, ask="Be my mentor")

    async with AsyncExitStack() as streams:
        office = await streams.enter_async_context(station.follow(cast.coordinator))
        after = await first_of(site)
        operator = await streams.enter_async_context(station.follow(None, after=after))
        answer = office.answer
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        past = await office.until("outreach.invitation_sent")
        assert {each["stream"] for each in past} == {
            f"program/{cast.program}",
            f"mentorship/{seen}",
        }
        positions = [each["position"] for each in past]
        assert positions == sorted(set(positions))
        assert (office.last, past[-1]["hash"]) == (str(positions[-1]), None)

        await site.do(seen, "raise_concern", by=by, text="QUAIL")
        await site.do(seen, "accept", by=cast.mentor, invitation=1)
        new = await office.until("outreach.invitation_accepted")
        assert "QUAIL" not in json.dumps(new)
        assert {each["stream"] for each in new} == {f"mentorship/{seen}"}
        whole = await operator.until("outreach.invitation_accepted")
        heard = {each["stream"] for each in whole}
        assert {f"mentorship/{asked}", f"person/{by.person}", f"program/{elsewhere}"} <= heard

    async with station.follow(cast.coordinator, last=positions[-1], after=0) as again:
        assert await again.until("outreach.invitation_accepted") == new
    async with station.follow(None, after=positions[-1], program=elsewhere) as other:
        await desk.do(elsewhere, "close_program", category="program")
        assert (await other.next())["stream"] == f"program/{elsewhere}"


async def test_of_the_erased_nothing_personal_is_told_and_an_id_alone_says_how_far_it_is(
    station: Station,
) -> None:
    site, cast = station.site, station.site.cast
    mentorship, after = await asking(site), await first_of(site)
    mentee = await site.records.state("person", cast.mentee.person)  # type: ignore[arg-type] # is one
    await Desk(site.records).do(mentee.id, "erase_person", category="person")
    async with station.follow(None, after=after) as operator:
        told = json.dumps(await operator.until("person.erased"))
    assert str(mentorship) in told
    assert mentee.name not in told
    assert "anticoagulation" not in told
    async with station.follow(cast.coordinator, program=cast.program) as office:
        await office.until("outreach.invitation_sent")
        before = int(office.last)

        async def moved() -> None:
            async with asyncio.timeout(20):
                async for line in office.parts:
                    if line.startswith("id: ") and int(line[4:]) > before:
                        return

        await moved()  # what happened to people is passed by, and it is told how far


async def test_a_stream_holds_no_connection_while_it_waits_and_ends_with_the_service(
    station: Station,
) -> None:
    free = live.AT_ONCE.free
    async with AsyncExitStack() as streams:
        heard = [
            await streams.enter_async_context(station.follow(None))
            for _ in range(12)  # more than there are connections
        ]
        for each in heard:
            await each.next()
        assert live.AT_ONCE.free == free - 12
        assert await station.site.records.programs()
        station.served.end_streams()
        for each in heard:
            await each.end()

    async def given_back() -> None:
        assert live.AT_ONCE.free == free

    await eventually(given_back)


async def test_a_stream_ends_for_a_key_that_is_revoked_and_a_role_that_is_taken(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PING_EVERY", 0.0)
    site, cast = station.site, station.site.cast
    async with station.follow(None) as first, station.follow(cast.coordinator) as second:
        await first.next()
        await second.next()
        key = (await site.records.keys())[1]  # the last but one that was made
        assert key.person is None
        assert await site.records.revoke_key(key.id, at=site.services.now())
        role: dict[str, Any] = {"program": str(cast.program), "role": "coordinator"}
        assert cast.coordinator.person is not None
        await Desk(site.records).do(
            cast.coordinator.person, "revoke_role", category="person", **role
        )
        for each in (first, second):
            await each.end()
            assert "still here" in each.comments


async def test_whoever_may_not_follow_is_told_why(site: Site, keyed: Keyed) -> None:
    cast = site.cast
    elsewhere = await a_program(Desk(site.records), "Elsewhere")
    office, path = await keyed(cast.coordinator, "follow"), "/events"
    mentee = await keyed(cast.mentee, "follow")
    reading = await keyed(cast.coordinator, "read")
    narrowed = await keyed(None, "follow", program=elsewhere)
    for asks, params, expected in (
        (mentee, {}, (403, "not_allowed")),
        (mentee, {"program": cast.program}, (403, "not_allowed")),
        (reading, {}, (403, "scope_missing")),
        (office, {"program": elsewhere}, (404, "unknown_program")),
        (office, {"program": new_id()}, (404, "unknown_program")),
        (narrowed, {"program": cast.program}, (404, "unknown_program")),
        (office, {"after": -1}, (422, "malformed")),
        (office, {"since": "yesterday"}, (422, "malformed")),
    ):
        answer = await asks.get(path, **params)
        assert (answer.status_code, answer.json()["code"]) == expected
    for last in ("x", "-1", "²", "99999999999999999999", "9223372036854775808"):
        answer = await office.client.get(
            f"{API}{path}", headers=[(b"Last-Event-ID", last.encode())]
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    with ExitStack() as others:
        for _ in range(live.AT_ONCE.free):
            others.enter_context(live.AT_ONCE.taken())
        answer = await office.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_the_second_factor_is_for_the_beginning_of_a_stream_and_not_all_the_while(
    station: Station, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PING_EVERY", 0.0)
    site = station.site
    office = await signed(site.cast.coordinator)
    refused = await office.get("/events")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
    await proved(site, office)
    session = UUID((await office.get("/me")).json()["session"]["id"])
    token = str(office.client.cookies.get(COOKIE))
    headers = {"Cookie": f"{COOKIE}={token}"}
    client = httpx2.AsyncClient(base_url=station.url, headers=headers, timeout=20)
    async with client, client.stream("GET", f"{API}/events") as answer:
        heard = Heard(answer, answer.aiter_lines())
        await heard.next()
        long_ago = site.services.now() - timedelta(hours=1)
        assert await site.records.prove_session(session, token=token, at=long_ago)
        assert (await office.get("/events")).status_code == 403
        mentorship = await site.open()
        told = await heard.until("seeking.mentorship_opened")
        assert told[-1]["stream"] == f"mentorship/{mentorship}"
