"""Bad input of every sort, to the API and to pages: told what would be right, and never a fault."""

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest

from runtime.ids import new_id
from tests.web.crowd import ADMINISTRATOR, MENTEE, MENTOR, NEWCOMER, Crowd, day, opened, routes
from tests.web.security.nasty import WHOLE
from tests.web.site import hidden_fields
from web.app import create_app

JSON: Final = {"Content-Type": "application/json"}
HUGE: Final = "9" * 5000

BODIES: Final = (
    b"",
    b"{",
    b"\xff\xfe\x00",
    b"null",
    b"[]",
    b'"note"',
    b"NaN",
    b'{"type": "note", "text": NaN}',
    b'{"type": "note", "text": "\\ud800"}',
    b'{"type": "note", "text": "\\u0000"}',
    b'{"type": "note", "text": ["x"]}',
    b'{"type": "note", "text": {"a": 1}}',
    b'{"type": "note", "text": "x", "more": 1}',
    b'{"type": 7}',
    b'{"type": "nothing_known"}',
    b'{"type": "notes", "text": "x"}',
    b'{"type": "sign_agreement", "version": ' + HUGE.encode() + b"}",
    b'{"type": "sign_agreement", "version": 1e999}',
    b'{"type": "sign_agreement", "version": -1}',
    b'{"type": "sign_agreement", "version": 9223372036854775808}',
    b'{"type": "pause", "until": "0000-00-00"}',
    b'{"type": "pause", "until": "10000-01-01"}',
    b'{"type": "pause", "until": "2026-02-30"}',
    b'{"type": "assign_mentor", "mentor": "me"}',
    b'{"type": "deadline_passed", "deadline": "x"}',
    b'{"type": "review_people"}',
    b"[" * 100_000,
    b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"type": "note", "text": "' + b"x" * 300_000 + b'"}',
)


@pytest.mark.parametrize("place", ["mentorships", "people", "programs"])
async def test_no_body_of_a_command_is_a_fault(crowd: Crowd, place: str) -> None:
    idents = {
        "mentorships": crowd.mentorship,
        "people": crowd.ident(MENTOR),
        "programs": crowd.program,
    }
    before = await crowd.versions()
    boss = await crowd.browser(ADMINISTRATOR)
    for content in BODIES:
        for path in (f"/api/v1/{place}/{idents[place]}/commands", f"/api/v1/{place}/commands"):
            headers = JSON | {"Idempotency-Key": str(new_id())}
            answer = await boss.post(path, content=content, headers=headers)
            is_internal = b"review_people" in content or b"deadline_passed" in content
            told = {400, 413, 422} | ({403} if is_internal else set())
            assert answer.status_code in told, (path, content[:60], answer.text)
            _is_problem(answer)
    assert await crowd.versions() == before


async def test_dates_that_no_calendar_reaches_are_refused_kindly_or_taken(crowd: Crowd) -> None:
    mentee, before = await crowd.browser(MENTEE), await crowd.versions()
    for until in ("0001-01-01", "9999-12-31", "1969-12-31", day(crowd, -1), day(crowd, 0)):
        for command in (
            {"type": "pause", "until": until},
            {"type": "assign_task", "owner": "mentee", "what": "x", "by": until},
            {"type": "schedule_meeting", "on": until, "time": "16:00"},
            {"type": "log_meeting", "happened_on": until, "summary": "x"},
        ):
            answer = await command_of(mentee, crowd.mentorship, command, dry_run=True)
            assert answer.status_code in {200, 409, 422}, (command, answer.text)
    assert await crowd.versions() == before
    resting = await opened(crowd, crowd.people["another mentee"])
    other = await crowd.browser("another mentee")
    for until in ("9999-12-31", "9000-01-01"):
        answer = await command_of(other, resting, {"type": "pause", "until": until}, dry_run=False)
        assert answer.status_code in {200, 409, 422}, answer.text
    for page in ("/overview", "/pause", "/search"):
        assert (await other.get(f"/mentorships/{resting}{page}")).status_code == 200, page


async def command_of(
    client: httpx2.AsyncClient, ident: UUID, command: dict[str, str], *, dry_run: bool
) -> httpx2.Response:
    return await client.post(
        f"/api/v1/mentorships/{ident}/commands",
        json=command,
        params={"dry_run": dry_run},
        headers={"Idempotency-Key": str(new_id())},
    )


async def test_moments_that_no_clock_shows_are_no_fault(crowd: Crowd) -> None:
    mentee = await crowd.browser(MENTEE)
    for at in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "1969-12-31T00:00:00Z",
               "2026-11-22", "soon", "-1", "1e400", HUGE):  # fmt: skip
        for end in ("", "/history"):
            answer = await mentee.get(
                f"/api/v1/mentorships/{crowd.mentorship}{end}", params={"at": at}
            )
            assert answer.status_code in {200, 404, 422}, (at, answer.text)


