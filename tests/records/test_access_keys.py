"""An API key opens what it is for, until it ends; what is tried too often has to wait."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from records.access.api_keys import Key
from records.links import digest_of
from runtime.ids import new_id
from runtime.tokens import KEY_PREFIX, new_key
from tests.records.desk import START, Desk, a_person
from tests.records.link_scene import Owner, kept

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


async def made(
    desk: Desk,
    token: str,
    person: UUID | None = None,
    *,
    program: UUID | None = None,
    at: datetime = START,
    days: int = 30,
    proved: bool = False,
) -> Key:
    key = await desk.records.make_key(
        token=token,
        name="Timetable",
        person=person,
        program=program,
        scopes=["read", "act"],
        made_by=person,
        at=at,
        expires_at=at + days * DAY,
        proved=proved,
    )
    assert key is not None
    return key


async def test_a_key_opens_what_it_is_for_until_its_last_day(desk: Desk) -> None:
    records, ann, program = desk.records, await a_person(desk, "Ann"), new_id()
    token, operators = new_key(), new_key()
    assert token.startswith(KEY_PREFIX)
    key, other = await made(desk, token, ann, program=program), await made(desk, operators)
    assert await records.key_of(token, at=START) == key
    assert (key.person, key.program, sorted(key.scopes)) == (ann, program, ["act", "read"])
    assert (other.person, other.made_by) == (None, None)
    for wrong in (token[:-1], token.removeprefix(KEY_PREFIX), "", "\0", "\ud800", str(key.id)):
        assert await records.key_of(wrong, at=START) is None
    assert await records.key_of(token, at=key.expires_at - SECOND) is not None
    assert await records.key_of(token, at=key.expires_at) is None
    assert [each.id for each in await records.keys(ann)] == [key.id]
    assert {each.id for each in await records.keys()} == {key.id, other.id}


async def test_a_key_is_for_staff_if_it_was_made_with_the_second_factor_or_by_the_operator(
    desk: Desk,
) -> None:
    ann, tokens = await a_person(desk, "Ann"), [new_key() for _ in range(3)]
    await made(desk, tokens[0], ann)
    await made(desk, tokens[1], ann, proved=True)
    await made(desk, tokens[2])
    found = [await desk.records.key_of(each, at=START) for each in tokens]
    assert [each.is_for_staff for each in found if each is not None] == [False, True, True]
    assert {each.is_for_staff for each in await desk.records.keys(ann)} == {False, True}


async def test_a_key_that_was_revoked_opens_nothing_and_is_still_listed(desk: Desk) -> None:
    records, token = desk.records, new_key()
    key = await made(desk, token)
    assert not await records.revoke_key(new_id(), at=START)
    assert await records.revoke_key(key.id, at=START)
    assert not await records.revoke_key(key.id, at=START)
    assert await records.key_of(token, at=START) is None
    found = await records.key(key.id)
    assert found is not None
    assert (found.revoked_at, found.is_good(START)) == (START, False)
    old = await made(desk, new_key(), days=1)
    assert not await records.revoke_key(old.id, at=START + DAY)
    await made(desk, new_key(), at=START + 92 * DAY)
    assert await records.key(key.id) is None
    assert await records.key(old.id) is None


async def test_the_last_use_of_a_key_is_written_down_once_an_hour(desk: Desk) -> None:
    token = new_key()
    key = await made(desk, token)
    for minutes, last in ((0, 0), (59, 0), (60, 60), (200, 200), (100, 200)):
        assert await desk.records.key_of(token, at=START + minutes * MINUTE) is not None
        found = await desk.records.key(key.id)
        assert found is not None
        assert found.last_used_at == START + last * MINUTE


async def test_nobody_makes_a_key_for_somebody_who_is_gone(desk: Desk) -> None:
    ann = await a_person(desk, "Ann")
    await desk.do(ann, "erase_person", category="person")
    with pytest.raises(AssertionError):
        await made(desk, new_key(), ann)
    assert await desk.records.keys(ann) == []


async def tries(desk: Desk, times: int, *, at: datetime = START, who: str = "ann") -> list[float]:
    """Try so often, five in 15 minutes being allowed; return how many seconds each has to wait."""
    waits = [
        await desk.records.attempt(who, limit=5, within=15 * MINUTE, at=at) for _ in range(times)
    ]
    return [0 if each is None else each.total_seconds() for each in waits]


async def test_what_is_tried_too_often_has_to_wait_and_not_longer_for_trying_again(
    desk: Desk,
) -> None:
    assert await tries(desk, 8) == [0] * 5 + [180.0] * 3
    assert await tries(desk, 1, who="ben") == [0]
    assert await tries(desk, 2, at=START + MINUTE) == [120.0] * 2
    assert await tries(desk, 2, at=START + 3 * MINUTE) == [0, 180]
    assert await tries(desk, 6, at=START + 60 * MINUTE) == [0] * 5 + [180]


async def test_all_processes_count_together(desk: Desk, owner: Owner) -> None:
    found = await asyncio.gather(*(tries(desk, 3) for _ in range(6)))
    assert [wait for waits in found for wait in waits].count(0) == 5
    (row,) = (await kept(owner))["access.attempts"]
    assert "ann" not in row
    assert digest_of("ann").hex() in row


async def test_a_clock_that_was_a_day_ahead_locks_nobody_out(desk: Desk) -> None:
    await tries(desk, 5, at=START + DAY)
    assert await tries(desk, 1) == [180]
    assert await tries(desk, 2, at=START + 3 * MINUTE) == [0, 180]


async def test_counts_that_say_nothing_any_more_are_removed(desk: Desk, owner: Owner) -> None:
    for number in range(25):
        await tries(desk, 1, who=f"{number}")
    for number in range(100, 104):
        await tries(desk, 1, at=START + 60 * MINUTE, who=f"{number}")
    assert len((await kept(owner))["access.attempts"]) == 4
