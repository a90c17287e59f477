"""One link of a letter: who may take it back, and that nothing is told of it."""

import json

import httpx2
from structlog.testing import capture_logs

from domain.envelopes import Actor, Role
from domain.links.purposes import Purpose
from runtime.ids import new_id
from runtime.tokens import new_token
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed, Signed
from tests.web.site import Site
from tests.web.stories import asking
from web.signing_in.rates import GUESSED_PER_CLIENT

PATH = "/links/revocations"
WHY = "the letter was forwarded"


async def status_of(site: Site, link: str) -> int:
    async with site.client() as client:
        return (await client.get(link, follow_redirects=True)).status_code


def is_unknown(answer: httpx2.Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (404, "link_unknown")


async def a_coordinator(site: Site) -> Actor:
    desk = Desk(site.records)
    elsewhere = await a_program(desk, "Elsewhere")
    person = await a_person(desk, f"office-{new_id().hex}", (elsewhere, Role.COORDINATOR))
    return Actor(role=Role.COORDINATOR, person=person)


async def test_one_link_is_taken_back_and_the_others_stay(site: Site, signed: Signed) -> None:
    mentorship, mentee = await asking(site), site.cast.mentee
    link, token, kept = [
        await site.link(Purpose.MENTORSHIP, mentee, mentorship=mentorship) for _ in range(3)
    ]
    office = await signed(site.cast.coordinator)
    with capture_logs() as logs:
        answer = await office.post(PATH, {"link": f"{site.url}{link}", "why": WHY})
    assert answer.json() == {"revoked": 1}
    assert link.removeprefix("/l/") not in str(logs)
    again = await office.post(PATH, {"link": link, "why": "another time"})
    assert again.json() == {"revoked": 0}
    bare = await office.post(PATH, {"link": token.removeprefix("/l/"), "why": WHY})
    assert bare.json() == {"revoked": 1}
    assert await status_of(site, link) == await status_of(site, token) == 410
    assert await status_of(site, kept) == 200
    async with site.client() as client:
        assert WHY in (await client.get(link, follow_redirects=True)).text


async def test_a_link_is_its_owner_s_and_the_staff_s_to_take_back(
    site: Site, signed: Signed, keyed: Keyed
) -> None:
    calendar = (await site.link(Purpose.CALENDAR, site.cast.mentee)).removeprefix("/l/")
    feed = f"{site.url}/calendar/{calendar}.ics"
    own = await (await signed(site.cast.mentee)).post(PATH, {"link": feed, "why": WHY})
    assert own.json() == {"revoked": 1}
    for office in (await keyed(None), await keyed(None, "steer", program=site.cast.program)):
        link = await site.link(Purpose.PREFERENCES, site.cast.mentor)
        assert (await office.post(PATH, {"link": link, "why": WHY})).json() == {"revoked": 1}
        assert await status_of(site, link) == 410
    link = await site.link(Purpose.PREFERENCES, site.cast.mentor)
    reader = await (await keyed(site.cast.coordinator, "read")).post(
        PATH, {"link": link, "why": WHY}
    )
    assert (reader.status_code, reader.json()["code"]) == (403, "scope_missing")


async def test_the_staff_of_a_mentorship_take_links_back_of_whoever_left_the_program(
    site: Site, signed: Signed
) -> None:
    mentorship, cast, desk = await asking(site), site.cast, Desk(site.records)
    elsewhere = await a_program(desk, "Elsewhere")
    person = await a_person(desk, f"gone-{new_id().hex}", (elsewhere, Role.MENTOR))
    left = Actor(role=Role.MENTOR, person=person)
    about = await site.link(Purpose.MENTORSHIP, left, mentorship=mentorship)
    other = await site.link(Purpose.PREFERENCES, left)
    office = await signed(cast.coordinator)
    assert (await office.post(PATH, {"link": about, "why": WHY})).json() == {"revoked": 1}
    assert is_unknown(await office.post(PATH, {"link": other, "why": WHY}))
    assert await status_of(site, other) == 200


async def test_a_foreign_link_is_answered_like_one_that_nobody_made(
    site: Site, signed: Signed, keyed: Keyed
) -> None:
    mentorship = await asking(site)
    link = await site.link(Purpose.MENTORSHIP, site.cast.mentee, mentorship=mentorship)
    stranger = await a_coordinator(site)
    for asks in (
        await signed(site.cast.mentor),
        await signed(stranger),
        await keyed(stranger, "steer"),
        await keyed(None, "steer", program=new_id()),
        await keyed(site.cast.mentee, "steer", program=new_id()),
    ):
        foreign = await asks.post(PATH, {"link": link, "why": WHY})
        unknown = await asks.post(PATH, {"link": f"/l/{new_token()}", "why": WHY})
        assert is_unknown(foreign)
        assert foreign.json() == unknown.json()
        assert foreign.headers.keys() == unknown.headers.keys()
    assert await status_of(site, link) == 200


async def test_links_are_guessed_by_nobody_who_may_ask(site: Site, signed: Signed) -> None:
    mentorship = await asking(site)
    link = await site.link(Purpose.MENTORSHIP, site.cast.mentee, mentorship=mentorship)
    mentor, limit = await signed(site.cast.mentor), GUESSED_PER_CLIENT[0]
    for number in range(limit):
        guess = link if number % 2 else new_token()
        assert is_unknown(await mentor.post(PATH, {"link": guess, "why": WHY}))
    for guess in (link, new_token()):
        assert (await mentor.post(PATH, {"link": guess, "why": WHY})).status_code == 429


async def test_what_is_wrong_with_the_body_is_told_without_the_link(
    site: Site, signed: Signed
) -> None:
    office, token = await signed(site.cast.coordinator), new_token()
    bodies: list[object] = [
        {"link": token},
        {"link": token, "why": ""},
        {"link": token, "why": "two\nlines"},
        {"link": token, "why": WHY, "person": str(new_id())},
        {"link": [token], "why": WHY},
        {"link": token * 50, "why": WHY},
        {"link": "", "why": WHY},
        {"why": WHY},
        [token],
        token,
    ]
    for body in bodies:
        answer = await office.post(PATH, body)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed"), body
        assert token not in answer.text
    for odd in ("\ud800", "\u0000", "https://[::1", "/", "x" * 2_000):
        answer = await office.client.post(
            f"/api/v1{PATH}",
            content=json.dumps({"link": odd, "why": WHY}),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code in {404, 422}, odd
    in_query = await office.post(PATH, {"link": token, "why": WHY}, link=token)
    assert in_query.status_code == 422
