"""An import whose answer was lost is sent again: it is told what it did, and does nothing more."""

import asyncio

from domain.envelopes import Actor, Role
from runtime.ids import new_id
from tests.records.desk import Desk, a_person
from tests.web.api.conftest import Keyed
from tests.web.api.importing import imported, told
from tests.web.site import Site


def a_file(*names: str) -> tuple[bytes, str]:
    """Return a file of people, and where their addresses end."""
    at = f"@{new_id().hex[-8:]}.example.org"
    rows = [f"{name},{name.lower()}{at},mentor,2" for name in names]
    return "\r\n".join(["name,email,role,capacity", *rows]).encode(), at


async def test_an_import_sent_again_is_told_what_it_did(site: Site, keyed: Keyed) -> None:
    office, program = await keyed(site.cast.coordinator, "import"), site.cast.program
    key, (data, _) = new_id(), a_file("Ada", "Bo")
    rehearsed = (await imported(office, data, key=key, program=program, dry_run=True)).json()
    assert (rehearsed["recorded"], rehearsed["recorded_before"]) == (False, None)
    before = site.services.now()
    first = (await imported(office, data, key=key, program=program)).json()
    assert (first["recorded"], first["recorded_before"]) == (True, None)
    again = (await imported(office, data, key=key, program=program)).json()
    assert (again["recorded"], again["counts"]) == (True, first["counts"])
    assert before.isoformat() <= again["recorded_before"] <= site.services.now().isoformat()
    assert [each["person"] for each in again["people"]] == [
        each["person"] for each in first["people"]
    ]
    assert {each["outcome"] for each in again["people"]} == {"unchanged"}
    rehearsed = (await imported(office, data, key=key, program=program, dry_run=True)).json()
    assert rehearsed == {**again, "dry_run": True}


async def test_an_import_sent_again_changes_nothing_back(site: Site, keyed: Keyed) -> None:
    office, operator = await keyed(site.cast.coordinator, "import"), await keyed(None)
    key, (data, _) = new_id(), a_file("Ada")
    first = (await imported(office, data, key=key, program=site.cast.program)).json()
    ada = f"/people/{first['people'][0]['person']}"
    assert (await operator.do(ada, "set_capacity", capacity=7)).status_code == 200
    again = (await imported(office, data, key=key, program=site.cast.program)).json()
    assert [each["changes"] for each in again["people"]] == [["capacity 7 → 2"]], "not done"
    renamed = await operator.do(ada, "change_contact", name="Ada Okafor")
    assert renamed.status_code == 200, renamed.text
    again = await imported(office, data, key=key, program=site.cast.program)
    assert (again.status_code, again.json()["recorded"]) == (200, True)
    assert [each["column"] for each in again.json()["problems"]] == ["name"], "as things are now"
    assert again.json()["counts"] == first["counts"]
    assert (await operator.get(ada)).json()["capacity"] == 7


async def test_an_id_of_something_else_is_refused_and_nothing_is_recorded(
    site: Site, keyed: Keyed
) -> None:
    cast, program = site.cast, site.cast.program
    office = await keyed(cast.coordinator, "import", "read", "steer")
    key, (data, _), (other, at) = new_id(), a_file("Ada"), a_file("Eve")
    assert (await imported(office, data, key=key, program=program)).json()["recorded"]
    for rehearsal in (True, False):
        refused = await imported(office, other, key=key, program=program, dry_run=rehearsal)
        assert told(refused) == (422, "id_reused")
    refused = await imported(office, data, key=key, program=program, skip_bad=True)
    assert told(refused) == (422, "id_reused")
    colleague = await a_person(Desk(site.records), "Cy", (program, Role.COORDINATOR))
    theirs = await keyed(Actor(role=Role.COORDINATOR, person=colleague), "import")
    assert told(await imported(theirs, data, key=key, program=program)) == (422, "id_reused")

    person = {"name": "Dee", "email": f"dee{at}", "zone": "UTC"}
    made = await office.do("/people", "register_person", key=(key := new_id()), **person)
    assert made.status_code == 201, made.text
    refused = await imported(office, other, key=key, program=program)
    assert told(refused) == (422, "id_reused")
    assert refused.json()["detail"].endswith("give each import an id of its own.")
    assert (await office.get("/people", words="Eve", program=program)).json()["people"] == []


async def test_an_id_under_which_nothing_was_recorded_is_still_free(
    site: Site, keyed: Keyed
) -> None:
    office, program = await keyed(site.cast.coordinator, "import"), site.cast.program
    key, (data, at) = new_id(), a_file("Ada")
    bad = data + f"\r\nBo,no address{at},mentor,2".encode()
    assert told(await imported(office, bad, key=key, program=program)) == (422, "rows_bad")
    assert (await imported(office, data, key=key, program=program)).json()["recorded"]


async def test_one_import_sent_twice_at_once_is_recorded_once(site: Site, keyed: Keyed) -> None:
    office, program = await keyed(site.cast.coordinator, "import"), site.cast.program
    key, (data, _) = new_id(), a_file("Ada", "Bo")
    both = await asyncio.gather(
        *(imported(office, data, key=key, program=program) for _ in range(2))
    )
    answers = [each.json() for each in both]
    assert [(each["recorded"], each["counts"]["registered"]) for each in answers] == [(True, 2)] * 2
    assert sum(each["recorded_before"] is None for each in answers) == 1
