"""What leaves: everything as it was at one moment, without what is sealed, in lines."""

import asyncio
import base64
import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from domain.envelopes import Actor, Role
from interchange.exports.columns import COLUMNS, GONE, What
from interchange.exports.exporting import Wanted, export
from interchange.exports.written import BOM, Format, cell
from records.canonical import NO_HASH, event_hash
from records.exports import PAGE, Extent
from records.roles import as_service
from records.store import Records
from runtime.database import connect_pool
from runtime.ids import new_id
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program

HOUR = timedelta(hours=1)
ANSWERS = ("goals", "outcome", "i_expect", "you_expect", "how_often")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with connect_pool(database_url, max_size=4, init=as_service) as pool:
        yield Desk(Records(pool, opener=base64.b64decode))


async def text_of(desk: Desk, wanted: Wanted) -> str:
    return b"".join([page.content async for page in export(desk.records, wanted)]).decode()


async def lines(
    desk: Desk, what: What, *, sealed: bool = False, **extent: Any
) -> list[dict[str, Any]]:
    wanted = Wanted(what, Extent(**extent), written_as=Format.JSONL, sealed=sealed)
    return [json.loads(line) for line in (await text_of(desk, wanted)).splitlines()]


async def table(desk: Desk, what: What, **extent: Any) -> list[dict[str, str]]:
    text = await text_of(desk, Wanted(what, Extent(**extent)))
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


async def a_pair(desk: Desk, program: UUID, mentee: UUID, mentor: UUID) -> UUID:
    ident = await a_mentorship(desk, program, mentee, mentor)
    await desk.do(ident, "accept", by=Actor(role=Role.MENTOR, person=mentor))
    return ident


async def test_people_leave_with_roles_and_profiles_and_no_formula_runs(desk: Desk) -> None:
    program = await a_program(desk, "Residency")
    ann = await a_person(desk, "Ann", (program, Role.MENTEE), (program, Role.MENTOR))
    await desk.do(
        ann, "change_profile", category="person", mentor_profile={"disciplines": ["A", "B"]}
    )
    spy = await desk.open(
        "register_person", category="person", name='=HYPERLINK("x")', email="spy@x.org", zone="UTC"
    )
    text = await text_of(desk, Wanted("people"))
    header = ",".join(each.name for each in COLUMNS["people"])
    assert text.startswith(f"{BOM}{header}\r\n")
    assert (await text_of(desk, Wanted("people", bom=False))).startswith(f"{header}\r\n")
    first, second = await table(desk, "people")
    assert (first["id"], first["name"]) == (str(spy), '\'=HYPERLINK("x")')
    assert (second["roles"], second["disciplines"]) == (
        "mentee in Residency; mentor in Residency",
        "A; B",
    )
    told = await lines(desk, "people", program=program)
    assert [each["id"] for each in told] == [str(ann)]
    assert told[0]["roles"][0] == {
        "role": "mentee",
        "program": str(program),
        "program_name": "Residency",
    }
    assert set(told[0]) == {each.name for each in COLUMNS["people"]}


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(begins: str) -> None:
    assert cell(f"{begins}1+1") == f"'{begins}1+1"
    assert cell([f"{begins}1+1"]) == f"'{begins}1+1"
    assert cell(f"1{begins}") == f"1{begins}"


async def test_mentorships_leave_with_their_people_and_only_sealed_with_concerns(
    desk: Desk,
) -> None:
    program, other = await a_program(desk, "One"), await a_program(desk, "Two")
    ann = await a_person(desk, "Ann", (program, Role.MENTEE), (other, Role.MENTEE))
    iris = await a_person(desk, "Iris", (program, Role.MENTOR))
    paired, seeking = await a_pair(desk, program, ann, iris), await a_mentorship(desk, other, ann)
    by = Actor(role=Role.MENTEE, person=ann)
    await desk.do(paired, "raise_concern", by=by, text="He shouts", at=START + HOUR)
    assert {each["id"] for each in await table(desk, "mentorships")} == {str(paired), str(seeking)}
    [told] = await lines(desk, "mentorships", program=program)
    assert (told["stage"], told["mentee_name"], told["mentor_email"], told["attention"]) == (
        "EXPECTATIONS",
        "Ann",
        "iris@example.org",
        [],
    )
    [whole] = await lines(desk, "mentorships", since=START + HOUR, sealed=True)
    assert (whole["id"], whole["attention"]) == (str(paired), ["concern"])
    assert set(whole) == {each.name for each in COLUMNS["mentorships"]}


