"""The API as its description tells it: every answer in these tests is held against it."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import httpx2
import jsonschema_rs

from runtime.ids import new_id
from tests.web.site import Site

API = "/api/v1"
SCHEMAS = "#/components/schemas/"


@cache
def _validator(schema: str, components: str) -> jsonschema_rs.Draft202012Validator:
    whole = {**json.loads(schema), "components": json.loads(components)}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


@dataclass
class Described:
    """Somebody's client; what it is answered is held against the description of the API."""

    client: httpx2.AsyncClient
    description: dict[str, Any]

    async def get(self, path: str, **params: Any) -> httpx2.Response:
        answer = await self.client.get(f"{API}{path}", params=params)
        return self.checked(answer)

    async def post(
        self, path: str, content: Any, *, key: UUID | str | None = None, **params: Any
    ) -> httpx2.Response:
        headers = {"Idempotency-Key": str(key or new_id())}
        answer = await self.client.post(
            f"{API}{path}", json=content, headers=headers, params=params
        )
        return self.checked(answer)

    async def do(
        self, path: str, type_: str, *, key: UUID | None = None, as_: str | None = None, **body: Any
    ) -> httpx2.Response:
        params = {} if as_ is None else {"role": as_}
        return await self.post(f"{path}/commands", {"type": type_, **body}, key=key, **params)

    def checked(self, answer: httpx2.Response) -> httpx2.Response:
        operation = operation_of(self.description, answer.request)
        told = operation["responses"].get(str(answer.status_code))
        assert told is not None, (answer.status_code, answer.text)
        if answer.status_code == 304:
            return answer
        kind = answer.headers["content-type"]
        check(self.description, told["content"][kind]["schema"], answer.json())
        return answer


def operation_of(description: dict[str, Any], request: httpx2.Request) -> dict[str, Any]:
    for path, operations in description["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        method = request.method.lower()
        if re.fullmatch(pattern, request.url.path) and method in operations:
            found: dict[str, Any] = operations[method]
            return found
    message = f"{request.method} {request.url.path} is not described"
    raise AssertionError(message)


def check(description: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Assert that a value is as a schema of the description says."""
    components = json.dumps(description["components"], sort_keys=True)
    errors = [str(each) for each in _validator(json.dumps(schema), components).iter_errors(value)]
    assert not errors, errors[0]


_DESCRIPTIONS: dict[str, dict[str, Any]] = {}


async def description_of(site: Site) -> dict[str, Any]:
    """Return the description that the service gives, which is the same in all these tests."""
    if site.url not in _DESCRIPTIONS:
        async with site.client() as client:
            answer = await client.get(f"{API}/openapi.json")
        assert answer.status_code == 200
        _DESCRIPTIONS[site.url] = answer.json()
    return _DESCRIPTIONS[site.url]
