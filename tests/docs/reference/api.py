"""The reference of the API, from the description that the web service gives of itself."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from tests.docs.reference.markdown import code, headed, page, table
from web.app import assembled

Operation = Mapping[str, Any]

_ALWAYS = frozenset({"401", "422", "503"})
"""What every operation may answer; said once."""

_ABOUT = """\
Everything that can be done here can be done by programs. The full description, OpenAPI 3.1 with
every field, example and answer, is [openapi.json](openapi.json), and at `/api/v1/openapi.json` of a
running service. How to begin is told in [Use the API](../how-to/use-the-api.md), and who may what
in [Who may do what](rights.md).

What goes wrong is told as problem details (RFC 9457, `application/problem+json`) with a stable
`code`: that of the [refusal](refusals.md) where the rules say no. Every operation may answer 401,
422 and 503; what else it answers is named."""


def openapi() -> str:
    """Return the description of the API as it is served."""
    return json.dumps(assembled().openapi(), indent=1, ensure_ascii=False) + "\n"


def api() -> str:
    """Return the page that lists the API's operations."""
    description = assembled().openapi()
    parts = [part for tag in description["tags"] for part in _section(tag, description["paths"])]
    return page("The API", _ABOUT, *parts)


def _section(tag: Mapping[str, str], paths: Mapping[str, Mapping[str, Operation]]) -> Iterator[str]:
    yield headed(2, tag["name"].capitalize())
    yield tag["description"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            if tag["name"] in operation["tags"]:
                yield from _operation(f"{method.upper()} {path}", operation)


def _operation(name: str, operation: Operation) -> Iterator[str]:
    yield headed(3, code(name), operation["operationId"])
    yield operation.get("description") or operation["summary"]
    if parameters := operation.get("parameters"):
        yield table(("parameter", "in", "means"), (_parameter(each) for each in parameters))
    answers = sorted(each for each in operation["responses"] if each not in _ALWAYS)
    yield f"Answers {', '.join(f'{each} {HTTPStatus(int(each)).phrase}' for each in answers)}."


def _parameter(parameter: Mapping[str, Any]) -> tuple[str, str, str]:
    where = f"{parameter['in']}, required" if parameter.get("required") else parameter["in"]
    return code(parameter["name"]), where, parameter.get("description", "")