async def test_events_leave_without_what_is_sealed_and_sealed_with_all_and_hashes(
    desk: Desk,
) -> None:
    program = await a_program(desk)
    ann = await a_person(desk, "Ann", (program, Role.MENTEE))
    iris = await a_person(desk, "Iris", (program, Role.MENTOR))
    ident = await a_pair(desk, program, ann, iris)
    by = Actor(role=Role.MENTEE, person=ann)
    await desk.do(ident, "raise_concern", by=by, text="QUAIL")
    answers: dict[str, Any] = dict.fromkeys(ANSWERS, "QUAIL")
    await desk.do(ident, "submit_expectations", by=by, **answers)
    told, whole = await lines(desk, "events"), await lines(desk, "events", sealed=True)
    assert "QUAIL" not in json.dumps(told)
    assert {each["hash"] for each in told} == {None}
    missing = {each["type"] for each in whole} - {each["type"] for each in told}
    assert missing == {"concerns.concern_raised"}
    assert told[-1]["hidden"] == sorted(ANSWERS)
    assert [each["position"] for each in whole] == sorted(each["position"] for each in whole)
    previous = NO_HASH
    for each in (each for each in whole if each["stream"] == f"mentorship/{ident}"):
        actor = {"role": each["actor_role"], "person": each["actor_person"]}
        kept = ("stream", "version", "id", "type", "schema_version", "at", "command_id", "data")
        fields = {name: each[name] for name in (*kept, "source")} | {"actor": actor}
        previous = event_hash(fields, previous=previous)
        assert each["hash"] == previous.hex()
    assert json.loads((await table(desk, "events"))[0]["data"])["name"] == "Residency"


async def test_an_export_goes_on_where_the_last_one_ended_and_keeps_to_its_program(
    desk: Desk,
) -> None:
    program, other = await a_program(desk, "One"), await a_program(desk, "Two")
    ann = await a_person(desk, "Ann", (program, Role.MENTEE))
    ben = await a_person(desk, "Ben", (other, Role.MENTEE))
    last = (await lines(desk, "events"))[-1]["position"]
    assert await lines(desk, "events", after=last) == []
    ident = await a_mentorship(desk, program, ann)
    assert [each["stream"] for each in await lines(desk, "events", after=last)] == [
        f"mentorship/{ident}"
    ]
    streams = {each["stream"] for each in await lines(desk, "events", program=program)}
    assert streams == {f"program/{program}", f"person/{ann}", f"mentorship/{ident}"}
    await desk.do(ben, "set_capacity", category="person", capacity=1, at=START + HOUR)
    assert [each["stream"] for each in await lines(desk, "events", since=START + HOUR)] == [
        f"person/{ben}"
    ]
    assert [each["id"] for each in await lines(desk, "people", since=START + HOUR)] == [str(ben)]


async def test_of_the_erased_nothing_personal_leaves_not_even_sealed(desk: Desk) -> None:
    program = await a_program(desk)
    ann = await a_person(desk, "Quail", (program, Role.MENTEE))
    iris = await a_person(desk, "Iris", (program, Role.MENTOR))
    ident = await a_pair(desk, program, ann, iris)
    by = Actor(role=Role.MENTEE, person=ann)
    await desk.do(ident, "note", by=by, text="QUAIL was here")
    await desk.do(ident, "waive_expectations", why="Late")
    terms = {"purpose": "QUAIL", "mentor_does": "IRIS", "ends_on": "2030-01-02"}
    await desk.do(ident, "propose_agreement", by=by, terms=terms)
    for person in (ann, iris):
        await desk.do(person, "erase_person", category="person")
    for sealed in (False, True):
        told = json.dumps([await lines(desk, each, sealed=sealed) for each in COLUMNS])
        assert "quail" not in told.lower()
        assert "iris" not in told.lower()
        assert "Late" in told
    registered = (await lines(desk, "events", sealed=True))[1]
    assert (registered["data"]["name"], registered["hidden"]) == (GONE, ["name", "email"])
    assert {each["name"] for each in await lines(desk, "people")} == {GONE}
    assert (await lines(desk, "mentorships"))[0]["mentee_name"] == GONE


