"""The table of rights, walked over HTTP: each command, by each relation, by session and by key."""

import asyncio
from uuid import UUID

import httpx2

from domain.access.relations import Relation
from domain.access.scopes import Scope, needs_second_factor, scope_of
from domain.access.table import Row, table
from domain.catalogue import CREATING, catalogue
from domain.envelopes import Role
from runtime.ids import new_id
from tests.web.api.bodies import API, address_of, body_of
from tests.web.crowd import ADMINISTRATOR, COORDINATOR, MENTEE, Crowd, name_of

FORBIDDEN = {"not_your_part", "not_allowed", "not_your_invitation", "role_not_held"}
UNKNOWN = {"unknown_mentorship", "unknown_person", "unknown_program"}
AT_ONCE = 4
"""Commands that wait for the same mentorship; with many more of them it would be busy."""


async def sent(
    crowd: Crowd, client: httpx2.AsyncClient, command: str, *, dry_run: bool
) -> httpx2.Response:
    return await client.post(
        address_of(crowd, command),
        json=body_of(crowd, command),
        headers={"Idempotency-Key": str(new_id())},
        params={"dry_run": dry_run},
    )


def told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json().get("code"))


async def test_whoever_may_not_give_a_command_is_refused_and_nothing_is_recorded(
    crowd: Crowd,
) -> None:
    before, turns = await crowd.versions(), asyncio.Semaphore(AT_ONCE)
    rows = [row for row in table() if not row.allowed]

    async def refused(row: Row) -> tuple[Row, int, str]:
        client = await crowd.browser(name_of(row.relation, row.role))
        async with turns:
            return row, *told(await sent(crowd, client, row.command, dry_run=False))

    for row in rows:  # browsers first, one after the other
        await crowd.browser(name_of(row.relation, row.role))
    answers = await asyncio.gather(*map(refused, rows))
    wrong = [each for each in answers if not _is_refusal(*each)]
    assert not wrong
    assert await crowd.versions() == before


def _is_refusal(row: Row, status: int, code: str) -> bool:
    """Say whether this is how somebody is refused: to whom it is none of theirs, it is unknown."""
    if status == 404:
        return code in UNKNOWN
    is_stranger = row.relation is Relation.NOBODY or (
        row.relation is Relation.MEMBER and row.category == "mentorship"
    )
    begins = row.command in CREATING
    return status == 403 and code in FORBIDDEN and (begins or not is_stranger)


async def test_whoever_may_give_a_command_is_let_in(crowd: Crowd) -> None:
    before = await crowd.versions()
    for row in table():
        if not row.allowed:
            continue
        client = await crowd.browser(name_of(row.relation, row.role))
        answer = await sent(crowd, client, row.command, dry_run=True)
        assert answer.status_code in {200, 409}, (row, answer.text)
        assert told(answer)[1] not in FORBIDDEN, (row, answer.text)
    assert await crowd.versions() == before


async def test_the_second_factor_is_asked_of_staff_for_what_is_grave_and_for_nothing_else(
    crowd: Crowd,
) -> None:
    for name, role in ((COORDINATOR, Role.COORDINATOR), (ADMINISTRATOR, Role.ADMINISTRATOR)):
        async with await crowd.site.signed_in(crowd.people[name]) as unproved:
            for command in catalogue():
                answer = await sent(crowd, unproved, command, dry_run=True)
                is_asked = told(answer) == (403, "second_factor_needed")
                assert is_asked is needs_second_factor(command, role), (name, command)
            for answer in await grave_rights(crowd, unproved):
                assert told(answer) == (403, "second_factor_needed"), (name, answer.request.url)
            await crowd.prove(unproved)
            answer = await sent(crowd, unproved, "end_mentorship", dry_run=True)
            assert answer.status_code == 200, answer.text


async def grave_rights(crowd: Crowd, client: httpx2.AsyncClient) -> list[httpx2.Response]:
    """Ask for what is grave and no command: much at once, and what lets others in."""
    about, own = f"program={crowd.program}", {"Idempotency-Key": str(new_id())}
    wanted = {"name": "mine", "scopes": ["read"]}
    return [
        await client.get(f"{API}/exports/events?{about}"),
        await client.get(f"{API}/events?{about}"),
        await client.post(f"{API}/people/imports?{about}&dry_run=true", headers=own),
        await client.post(f"{API}/keys", json=wanted),
    ]


async def test_a_key_does_what_it_was_made_for_where_it_was_made_for(crowd: Crowd) -> None:
    scopes = {Scope.ACT: {"read", "steer"}, Scope.STEER: {"read", "act"}}
    for name in (MENTEE, ADMINISTRATOR):
        for command in catalogue():
            scope = scope_of(command)
            assert scope is not None, command
            client = await _keyed(crowd, name, *scopes[scope])
            answer = await sent(crowd, client, command, dry_run=True)
            assert told(answer) == (403, "scope_missing"), (name, command)
    elsewhere = await _keyed(crowd, ADMINISTRATOR, "act", "steer", program=crowd.elsewhere)
    for command in ("note", "end_mentorship", "set_policy", "set_capacity", "grant_role"):
        assert (await sent(crowd, elsewhere, command, dry_run=True)).status_code == 404, command
    operator = await _keyed(crowd, None, "act", "steer")
    rows = [row for row in table() if row.relation is Relation.ADMINISTRATOR]
    for row in rows:
        status, code = told(await sent(crowd, operator, row.command, dry_run=True))
        assert (status in {200, 409} and code not in FORBIDDEN) is row.allowed, (row, status, code)


async def _keyed(
    crowd: Crowd, name: str | None, *scopes: str, program: UUID | None = None
) -> httpx2.AsyncClient:
    ident = f"key of {name} for {sorted(scopes)} in {program}"
    if ident not in crowd.browsers:
        person = None if name is None else crowd.people[name]
        crowd.browsers[ident] = await crowd.site.keyed(person, *scopes, program=program)
    return crowd.browsers[ident]
