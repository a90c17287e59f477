"""Lists of mentorships and people are asked in many ways, and come in pages that stay the same."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import get_args
from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import Actor, Role
from records.mentorship_lists import Sort
from records.pages import BrokenCursor
from records.people_lists import WhichPeople
from records.queries import Which
from runtime.ids import new_id
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program, envelope

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SORTS: Sequence[Sort] = get_args(Sort)

_CROWD = """
    insert into read.people
    select (jsonb_populate_record(people, jsonb_build_object('id', gen_random_uuid()))).*
    from read.people, generate_series(1, 3000)
    where name = 'Ann'
"""


@dataclass(frozen=True)
class Town:
    """Two programs: Ann seeks, Ben asked Iris, Cleo works with Iris, Dan's search ended."""

    desk: Desk
    programs: tuple[UUID, UUID]
    iris: UUID
    ben: UUID
    mentorships: dict[str, UUID]

    async def found(self, which: Which, *, sort: Sort = "name") -> list[str]:
        page = await self.desk.records.page_of_mentorships(which, sort=sort)
        assert page.next is None
        return [str(row.mentee_name) for row in page.rows]


@pytest.fixture
async def town(desk: Desk) -> Town:
    program, other = await a_program(desk), await a_program(desk, "Fellowship")
    iris = await a_person(desk, "Iris", (program, Role.MENTOR), (other, Role.MENTOR))
    people = {
        name: await a_person(desk, name, (program, Role.MENTEE), (other, Role.MENTEE))
        for name in ("Ann", "Benedict", "Cleo", "Dan")
    }
    opened = {
        "Ann": await a_mentorship(desk, other, people["Ann"]),
        "Benedict": await a_mentorship(desk, program, people["Benedict"], iris),
        "Cleo": await a_mentorship(desk, program, people["Cleo"], iris),
        "Dan": await a_mentorship(desk, other, people["Dan"]),
    }
    await desk.do(opened["Cleo"], "accept", by=Actor(role=Role.MENTOR, person=iris))
    by = Actor(role=Role.MENTEE, person=people["Dan"])
    await desk.do(opened["Dan"], "end_mentorship", by=by, at=START + HOUR)
    return Town(desk, (program, other), iris, people["Benedict"], opened)


async def test_mentorships_are_found_in_each_way_that_can_be_asked(town: Town) -> None:
    program, other = town.programs
    found = town.found
    assert await found(Which()) == ["Ann", "Benedict", "Cleo", "Dan"]
    assert await found(Which(programs=[program])) == ["Benedict", "Cleo"]
    assert await found(Which(programs=[program, other], stage="ENDED")) == ["Dan"]
    assert await found(Which(programs=[])) == await found(Which(stages=[])) == []
    assert await found(Which(stages=["SEEKING"])) == ["Ann"]
    assert await found(Which(stages=["SEEKING", "OUTREACH"])) == ["Ann", "Benedict"]
    assert await found(Which(invited=town.iris)) == ["Benedict"]
    assert await found(Which(invited=town.ben)) == []
    assert await found(Which(without=town.iris)) == ["Ann", "Benedict", "Dan"]
    assert await found(Which(mentor=town.iris)) == ["Cleo"]
    assert await found(Which(overdue_at=START)) == []
    assert await found(Which(overdue_at=START + 365 * DAY)) == ["Benedict", "Cleo"]
    [row] = (await town.desk.records.page_of_mentorships(Which(invited=town.iris))).rows
    deadlines = {each.kind: each.due for each in await town.desk.records.deadlines(row.id)}
    assert (row.asked, row.late_from) == ([town.iris], deadlines["reply_due"])


async def test_mentorships_are_found_by_names_also_by_who_types_badly(town: Town) -> None:
    async def found(text: str, **which: object) -> list[str]:
        asked = Which(text=text, **which)  # type: ignore[arg-type]
        names = [sorted(await town.found(asked, sort=sort)) for sort in SORTS]
        assert all(each == names[0] for each in names)
        return names[0]

    assert await found("bendict") == await found("BENE") == ["Benedict"]
    assert await found("Irsi") == ["Cleo"]  # who is only asked is no part of it yet
    assert await found("fellowshp") == ["Ann", "Dan"]
    assert await found("fellowship", programs=town.programs) == []
    assert await found("dan", complete=False, program=town.programs[1]) == ["Dan"]
    assert await found("dan", program=town.programs[0]) == await found("nobody") == []
    assert await found(" ") == ["Ann", "Benedict", "Cleo", "Dan"]


