"""Many people in at once, and everything out again, by whoever may."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from starlette.types import Message

from domain.envelopes import Actor, Role
from runtime.ids import new_id
from tests.interchange.roster.files import xlsx_of
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed
from tests.web.api.described import API, Described
from tests.web.api.importing import IMPORTS, imported, told
from tests.web.api.proving import proved
from tests.web.site import Site
from tests.web.stories import asking
from web.api import exports, imports, streaming
from web.app import create_app

Signed = Callable[[Actor], Any]
CSV = b"name,email,role\r\nNobody,nobody@example.org,mentor\r\n"


async def test_a_file_is_recorded_whole_or_not_at_all_and_told_row_by_row(
    site: Site, keyed: Keyed
) -> None:
    office, program = await keyed(site.cast.coordinator, "import", "read"), site.cast.program
    key, at = new_id(), f"@{new_id().hex[-8:]}.example.org"
    two = f"name,email,role\r\nAda Okafor,ada{at},mentor\r\nBo Lind,bo{at},mentee\r\n".encode()
    rehearsed = await imported(office, two, key=key, program=program, dry_run=True)
    assert (rehearsed.status_code, rehearsed.json()["recorded"]) == (200, False)
    done = (await imported(office, two, key=key, program=program)).json()
    assert (done["recorded"], done["counts"]["registered"]) == (True, 2)
    assert done["people"] == rehearsed.json()["people"]
    again = (await imported(office, two, program=program)).json()
    assert (again["recorded"], again["counts"]["unchanged"]) == (False, 2)
    ada = (await office.get(f"/people/{done['people'][0]['person']}")).json()
    assert ada["roles"] == [{"program": str(program), "role": "mentor"}]

    bad = two + f"Cy,no address,mentor\r\nDee Roe,dee{at},mentor\r\n".encode()
    refused = await imported(office, bad, program=program)
    assert told(refused) == (422, "rows_bad")
    [problem] = refused.json()["facts"]["problems"]
    assert (problem["row"], problem["column"]) == (4, "email")
    assert problem["sentence"] in refused.json()["detail"]
    assert (await office.get("/people", words="Dee")).json()["people"] == []
    skipped = (await imported(office, bad, program=program, skip_bad=True)).json()
    assert (skipped["recorded"], skipped["counts"]) == (
        True,
        {"registered": 1, "changed": 0, "unchanged": 2, "bad": 1},
    )
    sheet = xlsx_of(("Empty", []), ("People", [["E-mail", "Name"], [f"eve{at}", "Eve Ray"]]))
    found = await imported(office, sheet, program=program, role="mentee", sheet="People")
    assert found.json()["counts"]["registered"] == 1

    for data in (b"", b"%PDF-1.7", b"PK\x03\x04broken", b"\xff\xfe\x00", b"a,b\r\n1,2\r\n"):
        assert told(await imported(office, data, program=program, role="mentor")) == (
            422,
            "unreadable_file",
        )
    form = {"Content-Type": "multipart/form-data; boundary=x", "Idempotency-Key": str(new_id())}
    answer = await office.client.post(f"{IMPORTS}?program={program}", content=CSV, headers=form)
    assert told(answer) == (422, "unreadable_file")
    nameless = await office.client.post(f"{IMPORTS}?program={program}", content=CSV)
    assert told(nameless) == (400, "idempotency_key_missing")


async def test_an_import_reaches_as_far_as_whoever_imports(
    site: Site, keyed: Keyed, signed: Signed
) -> None:
    cast, desk = site.cast, Desk(site.records)
    tag = new_id().hex[-8:]
    elsewhere = await a_program(desk, f"Elsewhere {tag}")
    office = await keyed(cast.coordinator, "import")
    assert told(await imported(office, CSV)) == (422, "program_needed")
    assert told(await imported(office, CSV, program=elsewhere)) == (404, "unknown_program")
    assert told(await imported(await keyed(None), CSV)) == (403, "scope_missing")
    operator = await keyed(None, "import")
    assert told(await imported(operator, CSV, program=new_id())) == (404, "unknown_program")
    mentee = await keyed(cast.mentee, "import")
    assert told(await imported(mentee, CSV)) == (403, "not_allowed")
    assert told(await imported(mentee, CSV, program=cast.program)) == (403, "not_allowed")
    browser = await signed(cast.coordinator)
    assert told(await imported(browser, CSV, program=cast.program)) == (403, "second_factor_needed")

    address = f"quail{tag}@example.org"
    near = f"email,name,role,program\r\nnew{address},New,mentor,Elsewhere {tag[:-1]}\r\n".encode()
    hidden = await imported(office, near, program=cast.program, dry_run=True)
    assert f"Elsewhere {tag}" not in hidden.text
    narrowed = await keyed(None, "import", program=cast.program)
    head = f"email,name,zone,role,program\r\nnew{address},New,UTC"
    beyond = {"role": f"{head},administrator,", "program": f"{head},mentor,Elsewhere {tag}"}
    for column, text in beyond.items():
        refused = await imported(narrowed, text.encode(), program=cast.program)
        assert told(refused) == (422, "rows_bad")
        assert refused.json()["facts"]["problems"][0]["column"] == column
        rehearsed = await imported(operator, text.encode(), dry_run=True)
        assert rehearsed.json()["counts"]["registered"] == 1, rehearsed.text


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(site: Site) -> None:
    services = replace(site.services, public_url="https://example.org/m", max_import_bytes=2**20)
    app, taken = create_app(services), list[int]()
    token = (await site.keyed(None, "import")).headers["authorization"]

    async def endless() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield b" " * 2**16

    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app, raise_app_exceptions=False),
        base_url="https://example.org/m",
        headers={"Authorization": token, "Idempotency-Key": str(new_id())},
    ) as client:
        length = {"Content-Length": str(100 * 2**20)}
        refused = await client.post(IMPORTS, content=endless(), headers=length)
        assert (refused.status_code, taken) == (413, [])
        assert "1024 KiB" in refused.json()["detail"]
        refused = await client.post(IMPORTS, content=endless())
        assert (refused.status_code, len(taken)) == (413, 17)
        larger = await client.post(IMPORTS, content=b" " * 600 * 1024)
        assert told(larger) == (422, "unreadable_file"), "more than other bodies may have"
        with ExitStack() as others:
            for _ in range(imports.AT_ONCE.free):
                others.enter_context(imports.AT_ONCE.taken())
            busy = await client.post(IMPORTS, content=CSV)
        assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")


# ---------------------------------------------------------------- exports


async def lines(asks: Described, what: str, **params: Any) -> list[dict[str, Any]]:
    path = f"{API}/exports/{what}"
    answer = await asks.client.get(path, params={"format": "jsonl", **params})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jsonl")
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_an_export_is_a_file_in_which_no_formula_runs(site: Site, keyed: Keyed) -> None:
    cast, desk = site.cast, Desk(site.records)
    elsewhere = await a_program(desk, "Elsewhere")
    formula = f"=1+{new_id().hex[-8:]}"
    spy = await a_person(desk, formula, (cast.program, Role.MENTEE), (elsewhere, Role.MENTEE))
    office = await keyed(cast.coordinator, "export")
    of_program = {"program": str(cast.program)}
    answer = await office.client.get(f"{API}/exports/people", params=of_program)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="people.csv"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbfid,name,")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert {row["id"] for row in rows} == {
        str(spy),
        *(str(each.person) for each in (cast.coordinator, cast.mentee, cast.mentor)),
    }
    [row] = [row for row in rows if row["id"] == str(spy)]
    assert row["name"] == f"'{formula}"
    assert (row["roles"], row["administrator"]) == ("mentee in Residency", "")
    [whole] = [
        row for row in await lines(await keyed(None, "export"), "people") if row["id"] == str(spy)
    ]
    assert ({each["program_name"] for each in whole["roles"]}, whole["administrator"]) == (
        {"Residency", "Elsewhere"},
        False,
    )
    plain = await office.client.get(
        f"{API}/exports/people", params={**of_program, "bom": False, "since": "2999-01-01T00:00Z"}
    )
    assert plain.text.startswith("id,name,")
    assert plain.text.count("\r\n") == 1


async def test_an_export_leaves_out_what_whoever_takes_it_may_not_read(
    site: Site, keyed: Keyed
) -> None:
    cast, desk = site.cast, Desk(site.records)
    assert cast.coordinator.person is not None
    role: dict[str, Any] = {"program": str(cast.program), "role": "mentor"}
    await desk.do(cast.coordinator.person, "grant_role", category="person", **role)
    seen, asked, by = await asking(site), await site.open(), cast.mentee
    await site.do(asked, "describe_need", by=by, direction="Hematology", support=["research"])
    rival = {"name": "Wren", "email": "wren@example.org", "note": "Better than QUAIL"}
    await site.do(asked, "shortlist", by=by, **rival)
    await site.do(asked, "shortlist", by=by, person=str(cast.coordinator.person))
    await site.do(asked, "invite", by=by, candidate=2, ask="Be my mentor")
    await site.do(asked, "withdraw_invitation", by=by, invitation=1)
    await site.do(seen, "raise_concern", by=by, text="QUAIL")

    office, operator = await keyed(cast.coordinator, "export"), await keyed(None, "export")
    program = str(cast.program)
    assert [each["id"] for each in await lines(office, "mentorships", program=program)] == [
        str(seen)
    ]
    both = await lines(operator, "mentorships", program=program)
    assert {each["id"] for each in both} == {str(seen), str(asked)}
    events = await lines(office, "events", program=program)
    assert {each["stream"] for each in events} == {f"program/{program}", f"mentorship/{seen}"}
    assert "QUAIL" not in json.dumps(events)
    whole = await lines(operator, "events")
    assert {f"mentorship/{asked}", f"person/{by.person}"} <= {each["stream"] for each in whole}
    last = events[-2]["position"]
    assert await lines(office, "events", program=program, after=last) == events[-1:]


async def test_an_export_is_for_the_staff_of_what_it_holds(
    site: Site, keyed: Keyed, signed: Signed
) -> None:
    cast, program = site.cast, str(site.cast.program)
    office = await keyed(cast.coordinator, "export")
    get = office.client.get
    assert told(await get(f"{API}/exports/events")) == (422, "program_needed")
    late: dict[str, str | int] = {"program": program, "after": 3}
    assert told(await get(f"{API}/exports/people", params=late)) == (422, "malformed")
    for wrong in ({"since": "0001-01-01T00:00:00+14:00"}, {"format": "xml"}, {"sealed": "true"}):
        answer = await get(f"{API}/exports/people", params={"program": program, **wrong})
        assert told(answer) == (422, "malformed")
    assert (await get(f"{API}/exports/letters", params=late)).status_code == 422
    mentee = await keyed(cast.mentee, "export")
    for params, status in (({}, 403), ({"program": program}, 403), ({"program": new_id()}, 404)):
        assert (await mentee.get("/exports/people", **params)).status_code == status
    reading = await keyed(cast.coordinator, "read")
    assert told(await reading.get("/exports/people", program=program)) == (403, "scope_missing")

    browser = await signed(cast.coordinator)
    answer = await browser.get("/exports/people", program=program)
    assert told(answer) == (403, "second_factor_needed")
    await proved(site, browser)
    assert len(await lines(browser, "people", program=program)) == 3


@pytest.mark.parametrize("pace", ["slow", "quick", "stalled"])
async def test_a_reader_who_goes_away_or_falls_asleep_keeps_no_connection(
    site: Site, pace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "STALLED", 0.01 if pace == "stalled" else 60)
    token = (await site.keyed(None, "export")).headers["authorization"]
    free = exports.AT_ONCE.free
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"{API}/exports/events",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"authorization", token.encode())],
        "http_version": "1.1",
        "scheme": "https",
        "asgi": {"spec_version": "2.3"},
        "server": ("mentorship.example.org", 443),
        "client": ("127.0.0.1", 1),
    }
    for _ in range(12):  # more than there are connections
        gone = asyncio.Event()

        async def receive(gone: asyncio.Event = gone) -> Message:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message, gone: asyncio.Event = gone) -> None:
            if message.get("body"):
                if pace != "stalled":
                    gone.set()
                await (asyncio.sleep(0) if pace == "quick" else asyncio.Event().wait())

        await site.app(dict(scope), receive, send)
        assert exports.AT_ONCE.free == free
    assert await asyncio.gather(*(site.records.programs() for _ in range(12)))