async def test_a_candidate_who_registered_and_was_erased_is_gone_from_the_shortlist(
    desk: Desk,
) -> None:
    program = await a_program(desk)
    ann = await a_person(desk, "Ann", (program, Role.MENTEE))
    ident = await a_mentorship(desk, program, ann)
    by = Actor(role=Role.MENTEE, person=ann)
    for name in ("Quail", "Wren"):
        body: dict[str, Any] = {
            "name": name,
            "email": f"{name.lower()}@example.org",
            "note": f"Ask {name[0]}.",
        }
        await desk.do(ident, "shortlist", by=by, **body)
    quail = await a_person(desk, "Quail", (program, Role.MENTOR))
    await desk.do(quail, "change_contact", category="person", email="new@example.org")
    await desk.do(quail, "erase_person", category="person")
    for sealed in (False, True):
        told = await lines(desk, "events", sealed=sealed)
        assert "quail" not in json.dumps(told).lower()
        first, second = (each for each in told if each["type"] == "seeking.candidate_shortlisted")
        assert (first["hidden"], first["hash"]) == (["name", "email"], None)
        assert (first["data"]["name"], first["data"]["note"]) == (GONE, "Ask Q.")
        assert (second["hidden"], second["data"]["name"]) == ([], "Wren")
        assert (second["hash"] is not None) is sealed


async def test_what_is_recorded_while_an_export_runs_is_not_in_it(desk: Desk) -> None:
    await a_program(desk, "One")
    pages = export(desk.records, Wanted("events", written_as=Format.JSONL))
    await anext(pages)
    await a_program(desk, "Two")
    told = b"".join([page.content async for page in pages]).decode()
    assert ("One" in told, "Two" in told) == (True, False)
    assert len(await lines(desk, "events")) == 2


async def test_whoever_stops_reading_gives_the_connection_back(desk: Desk) -> None:
    await a_program(desk)
    for _ in range(8):  # there are four connections
        pages = export(desk.records, Wanted("events"))
        await anext(pages)
        await pages.aclose()
    assert await desk.records.programs()


async def test_an_export_waits_for_appends_in_flight_so_that_none_is_missed(
    desk: Desk, database_url: str
) -> None:
    program = await a_program(desk)
    slow = await asyncpg.connect(database_url)
    async with slow.transaction():
        await slow.execute("select pg_advisory_xact_lock_shared(7300, 0)")
        running = asyncio.create_task(lines(desk, "events"))
        done, _ = await asyncio.wait([running], timeout=0.1)
        assert not done
    await slow.close()
    assert [each["stream"] for each in await running] == [f"program/{program}"]


async def test_one_page_is_held_at_a_time_however_much_there_is(
    desk: Desk, database_url: str
) -> None:
    program = await a_program(desk)
    owner = await asyncpg.connect(database_url)
    await owner.execute(_MANY_NOTES, str(new_id()), str(program))
    await owner.close()
    pages = [page.records async for page in export(desk.records, Wanted("events", sealed=True))]
    assert pages == [0, PAGE, PAGE, 201]


_MANY_NOTES = """
with made as (
    insert into store.streams (stream, version) values ('mentorship/' || $1, 1200)
)
insert into store.events (
    stream, version, id, type, schema_version, at, actor, command_id, data, hash
)
select 'mentorship/' || $1, number, gen_random_uuid(), 'concerns.noted', 1, now(),
    '{"role": "administrator"}', gen_random_uuid(),
    jsonb_build_object('text', repeat('x', 500), 'program', $2::text),
    decode(repeat('00', 32), 'hex')
from generate_series(1, 1200) as number
"""
