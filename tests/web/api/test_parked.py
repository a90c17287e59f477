"""What failed by a fault of the service: found, told without its words, and tried again."""

import json
from uuid import UUID

from domain.envelopes import CommandEnvelope, Outcome
from records.store import Records
from runtime.ids import new_id
from tests.eventually import eventually
from tests.web.api.conftest import Keyed, Signed
from tests.web.site import Site
from tests.web.stories import asking
from tests.workflows.real import CIPHER


async def parked(site: Site, mentorship: UUID) -> UUID:
    """Let a command of the mentee's fail, as on a process that has not the right key."""

    def keyless(_sealed: str) -> bytes:
        raise LookupError

    without = Records(site.records._store.pool, opener=keyless)  # noqa: SLF001 - the same database
    body = CIPHER.seal(json.dumps({"text": "A private thought"}).encode())
    command = CommandEnvelope(id=new_id(), actor=site.cast.mentee, type="note", sealed=body)
    receipt = await without.handle("mentorship", mentorship, command, at=site.services.now())
    assert receipt.outcome is Outcome.PARKED
    return command.id


async def test_a_coordinator_finds_what_is_parked_and_tries_it_again(
    site: Site, keyed: Keyed, signed: Signed
) -> None:
    mentorship = await asking(site)
    command = await parked(site, mentorship)
    office, operator = await signed(site.cast.coordinator), await keyed(None)
    path = f"/parked/mentorship/{mentorship}"

    rows = (await office.get("/mentorships", attention=True)).json()["mentorships"]
    assert [(each["id"], each["attention"]) for each in rows] == [(str(mentorship), ["fault"])]
    told = await office.get(path)
    (one,) = told.json()["parked"]
    assert (one["command_id"], one["type"], one["error"]) == (str(command), "note", "LookupError")
    assert one["actor"] == {"role": "mentee", "person": str(site.cast.mentee.person)}
    assert "private" not in told.text
    everywhere = (await operator.get("/parked", limit=200)).json()["parked"]
    assert one in everywhere
    assert (await office.get("/parked")).json()["code"] == "stream_needed"
    for person in (site.cast.mentee, site.cast.mentor):
        answer = await (await signed(person)).get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert (await (await keyed(site.cast.coordinator, "read")).post(path, None)).json()["code"] == (
        "scope_missing"
    )

    answer = await office.post(path, None)
    assert [each["outcome"] for each in answer.json()["receipts"]] == ["recorded"]
    assert (await office.get(path)).json() == {"parked": []}
    assert (await office.post(path, None)).json() == {"receipts": []}
    version = (await office.get(f"/mentorships/{mentorship}")).json()["version"]

    async def is_told() -> bool:
        from workflows import client as edge  # noqa: PLC0415 - one use

        known = await edge.standing(site.services.temporal, mentorship)
        return known is not None and known.version == version

    await eventually(is_told)


async def test_an_opening_that_failed_is_the_administrator_s_to_try(
    site: Site, keyed: Keyed
) -> None:
    never = new_id()
    await parked(site, never)
    operator = await keyed(None)
    assert len((await operator.get(f"/parked/mentorship/{never}")).json()["parked"]) == 1
    office = await keyed(site.cast.coordinator)
    assert (await office.get(f"/parked/mentorship/{never}")).status_code == 404
    answer = await operator.post(f"/parked/mentorship/{never}", None)
    assert [each["outcome"] for each in answer.json()["receipts"]] == ["refused"]
