"""An address is no question about whoever has it: people of other programs stay unknown."""

from typing import Any

from structlog.testing import capture_logs

from domain.envelopes import Actor, Role
from runtime.ids import new_id
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed
from tests.web.api.described import API
from tests.web.api.importing import imported
from tests.web.api.test_narrowed_keys import an_administrator
from tests.web.site import Site
from tests.web.stories import asking


async def test_whose_a_taken_address_is_learns_only_who_may_read_that_person(
    site: Site, keyed: Keyed
) -> None:
    cast, desk, tag = site.cast, Desk(site.records), new_id().hex[-8:]
    elsewhere = await a_program(desk, f"Elsewhere {tag}")
    stranger = str(await a_person(desk, f"Quail{tag}", (elsewhere, Role.MENTOR)))
    near = str(await a_person(desk, f"Wren{tag}", (cast.program, Role.MENTOR)))
    office, operator = await keyed(cast.coordinator), await keyed(None)
    for asks, name, known in (
        (office, f"quail{tag}", None),
        (office, f"wren{tag}", near),
        (operator, f"quail{tag}", stranger),
    ):
        new: dict[str, Any] = {"name": "New", "email": f"{name}@example.org", "zone": "UTC"}
        taken = await asks.do("/people", "register_person", **new)
        assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")
        assert taken.json()["facts"].get("person") == known
        assert ("import that one with a role" in taken.json()["detail"]) is (known is None)
    listed = await office.get("/people", email=f"quail{tag}@example.org")
    assert listed.json()["people"] == []


async def test_a_key_for_one_program_does_not_learn_who_has_an_address_in_another(
    site: Site, keyed: Keyed
) -> None:
    cast, desk, tag = site.cast, Desk(site.records), new_id().hex[-8:]
    elsewhere = await a_program(desk, f"Elsewhere {tag}")
    stranger = await a_person(desk, f"Quail{tag}", (elsewhere, Role.MENTOR))
    near = str(await a_person(desk, f"Wren{tag}", (cast.program, Role.MENTOR)))
    offices = (cast.program, Role.COORDINATOR), (elsewhere, Role.COORDINATOR)
    both = Actor(role=Role.COORDINATOR, person=await a_person(desk, f"Both{tag}", *offices))
    address = f"quail{tag}@example.org"
    new = {"type": "register_person", "name": "New", "email": address, "zone": "UTC"}
    for owner in (None, both, await an_administrator(site)):
        key = await keyed(owner, "read", "steer", program=cast.program)
        command = new_id()
        for dry_run in (True, False):
            taken = await key.post("/people/commands", new, key=command, dry_run=dry_run)
            assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")
            assert taken.json()["facts"] == {"email": address}
            assert "import that one with a role" in taken.json()["detail"]
        if owner is not both:
            changed = await key.do(f"/people/{near}", "change_contact", email=address)
            assert changed.json()["facts"] == {"email": address}
            assert "ask an administrator about that one" in changed.json()["detail"]
        if owner is not None:
            receipt = (await key.get(f"/receipts/{command}")).json()
            assert (receipt["facts"], str(stranger) in str(receipt)) == ({"email": address}, False)
        known = await key.post("/people/commands", {**new, "email": f"wren{tag}@example.org"})
        assert known.json()["facts"]["person"] == near


async def test_an_import_gives_strangers_roles_and_tells_nothing_of_them(
    site: Site, keyed: Keyed
) -> None:
    cast, desk, tag = site.cast, Desk(site.records), new_id().hex[-8:]
    elsewhere = await a_program(desk, f"Elsewhere {tag}")
    stranger = await a_person(desk, f"Quail{tag}", (elsewhere, Role.MENTOR), capacity=7)
    office, address = await keyed(cast.coordinator, "import"), f"quail{tag}@example.org"

    def named(name: str) -> bytes:
        return f"email,name,role,capacity\r\n{address},{name},mentor,2\r\n".encode()

    for name, dry_run in (("Wren", True), (f"Quail{tag}", True), ("", True), ("Wren", False)):
        given = await imported(office, named(name), program=cast.program, dry_run=dry_run)
        [row] = given.json()["people"]
        assert (row["changes"], row["person"]) == (["mentor in Residency"], None)
        assert f"Quail{tag}" not in given.text
        assert str(stranger) not in given.text
    person = await site.records.state("person", stranger)
    assert (person.capacity, person.has_role(Role.MENTOR, cast.program)) == (7, True)
    again = await imported(office, named(f"Quail{tag}"), program=cast.program, dry_run=True)
    assert again.json()["people"][0]["person"] == str(stranger), "by now of the own program"


async def test_a_shortlist_tells_nothing_of_people_of_other_programs(
    site: Site, keyed: Keyed
) -> None:
    desk, tag = Desk(site.records), new_id().hex[-8:]
    elsewhere = await a_program(desk, f"Elsewhere {tag}")
    stranger = str(await a_person(desk, f"Quail{tag}", (elsewhere, Role.MENTOR)))
    mentorship = await site.open()
    mentee, path = await keyed(site.cast.mentee), f"/mentorships/{mentorship}"

    async def answers(person: str, address: str) -> list[str]:
        told = list[str]()
        for named in ({"person": person}, {"name": "Dr. Who", "email": address}):
            answer = await mentee.post(
                f"{path}/commands", {"type": "shortlist", **named}, key=command, dry_run=True
            )
            told.append(answer.text.replace(person, "ID").replace(address, "ADDRESS"))
        return told

    command, address = new_id(), f"quail{tag}@example.org"
    assert await answers(stranger, address) == await answers(
        str(new_id()), f"nobody{tag}@example.org"
    )
    await mentee.do(path, "shortlist", name="Dr. Who", email=address)
    seen = await mentee.get(path)
    assert (f"Quail{tag}" in seen.text, stranger in seen.text) == (False, False)
    assert seen.json()["state"]["candidates"]["1"]["name"] == "Dr. Who"
    refused = await mentee.do(path, "invite", candidate=1, ask="A project")
    assert (refused.status_code, refused.json()["code"]) == (409, "candidate_not_registered")
    assert stranger not in refused.text


async def test_what_strangers_ask_for_is_logged_once_as_not_known_to_them(
    site: Site, keyed: Keyed
) -> None:
    cast, desk = site.cast, Desk(site.records)
    elsewhere = await a_program(desk, "Elsewhere")
    office = await a_person(desk, f"Odd{new_id().hex[-8:]}", (elsewhere, Role.COORDINATOR))
    stranger = await keyed(Actor(role=Role.COORDINATOR, person=office), "read")
    mentorship = await asking(site)
    for path, stream in (
        (f"/people/{cast.mentor.person}", f"person/{cast.mentor.person}"),
        (f"/programs/{cast.program}/letters", f"program/{cast.program}"),
        (f"/parked?program={cast.program}", f"program/{cast.program}"),
        (f"/parked/mentorship/{mentorship}", f"mentorship/{mentorship}"),
        (f"/mentorships/{mentorship}", f"mentorship/{mentorship}"),
        (f"/mentorships?program={cast.program}", f"program/{cast.program}"),
    ):
        with capture_logs() as logs:
            answer = await stranger.client.get(f"{API}{path}")
            assert answer.status_code == 404
        decisions = [each for each in logs if each["event"] == "access.decided"]
        told = [(each["stream"], each["allowed"], each["why"]) for each in decisions]
        assert told == [(stream, False, "not_known_to_them")], path
