"""Keys for one program: whoever's they are, they do and read nothing beyond it."""

from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from domain.envelopes import Actor, Role
from runtime.ids import new_id
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed
from tests.web.site import Site

BEYOND = (403, "key_of_one_program")


def told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code")


def address() -> str:
    return f"{new_id()}@example.org"


async def an_administrator(site: Site, *held: Any) -> Actor:
    name = f"boss-{new_id().hex}"
    person = await a_person(Desk(site.records), name, *held, administrator=True)
    return Actor(role=Role.ADMINISTRATOR, person=person)


@pytest.mark.parametrize("whose", ["operator", "administrator"])
async def test_an_administrator_s_key_for_one_program_reaches_nothing_beyond_it(
    site: Site, keyed: Keyed, whose: str
) -> None:
    cast, desk = site.cast, Desk(site.records)
    elsewhere = await a_program(desk, "Elsewhere")
    both = await a_person(
        desk, f"both-{new_id().hex}", (cast.program, Role.MENTOR), (elsewhere, Role.MENTOR)
    )
    boss = await an_administrator(site, (cast.program, Role.MENTOR))
    owner = None if whose == "operator" else await an_administrator(site)
    key = await keyed(owner, "read", "act", "steer", "import", program=cast.program)
    new: dict[str, Any] = {"name": "Eve", "email": address(), "zone": "UTC"}

    with capture_logs() as logs:
        made = await key.do("/people", "register_person", administrator=True, **new)
    assert told(made) == BEYOND
    assert {"key_of_one_program"} == {
        each["why"] for each in logs if each["event"] == "access.decided"
    }
    created = await key.do("/programs", "create_program", name="Mine", zone="UTC", as_=None)
    assert told(created) == BEYOND
    for person in (boss.person, both):
        before = await site.records.state("person", person or new_id())
        taking: list[dict[str, Any]] = [
            {"type": "change_contact", "email": address()},
            {"type": "merge_into", "other": str(cast.mentor.person)},
            {"type": "erase_person"},
        ]
        for command in taking:
            assert told(await key.post(f"/people/{person}/commands", command)) == BEYOND, command
        assert told(await key.get(f"/people/{person}/history")) == BEYOND
        assert await site.records.state("person", person or new_id()) == before
    merged = await key.do(f"/people/{cast.mentor.person}", "merge_into", other=str(boss.person))
    assert told(merged) == BEYOND
    granted = await key.do(
        f"/people/{cast.mentor.person}", "grant_role", program=str(elsewhere), role="coordinator"
    )
    assert told(granted) == (404, "unknown_person")
    file = f"name,email,role\r\nEve,{address()},administrator\r\n"
    answer = await key.client.post(
        f"/api/v1/people/imports?program={cast.program}",
        content=file,
        headers={"Idempotency-Key": str(new_id()), "Content-Type": "text/csv"},
    )
    assert told(key.checked(answer)) == (422, "rows_bad")
    assert told(await key.get("/parked"))[0] == 422
    assert told(await key.get("/parked/person/" + str(new_id())))[0] == 404

    made = await key.do("/people", "register_person", **new)
    assert made.status_code == 201, "what a coordinator may do there, it may"
    eve = made.headers["location"].rpartition("/")[2]
    granted = await key.do(f"/people/{eve}", "grant_role", program=str(cast.program), role="mentee")
    assert granted.json()["outcome"] == "recorded"
    changed = await key.do(f"/people/{eve}", "change_contact", email=address())
    assert changed.json()["outcome"] == "recorded"


async def test_no_key_puts_its_owner_out_of_their_account(site: Site, keyed: Keyed) -> None:
    boss = await an_administrator(site)
    mentee = site.cast.mentee
    for owner in (mentee, boss):
        key = await keyed(owner, "read", "act", "steer")
        for command in ({"type": "change_contact", "zone": "UTC"}, {"type": "erase_person"}):
            answer = await key.post(f"/people/{owner.person}/commands", command)
            assert told(answer) == (403, "not_for_keys"), (owner, command)
    key = await keyed(boss, "steer")
    changed = await key.do(f"/people/{mentee.person}", "change_contact", email=address())
    assert changed.json()["outcome"] == "recorded", "of others it may"


async def test_a_narrowed_key_tells_of_its_owner_what_is_its_program_s(
    site: Site, keyed: Keyed
) -> None:
    elsewhere = await a_program(Desk(site.records), "Elsewhere")
    person = await a_person(
        Desk(site.records),
        f"both-{new_id().hex}",
        (site.cast.program, Role.MENTOR),
        (elsewhere, Role.COORDINATOR),
    )
    owner = Actor(role=Role.MENTOR, person=person)
    key = await keyed(owner, "read", program=site.cast.program)
    assert str(elsewhere) not in (await key.get("/me")).text
    assert told(await key.get(f"/people/{person}/history")) == BEYOND
    whole = await keyed(owner, "read")
    assert str(elsewhere) in (await whole.get("/me")).text
    assert (await whole.get(f"/people/{person}/history")).status_code == 200
