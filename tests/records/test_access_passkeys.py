"""Passkeys and identities: kept, used as often as they count, and asked for once."""

import asyncio
from uuid import UUID

from domain.access.limits import CHALLENGE, OPEN_ID, PASSKEYS_MOST
from domain.refusals import Refusal
from records.access.identities import OidcState
from records.access.passkeys import Passkey
from runtime.ids import new_id
from runtime.tokens import new_token
from tests.records.desk import START, Desk, a_person

ISSUER = "https://id.example"


async def add(
    desk: Desk, person: UUID, credential: bytes = b"one", *, sign_count: int = 0
) -> Passkey | str:
    """Return the passkey that is kept, or the code with which it is refused."""
    found = await desk.records.add_passkey(
        person,
        credential_id=credential,
        public_key=b"public",
        sign_count=sign_count,
        transports=["usb", "nfc"],
        name="Blue key",
        at=START,
    )
    return found.code if isinstance(found, Refusal) else found


async def test_a_passkey_is_kept_for_its_person_and_forgotten_by_them_alone(desk: Desk) -> None:
    records, ann, ben = desk.records, await a_person(desk, "Ann"), await a_person(desk, "Ben")
    kept = await add(desk, ann)
    assert isinstance(kept, Passkey)
    assert await records.passkeys(ann) == [kept]
    assert (kept.transports, kept.name, kept.used_at) == (("usb", "nfc"), "Blue key", None)
    assert await add(desk, ben) == "passkey_known"
    assert not await records.forget_passkey(kept.id, of=ben)
    assert await records.forget_passkey(kept.id, of=ann)
    assert await records.passkeys(ann) == []
    for each in range(2):
        await add(desk, ann, b"%d" % each)
    assert await records.forget_passkeys(ann) == 2
    assert await records.forget_passkeys(ann) == 0


async def test_no_more_passkeys_are_kept_than_somebody_needs(desk: Desk) -> None:
    ann = await a_person(desk, "Ann")
    found = await asyncio.gather(*(add(desk, ann, b"%d" % each) for each in range(15)))
    assert found.count("too_many_passkeys") == 15 - PASSKEYS_MOST
    assert len(await desk.records.passkeys(ann)) == PASSKEYS_MOST


async def test_a_copy_of_a_passkey_is_found_out_by_its_counter(desk: Desk) -> None:
    records, ann = desk.records, await a_person(desk, "Ann")
    await add(desk, ann, b"counts", sign_count=4)
    await add(desk, ann, b"never counts")
    uses = [(b"counts", 5), (b"counts", 5), (b"counts", 0), (b"counts", 9), (b"unknown", 1)]
    uses += [(b"never counts", 0), (b"never counts", 0)]
    used = [
        await records.passkey_used(credential, sign_count=count, at=START)
        for credential, count in uses
    ]
    assert used == [True, False, False, True, False, True, True]
    assert [each.sign_count for each in await records.passkeys(ann)].count(9) == 1
    at_once = [records.passkey_used(b"counts", sign_count=10, at=START) for _ in range(5)]
    assert sum(await asyncio.gather(*at_once)) == 1


async def test_a_challenge_is_answered_once_and_soon_in_its_session(desk: Desk) -> None:
    records, ann = desk.records, await a_person(desk, "Ann")
    session, other = [
        await records.begin_session(ann, token=new_token(), how="letter", agent=None, at=START)
        for _ in range(2)
    ]
    assert session is not None
    assert other is not None
    for challenge in (b"first", b"second"):
        await records.keep_challenge(session.id, challenge, purpose="prove", at=START)
    await records.keep_challenge(new_id(), b"no session", purpose="prove", at=START)
    assert await records.take_challenge(other.id, purpose="prove", at=START) is None
    assert await records.take_challenge(session.id, purpose="add", at=START) is None
    at_once = [records.take_challenge(session.id, purpose="prove", at=START) for _ in range(5)]
    taken = await asyncio.gather(*at_once)
    assert [each for each in taken if each] == [b"second"]
    await records.keep_challenge(session.id, b"third", purpose="add", at=START)
    assert await records.take_challenge(session.id, purpose="add", at=START + CHALLENGE) is None
    await records.keep_challenge(session.id, b"fourth", purpose="add", at=START)
    await records.end_session(session.id, of=ann)
    assert await records.take_challenge(session.id, purpose="add", at=START) is None


async def test_an_identity_belongs_to_whom_it_was_kept_for_first(desk: Desk) -> None:
    records, ann, ben = desk.records, await a_person(desk, "Ann"), await a_person(desk, "Ben")
    assert await records.person_by_email(" Ann@example.org ") == ann
    for nobody in ("cleo@example.org", "", "\0", "\ud800"):
        assert await records.person_by_email(nobody) is None
    assert await records.identity(ISSUER, "1") is None
    assert await records.keep_identity(ISSUER, "1", person=ann, at=START) == ann
    assert await records.keep_identity(ISSUER, "1", person=ben, at=START) == ann
    assert await records.keep_identity("https://other.example", "1", person=ben, at=START) == ben
    assert await records.identity(ISSUER, "1") == ann
    await desk.do(ben, "erase_person", category="person")
    assert await records.keep_identity(ISSUER, "2", person=ben, at=START) is None


async def test_whoever_comes_back_from_a_provider_is_known_once_in_the_same_browser(
    desk: Desk,
) -> None:
    records = desk.records

    async def left(state: str) -> None:
        await records.keep_oidc_state(state, browser="b", nonce="n", verifier="v", at=START)

    await left("state")
    assert await records.take_oidc_state("state", browser="another", at=START) is None
    assert await records.take_oidc_state("State", browser="b", at=START) is None
    taken = [await records.take_oidc_state("state", browser="b", at=START) for _ in range(2)]
    assert taken == [OidcState("n", "v"), None]
    assert "n" not in repr(taken[0]).removeprefix("OidcState").removesuffix("one")
    await left("late")
    assert await records.take_oidc_state("late", browser="b", at=START + OPEN_ID) is None
    await left("forgotten")
    await records.keep_oidc_state(
        "next", browser="b", nonce="n", verifier="v", at=START + OPEN_ID + CHALLENGE
    )
    assert await records.take_oidc_state("forgotten", browser="b", at=START) is None
