"""Keys and sessions of one's own, and one's own data."""

from datetime import timedelta
from typing import Any

import httpx2
from structlog.testing import capture_logs

from domain.access.limits import KEYS_MOST
from domain.envelopes import Actor, Role
from runtime.ids import new_id
from runtime.tokens import new_token
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed, Signed
from tests.web.api.described import API, Described
from tests.web.api.proving import proved
from tests.web.site import Site
from tests.web.stories import ANSWERS, accepted
from web.callers import COOKIE

WANTED = {"name": "Our warehouse", "scopes": ["read"]}


async def made(asks: Described, **wanted: Any) -> httpx2.Response:
    return asks.checked(await asks.client.post(f"{API}/keys", json={**WANTED, **wanted}))


async def deleted(asks: Described, path: str) -> int:
    answer = await asks.client.delete(f"{API}{path}")
    if answer.status_code != 204:
        asks.checked(answer)
    return answer.status_code


def told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def an_administrator(site: Site) -> Actor:
    person = await a_person(Desk(site.records), f"admin-{new_id().hex[-8:]}", administrator=True)
    return Actor(role=Role.ADMINISTRATOR, person=person)


async def test_a_key_is_shown_once_acts_as_far_as_it_was_made_for_and_is_taken_back(
    site: Site, signed: Signed
) -> None:
    cast = site.cast
    mentee, mentor = await signed(cast.mentee), await signed(cast.mentor)
    with capture_logs() as logs:
        answer = await made(mentee, scopes=["read", "act"], program=str(cast.program), days=7)
    assert answer.status_code == 201
    token, key = answer.json()["token"], answer.json()["key"]
    assert token.startswith("mentorship_")
    assert token not in str(logs)
    assert (key["scopes"], key["program"]) == (["act", "read"], str(cast.program))
    lasts = site.services.now() + timedelta(days=7)
    assert key["expires_at"][:10] == lasts.isoformat()[:10]

    async with site.client(Authorization=f"Bearer {token}") as client:
        program = Described(client, mentee.description)
        assert (await program.get("/me")).json()["key"]["id"] == key["id"]
        assert (await program.get("/mentorships")).status_code == 200
        for path in ("/keys", "/sessions"):
            assert told(await program.get(path)) == (403, "not_for_keys")
        assert told(await made(program)) == (403, "not_for_keys")
        assert await deleted(program, f"/keys/{key['id']}") == 403
        assert await deleted(program, f"/people/{cast.mentee.person}/sessions") == 403

        listed = await mentee.get("/keys")
        assert [each["id"] for each in listed.json()["keys"]] == [key["id"]]
        assert token.removeprefix("mentorship_") not in listed.text
        assert (await mentor.get("/keys")).json()["keys"] == []
        assert told(await mentor.get("/keys", person=cast.mentee.person)) == (403, "not_allowed")
        assert await deleted(mentor, f"/keys/{key['id']}") == 404
        assert await deleted(mentee, f"/keys/{key['id']}") == 204
        assert told(await program.get("/me")) == (401, "key_not_good")
    assert (await mentee.get("/keys")).json()["keys"][0]["revoked_at"] is not None
    decisions = [each for each in logs if each["event"] == "access.decided"]
    assert [(each["what"], each["allowed"]) for each in decisions] == [("make_key", True)]


async def test_a_key_is_made_for_nothing_that_its_owner_may_not_do(
    site: Site, signed: Signed
) -> None:
    cast, elsewhere = site.cast, await a_program(Desk(site.records), "Elsewhere")
    mentee = await signed(cast.mentee)
    for wanted, expected in (
        ({"scopes": ["follow"]}, (409, "scope_of_no_use")),
        ({"scopes": ["read", "import"]}, (409, "scope_of_no_use")),
        ({"program": str(elsewhere)}, (404, "unknown_program")),
        ({"program": str(new_id())}, (404, "unknown_program")),
        ({"scopes": []}, (422, "malformed")),
        ({"scopes": ["everything"]}, (422, "malformed")),
        ({"days": 0}, (422, "malformed")),
        ({"days": 367}, (422, "malformed")),
        ({"name": " "}, (422, "malformed")),
        ({"name": "two\nlines\x00"}, (422, "malformed")),
        ({"person": str(cast.mentor.person)}, (422, "malformed")),
    ):
        assert told(await made(mentee, **wanted)) == expected
    assert "scope follow is of no use" in (await made(mentee, scopes=["follow"])).json()["detail"]

    office = await signed(cast.coordinator)
    assert told(await made(office)) == (403, "second_factor_needed")
    await proved(site, office)
    every = ["read", "act", "steer", "import", "export", "follow"]
    assert (await made(office, scopes=every)).status_code == 201
    assert (await made(office, scopes=every, program=str(cast.program))).status_code == 201
    administrator = await signed(await an_administrator(site))
    assert told(await made(administrator)) == (403, "second_factor_needed")
    await proved(site, administrator)
    assert (await made(administrator, program=str(elsewhere))).status_code == 201
    assert told(await made(administrator, program=str(new_id()))) == (404, "unknown_program")
    answers = [await made(mentee) for _ in range(KEYS_MOST)]
    assert {each.status_code for each in answers} == {201}
    assert told(await made(mentee)) == (409, "too_many_keys")


