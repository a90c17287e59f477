"""What lists, pages and the sweep are told."""

from datetime import timedelta
from uuid import UUID

import asyncpg

from domain.envelopes import Actor, Role, derived_id
from domain.standing import OpenDeadline
from records.queries import Which
from runtime.ids import new_id
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program, envelope

HOUR = timedelta(hours=1)


async def test_mentorships_are_listed_with_names_and_found_by_what_is_known(desk: Desk) -> None:
    program = await a_program(desk)
    ann = await a_person(desk, "Ann", (program, Role.MENTEE))
    ben = await a_person(desk, "Ben", (program, Role.MENTEE))
    iris = await a_person(desk, "Iris", (program, Role.MENTOR))
    cora = await a_person(desk, "Cora", (program, Role.COORDINATOR))
    first = await a_mentorship(desk, program, ann)
    second = await a_mentorship(desk, program, ben)
    by = Actor(role=Role.COORDINATOR, person=cora)
    await desk.do(first, "assign_mentor", by=by, mentor=str(iris), at=START + HOUR)

    async def found(which: Which) -> list[UUID]:
        return [each.id for each in await desk.records.mentorships(which)]

    assert await found(Which()) == sorted([first, second])  # due at the same moment
    assert await found(Which(mentee=ben)) == [second]
    assert await found(Which(mentor=iris)) == await found(Which(person=iris)) == [first]
    assert await found(Which(person=ann)) == [first]
    assert await found(Which(stage="SEEKING")) == [second]
    assert await found(Which(program=program, complete=False)) == sorted([first, second])
    assert await found(Which(program=new_id())) == await found(Which(complete=True)) == []
    assert await found(Which(attention=True)) == []
    [row] = await desk.records.mentorships(Which(mentor=iris))
    assert (row.mentee_name, row.mentor_name, row.program_name) == ("Ann", "Iris", "Residency")
    assert (row.opened_at, row.last_at) == (START, START + HOUR)
    deadlines = await desk.records.deadlines(first)
    assert (row.next_due, row.next_kind) == (deadlines[0].due, deadlines[0].kind)
    assert set(deadlines) == set((await desk.records.standing(first)).deadlines)


async def test_a_mentorship_is_found_by_the_beginning_of_its_id(tiny: Desk) -> None:
    opened = sorted([await tiny.open() for _ in range(3)])
    for ident in opened:
        whole = str(ident)
        for start in (whole, whole[:8], whole[:11], whole.replace("-", "")[:20]):
            assert await tiny.records.mentorships_beginning(start) == [ident]
    assert await tiny.records.mentorships_beginning("", limit=2) == opened[:2]
    assert await tiny.records.mentorships_beginning("0" * 33) == []


async def test_those_in_a_program_are_counted_by_role_and_by_stage(desk: Desk) -> None:
    program = await a_program(desk)
    ann = await a_person(desk, "Ann", (program, Role.MENTEE))
    iris = await a_person(desk, "Iris", (program, Role.MENTOR), (program, Role.MENTEE))
    await a_mentorship(desk, program, ann)
    await a_mentorship(desk, program, ann, iris)
    await a_mentorship(desk, program, iris)
    found = await desk.records.census(program)
    assert found.roles == {"mentee": 2, "mentor": 1}
    assert found.stages == {"SEEKING": 2, "OUTREACH": 1}
    assert (await desk.records.census(new_id())).stages == {}


