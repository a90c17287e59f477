"""What the rivals write is what the service writes: else the comparison is none."""

import asyncpg

from benchmarks.bare import Bare
from benchmarks.rows import Rows, recorded_rows
from benchmarks.work import TURN, found_office, must_be_recorded
from domain.envelopes import opened_by
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.clock import now
from runtime.database import connect_pool

COUNTED = """
select (select count(*) from store.events where stream = $1) as events,
    (select count(*) from store.receipts where stream = $1) as receipts,
    (select version from store.streams where stream = $1) as version,
    (select version from read.mentorships where 'mentorship/' || id = $1) as listed,
    (select count(*) from read.deadlines where 'mentorship/' || mentorship = $1) as deadlines
"""


async def test_the_rivals_write_the_rows_that_the_service_writes(database_url: str) -> None:
    steps = TURN + 4  # a second goal was set, and its task is done
    owner = await asyncpg.connect(database_url)
    cipher = Cipher([Cipher.generate_key()])
    async with connect_pool(database_url, init=as_service) as pool:
        records = Records(pool, opener=cipher.open)
        office = await found_office(records, cipher)
        rows = await recorded_rows(office, owner)
        rows = Rows.model_validate_json(rows.model_dump_json())  # as the processes get them
        pair = await office.pair()
        opening = office.opening(pair)
        mentorship = opened_by(opening.id)
        work = [office.step(pair, number) for number in range(steps)]
        for command in (opening, *office.preparations(pair), *work):
            must_be_recorded(await records.handle("mentorship", mentorship, command, at=now()))
        bare = Bare(pool, rows)
        (rival,) = await bare.prepare(1)
        for number in range(steps):
            await bare.perform(rival, number)
    ours = dict(await owner.fetchrow(COUNTED, f"mentorship/{mentorship}") or {})
    theirs = dict(await owner.fetchrow(COUNTED, f"mentorship/{rival}") or {})
    await owner.close()
    before = rows.version  # the opening and what follows it are not the rival's work
    assert ours["version"] == theirs["version"] == ours["listed"] == theirs["listed"]
    assert (ours["events"], ours["receipts"]) == (before + steps, before + steps)
    assert (theirs["events"], theirs["receipts"]) == (steps, steps)
    assert len(rows.steps) == TURN
    assert theirs["deadlines"] == 1  # the goal's review; the service's row waits for more
    assert ours["deadlines"] > theirs["deadlines"]
