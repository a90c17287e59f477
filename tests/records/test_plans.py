"""Lists of very many are read from the index that has their order."""

import base64

import asyncpg

from records.mentorship_lists import Sort, page_of_mentorships
from records.queries import Which
from runtime.ids import new_id
from tests.records.plans import Plans

MANY = """
insert into read.mentorships
select gen_random_uuid(), 1, ('00000000-0000-7000-8000-00000000000' || n % 9)::uuid,
    gen_random_uuid(), gen_random_uuid(), '{}', case n % 20 when 0 then 'CLOSING' else 'GOALS' end,
    '2026-03-02'::timestamptz + n * interval '1 minute',
    '2026-03-03'::timestamptz + n * interval '1 minute', null,
    '2026-03-04'::timestamptz + n * interval '1 minute', 'x', '{}', false, '{}', null
from generate_series(1, 20000) as n
order by md5(n::text);
analyze read.mentorships;
"""


def place(sort: Sort) -> str:
    moment = '"2026-03-05T00:00:00Z"'
    what = f"true, {moment}" if sort == "urgency" else moment
    content = f'mentorships {sort} [{what}, "{new_id()}"]'
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


async def test_a_page_in_the_middle_of_very_many_begins_at_its_place_in_an_index(
    owner: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    await owner.execute(MANY)
    program = await owner.fetchval("select program from read.mentorships limit 1")
    cases: tuple[tuple[Which, Sort, str], ...] = (
        (Which(), "urgency", "mentorships_by_urgency"),
        (Which(complete=False), "urgency", "mentorships_by_urgency"),
        (Which(programs=[program]), "urgency", "mentorships_of_program"),
        (Which(stages=["CLOSING"], attention=False), "urgency", "mentorships_of_stage"),
        (Which(), "opened", "mentorships_by_opening"),
        (Which(program=program), "last_activity", "mentorships_of_program_by_last_event"),
    )
    for which, sort, index in cases:
        plans = Plans(owner)
        cursor = place(sort)
        await page_of_mentorships(plans.connection, which, sort=sort, limit=50, cursor=cursor)
        _, _, after = plans.text().partition(f" {index} ")
        assert "Index Cond" in after.splitlines()[1], plans.text()
        assert "ROW(" in after.splitlines()[1], plans.text()
