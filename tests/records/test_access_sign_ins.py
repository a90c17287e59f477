"""A link to sign in works once, for a few minutes, in the browser that asked for it."""

import asyncio
import json
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import structlog

from domain.access.limits import SIGN_IN, SIGN_IN_AGAIN
from domain.refusals import Refusal
from records.access.sessions import Session
from records.access.sign_ins import SignInAsked
from records.links import digest_of
from runtime.tokens import new_token
from tests.records.desk import START, Desk, a_person
from tests.records.link_scene import DAY, Owner, kept

HERE = "the token that this browser keeps"
SECOND = timedelta(seconds=1)


async def asked(
    desk: Desk, email: str = "ann@example.org", *, browser: str = HERE, at: datetime = START
) -> tuple[str, SignInAsked | None]:
    token = new_token()
    return token, await desk.records.ask_to_sign_in(email, token=token, browser=browser, at=at)


async def used(
    desk: Desk,
    token: str,
    *,
    browser: str | None = HERE,
    at: datetime = START,
    session: str | None = None,
) -> Session | str:
    """Return the session that a link begins, or the code with which it is refused."""
    found = await desk.records.sign_in_by(
        token, browser=browser, session=session or new_token(), agent="A browser", at=at
    )
    return found.code if isinstance(found, Refusal) else found


async def test_a_link_signs_in_once_in_the_browser_that_asked(desk: Desk) -> None:
    ann, session = await a_person(desk, "Ann"), new_token()
    token, ask = await asked(desk, " Ann@Example.ORG\n")
    assert ask is not None
    assert (ask.person, ask.name, ask.email) == (ann, "Ann", "ann@example.org")
    assert ask.ends_at == START + SIGN_IN
    for browser in (None, "", HERE + "x"):
        assert await used(desk, token, browser=browser) == "sign_in_elsewhere"
    for _ in range(2):
        assert await desk.records.look_at_sign_in(token, browser=HERE, at=START) == ann
    begun = await used(desk, token, session=session)
    assert isinstance(begun, Session)
    assert (begun.person, begun.how, begun.agent) == (ann, "letter", "A browser")
    assert await desk.records.session_of(session, at=START) == begun
    assert await used(desk, token, at=START + SIGN_IN_AGAIN) == "sign_in_used"
    refusal = await desk.records.look_at_sign_in(token, browser=HERE, at=START)
    assert isinstance(refusal, Refusal)
    assert "works once; ask for a new one" in refusal.sentence


async def test_a_link_is_over_after_ten_minutes_and_guesses_are_unknown(desk: Desk) -> None:
    await a_person(desk, "Ann")
    token, ask = await asked(desk)
    assert ask is not None
    assert await used(desk, token, at=ask.ends_at) == "sign_in_expired"
    for wrong in (token[:-1], token + "A", "", "\0", "\ud800", "x" * 10_000, new_token()):
        assert await used(desk, wrong) == "sign_in_unknown"
    assert isinstance(await used(desk, token, at=ask.ends_at - SECOND), Session)


async def test_a_newer_letter_takes_the_place_of_the_one_before(desk: Desk) -> None:
    await a_person(desk, "Ann")
    (first, _), (elsewhere, _) = await asked(desk), await asked(desk, browser="another")
    second, _ = await asked(desk)
    assert await used(desk, first) == "sign_in_replaced"
    assert isinstance(await used(desk, second), Session)
    assert isinstance(await used(desk, elsewhere, browser="another"), Session)


async def test_an_address_that_nobody_has_leaves_the_same_traces_and_leads_nowhere(
    desk: Desk, owner: Owner
) -> None:
    await a_person(desk, "Ann")
    odd = ("nobody@example.org", "no address", "", "\0", "\ud800", "ü@exämple.org", "x" * 10_000)
    for email in odd:
        token, ask = await asked(desk, email)
        assert ask is None
        assert await used(desk, token) == "sign_in_unknown"
    assert len((await kept(owner))["access.sign_ins"]) == len(odd)


