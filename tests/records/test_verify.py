"""Whoever changes, loses or reorders an event is found out, and the event is named."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg
import pytest

from records.verify import Problem
from tests.records.desk import Desk

Intruder: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


_EDIT = "update store.events set {change} where stream = $1 and version = 3 returning id"


@pytest.fixture
async def intruder(owner: "asyncpg.Connection[asyncpg.Record]") -> Intruder:
    """Somebody with all rights, who switched the triggers and keys off."""
    await owner.execute("set session_replication_role = replica")
    return owner


async def problems(desk: Desk, **exported: object) -> list[Problem]:
    return [each async for each in desk.records.verify(**exported)]  # type: ignore[arg-type]


@asynccontextmanager
async def two_streams(desk: Desk) -> AsyncIterator[tuple[str, str]]:
    first, second = await desk.open(), await desk.open()
    for amount in range(1, 6):
        await desk.do(first, "add", amount=amount)
        await desk.do(second, "add", amount=amount)
    assert await problems(desk) == []
    yield f"mentorship/{first}", f"mentorship/{second}"
    assert {each.stream for each in await problems(desk)} <= {f"mentorship/{first}"}


async def test_untouched_records_have_no_problem(tiny: Desk, desk: Desk) -> None:
    await tiny.open()
    await desk.open("create_program", category="program", name="R", zone="UTC")
    assert await problems(tiny) == []


@pytest.mark.parametrize(
    "change",
    [
        """data = data || '{"amount": 7}'""",
        "at = at + interval '1 microsecond'",
        """actor = '{"role": "system", "person": null}'""",
        "type = 'tiny.passed'",
        "command_id = gen_random_uuid()",
        "id = gen_random_uuid()",
        """source = '{"workflow": "w", "run": "r"}'""",
    ],
)
async def test_an_edited_event_is_named(tiny: Desk, intruder: Intruder, change: str) -> None:
    async with two_streams(tiny) as (stream, _):
        event = await intruder.fetchval(_EDIT.format(change=change), stream)
        found = await problems(tiny)
        assert ("changed", 3, event) in [(each.finding, each.version, each.event) for each in found]
        assert str(event) in found[0].sentence


async def test_an_edit_that_mends_its_own_hash_is_found_at_the_next_event(
    tiny: Desk, intruder: Intruder
) -> None:
    async with two_streams(tiny) as (stream, _):
        await intruder.execute(
            "update store.events set hash = sha256('x') where stream = $1 and version = 3", stream
        )
        assert [(each.finding, each.version) for each in await problems(tiny)] == [
            ("changed", 3),
            ("changed", 4),
        ]


async def test_a_lost_event_leaves_a_gap_that_is_named(tiny: Desk, intruder: Intruder) -> None:
    async with two_streams(tiny) as (stream, _):
        await intruder.execute("delete from store.events where stream = $1 and version = 3", stream)
        [problem] = await problems(tiny)
        assert (problem.finding, problem.version) == ("lost", 4)
        assert "versions 3 to 3 are missing" in problem.sentence


async def test_reordered_events_are_found(tiny: Desk, intruder: Intruder) -> None:
    async with two_streams(tiny) as (stream, _):
        await intruder.execute(
            "update store.events set version = case version when 3 then 103 else 3 end"
            " where stream = $1 and version in (3, 4)",
            stream,
        )
        await intruder.execute(
            "update store.events set version = 4 where stream = $1 and version = 103", stream
        )
        findings = {(each.finding, each.version) for each in await problems(tiny)}
        assert {("changed", 3), ("reordered", 4)} <= findings


async def test_a_cut_tail_is_found_by_the_streams_own_version(
    tiny: Desk, intruder: Intruder
) -> None:
    async with two_streams(tiny) as (stream, _):
        await intruder.execute("delete from store.events where stream = $1 and version > 4", stream)
        assert [(each.finding, each.version) for each in await problems(tiny)] == [("cut", 4)]


async def test_a_tail_cut_with_care_is_found_against_exported_heads(
    tiny: Desk, intruder: Intruder
) -> None:
    async with two_streams(tiny) as (stream, _):
        exported = await tiny.records.heads()
        await intruder.execute("delete from store.events where stream = $1 and version > 4", stream)
        await intruder.execute("update store.streams set version = 4 where stream = $1", stream)
        assert await problems(tiny) == []
        found = await problems(tiny, exported=exported)
        assert [(each.finding, each.version) for each in found] == [("cut", 6)]


async def test_a_stream_that_is_gone_altogether_is_found(tiny: Desk, intruder: Intruder) -> None:
    async with two_streams(tiny) as (stream, _):
        exported = await tiny.records.heads()
        await intruder.execute("delete from store.events where stream = $1", stream)
        assert [each.finding for each in await problems(tiny)] == ["lost"]
        await intruder.execute("delete from store.streams where stream = $1", stream)
        assert [each.finding for each in await problems(tiny, exported=exported)] == ["cut"]


async def test_exported_heads_stay_good_while_streams_go_on(tiny: Desk) -> None:
    mentorship = await tiny.open()
    exported = await tiny.records.heads()
    await tiny.do(mentorship, "add", amount=1)
    assert await problems(tiny, exported=exported) == []


async def test_an_event_that_nobody_can_read_is_found(tiny: Desk, intruder: Intruder) -> None:
    async with two_streams(tiny) as (stream, _):
        await intruder.execute(
            "update store.events set schema_version = 9 where stream = $1 and version = 2", stream
        )
        assert ("unreadable", 2) in [(each.finding, each.version) for each in await problems(tiny)]


async def test_numbers_that_the_store_writes_in_another_way_keep_their_hash(tiny: Desk) -> None:
    mentorship = await tiny.open()
    for weight in (1e22, 1e-7, 0.1, -0.0, 5e-324):
        words = 'é "quoted" \\ \u2028 \U0001f600'
        await tiny.do(mentorship, "add", amount=10**3, words=words, weight=weight)
    assert await problems(tiny) == []