async def test_parameters_and_headers_of_every_sort_are_no_fault(crowd: Crowd) -> None:
    boss = await crowd.browser(ADMINISTRATOR)
    lists = ("/mentorships", "/people", "/programs", f"/programs/{crowd.program}/mentors",
             "/exports/people", "/keys", "/sessions")  # fmt: skip
    odd = ("\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), HUGE, "-1", "",
           "e30=", "eyJrIjogW119", "%", "' or 1=1 --", WHOLE, "😀" * 50)  # fmt: skip
    names = ("cursor", "limit", "program", "words", "text", "sort", "stage", "person", "since",
             "after", "discipline", "overdue")  # fmt: skip
    for path in lists:
        for number, value in enumerate(odd):
            asked = {names[(number + step) % len(names)]: value for step in range(3)}
            answer = await boss.get(f"/api/v1{path}", params=asked)
            assert answer.status_code in {200, 400, 404, 422}, (path, asked, answer.text)
    for header, said in (
        (b"Idempotency-Key", b"not-a-uuid"),
        (b"Idempotency-Key", b"\xff\xfe"),
        (b"Authorization", b"Bearer \xff\xff"),
        (b"Authorization", b"Bearer"),
        (b"Authorization", b"Basic " + HUGE.encode()),
        (b"If-None-Match", b'"\xff", W/"", *'),
        (b"Last-Event-ID", HUGE.encode()),
        (b"Content-Length", HUGE.encode()),
        (b"Cookie", b"__Host-mentorship=\xff\xfe; __Host-mentorship-goal=%ff"),
        (b"User-Agent", b"\x80\xff<script>"),
        (b"Accept", b"text/plain;q=x"),
        (b"Content-Type", b"multipart/form-data"),
        (b"Content-Type", b"application/x-www-form-urlencoded; charset=nonsense"),
    ):
        async with crowd.stranger() as nobody:
            for path in ("/api/v1/me", "/sign-in", "/mentorships", "/api/v1/events?after=-1"):
                for method in ("GET", "POST"):
                    answer = await nobody.request(method, path, headers={header: said})
                    assert answer.status_code < 500, (header, said[:20], path)


@pytest.mark.parametrize("query", [b"\xff\xfe", b"next=%ff%00&next", b"limit=%zz", b"&=&==&"])
async def test_addresses_that_are_no_text_are_no_fault(crowd: Crowd, query: bytes) -> None:
    mentee = await crowd.browser(MENTEE)
    cookie = f"__Host-mentorship={mentee.cookies['__Host-mentorship']}".encode()
    known = ("/mentorships", "/nowhere", "/api/v1/me", "/api/v1/nowhere", "/sign-in")
    for path in (*known, "/api/v1/mentorships", "/l/\udcff", "/\x00", "//", "/api/v1/../../etc"):
        status, body = await raw(crowd, path, query, cookie)
        assert status in {200, 303, 404, 422}, (path, query, body)


