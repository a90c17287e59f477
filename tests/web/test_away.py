"""Servers that are away, and who asks too often: one sentence, and when to come back."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx2
import pytest
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RetryConfig

from runtime.embedded.ports import LOOPBACK
from runtime.ids import new_id
from runtime.tokens import new_key
from tests.eventually import eventually
from tests.web.api.described import API, Described, description_of
from tests.web.api.test_errors import somewhere
from tests.web.roads import Road, road_to
from tests.web.site import BROWSER, Site, hidden_fields
from tests.web.stories import at_work
from tests.workflows.real import real_records
from web.app import create_app
from web.problems import MEDIA_TYPE
from web.signing_in.rates import ASKED_BY_ONE, GUESSED_PER_CLIENT
from workflows import hands
from workflows.client import (
    PATIENCE,
    CommandError,
    NotRecordedYet,
    Unreachable,
    open_mentorship,
)
from workflows.inbox import CALLER_LIMIT

WORDS = "What I wrote for half an hour"
NOTE = {"type": "note", "text": WORDS}
AGAIN = "send the same command again with the same id, which never acts twice"
SILENT = f"Temporal does not answer; {AGAIN}."
BURST = 40
_AT_ONCE = RetryConfig(max_elapsed_time_millis=500)
"""As often as Temporal's client tries again here; it would go on for ten seconds."""


@pytest.fixture
async def to_postgres(own_site: Site, database_url: str) -> AsyncIterator[tuple[Site, Road]]:
    """A service whose database is at the end of a road."""
    there = urlsplit(database_url)
    assert there.hostname is not None
    assert there.port is not None
    async with road_to(there.hostname, there.port) as road:
        place = there.netloc.replace(f"{there.hostname}:{there.port}", f"{LOOPBACK}:{road.port}")
        async with real_records(there._replace(netloc=place).geturl()) as records:
            app = create_app(replace(own_site.services, records=records))
            yield replace(own_site, app=app), road


@pytest.fixture
async def to_temporal(own_site: Site, temporal: str) -> AsyncIterator[tuple[Site, Road]]:
    """A service whose Temporal is at the end of a road; its worker has a way of its own."""
    host, _, port = temporal.rpartition(":")
    async with road_to(host, int(port)) as road:
        client = await Client.connect(
            f"{LOOPBACK}:{road.port}",
            data_converter=pydantic_data_converter,
            retry_config=_AT_ONCE,
        )
        services = replace(own_site.services, temporal=client)
        yield replace(own_site, services=services, app=create_app(services)), road