async def test_many_clicks_at_once_are_one_session(desk: Desk, owner: Owner) -> None:
    ann = await a_person(desk, "Ann")
    token, _ = await asked(desk)
    sessions = [new_token() for _ in range(6)]
    here = (used(desk, token, session=each) for each in sessions)
    there = (used(desk, token, browser="another") for _ in range(3))
    found = await asyncio.gather(*here, *there)
    assert {type(each) for each in found[:6]} == {Session}
    assert len({each.id for each in found if isinstance(each, Session)}) == 1
    assert set(found[6:]) <= {"sign_in_elsewhere", "sign_in_used"}
    good = [each for each in sessions if await desk.records.session_of(each, at=START)]
    assert len(good) == 1
    assert len(await desk.records.sessions(ann, at=START)) == 1
    assert len((await kept(owner))["access.sessions"]) == 1


async def test_a_second_click_brings_no_session_back_that_was_ended(desk: Desk) -> None:
    ann = await a_person(desk, "Ann")
    token, _ = await asked(desk)
    assert isinstance(await used(desk, token), Session)
    await desk.records.end_sessions(ann, at=START)
    assert await used(desk, token, at=START + SECOND) == "sign_in_used"


async def test_an_operators_link_is_good_in_any_browser_once(desk: Desk) -> None:
    ann, token = await a_person(desk, "Ann"), new_token()
    assert await desk.records.let_sign_in(ann, token=token, at=START) == START + SIGN_IN
    found = await asyncio.gather(
        *(used(desk, token, browser=each) for each in (None, HERE, "another", None))
    )
    assert Counter(map(type, found)) == {Session: 1, str: 3}
    (begun,) = [each for each in found if isinstance(each, Session)]
    assert begun.how == "operator"
    await desk.do(ann, "erase_person", category="person")
    assert await desk.records.let_sign_in(ann, token=new_token(), at=START) is None


async def test_links_on_their_way_to_an_address_that_was_given_up_lead_nowhere(desk: Desk) -> None:
    ann = await a_person(desk, "Ann")
    before, _ = await asked(desk)
    asking = asyncio.gather(*(asked(desk, browser=f"{each}") for each in range(6)))
    using = asyncio.create_task(used(desk, before))
    await desk.do(ann, "change_contact", category="person", email="ann@example.com")
    await using
    for number, (token, _) in enumerate(await asking):
        assert await used(desk, token, browser=f"{number}") == "sign_in_unknown"
    assert await used(desk, before, at=START + DAY) == "sign_in_unknown"
    assert await desk.records.sessions(ann, at=START) == []
    token, ask = await asked(desk, "ann@example.com")
    assert ask is not None
    assert isinstance(await used(desk, token), Session)


async def test_what_is_over_is_known_for_a_day_and_then_removed(desk: Desk, owner: Owner) -> None:
    await a_person(desk, "Ann")
    token, _ = await asked(desk)
    await asked(desk, "nobody@example.org")
    soon, late = START + DAY, START + DAY + SIGN_IN + SECOND
    await asked(desk, "nobody@example.org", at=soon)
    assert await used(desk, token, at=soon) == "sign_in_expired"
    await asked(desk, "nobody@example.org", at=late)
    assert await used(desk, token, at=late) == "sign_in_unknown"
    assert len((await kept(owner))["access.sign_ins"]) == 2


async def test_tokens_are_kept_nowhere_and_their_digests_in_one_place(
    desk: Desk, owner: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    ann: UUID = await a_person(desk, "Ann")
    key, browser, session = new_token(), new_token(), new_token()
    with structlog.testing.capture_logs() as logged:
        token, ask = await asked(desk, browser=browser)
        begun = await used(desk, token, browser=browser, session=session)
        made = await desk.records.make_key(
            token=key,
            name="mine",
            person=ann,
            program=None,
            scopes=["read"],
            made_by=None,
            at=START,
            expires_at=START + DAY,
        )
    rows = await kept(owner)
    said = [repr(ask), repr(begun), repr(made), caplog.text, json.dumps(logged, default=str)]
    said += [line for lines in rows.values() for line in lines]
    for secret in (token, browser, session, key):
        assert [line for line in said if secret in line] == []
        assert len([line for line in said if digest_of(secret).hex() in line]) == 1
    assert "ann@example.org" not in repr(ask)