async def test_very_many_of_a_name_elsewhere_hide_nobody_of_one_s_own_program(
    town: Town, database_url: str
) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(_CROWD)
    await connection.close()
    person = await a_person(town.desk, "Anna", (town.programs[0], Role.MENTEE))
    await a_mentorship(town.desk, town.programs[0], person)
    assert await town.found(Which(text="ann", program=town.programs[0])) == ["Anna"]
    assert await town.found(Which(text="ann", programs=town.programs)) == ["Ann", "Anna"]
    assert await town.found(Which(text="anna", program=town.programs[1])) == []


async def test_a_person_sees_all_in_which_they_have_a_part_those_that_ended_last(
    town: Town,
) -> None:
    records = town.desk.records
    mine = await records.mentorships_of(town.iris)
    assert sorted((each.part, each.row.mentee_name) for each in mine) == [
        ("invited", "Benedict"),
        ("mentor", "Cleo"),
    ]
    person = town.ben
    by = Actor(role=Role.MENTEE, person=person)
    again = await a_mentorship(town.desk, town.programs[1], person)
    await town.desk.do(town.mentorships["Benedict"], "end_mentorship", by=by, at=START + 9 * HOUR)
    mine = await records.mentorships_of(person)
    assert [(each.part, each.row.id) for each in mine] == [
        ("mentee", again),
        ("mentee", town.mentorships["Benedict"]),
    ]
    assert mine[0].row.program_name == "Fellowship"
    assert [each.part for each in await records.mentorships_of(town.iris)] == ["mentor"]
    assert await records.mentorships_of(new_id()) == []


async def test_each_order_of_a_list_goes_on_where_the_page_before_ended(town: Town) -> None:
    desk, records = town.desk, town.desk.records
    late = {"Ann": 3, "Cleo": 2, "Benedict": 1}
    for name, hours in late.items():
        await desk.do(town.mentorships[name], "note", text="x", at=START + 2 * hours * HOUR)
    orders: Sequence[tuple[Sort, str | None]]
    orders = (("opened", None), ("last_activity", "Ann"), ("name", "Ann"))
    for sort, first in orders:
        whole = (await records.page_of_mentorships(Which(), sort=sort)).rows
        if first is not None:
            assert whole[0].mentee_name == first
        assert await one_by_one(town, Which(), sort=sort) == [row.id for row in whole]


async def one_by_one(town: Town, which: Which, *, sort: Sort) -> list[UUID]:
    seen, cursor = list[UUID](), None
    while True:
        page = await town.desk.records.page_of_mentorships(which, sort=sort, limit=1, cursor=cursor)
        seen += [row.id for row in page.rows]
        cursor = page.next
        if cursor is None:
            return seen


@pytest.mark.parametrize("sort", SORTS)
async def test_in_several_stages_and_by_names_pages_are_those_of_the_whole_list(
    town: Town, sort: Sort
) -> None:
    whole = await one_by_one(town, Which(), sort=sort)
    rest = [each for each in whole if each != town.mentorships["Cleo"]]
    stages = ["ENDED", "SEEKING", "OUTREACH", "SEEKING"]
    assert await one_by_one(town, Which(stages=stages), sort=sort) == rest
    theirs = {town.mentorships["Ann"], town.mentorships["Dan"]}
    named = await one_by_one(town, Which(text="fellowship"), sort=sort)
    assert named == [each for each in whole if each in theirs]


ASKED_OF_PARKED: Sequence[tuple[Which, str]] = (
    (Which(), "Ann Benedict Eve Finn"),
    (Which(attention=True), "Ann Benedict Eve"),
    (Which(attention=False), "Finn"),
    (Which(attention=True, overdue_at=START + 365 * DAY), "Benedict Eve"),
)


@pytest.mark.parametrize("sort", SORTS)
async def test_what_is_parked_is_listed_only_in_the_stages_that_are_asked_for(
    town: Town, owner: "asyncpg.Connection[asyncpg.Record]", sort: Sort
) -> None:
    desk, program = town.desk, town.programs[0]
    eve, finn = [await a_person(desk, each, (program, Role.MENTEE)) for each in ("Eve", "Finn")]
    quiet = await a_mentorship(desk, program, eve, town.iris)
    await a_mentorship(desk, program, finn, town.iris)
    await owner.execute("update read.mentorships set attention = '{quiet}' where id = $1", quiet)
    for name in ("Ann", "Benedict", "Cleo"):
        unreadable = envelope("note").model_copy(update={"sealed": "x", "body": None})
        await desk.handle(town.mentorships[name], unreadable)
    for asked, names in ASKED_OF_PARKED:
        which = replace(asked, stages=["SEEKING", "OUTREACH"])
        whole = (await desk.records.page_of_mentorships(which, sort=sort)).rows
        assert sorted(str(row.mentee_name) for row in whole) == names.split()
        assert await one_by_one(town, which, sort=sort) == [row.id for row in whole]


