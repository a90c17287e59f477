"""A mentorship continues an earlier one of the same mentee only, whatever id somebody sends."""

from uuid import UUID

from domain.envelopes import Actor, Outcome, Receipt, Role, opened_by
from runtime.ids import new_id
from tests.records.desk import Desk, a_mentorship, a_person, a_program, envelope


async def continuing(
    desk: Desk, program: UUID, mentee: UUID, earlier: UUID, *, by: Actor
) -> tuple[UUID, Receipt]:
    ident = new_id()
    body = {"program": str(program), "mentee": str(mentee), "continues": str(earlier)}
    command = envelope("open_mentorship", by=by, command_id=ident, **body)
    return opened_by(ident), await desk.handle(opened_by(ident), command)


async def test_only_an_earlier_mentorship_of_the_mentee_is_continued(desk: Desk) -> None:
    program = await a_program(desk)
    mia, ben = [await a_person(desk, each, (program, Role.MENTEE)) for each in ("Mia", "Ben")]
    own, foreign = [await a_mentorship(desk, program, each) for each in (mia, ben)]
    by = Actor(role=Role.MENTEE, person=mia)
    opened, receipt = await continuing(desk, program, mia, own, by=by)
    assert receipt.outcome is Outcome.RECORDED, receipt
    assert (await desk.records.state("mentorship", opened)).continues == own
    others = [foreign, new_id(), program, mia]
    refused = [await continuing(desk, program, mia, each, by=by) for each in others]
    assert {each.code for _, each in refused} == {"unknown_mentorship"}
    assert len({each.sentence for _, each in refused}) == 1


async def test_who_stays_after_a_merge_goes_on_from_the_duplicates_mentorship(desk: Desk) -> None:
    program = await a_program(desk)
    mia, twin = [await a_person(desk, each, (program, Role.MENTEE)) for each in ("Mia", "Maia")]
    fay = await a_person(desk, "Fay", (program, Role.COORDINATOR))
    by = Actor(role=Role.COORDINATOR, person=fay)
    earlier = await a_mentorship(desk, program, twin)
    _, before = await continuing(desk, program, mia, earlier, by=by)
    assert before.code == "unknown_mentorship"
    await desk.do(twin, "merge_into", category="person", other=str(mia))
    opened, after = await continuing(desk, program, mia, earlier, by=by)
    assert after.outcome is Outcome.RECORDED, after
    assert (await desk.records.state("mentorship", opened)).continues == earlier
