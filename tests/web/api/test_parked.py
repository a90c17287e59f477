"""What failed by a fault of the service: found, told without its words, and tried again."""

import json
from uuid import UUID

from domain.envelopes import Category, CommandEnvelope, Outcome, Role
from records.store import Records
from runtime.ids import new_id
from tests.eventually import eventually
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed, Signed
from tests.web.site import Site
from tests.web.stories import asking
from tests.workflows.real import CIPHER


async def parked(
    site: Site, ident: UUID, *, category: Category = "mentorship", type_: str = "note"
) -> UUID:
    """Let a command of the mentee's fail, as on a process that has not the right key."""

    def keyless(_sealed: str) -> bytes:
        raise LookupError

    without = Records(site.records._store.pool, opener=keyless)  # noqa: SLF001 - the same database
    body = CIPHER.seal(json.dumps({"text": "A private thought"}).encode())
    command = CommandEnvelope(id=new_id(), actor=site.cast.mentee, type=type_, sealed=body)
    receipt = await without.handle(category, ident, command, at=site.services.now())
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
    assert (await office.get("/parked")).json()["code"] == "program_needed"
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


async def test_a_coordinator_lists_what_is_parked_in_the_program(
    site: Site, keyed: Keyed, signed: Signed
) -> None:
    cast, desk = site.cast, Desk(site.records)
    elsewhere = await a_program(desk, "Elsewhere")
    stranger = await a_person(desk, f"elsewhere-{new_id().hex}", (elsewhere, Role.MENTOR))
    mentorship, mentor = await asking(site), cast.mentor.person or new_id()
    theirs = [
        await parked(site, mentorship),
        await parked(site, mentor, category="person", type_="set_capacity"),
        await parked(site, cast.program, category="program", type_="set_policy"),
    ]
    others = [
        await parked(site, stranger, category="person", type_="set_capacity"),
        await parked(site, elsewhere, category="program", type_="set_policy"),
        await parked(site, new_id()),
    ]
    for office in (
        await signed(cast.coordinator),
        await keyed(cast.coordinator, "read", program=cast.program),
        await keyed(None, "read"),
    ):
        told = await office.get("/parked", program=cast.program)
        assert [UUID(each["command_id"]) for each in told.json()["parked"]] == theirs
        assert "private" not in told.text
        first = await office.get("/parked", program=cast.program, limit=1)
        assert first.json()["parked"] == told.json()["parked"][:1]
    everywhere = (await (await keyed(None)).get("/parked", limit=200)).json()["parked"]
    assert {str(each) for each in (*theirs, *others)} <= {each["command_id"] for each in everywhere}
    mentee = await (await signed(cast.mentee)).get("/parked", program=cast.program)
    assert (mentee.status_code, mentee.json()["code"]) == (403, "not_allowed")
    office = await signed(cast.coordinator)
    foreign = await office.get("/parked", program=elsewhere)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "unknown_program")
    assert (await office.get("/parked", program=new_id())).json() == foreign.json()


async def test_a_coordinator_who_is_of_the_pair_is_not_told_what_is_parked_there(
    site: Site, signed: Signed
) -> None:
    mentorship, own = await asking(site), site.cast.mentor
    await Desk(site.records).do(
        own.person or new_id(),
        "grant_role",
        category="person",
        program=str(site.cast.program),
        role="coordinator",
    )
    hidden = await parked(site, mentorship)
    mentee = site.cast.mentee.person or new_id()
    shown = await parked(site, mentee, category="person", type_="set_away")
    both = await signed(own)
    told = (await both.get("/parked", program=site.cast.program)).json()["parked"]
    assert [each["command_id"] for each in told] == [str(shown)], hidden
    first = (await both.get("/parked", program=site.cast.program, limit=1)).json()["parked"]
    assert first == told, "what is hidden takes no place of what is not"
