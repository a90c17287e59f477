"""What is wrong is told as problem details, and the API's description tells the truth."""

import json
import re
from typing import Any

import httpx2
import pytest

from runtime.ids import new_id
from tests.web.api.conftest import Keyed
from tests.web.api.described import API, check, description_of
from tests.web.site import Site
from web.api.command_bodies import EXAMPLES
from web.guard.sizes import USUAL_BYTES
from web.problems import MEDIA_TYPE


async def _sent(
    client: httpx2.AsyncClient, path: str, content: bytes, **headers: str
) -> tuple[int, str]:
    usual = {"Content-Type": "application/json", "Idempotency-Key": str(new_id())}
    answer = await client.post(f"{API}{path}", content=content, headers={**usual, **headers})
    assert answer.headers["content-type"] == MEDIA_TYPE, answer.text
    told = answer.json()
    assert (told["status"], bool(told["detail"])) == (answer.status_code, True)
    assert "Traceback" not in answer.text
    return answer.status_code, told["code"]


_NOTE = b'{"type": "note", "text": "Hello"}'


async def test_bad_input_is_told_as_a_problem_and_never_a_fault(site: Site, keyed: Keyed) -> None:
    mentorship = await site.open()
    client = (await keyed(site.cast.mentee)).client
    path = f"/mentorships/{mentorship}/commands"
    deep = b'{"type": "note", "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    nested = b'{"type": "note", "text": ' + b"[" * 900 + b"]" * 900 + b"}"
    cases: list[tuple[bytes, tuple[int, str]]] = [
        (b"{", (400, "malformed")),
        (b'"\xff"', (400, "malformed")),
        (deep, (400, "malformed")),
        (b'{"type": "note", "text": ' + b"9" * 5_000 + b"}", (400, "malformed")),
        (nested, (422, "malformed")),
        (b"", (422, "malformed")),
        (b"[]", (422, "malformed")),
        (b"null", (422, "malformed")),
        (b'{"text": "Hello"}', (422, "malformed")),
        (b'{"type": 7}', (422, "malformed")),
        (b'{"type": "note"}', (422, "malformed")),
        (b'{"type": "note", "text": 7}', (422, "malformed")),
        (b'{"type": "note", "text": "\\u0000"}', (422, "malformed")),
        (b'{"type": "note", "text": "\\ud800"}', (422, "malformed")),
        (b'{"type": "note", "text": "a", "\\ud800": 1}', (422, "malformed")),
        (b'{"type": "accept", "invitation": 1e400}', (422, "malformed")),
        (b'{"type": "accept", "invitation": NaN}', (422, "malformed")),
        (b'{"type": "accept", "invitation": ' + b"9" * 4_000 + b"}", (422, "malformed")),
        (b'{"type": "pause", "until": "9999-12-31"}', (422, "malformed")),
        (b'{"type": "pause", "until": "2026-02-30"}', (422, "malformed")),
        (b'{"type": "nota", "text": "Hello"}', (422, "unknown_command")),
        (b'{"type": "set_away", "until": null}', (422, "wrong_address")),
        (b'{"type": "open_mentorship", "program": "x"}', (422, "malformed")),
        (b'{"type": "deadline_passed"}', (422, "malformed")),
        (b'{"type": "review_people"}', (403, "not_your_part")),
        (_NOTE.replace(b"Hello", b"H" * 200_000), (413, "too_large")),
        (b" " * (USUAL_BYTES + 1), (413, "too_large")),
    ]
    for content, told in cases:
        assert await _sent(client, path, content) == told, content[:80]


async def test_a_command_needs_an_id_and_its_own_address(site: Site, keyed: Keyed) -> None:
    client = (await keyed(site.cast.mentee)).client
    path = f"/mentorships/{new_id()}/commands"
    assert await _sent(client, path, _NOTE, **{"Content-Type": "text/plain"}) == (422, "malformed")
    missing = await client.post(f"{API}{path}", json={"type": "note", "text": "Hello"})
    assert missing.json()["code"] == "idempotency_key_missing"
    wrong = await _sent(client, path, _NOTE, **{"Idempotency-Key": "7"})
    assert wrong == (400, "idempotency_key_malformed")
    near = await client.post(
        f"{API}{path}", json={"type": "acept"}, headers={"Idempotency-Key": str(new_id())}
    )
    assert near.json()["facts"]["near"][0] == "accept"
    opening = b'{"type": "open_mentorship", "program": "%b", "mentee": "%b"}' % (
        str(site.cast.program).encode(),
        str(site.cast.mentee.person).encode(),
    )
    assert await _sent(client, path, opening) == (422, "wrong_address")
    assert await _sent(client, "/mentorships/commands", _NOTE) == (422, "wrong_address")
    clock = b'{"type": "deadline_passed", "deadline": "%b", "due": "2026-12-31T00:00:00Z"}'
    clock %= str(new_id()).encode()
    assert await _sent(client, "/mentorships/commands", clock) == (422, "wrong_address")
    persons = await client.post(
        f"{API}{path}", json={"type": "set_away"}, headers={"Idempotency-Key": str(new_id())}
    )
    assert persons.json()["facts"] == {"address": f"{API}/people/{{id}}/commands"}
    nowhere = opening.replace(str(site.cast.program).encode(), str(new_id()).encode())
    assert await _sent(client, "/mentorships/commands", nowhere) == (404, "unknown_program")


async def test_a_policy_takes_no_number_that_is_none(site: Site, keyed: Keyed) -> None:
    client = (await keyed(site.cast.coordinator)).client
    path = f"/programs/{site.cast.program}/commands"
    for value in (b"NaN", b"-Infinity", b"1e400", b"9" * 4_000, b'"\\ud800"', b"{}", b"null"):
        content = b'{"type": "set_policy", "changes": {"reply_by_days": %b}}' % value
        status, _ = await _sent(client, path, content)
        assert status in {409, 422}, value[:80]
        odd = b'{"type": "set_policy", "changes": {"%b": 1}}' % value.replace(b'"', b"")[:200]
        assert (await _sent(client, path, odd))[0] in {409, 422}, value[:80]


async def test_bad_questions_are_told_as_problems_too(site: Site, keyed: Keyed) -> None:
    office = await keyed(site.cast.coordinator)
    program = f"/programs/{site.cast.program}"
    for path in (
        "/mentorships?limit=0",
        "/mentorships?limit=201",
        "/mentorships?limit=99999999999999999999999",
        "/mentorships?stage=NOWHERE",
        "/mentorships?stages=GOALS",
        "/mentorships?text=%00",
        "/mentorships?text=%21%21%21",
        "/people?text=%25",
        f"{program}/mentors?words=%F0%9F%98%80",
        "/mentorships?mentor=me",
        "/mentorships/not-an-id",
        f"/mentorships/{new_id()}?at=yesterday",
        f"/mentorships/{new_id()}/history?after_version=-1",
        "/people?email=nobody",
        "/people?role=clock",
        f"{program}/mentors?support=magic",
        f"{program}/mentors?cursor=eHg",
    ):
        answer = await office.client.get(f"{API}{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (422, MEDIA_TYPE), path
        office.checked(answer)
        assert "Input" not in answer.text, "in our words, which say what would be right"
    detail = (await office.get("/mentorships", at="yesterday")).json()["detail"]
    assert detail == "query.at: is not known here; leave it out."
    detail = (await office.get(f"/mentorships/{new_id()}", at="yesterday")).json()["detail"]
    assert detail == "query.at: should be a moment such as 2026-12-31T16:00:00Z."
    many = await office.get("/mentorships", limit=201)
    listing = office.description["paths"][f"{API}/mentorships"]["get"]
    example = listing["responses"]["422"]["content"][MEDIA_TYPE]["example"]
    assert many.json()["detail"] == example["detail"]
    odd = await office.get(f"{program}/mentors", words="'; drop table -- \U0001f600 & | ! :*")
    assert odd.status_code == 200
    for path, status in (("/nothing", 404), ("/me/", 404)):
        assert (await office.client.get(f"{API}{path}")).status_code == status
    wrong = await office.client.delete(f"{API}/me")
    assert (wrong.status_code, wrong.headers["content-type"]) == (405, MEDIA_TYPE)


async def test_what_an_address_does_not_know_is_never_left_aside(site: Site, keyed: Keyed) -> None:
    mentorship = await site.open()
    client = (await keyed(site.cast.mentee)).client
    before = await site.records.history("mentorship", mentorship)
    commands = f"/mentorships/{mentorship}/commands?dryrun=true"
    assert await _sent(client, commands, _NOTE) == (422, "malformed")
    assert await site.records.history("mentorship", mentorship) == before
    twice = f"/mentorships/{mentorship}/commands?dry_run=true&dry_run=false"
    assert await _sent(client, twice, _NOTE) == (422, "malformed")
    assert await site.records.history("mentorship", mentorship) == before
    answer = await client.get(f"{API}/mentorships?limit=1&limit=2")
    assert answer.json()["detail"] == "query.limit: is given more than once; give it once."
    keys = [(b"Idempotency-Key", str(new_id()).encode()) for _ in range(2)]
    answer = await client.post(
        f"{API}/mentorships/{mentorship}/commands", json={"type": "note", "text": "x"}, headers=keys
    )
    detail = "header.idempotency-key: is given more than once; give it once."
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)
    assert await site.records.history("mentorship", mentorship) == before
    assert (await client.get(f"{API}/mentorships?stage=GOALS&stage=CLOSING")).status_code == 200
    operator = await keyed(None)
    for path, operations in (await description_of(site))["paths"].items():
        for method in operations:
            headers = {"Idempotency-Key": str(new_id())}
            asked = f"{somewhere(path)}?nonsense=1"
            answer = await operator.client.request(method, asked, json={}, headers=headers)
            assert answer.status_code == 422, (path, method, answer.text)
            assert answer.json()["detail"] == "query.nonsense: is not known here; leave it out."


async def test_nobody_in_particular_is_told_nothing(site: Site) -> None:
    description = await description_of(site)
    async with site.client() as client:
        for path, operations in description["paths"].items():
            for method in operations:
                headers = {"Idempotency-Key": str(new_id())}
                answer = await client.request(method, somewhere(path), json={}, headers=headers)
                assert answer.status_code == 401, (path, method, answer.text)
                assert answer.headers["www-authenticate"].startswith("Bearer")
        unknown, none = "This key is not good here: ", "There is no key in this request; "
        for given, told in (
            ("Bearer nonsense", unknown),
            ("bearer  nonsense ", unknown),
            ("Basic Zm9v", none),
            ("", none),
            ("Bearer", none),
            ("Bearer ", none),
            ("mentorship_nonsense", none),
        ):
            answer = await client.get(f"{API}/me", headers={"Authorization": given})
            assert (answer.status_code, answer.json()["code"]) == (401, "key_not_good")
            assert answer.json()["detail"].startswith(told), given


def somewhere(path: str) -> str:
    """Return the address of something that is not there."""
    return re.sub(r"\{\w+\}", lambda _: str(new_id()), path)


# ---------------------------------------------------------------- the description


async def test_the_description_is_whole(site: Site) -> None:
    description = await description_of(site)
    assert description["openapi"].startswith("3.1")
    for reference in _references(description):
        found: Any = description
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    names = list[str]()
    for path, operations in description["paths"].items():
        for operation in operations.values():
            names.append(operation["operationId"])
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["tags"], path
            assert {"401", "422", "503"} <= set(operation["responses"]), path
            if path.endswith("/commands") and "post" in operations:
                assert {"400", "403", "404", "409", "413", "429"} <= set(operation["responses"])
            for status, told in operation["responses"].items():
                if int(status) >= 400:
                    assert list(told["content"]) == [MEDIA_TYPE], (path, status)
                    check(
                        description,
                        told["content"][MEDIA_TYPE]["schema"],
                        told["content"][MEDIA_TYPE]["example"],
                    )
    assert len(names) == len(set(names))
    assert {"open_mentorship", "list_mentorships", "read_receipt"} <= set(names)
    assert "HTTPValidationError" not in json.dumps(description)


async def test_every_example_is_as_its_schema_says_and_can_be_read(
    site: Site, keyed: Keyed
) -> None:
    description = await description_of(site)
    operator = await keyed(None)
    shown = set[str]()
    for path, operations in description["paths"].items():
        if not path.endswith("/commands") or "post" not in operations:
            continue
        body = operations["post"]["requestBody"]["content"]
        for name, example in body["application/json"]["examples"].items():
            schema = body["application/json"]["schema"]
            check(description, schema, example["value"])
            with pytest.raises(AssertionError):
                check(description, schema, {**example["value"], "type": "nonsense"})
            shown.add(name)
            at = somewhere(path).removeprefix(API)
            answer = await operator.post(at, example["value"], dry_run=True)
            assert answer.status_code in {200, 404, 409}, answer.text
    assert shown == set(EXAMPLES)
    for name, schema in description["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            check(description, {"$ref": f"#/components/schemas/{name}"}, example)


def _references(value: Any) -> list[str]:
    match value:
        case {"$ref": str(reference)}:
            return [reference]
        case dict():
            return [found for each in value.values() for found in _references(each)]
        case list():
            return [found for each in value for found in _references(each)]
    return []
