"""A session is good for as long as it should be, in the hands of whoever began it."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.access.limits import (
    SESSION_IDLE,
    SESSION_LONGEST,
    STAFF_SESSION_IDLE,
    STAFF_SESSION_LONGEST,
)
from domain.envelopes import Role
from domain.refusals import Refusal
from records.access.sessions import Session
from records.links import digest_of
from records.statements import SQL
from runtime.ids import new_id
from runtime.tokens import new_token
from tests.eventually import eventually
from tests.records.desk import START, Desk, a_person, a_program
from tests.records.link_scene import Owner, kept

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def begun(
    desk: Desk, person: UUID, token: str, *, at: datetime = START, agent: str | None = "A browser"
) -> Session:
    session = await desk.records.begin_session(
        person, token=token, how="letter", agent=agent, at=at
    )
    assert session is not None
    return session


async def signed_in(desk: Desk, person: UUID) -> str:
    token = new_token()
    await begun(desk, person, token)
    return token


async def test_a_session_is_found_by_its_token_alone_and_ends_when_nobody_uses_it(
    desk: Desk,
) -> None:
    records, ann, token = desk.records, await a_person(desk, "Ann"), new_token()
    session = await begun(desk, ann, token, agent=" Odd\0\n" + "x" * 300)
    assert (session.person, session.how, session.is_staff) == (ann, "letter", False)
    assert session.agent == "Odd" + "x" * 196
    assert session.ends_at == START + SESSION_IDLE
    assert await records.session_of(token, at=START) == session
    for wrong in (token[:-1], "", str(session.id), digest_of(token).hex(), "\ud800\0"):
        assert await records.session_of(wrong, at=START) is None
    assert await records.session_of(token, at=START + SESSION_IDLE) is None
    assert await records.session_of(token, at=START + SESSION_IDLE - MINUTE) is not None
    assert await records.session_of(token, at=START + SESSION_IDLE) is not None


async def test_a_session_that_is_used_all_the_time_ends_all_the_same(desk: Desk) -> None:
    token, at = await signed_in(desk, await a_person(desk, "Ann")), START
    while at + DAY < START + SESSION_LONGEST:
        at += DAY
        assert await desk.records.session_of(token, at=at) is not None
    assert await desk.records.session_of(token, at=START + SESSION_LONGEST) is None


async def test_use_is_written_down_once_a_minute(desk: Desk) -> None:
    records, ann = desk.records, await a_person(desk, "Ann")
    token = await signed_in(desk, ann)
    for seconds, seen in ((59, 0), (61, 61), (90, 61), (200, 200), (100, 200)):
        await records.session_of(token, at=START + timedelta(seconds=seconds))
        (session,) = await records.sessions(ann, at=START)
        assert session.seen_at == START + timedelta(seconds=seen)


async def test_staff_have_shorter_sessions_from_the_moment_they_are_staff(desk: Desk) -> None:
    records, program = desk.records, await a_program(desk)
    cleo = await a_person(desk, "Cleo", (program, Role.MENTOR))
    boss = await a_person(desk, "Boss", administrator=True)
    token, other = await signed_in(desk, cleo), await signed_in(desk, boss)
    night = START + STAFF_SESSION_IDLE
    assert await records.session_of(other, at=night) is None
    await desk.do(
        cleo, "grant_role", category="person", program=str(program), role=Role.COORDINATOR
    )
    assert await records.session_of(token, at=night) is None
    assert await records.sessions(cleo, at=night) == []
    session = await records.session_of(token, at=night - MINUTE)
    assert session is not None
    assert session.is_staff
    at = night - MINUTE
    while at + HOUR * 8 < START + STAFF_SESSION_LONGEST:
        at += HOUR * 8
        assert await records.session_of(token, at=at) is not None
    assert await records.session_of(token, at=START + STAFF_SESSION_LONGEST) is None


async def test_the_second_factor_gives_a_session_another_token(desk: Desk) -> None:
    records, ann, old = desk.records, await a_person(desk, "Ann"), new_token()
    session, new, newest = await begun(desk, ann, old), new_token(), new_token()
    proved = await records.prove_session(session.id, token=new, at=START + MINUTE)
    assert proved is not None
    assert (proved.id, proved.proved_at) == (session.id, START + MINUTE)
    assert await records.session_of(old, at=START + MINUTE) is None
    assert await records.session_of(new, at=START + MINUTE) == proved
    renewed = await records.renew_session(session.id, token=newest, at=START + HOUR)
    assert renewed is not None
    assert (renewed.proved_at, renewed.begun_at) == (START + MINUTE, START)
    assert await records.session_of(new, at=START + HOUR) is None
    assert await records.end_session(session.id, of=ann)
    assert await records.renew_session(session.id, token=new_token(), at=START) is None
    assert await records.session_of(newest, at=START + HOUR) is None


async def test_people_end_their_own_sessions_one_or_all_the_others(desk: Desk) -> None:
    records, ann, ben = desk.records, await a_person(desk, "Ann"), await a_person(desk, "Ben")
    here, there, elsewhere = [await begun(desk, ann, new_token()) for _ in range(3)]
    his = await signed_in(desk, ben)
    assert not await records.end_session(here.id, of=ben)
    assert await records.end_session(there.id, of=ann)
    assert not await records.end_session(there.id, of=ann)
    assert await records.end_sessions(ann, at=START, but=here.id) == 1
    assert [each.id for each in await records.sessions(ann, at=START)] == [here.id]
    assert elsewhere.id != here.id
    assert await records.end_sessions(ann, at=START + SESSION_LONGEST) == 0  # it was over
    assert await records.sessions(ann, at=START) == []
    assert await records.session_of(his, at=START) is not None


async def test_another_address_and_leaving_end_what_people_could_come_in_by(
    desk: Desk, owner: Owner
) -> None:
    records, ann, ben = desk.records, await a_person(desk, "Ann"), await a_person(desk, "Ben")
    token, asked = await signed_in(desk, ann), new_token()
    await records.ask_to_sign_in("ann@example.org", token=asked, browser="b", at=START)
    await records.keep_identity("https://id.example", "1", person=ann, at=START)
    await desk.do(ann, "change_contact", category="person", zone="Europe/Berlin")
    assert await records.session_of(token, at=START) is not None
    await desk.do(ann, "change_contact", category="person", email="ann@example.com")
    assert await records.session_of(token, at=START) is None
    assert isinstance(await records.look_at_sign_in(asked, browser="b", at=START), Exception)
    assert await records.identity("https://id.example", "1") is None
    for person, leaving in ((ann, "erase_person"), (ben, "merge_into")):
        token, asked, key = await signed_in(desk, person), new_token(), new_token()
        await records.let_sign_in(person, token=asked, at=START)
        await records.keep_identity("https://id.example", str(person), person=person, at=START)
        await records.add_passkey(
            person,
            credential_id=person.bytes,
            public_key=b"k",
            sign_count=0,
            transports=["usb"],
            name="Blue",
            at=START,
        )
        await records.make_key(
            token=key,
            name="mine",
            person=person,
            program=None,
            scopes=["read"],
            made_by=person,
            at=START,
            expires_at=START + DAY,
        )
        body: dict[str, Any] = {}
        if leaving == "merge_into":
            body["other"] = str(await a_person(desk, "Cy"))
        await desk.do(person, leaving, category="person", **body)
        rows = await kept(owner)
        left = {table for table, lines in rows.items() if any(str(person) in x for x in lines)}
        assert [table for table in left if table.startswith("access.")] == []
        assert await records.session_of(token, at=START) is None
        assert await records.key_of(key, at=START) is None
        assert (
            await records.begin_session(person, token=new_token(), how="oidc", agent=None, at=START)
            is None
        )


async def test_whoever_comes_in_while_a_person_leaves_waits_and_is_not_let_in(
    desk: Desk, owner: Owner
) -> None:
    records, ann, asked = desk.records, await a_person(desk, "Ann"), new_token()
    await records.let_sign_in(ann, token=asked, at=START)
    passkey: dict[str, Any] = {"public_key": b"2", "transports": (), "name": "Blue"}
    key: dict[str, Any] = {"name": "mine", "program": None, "scopes": ["read"], "made_by": ann}
    coming: list[Coroutine[Any, Any, object]] = [
        records.begin_session(ann, token=new_token(), how="oidc", agent=None, at=START),
        records.ask_to_sign_in("ann@example.org", token=new_token(), browser="b", at=START),
        records.let_sign_in(ann, token=new_token(), at=START),
        records.sign_in_by(asked, browser=None, session=new_token(), agent=None, at=START),
        records.keep_identity("https://id.example", "1", person=ann, at=START),
        records.add_passkey(ann, credential_id=b"1", sign_count=0, **passkey, at=START),
        records.make_key(
            token=new_token(),
            person=ann,
            **key,
            at=START,
            expires_at=START + DAY,
        ),
    ]
    async with owner.transaction():
        await owner.execute("delete from store.person_emails where person = $1", ann)
        waiting = [asyncio.create_task(each) for each in coming]

        async def all_wait() -> None:
            blocked = "select count(distinct pid) from pg_locks where not granted"
            assert await owner.fetchval(blocked) == len(coming)

        await eventually(all_wait)
        await owner.execute(SQL["end_access"], ann)  # and nobody waits for somebody who waits
    found = await asyncio.gather(*waiting)
    assert [each for each in found if each is not None and not isinstance(each, Refusal)] == []
    rows = await kept(owner)
    assert rows["access.sessions"] == rows["access.keys"] == rows["access.passkeys"] == []


async def test_what_is_over_is_removed_by_and_by(desk: Desk, owner: Owner) -> None:
    ann = await a_person(desk, "Ann")
    first = await begun(desk, ann, new_token())
    await desk.records.keep_challenge(first.id, b"sign this", purpose="add", at=START)
    await desk.records.keep_challenge(new_id(), b"sign this", purpose="add", at=START)
    later = START + SESSION_LONGEST + DAY
    second = await begun(desk, ann, new_token(), at=later)
    rows = await kept(owner)
    assert len(rows["access.sessions"]) == 1
    assert str(second.id) in rows["access.sessions"][0]
    assert rows["access.challenges"] == []