async def test_a_key_that_was_made_without_the_second_factor_never_acts_for_staff(
    site: Site, signed: Signed
) -> None:
    desk, person = Desk(site.records), site.cast.mentee.person
    assert person is not None
    mentee = await signed(site.cast.mentee)
    tokens = [(await made(mentee)).json()["token"]]
    await proved(site, mentee)
    tokens.append((await made(mentee)).json()["token"])

    async def answered(token: str) -> httpx2.Response:
        async with site.client(Authorization=f"Bearer {token}") as client:
            return await Described(client, mentee.description).get("/me")

    role: dict[str, Any] = {
        "program": str(await a_program(desk, "Elsewhere")),
        "role": "coordinator",
    }
    await desk.do(person, "grant_role", category="person", **role)
    without, with_it = [await answered(each) for each in tokens]
    assert told(without) == (401, "key_not_good")
    assert "made without; sign in and make another" in without.json()["detail"]
    assert with_it.status_code == 200
    await desk.do(person, "revoke_role", category="person", **role)
    assert (await answered(tokens[0])).status_code == 200


async def test_sessions_are_seen_and_ended_by_their_owner_and_by_administrators(
    site: Site, signed: Signed, keyed: Keyed
) -> None:
    cast = site.cast
    here, there = await signed(cast.mentee), await signed(cast.mentee)
    mentor = await signed(cast.mentor)
    sessions = (await here.get("/sessions")).json()["sessions"]
    assert [each["current"] for each in sessions].count(True) == 1
    [other] = [each["id"] for each in sessions if not each["current"]]
    [own] = [each["id"] for each in sessions if each["current"]]
    assert {each["agent"] for each in sessions} == {"test"}
    assert await deleted(mentor, f"/sessions/{other}") == 404
    assert await deleted(here, f"/sessions/{other}") == 204
    assert told(await there.get("/me")) == (401, "sign_in_needed")
    assert await deleted(here, f"/sessions/{other}") == 404
    forged = await here.client.delete(
        f"{API}/sessions/{own}", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert told(forged) == (403, "foreign_origin")
    again = await signed(cast.mentee)
    gone = await here.client.delete(f"{API}/people/{cast.mentee.person}/sessions")
    assert (gone.json(), (await here.get("/me")).status_code) == ({"ended": 1}, 200)
    assert told(await again.get("/me")) == (401, "sign_in_needed")

    office = await signed(cast.coordinator)
    of_mentee = f"/people/{cast.mentee.person}/sessions"
    assert told(await office.get("/sessions", person=cast.mentee.person)) == (403, "not_allowed")
    assert await deleted(office, of_mentee) == 403
    assert await deleted(await keyed(None), of_mentee) == 403
    administrator = await signed(await an_administrator(site))
    seen = await administrator.get("/sessions", person=cast.mentee.person)
    assert [each["id"] for each in seen.json()["sessions"]] == [own]
    assert (await administrator.get("/keys", person=cast.mentee.person)).json() == {"keys": []}
    assert told(await administrator.get("/keys", person=new_id())) == (404, "unknown_person")
    refused = await administrator.client.delete(f"{API}{of_mentee}")
    assert told(refused) == (403, "second_factor_needed")
    await proved(site, administrator)
    with capture_logs() as logs:
        ended = await administrator.client.delete(f"{API}{of_mentee}")
    assert administrator.checked(ended).json() == {"ended": 1}
    assert ("end_sessions_of_others", True) in {
        (each["what"], each["allowed"]) for each in logs if each["event"] == "access.decided"
    }
    assert told(await here.get("/me")) == (401, "sign_in_needed")
    last = (await mentor.get("/sessions")).json()["sessions"][0]["id"]
    answer = await mentor.client.delete(f"{API}/sessions/{last}")
    assert answer.headers["set-cookie"].startswith(f'{COOKIE}="";')


async def test_ones_own_data_are_taken_without_what_the_other_keeps_to_themselves(
    site: Site, signed: Signed, keyed: Keyed
) -> None:
    cast, mentorship = site.cast, await accepted(site)
    secret = new_token()
    await site.do(
        mentorship, "submit_expectations", by=cast.mentor, **{**ANSWERS, "outcome": secret}
    )
    answer = await (await signed(cast.mentee)).get("/me/data")
    assert answer.json()["about_you"]["id"] == str(cast.mentee.person)
    assert [each["id"] for each in answer.json()["mentorships"]] == [str(mentorship)]
    assert secret not in answer.text
    by_key = await keyed(cast.mentor, "export")
    assert secret in (await by_key.get("/me/data")).text
    assert told(await (await keyed(cast.mentor)).get("/me/data")) == (403, "scope_missing")
    narrowed = await keyed(cast.mentor, "export", program=cast.program)
    assert told(await narrowed.get("/me/data")) == (403, "key_of_one_program")
    assert told(await (await keyed(None, "export")).get("/me/data")) == (404, "unknown_person")