def told(answer: httpx2.Response, status: int, code: str) -> str:
    """Return the sentence of a problem, which says when to come back and tells nothing else."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE), answer.text
    assert int(answer.headers["retry-after"]) > 0
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    for word in ("Traceback", "Error", "connect", LOOPBACK):
        assert word not in answer.text
    sentence: str = problem["detail"]
    assert sentence.count(".") == 1
    assert sentence.endswith(".")
    return sentence


async def given(client: httpx2.AsyncClient, path: str, key: UUID | None = None) -> httpx2.Response:
    headers = {"Idempotency-Key": str(key or new_id())}
    return await client.post(f"{API}{path}/commands", json=NOTE, headers=headers)


async def test_the_whole_api_says_that_the_database_is_away_and_goes_on_when_it_is_back(
    to_postgres: tuple[Site, Road],
) -> None:
    (site, road), count = to_postgres, 0
    mentorship = await at_work(site)
    description = await description_of(site)
    async with await site.keyed(site.cast.mentee, "read", "act", "follow") as client:
        asks = Described(client, description)
        assert (await asks.get("/me")).status_code == 200
        await road.close()
        for path, operations in description["paths"].items():
            for method in operations:
                headers = {"Idempotency-Key": str(new_id())}
                answer = await client.request(method, somewhere(path), json={}, headers=headers)
                sentence = told(asks.checked(answer), 503, "unavailable")
                assert sentence.startswith("The records cannot be reached just now"), path
                count += 1
        key = new_id()
        told(await given(client, f"/mentorships/{mentorship}", key), 503, "unavailable")
        await road.open()
        assert (await asks.get("/me")).status_code == 200
        assert (await given(client, f"/mentorships/{mentorship}", key)).status_code == 200
    assert count >= 40


async def test_a_page_says_that_the_database_is_away(to_postgres: tuple[Site, Road]) -> None:
    site, road = to_postgres
    async with await site.signed_in(site.cast.mentee) as browser:
        await road.close()
        pages = [await browser.get(path) for path in ("/mentorships", f"/l/{new_key()}/overview")]
        pages.append(await browser.post("/sign-in", data={"email": "maya@example.org"}))
        await road.open()
    for page in pages:
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert page.headers["content-type"].startswith("text/html")
        assert "Not just now" in page.text
        assert "nothing is lost: try again soon." in page.text
        assert "Traceback" not in page.text


async def test_without_temporal_one_reads_and_a_command_can_be_sent_again(
    to_temporal: tuple[Site, Road],
) -> None:
    site, road = to_temporal
    mentorship = await at_work(site)
    path = f"/mentorships/{mentorship}"
    opening = {
        "type": "open_mentorship",
        "program": f"{site.cast.program}",
        "mentee": f"{site.cast.mentee.person}",
    }
    async with await site.keyed(site.cast.mentee, "read", "act", "steer") as client:
        asks, key, new = Described(client, await description_of(site)), new_id(), new_id()
        assert (await given(client, path)).status_code == 200
        await road.close()
        assert (await asks.get(path)).status_code == 200
        answers = await asyncio.gather(
            given(client, path, key), asks.post("/mentorships/commands", opening, key=new)
        )
        for answer in answers:
            sentence = told(asks.checked(answer), 503, "unavailable")
            assert sentence == SILENT
        me = f"/people/{site.cast.mentee.person}"
        changed = await asks.do(me, "change_profile", mentee_profile={"discipline": "Hematology"})
        assert changed.status_code == 200, "people need no workflow"
        assert "address_changed" in await waiting_after_a_move(site)
        await road.open()
        assert (await given(client, path, key)).status_code == 200
        assert (await asks.post("/mentorships/commands", opening, key=new)).status_code == 201
    notes = [each.type for each in await site.records.history("mentorship", mentorship)]
    assert notes.count("concerns.noted") == 2


async def no_opening_is_left() -> None:
    """Look whether the last call was forgotten: with it goes what nobody read, and is reported."""
    gc.collect()
    assert not any(type(each) is WithStartWorkflowOperation for each in gc.get_objects())


async def waiting_after_a_move(site: Site) -> set[str]:
    """Give the mentor another address, as the operator, and return which letters wait for them."""
    mentor = site.cast.mentor.person
    assert mentor is not None
    async with await site.keyed(None, "act", "steer") as client:
        asks = Described(client, await description_of(site))
        new = f"{mentor}@example.org"
        changed = await asks.do(f"/people/{mentor}", "change_contact", email=new)
        assert changed.status_code == 200, changed.text
    return {line.kind for line in await site.records.letters_to(mentor) if line.sent_at is None}


@pytest.mark.parametrize(
    ("wait", "error"), [(PATIENCE, Unreachable), (timedelta(milliseconds=100), NotRecordedYet)]
)
async def test_asyncio_has_nothing_to_report_of_an_opening_that_failed(
    to_temporal: tuple[Site, Road], wait: timedelta, error: type[CommandError]
) -> None:
    (site, road), reported = to_temporal, list[str]()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: reported.append(context["message"]))
    await road.close()
    try:
        with pytest.raises(error):
            await open_mentorship(
                site.services.temporal, site.cast.opening(), task_queue=site.world.queue, wait=wait
            )
        await eventually(no_opening_is_left)
    finally:
        loop.set_exception_handler(None)
        await road.open()
    assert "Future exception was never retrieved" not in reported


async def test_a_page_keeps_what_was_typed_while_temporal_is_away(
    to_temporal: tuple[Site, Road],
) -> None:
    site, road = to_temporal
    mentorship = await at_work(site)
    path = f"/mentorships/{mentorship}/overview"
    async with await site.signed_in(site.cast.mentee) as mentee:
        form = hidden_fields((await mentee.get(path)).text, "note")
        await road.close()
        kept = await mentee.post(path, data={**form, "text": WORDS})
        assert (kept.status_code, kept.headers["retry-after"]) == (503, "5")
        assert SILENT in kept.text
        assert kept.text.count(WORDS) == 2, "once to be read, once to be sent"
        assert "Traceback" not in kept.text
        await road.open()
        again = hidden_fields(kept.text.replace('class="form"', 'id="form-kept"'), "kept")
        assert (await mentee.post(path, data=again)).status_code == 303
    notes = [each.type for each in await site.records.history("mentorship", mentorship)]
    assert notes.count("concerns.noted") == 1


async def test_whoever_is_too_many_is_told_to_come_back_and_nothing_is_done_twice(
    own_site: Site, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands, "LOCAL_TRY", timedelta(milliseconds=100))
    site, mentorship = own_site, await at_work(own_site)
    path, stream = f"/mentorships/{mentorship}", f"mentorship/{mentorship}"
    keys = [new_id() for _ in range(BURST)]
    async with await site.keyed(site.cast.mentee, "read", "act") as client:
        owner = await asyncpg.connect(database_url)
        async with owner.transaction():
            await owner.execute("select from store.streams where stream = $1 for update", stream)
            calls = [asyncio.ensure_future(given(client, path, key)) for key in keys]
            early = asyncio.as_completed(calls)
            for _ in range(BURST - CALLER_LIMIT):
                sentence = told(await next(early), 429, "busy")
                assert "callers wait for this mentorship" in sentence
                assert "send the same again with the same id" in sentence
        await owner.close()
        statuses = [answer.status_code for answer in await asyncio.gather(*calls)]
        assert statuses.count(200) == CALLER_LIMIT
        assert await recorded(client, keys) == [status == 200 for status in statuses]
        for key in keys:
            assert (await given(client, path, key)).status_code == 200
    notes = [each.type for each in await site.records.history("mentorship", mentorship)]
    assert notes.count("concerns.noted") == BURST


async def recorded(client: httpx2.AsyncClient, keys: Sequence[UUID]) -> list[bool]:
    """Return of which commands there is a receipt."""
    answers = [await client.get(f"{API}/receipts/{key}") for key in keys]
    return [answer.status_code == 200 for answer in answers]


async def test_whoever_guesses_keys_is_put_off_and_a_neighbour_s_good_key_is_not(
    site: Site,
) -> None:
    async with await site.keyed(site.cast.mentee, "read") as client:
        asks = Described(client, await description_of(site))
        guess = partial(client.get, f"{API}/me")
        for _ in range(GUESSED_PER_CLIENT[0]):
            wrong = await guess(headers={"Authorization": f"Bearer {new_key()}"})
            assert wrong.status_code == 401
        late = await guess(headers={"Authorization": f"Bearer {new_key()}"})
        sentence = told(asks.checked(late), 429, "too_many_requests")
        assert sentence.startswith("That was tried too often; wait ")
        assert int(late.headers["retry-after"]) <= GUESSED_PER_CLIENT[1].total_seconds()
        assert (await asks.get("/me")).status_code == 200


async def test_whoever_asks_for_too_many_letters_gets_no_more_and_is_told_for_how_long(
    site: Site,
) -> None:
    email, (most, within) = await site.email_of(site.cast.mentee), ASKED_BY_ONE
    async with site.client(**BROWSER) as browser:
        for _ in range(most):
            assert (await browser.post("/sign-in", data={"email": email})).status_code == 200
        late = await browser.post("/sign-in", data={"email": email})
    assert late.status_code == 429
    assert 0 < int(late.headers["retry-after"]) <= within.total_seconds()
    assert "A little too often" in late.text
    assert "That was tried too often; wait " in late.text

    async def arrived() -> None:
        assert len(site.letters_to(email)) == most

    await eventually(arrived)