async def test_a_page_misses_and_repeats_nothing_while_others_change(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asked, parked, soon, late, idle, other = [await tiny.open() for _ in range(6)]
    for mentorship, hours in ((late, 9), (soon, 2), (parked, 5), (asked, 7), (other, 3)):
        await tiny.do(mentorship, "wait", until=(START + hours * HOUR).isoformat())
    await tiny.handle(parked, envelope("add", amount=-1))
    await owner.execute("update read.mentorships set attention = '{quiet}' where id = $1", asked)

    async def next_page(
        cursor: str | None, *, attention: bool | None = None
    ) -> tuple[list[UUID], str | None]:
        which = Which(attention=attention)
        page = await tiny.records.page_of_mentorships(which, limit=2, cursor=cursor)
        return [row.id for row in page.rows], page.next

    first, cursor = await next_page(None)
    assert first == [parked, asked]
    await tiny.do(await tiny.open(), "wait", until=(START + HOUR).isoformat())  # is due first now
    await tiny.do(other, "wait", until=(START + 4 * HOUR).isoformat())  # moves by one hour
    second, cursor = await next_page(cursor)
    assert len(second) == 2
    assert second[1:] == [soon]
    third, cursor = await next_page(cursor)
    assert third == [other, late]
    fourth, cursor = await next_page(cursor)
    assert (fourth, cursor) == ([idle], None)
    calm = (await next_page(None, attention=False))[0]
    assert calm == second
    busy, cursor = await next_page(None, attention=True)
    assert (busy, cursor) == ([parked, asked], None)


def forged(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


NOBODY = "00000000-0000-7000-8000-000000000001"
FORGED = (
    *("", "x", "====", "ünï", "a b", forged("mentorships name"), forged("mentorships name []")),
    forged(f'mentorships name ["a\\u0000b", "{NOBODY}"]'),
    forged('mentorships name ["a", 1]'),
    forged(f'mentorships opened ["2026-03-02T00:00:00Z", "{NOBODY}"]'),
    forged(f'people ["a", "{NOBODY}"]'),
)


async def test_a_cursor_of_another_list_or_of_nobodys_making_is_refused(tiny: Desk) -> None:
    for cursor in FORGED:
        with pytest.raises(BrokenCursor, match="The cursor does not belong to this list"):
            await tiny.records.page_of_mentorships(Which(), sort="name", cursor=cursor)
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"):
        cursor = forged(f'mentorships opened ["{moment}", "{NOBODY}"]')
        with pytest.raises(BrokenCursor):
            await tiny.records.page_of_mentorships(Which(), sort="opened", cursor=cursor)


async def test_people_are_listed_by_name_program_role_and_words(town: Town) -> None:
    desk, records, (program, other) = town.desk, town.desk.records, town.programs
    cora = await a_person(desk, "Córa", (other, Role.COORDINATOR))
    await a_person(desk, "Adam", administrator=True)
    gone = await a_person(desk, "Anne", (program, Role.MENTEE))
    await desk.do(gone, "erase_person", category="person")

    async def found(which: WhichPeople) -> list[str]:
        return [each.name for each in (await records.page_of_people(which)).rows]

    everybody = ["Adam", "Ann", "Benedict", "Cleo", "Córa", "Dan", "Iris"]
    assert sorted(await found(WhichPeople())) == sorted(everybody)
    assert "Adam" not in await found(WhichPeople(programs=[program, other]))
    assert await found(WhichPeople(programs=[program], role=Role.COORDINATOR)) == []
    assert await found(WhichPeople(role=Role.COORDINATOR)) == ["Córa"]
    assert await found(WhichPeople(role=Role.ADMINISTRATOR)) == ["Adam"]
    assert await found(WhichPeople(programs=[], words="ann")) == []
    assert await found(WhichPeople(programs=[other], role=Role.MENTEE, words="bendict")) == [
        "Benedict"
    ]
    assert await found(WhichPeople(words="cora")) == ["Córa"]
    seen, cursor = list[str](), None
    for _ in everybody:
        page = await records.page_of_people(WhichPeople(), limit=1, cursor=cursor)
        seen += [each.name for each in page.rows]
        cursor = page.next
    assert (seen, cursor) == (await found(WhichPeople()), None)
    [row] = (await records.page_of_people(WhichPeople(words="cora"))).rows
    assert (row.id, list(row.roles)) == (cora, [(other, "coordinator")])


async def test_programs_are_found_by_words_and_among_some(town: Town) -> None:
    program, other = town.programs
    records = town.desk.records
    assert [each.id for each in await records.programs(words="felowship")] == [other]
    assert [each.id for each in await records.programs(among=[program])] == [program]
    assert await records.programs(among=[program], words="fellowship") == []
    assert len(await records.programs()) == 2
