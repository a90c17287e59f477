"""A dry run says what would happen, and nothing does."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from domain.envelopes import Actor, Outcome, Role
from records.dry_run import Preview
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program, envelope


async def rows(owner: "asyncpg.Connection[asyncpg.Record]") -> dict[str, int]:
    tables = await owner.fetch("select tablename from pg_tables where schemaname = 'store'")
    count = "select count(*) from store."
    return {row[0]: await owner.fetchval(count + row[0]) for row in tables}


async def test_a_dry_run_shows_events_letters_and_deadlines_and_writes_nothing(
    desk: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    program = await a_program(desk)
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    by = Actor(role=Role.MENTEE, person=mentee)
    mentorship = await a_mentorship(desk, program, mentee)
    await desk.do(mentorship, "shortlist", by=by, person=str(mentor))
    command = envelope("invite", by=by, candidate=1, ask="a project")
    before = await rows(owner)
    preview = await desk.records.dry_run("mentorship", mentorship, command, at=START)
    assert await rows(owner) == before
    assert (preview.receipt.outcome, preview.settled) == (Outcome.RECORDED, False)
    done = await desk.handle(mentorship, command)
    assert preview.receipt == done
    history = await desk.records.history("mentorship", mentorship, after=2)
    assert list(preview.events) == [{"type": each.type, **each.data} for each in history]
    letters = await desk.records.letters_of(mentorship)
    raised = [(each.kind, each.recipient) for each in letters if each.event == history[-1].id]
    assert list(preview.letters) == raised != []
    assert set(preview.deadlines) == set(await desk.records.deadlines(mentorship))


async def test_a_dry_run_of_what_was_done_shows_its_receipt(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=2)
    receipt = await tiny.handle(mentorship, command)
    preview = await tiny.records.dry_run("mentorship", mentorship, command, at=START)
    assert (preview.receipt, preview.settled, preview.events) == (receipt, True, ())


async def test_a_dry_run_of_a_used_id_is_refused(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=2)
    await tiny.handle(mentorship, command)
    other = envelope("add", command_id=command.id, amount=3)
    preview = await tiny.records.dry_run("mentorship", mentorship, other, at=START)
    assert (preview.receipt.code, preview.receipt.version) == ("id_reused", 2)


async def test_a_dry_run_tells_a_refusal_and_keeps_no_receipt(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=5_000)
    preview = await tiny.records.dry_run("mentorship", mentorship, command, at=START)
    assert (preview.receipt.code, preview.receipt.version) == ("too_much", 1)
    assert await tiny.records.receipt(command.id) is None


async def test_a_dry_run_of_nothing_new_says_so(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "wait", until=START.isoformat())
    command = envelope("add", amount=0)
    preview = await tiny.records.dry_run("mentorship", mentorship, command, at=START)
    assert preview.receipt.outcome is Outcome.NOTHING_CHANGED
    assert [each.due for each in preview.deadlines] == [START]


async def test_a_dry_run_waits_for_nobodys_lock(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentorship = await tiny.open()
    mentor = mentorship
    await tiny.do(mentorship, "take", mentors=[str(mentor)])
    async with owner.transaction():
        await owner.execute("select 1 from store.mentor_loads for update")
        await owner.execute("select 1 from store.streams for update")
        command = envelope("take", mentors=[str(mentor)])
        preview = await tiny.records.dry_run("mentorship", mentorship, command, at=START)
    assert preview.receipt.outcome is Outcome.RECORDED


async def _fit_check(desk: Desk) -> tuple[UUID, Actor, Actor, datetime]:
    """Open a pair's fit check; return it, mentee, mentor, and when it is."""
    program = await a_program(desk)
    mentor = await a_person(desk, "Iris", (program, Role.MENTOR))
    mentee = await a_person(desk, "Ann", (program, Role.MENTEE))
    mentorship = await a_mentorship(desk, program, mentee)
    await desk.do(mentorship, "assign_mentor", mentor=str(mentor))
    at = START
    for _ in range(2):
        first = (await desk.records.deadlines(mentorship))[0]
        at = first.due
        await desk.records.record(mentorship, at=at, deadlines=[first])
    by = Actor(role=Role.MENTEE, person=mentee), Actor(role=Role.MENTOR, person=mentor)
    return mentorship, *by, at


def _reflection(by: Actor, wish: str) -> Any:
    return envelope("submit_reflection", by=by, done="QUAIL", next="On", wish=wish)


def _written(preview: Preview) -> str:
    return json.dumps(asdict(preview) | {"receipt": preview.receipt.model_dump()}, default=str)


async def test_of_the_others_wish_to_end_a_dry_run_and_a_receipt_hold_no_trace(desk: Desk) -> None:
    mentorship, mentee, mentor, at = await _fit_check(desk)
    await desk.handle(mentorship, _reflection(mentee, "end"), at=at)
    command = _reflection(mentor, "go_on")
    preview = await desk.records.dry_run("mentorship", mentorship, command, at=at)
    receipt = await desk.handle(mentorship, command, at=at)
    assert preview.receipt == receipt
    assert len(preview.events) == 2
    assert preview.letters
    nothing = await desk.records.dry_run(
        "mentorship", mentorship, envelope("note", by=mentor, text="x"), at=at
    )
    for told in (receipt.model_dump_json(), _written(preview), _written(nothing)):
        for word in ("end_confirmation", "end_wish", "confirm_asked", "2026-04-08"):
            assert word not in told
    known = {each.id for each in await desk.records.deadlines(mentorship)}
    assert "end_confirmation:mentee" in known
    whole = await desk.records.dry_run("mentorship", mentorship, envelope("note", text="x"), at=at)
    assert {each.id for each in whole.deadlines} == known


async def test_who_has_no_part_is_shown_no_deadline(desk: Desk) -> None:
    mentorship, *_, at = await _fit_check(desk)
    nobody = Actor(role=Role.MENTOR, person=await a_person(desk, "Zoe"))
    command = envelope("note", by=nobody, text="x")
    preview = await desk.records.dry_run("mentorship", mentorship, command, at=at)
    assert preview.receipt.outcome is Outcome.REFUSED
    assert (preview.events, preview.letters, preview.deadlines) == ((), (), ())