async def test_what_needs_a_look_is_listed_first_then_what_is_due_next(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    idle, late, soon, parked, asked = [await tiny.open() for _ in range(5)]
    for mentorship, hours in ((late, 9), (soon, 1), (parked, 5)):
        await tiny.do(mentorship, "wait", until=(START + hours * HOUR).isoformat())
    await tiny.handle(parked, envelope("add", amount=-1))
    await owner.execute("update read.mentorships set attention = '{quiet}' where id = $1", asked)

    async def found(which: Which, **page: int) -> list[UUID]:
        return [each.id for each in await tiny.records.mentorships(which, **page)]

    assert await found(Which()) == [parked, asked, soon, late, idle]
    assert await found(Which(), limit=2) == [parked, asked]
    assert await found(Which(), limit=2, offset=2) == [soon, late]
    assert await found(Which(attention=True)) == [parked, asked]
    assert await found(Which(attention=False)) == [soon, late, idle]
    assert await found(Which(attention=True, complete=True)) == []


async def test_people_are_found_by_address_id_and_program(desk: Desk) -> None:
    program = await a_program(desk)
    ann = await a_person(desk, "Ann", (program, Role.MENTEE), (program, Role.MENTOR))
    ben = await a_person(desk, "Ben")
    assert [each.id for each in await desk.records.people()] == [ann, ben]
    assert [each.id for each in await desk.records.people(email="Ann@Example.org")] == [ann]
    assert [each.id for each in await desk.records.people(ident=ben)] == [ben]
    [row] = await desk.records.people(program=program)
    assert list(row.roles) == [(program, "mentee"), (program, "mentor")]


async def test_who_is_erased_is_listed_as_gone_without_an_address(desk: Desk) -> None:
    program = await a_program(desk)
    ann = await a_person(desk, "Ann", (program, Role.MENTEE))
    await desk.do(ann, "erase_person", category="person")
    [row] = await desk.records.people(ident=ann)
    assert (row.gone, row.email, list(row.roles)) == (True, None, [])
    assert await desk.records.people(email="ann@example.org") == []


async def test_programs_are_found_by_name_whatever_its_case(desk: Desk) -> None:
    program = await a_program(desk)
    assert [each.id for each in await desk.records.programs(name="RESIDENCY")] == [program]
    assert [each.name for each in await desk.records.programs(ident=program)] == ["Residency"]
    assert await desk.records.programs(name="Fellowship") == []


async def test_a_standing_without_a_stream_is_empty(desk: Desk) -> None:
    standing = await desk.records.standing(new_id())
    assert (standing.version, standing.stage, standing.deadlines) == (0, None, ())


async def reasons(desk: Desk, late: timedelta = timedelta()) -> list[list[str]]:
    sleepers = await desk.records.needing_refresh(late=START + late)
    return [list(each.reasons) for each in sleepers]


async def test_a_mentorship_is_ahead_until_its_workflow_was_told(tiny: Desk) -> None:
    mentorship = await tiny.open()
    assert await reasons(tiny) == [["ahead"]]
    await tiny.records.standing(mentorship)
    assert await reasons(tiny) == [["ahead"]]
    await tiny.records.record(mentorship, at=START)
    assert await reasons(tiny) == []
    await tiny.records.record(mentorship, at=START, commands=[(START, envelope("add", amount=1))])
    assert await reasons(tiny) == []
    await tiny.do(mentorship, "add", amount=1)
    assert await reasons(tiny) == [["ahead"]]


async def test_people_and_programs_have_no_workflow_to_be_told(desk: Desk) -> None:
    await a_person(desk, "Ann")
    await a_program(desk)
    assert await reasons(desk) == []


async def test_a_deadline_that_is_late_is_found(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat())
    await tiny.records.record(mentorship, at=START)
    assert await reasons(tiny) == []
    assert await reasons(tiny, HOUR) == [["late_deadline"]]


async def test_letters_are_their_mailboxes_business_not_the_mentorships(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "tell", person=str(await a_person(tiny, "Ann")))
    await tiny.records.record(mentorship, at=START)
    assert await reasons(tiny, HOUR) == []


async def test_a_parked_deadline_is_late_only_after_its_next_attempt(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat(), fails=True)
    due = [OpenDeadline(id="w", kind="wait", due=START)]
    await tiny.records.record(mentorship, at=START, deadlines=due)
    assert await reasons(tiny, timedelta(seconds=59)) == []
    assert await reasons(tiny, timedelta(seconds=61)) == [["late_deadline"]]


async def test_a_mentorship_hears_of_people_who_are_gone_once(desk: Desk) -> None:
    program = await a_program(desk)
    mentee, other = [await a_person(desk, name, (program, Role.MENTEE)) for name in ("Ann", "Ben")]
    invited = await a_person(desk, "Iris", (program, Role.MENTOR))
    paired = await a_person(desk, "Jon", (program, Role.MENTOR))
    seeking = await a_mentorship(desk, program, mentee, invited)
    under_way = await a_mentorship(desk, program, other, paired)
    await desk.do(under_way, "accept", by=Actor(role=Role.MENTOR, person=paired))
    streams = (seeking, under_way)
    for mentorship in streams:
        await desk.records.record(mentorship, at=START)
    assert await reasons(desk) == []
    for person in (invited, paired):
        await desk.do(person, "erase_person", category="person")
    assert await reasons(desk) == [["person_gone"]] * 2
    standings = [await desk.records.record(mentorship, at=START) for mentorship in streams]
    assert [each.stage for each in standings] == ["SEEKING", "EXPECTATIONS"]
    assert await reasons(desk) == []
    await desk.do(under_way, "note", text="Seen to", settles="mentor_gone")
    await desk.records.record(under_way, at=START)
    assert await reasons(desk) == []
    await desk.do(mentee, "erase_person", category="person")
    assert await reasons(desk) == [["person_gone"]]
    [receipt] = (await desk.records.record(seeking, at=START)).receipts
    assert "ended.mentorship_ended" in receipt.events
    assert await reasons(desk) == []


async def test_a_look_at_the_records_where_nothing_happened_leaves_no_trace(
    desk: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    program = await a_program(desk)
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee)
    for _ in range(2):
        standing = await desk.records.record(mentorship, at=START)
        assert (standing.version, standing.receipts) == (1, ())
    assert await owner.fetchval("select count(*) from store.receipts where origin = 'inside'") == 0


async def test_those_to_be_woken_come_in_pages(tiny: Desk) -> None:
    opened = {await tiny.open() for _ in range(5)}
    seen: list[UUID] = []
    while page := await tiny.records.needing_refresh(
        late=START, limit=2, after=seen[-1] if seen else None
    ):
        seen += [each.mentorship for each in page]
    assert seen == sorted(opened)


async def test_the_sweep_finds_who_is_ahead_by_an_index(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    root = new_id()
    streams = [f"mentorship/{derived_id(root, number)}" for number in range(2_000)]
    await owner.execute(
        "insert into store.streams select stream, 1, 1 from unnest($1::text[]) as s (stream)",
        streams,
    )
    await owner.execute("analyze store.streams")
    plan = await owner.fetch("explain select stream from store.streams where told < version")
    assert any("streams_ahead_of_workflow" in row[0] for row in plan)