async def raw(crowd: Crowd, path: str, query: bytes, cookie: bytes) -> tuple[int, bytes]:
    """Ask as a server passes things on that no client would send."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "raw_path": path.encode("utf-8", "surrogateescape"),
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"["), (b"cookie", cookie)],
        "client": ("192.0.2.77", 1),
        "server": ("localhost", 443),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await crowd.site.app(scope, receive, send)
    body = b"".join(each.get("body", b"") for each in sent)
    return int(sent[0]["status"]), body


async def test_a_body_of_a_hundred_megabytes_is_refused_before_it_is_read(crowd: Crowd) -> None:
    taken = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 2**20
            yield b"x" * 2**20

    boss, own = await crowd.browser(ADMINISTRATOR), {"Idempotency-Key": str(new_id())}
    imports = f"/api/v1/people/imports?program={crowd.program}&role=mentee"
    for path, most in (
        (f"/api/v1/mentorships/{crowd.mentorship}/commands", 3),
        ("/mentorships", 3),
        ("/sign-in", 3),
        (imports, 13),
    ):
        for kind in ("application/json", "application/x-www-form-urlencoded", "text/csv"):
            taken = 0
            answer = await boss.post(path, content=flood(), headers=own | {"Content-Type": kind})
            is_form = path.startswith("/api") or "form" in kind
            assert answer.status_code in ({413} if is_form else {403, 413, 422}), (path, kind)
            assert taken <= most * 2**20, (path, kind, taken)
            said = {"Content-Length": str(100 * 2**20), "Content-Type": kind}
            answer = await boss.post(path, content=io.BytesIO(b"").read(), headers=own | said)
            assert answer.status_code in {403, 413, 422}, (path, kind)


async def test_forms_of_every_sort_are_no_fault_and_keep_what_was_typed(crowd: Crowd) -> None:
    before, mentee = await crowd.versions(), await crowd.browser(MENTEE)
    wrong: list[dict[str, Any]] = [
        {"by": "31.12.2026", "what": "kept words"},
        {"goal": "x" * 400, "what": "kept words"},
        {"what": "kept words", "what.what": "y", "by.0": "z", "by.1.": "."},
        {"what": "kept words\x00", "measure": "\ud83d"},
        {"what": "kept words", ".": "x", "..": "y", ":list": "z", "a:b:c": "d", "": "e"},
        {f"f{number}": "kept words" for number in range(400)},
        {
            "what": "kept words",
            f"x.{HUGE}": "z",
            "1": "a",
            "-1": "b",
            "٣": "c",
            "terms.٣": "d",
            "terms": "e",
        },
    ]
    for page, form in (("goals", "set_goal"), ("meetings", "schedule_once"),
                       ("tasks", "assign_task"), ("pause", "pause")):  # fmt: skip
        path = f"/mentorships/{crowd.mentorship}/{page}"
        fields = hidden_fields((await mentee.get(path)).text, form)
        for each in wrong:
            data = {name: value.encode("utf-8", "replace").decode() for name, value in each.items()}
            answer = await mentee.post(path, data={**fields, **data})
            assert answer.status_code in {400, 409, 422}, (page, each, answer.text[:200])
        for odd in ({"_id": "x"}, {"_version": HUGE}, {"_version": "-1"}, {"_command": ""}):
            answer = await mentee.post(path, data={**fields, **wrong[0], **odd})
            assert answer.status_code in {400, 409, 422}, (page, odd)
        answer = await mentee.post(path, files={"what": ("x.txt", b"kept", "text/plain")})
        assert answer.status_code in {400, 403, 409, 422}, page
        for number in ("0", "99", HUGE, "-1", "1e3", "x"):
            assert (await mentee.get(f"{path}/{number}")).status_code == 404, number
        for query in (f"done={HUGE}", f"done={new_id()}", f"since={HUGE}", "since=²", "since=-1"):
            assert (await mentee.get(f"{path}?{query}")).status_code == 200, query
    assert await crowd.versions() == before


async def test_links_that_are_over_say_so_on_a_page(crowd: Crowd) -> None:
    expired = await crowd.link(lasts=timedelta(seconds=1))
    later = crowd.now + timedelta(days=1)
    turned = create_app(replace(crowd.site.services, now=lambda: later))
    async with crowd.stranger(turned) as holder:
        page = await holder.get(f"{expired}/overview")
        assert page.status_code == 410
        assert "Sign in" in page.text
        assert "A publication" not in page.text
        for path in ("/overview", "/goals/1"):
            answer = await holder.post(f"{expired}{path}", data={"_command": "note"})
            assert answer.status_code in {403, 404, 410}
        for strange in ("%00", "%ff", "a" * 9000, "%2e%2e", "\u2603"):
            assert (await holder.get(f"/l/{strange}/overview")).status_code == 404, strange
            assert (await holder.get(f"/calendar/{strange}.ics")).status_code == 404, strange
            assert (await holder.get(f"/sign-in/{strange}")).status_code in {404, 410}, strange


@pytest.mark.parametrize("days", [-1, 1])
async def test_a_clock_that_is_a_day_off_is_no_fault_and_history_does_not_go_back(
    crowd: Crowd, days: int
) -> None:
    off = crowd.now + timedelta(days=days)
    turned = create_app(replace(crowd.site.services, now=lambda: off))
    key = (await crowd.site.keyed(crowd.people[MENTEE], "read", "act", "steer")).headers[
        "authorization"
    ]
    person, about = f"people/{crowd.ident(MENTEE)}", f"mentorships/{crowd.mentorship}"
    for app in (turned, crowd.site.app):
        async with crowd.stranger(app) as client:
            client.headers["Authorization"] = key
            for place in ("mentorships", about, f"{about}/history", f"{about}/next", person):
                answer = await client.get(f"/api/v1/{place}")
                assert answer.status_code == 200, (place, answer.text)
            for place, command in (
                (
                    person,
                    {"type": "change_profile", "mentee_profile": {"discipline": str(new_id())}},
                ),
                (about, {"type": "note", "text": "Seen"}),
            ):
                given = {"Idempotency-Key": str(new_id())}
                answer = await client.post(f"/api/v1/{place}/commands", json=command, headers=given)
                told = (answer.status_code, answer.json().get("outcome"))
                assert told == (200, "recorded"), (place, answer.text)
    records = crowd.site.records
    for history in (
        await records.history("person", crowd.ident(MENTEE)),
        await records.history("mentorship", crowd.mentorship),
    ):
        moments = [each.at for each in history]
        assert moments == sorted(moments)


async def test_methods_that_nobody_offers_are_refused_everywhere(crowd: Crowd) -> None:
    client = await crowd.browser(NEWCOMER)
    odd = ("HEAD", "OPTIONS", "PUT", "BREW", "TRACE", "PATCH")
    for number, (route, methods) in enumerate(routes(crowd.app).items()):
        path = route.replace("{number:int}", "1").replace("{", "").replace("}", "")
        for method in {odd[number % 6], odd[(number + 1) % 6]} - methods:
            answer = await client.request(method, path)
            assert answer.status_code in {405, 404} or method == "HEAD", (method, path)
            assert answer.status_code < 500, (method, path)
            assert not answer.headers.get("access-control-allow-origin")


def _is_problem(answer: httpx2.Response) -> None:
    assert answer.headers["content-type"] == "application/problem+json"
    found = json.loads(answer.text)
    assert {"title", "status", "detail", "code"} <= set(found)
    assert "Traceback" not in answer.text
    assert "pydantic" not in answer.text
