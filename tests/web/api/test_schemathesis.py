"""Anything that the description allows, and what it does not, sent to every operation by each role.

No answer is a fault, and each is one that the description tells of: status, type and content.
``MENTORSHIP_SCHEMATHESIS_EXAMPLES`` says how many requests are made up for each operation.
"""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import httpx2
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from structlog.testing import capture_logs
from temporalio.client import Client

from runtime.ids import new_id
from tests.conftest import MailServer
from tests.web.crowd import ADMINISTRATOR, COORDINATOR, MENTEE, MENTOR, Crowd, gathered
from tests.web.site import running_site
from tests.workflows.world import World

AnyCase = Case[Any]

EXAMPLES: Final = int(os.environ.get("MENTORSHIP_SCHEMATHESIS_EXAMPLES", "3"))
NOBODY: Final = "nobody"
STAFF: Final = (ADMINISTRATOR, COORDINATOR)
OTHERS: Final = (MENTEE, MENTOR, NOBODY)
STREAM: Final = "/api/v1/events"
"""Does not end for whoever may follow it: it is asked for by others only."""

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OURS: Final = frozenset({"authorization", "cookie", "host", "content-length", "idempotency-key"})
"""Headers that are set here: by a role, by the client, or anew for each request."""


@pytest.fixture
async def crowd(
    temporal_client: Client, database_url: str, smtp: MailServer
) -> AsyncIterator[Crowd]:
    """Everybody, on a service of their own, which they may change and break."""
    async with (
        running_site(World(temporal_client), database_url, smtp) as site,
        gathered(site) as found,
    ):
        yield found


def cases(operation: Any) -> list[tuple[GenerationMode, AnyCase]]:
    """Make up requests to an operation: as it wants them, and otherwise."""
    return [
        (mode, case)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for case in made_up(operation.as_strategy(generation_mode=mode))
    ]


def made_up(strategy: SearchStrategy[AnyCase]) -> list[AnyCase]:
    found: list[AnyCase] = []

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(case: AnyCase) -> None:
        found.append(case)

    collect()
    return found


async def operations(crowd: Crowd) -> list[APIOperation[Any, Any, Any, Any]]:
    async with crowd.stranger() as nobody:
        description = (await nobody.get("/api/v1/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(description)
    return [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]


def known(crowd: Crowd, case: AnyCase, number: int) -> None:
    """Let half of what is made up be about what there is."""
    idents = {
        "mentorship": crowd.mentorship,
        "person": crowd.ident(MENTOR),
        "program": crowd.program,
        "command": crowd.receipt,
    }
    for name in case.path_parameters or {}:
        if name in idents and number % 2 == 0:
            case.path_parameters[name] = str(idents[name])


async def sent(client: httpx2.AsyncClient, case: AnyCase, mode: GenerationMode) -> httpx2.Response:
    """Send a request as it was made up, but for who sends it."""
    made = requests.Request(**_plain(case)).prepare()
    headers = {name: value for name, value in made.headers.items() if name.lower() not in OURS}
    key = made.headers.get("Idempotency-Key")
    if key is not None:
        headers["Idempotency-Key"] = str(new_id()) if mode is GenerationMode.POSITIVE else key
    address = (made.url or "").removeprefix("https://mentorship.example.org")
    return await client.request(
        made.method or "GET",
        address,
        content=made.body,  # type: ignore[arg-type] # bytes or text
        headers={name.encode(): _sendable(value) for name, value in headers.items()},
    )


def _plain(case: AnyCase) -> dict[str, Any]:
    kwargs = case.as_transport_kwargs(base_url="https://mentorship.example.org")
    return {name: value for name, value in kwargs.items() if name != "cookies"}


def _sendable(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")


async def client_of(crowd: Crowd, role: str) -> httpx2.AsyncClient:
    """Return somebody's browser; who was put out meanwhile signs in again."""
    if role == NOBODY:
        return crowd.browsers.setdefault(NOBODY, crowd.stranger())
    client = await crowd.browser(role)
    if (await client.get("/api/v1/me")).status_code == 401:
        await crowd.browsers.pop(role).aclose()
        client = await crowd.browser(role)
    return client


def roles_for(operation: Any) -> Iterator[str]:
    yield from OTHERS if operation.path == STREAM else (*STAFF, *OTHERS)


@pytest.mark.long
async def test_every_operation_answers_every_role_as_it_is_described(crowd: Crowd) -> None:
    wrong: list[str] = []
    statuses: set[int] = set()
    with capture_logs():
        for operation in await operations(crowd):
            made = cases(operation)
            for role in roles_for(operation):
                client = await client_of(crowd, role)
                for number, (mode, case) in enumerate(made):
                    known(crowd, case, number)
                    answer = await sent(client, case, mode)
                    statuses.add(answer.status_code)
                    problem = _wrong(case, answer)
                    if problem is not None:
                        wrong.append(f"{role}: {operation.method} {operation.path}: {problem}")
    assert not wrong, "\n".join(wrong[:10])
    assert {200, 201, 400, 401, 403, 404, 409, 422} <= statuses, "the requests were of some use"


def _wrong(case: AnyCase, answer: httpx2.Response) -> str | None:
    if answer.status_code == 405:
        return None  # what was made up for the path leads to another one
    try:
        case.validate_response(answer, checks=CHECKS)
    except Exception as error:  # noqa: BLE001 - failures come in groups of several kinds
        sent_ = answer.request
        return f"{sent_.method} {sent_.url} {sent_.content[:300]!r}: {error!r} {error}"[:1500]
    return None
