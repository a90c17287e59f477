"""The description of the API (OpenAPI 3.1): what FastAPI says of it, and what only we know."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from fastapi import FastAPI

from web.api.documents import ProblemDocument
from web.callers import COOKIE

_ABOUT: Final = """\
Mentorship programs for other systems: everything that people do by pages and letters.

Send a key in `Authorization: Bearer mentorship_…`; a browser's session does as well. Every change
is a **command**, sent with an `Idempotency-Key` of your making: the same key and content never act
twice, and are answered with the same receipt. What goes wrong is told as problem details (RFC 9457)
with a stable `code`. Instants are ISO 8601 in UTC; a day is read in its program's time zone."""

_TAGS: Final = (
    ("commands", "Everything that changes something."),
    ("mentorships", "Mentorships, as whoever asks may see them."),
    ("people", "Who is registered, and what they offer and look for."),
    ("programs", "Programs, their numbers, and their directory of mentors."),
    ("oneself", "Who asks, with which rights, and what is recorded about them."),
    ("exchange", "Many people in at once, and all that is recorded out again."),
    ("events", "What happens, as it happens."),
    ("access", "Keys for programs, and where people are signed in."),
)

_SECURITY: Final = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key. It acts for a person, narrowed by scopes and perhaps a "
        "program; one of the operator's acts as an administrator.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "The session of somebody who is signed in. Requests that change something "
        "have to come from our own pages.",
    },
}

_FASTAPIS: Final = ("HTTPValidationError", "ValidationError")
"""What FastAPI thinks that it answers to bad input; ours are problems."""


def describe(app: FastAPI) -> None:
    """Let ``app`` describe itself with our problems, keys and commands in it."""
    made: Callable[[], dict[str, Any]] = app.openapi
    app.description = _ABOUT
    app.openapi_tags = [{"name": name, "description": about} for name, about in _TAGS]

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _finished(made())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign] # as FastAPI says to do it


def _finished(description: dict[str, Any]) -> dict[str, Any]:
    components = description.setdefault("components", {})
    schemas: dict[str, Any] = components.setdefault("schemas", {})
    for name in _FASTAPIS:
        schemas.pop(name, None)
    schemas["Problem"] = ProblemDocument.model_json_schema()
    for command in (*_commands(schemas.values()), *_commands(_bodies(description))):
        command["required"] = sorted({"type", *command.get("required", ())})
    for parameter in _parameters(description):
        if parameter["name"] == "Idempotency-Key":
            parameter |= {"required": True, "schema": {"type": "string", "format": "uuid"}}
    tell_clocks(description)
    components["securitySchemes"] = _SECURITY
    description["security"] = [{name: []} for name in _SECURITY]
    return description


_CLOCK: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$"


def tell_clocks(description: Any) -> None:
    """Say of each time of day what it is: JSON Schema's own ``time`` has an offset, and ours none.

    The description is changed in place.
    """
    if isinstance(description, dict):
        if description.get("format") == "time" and description.get("type") == "string":
            del description["format"]
            description["pattern"] = _CLOCK
        description = list(description.values())
    if isinstance(description, list):
        for each in description:
            tell_clocks(each)


def _commands(schemas: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the commands: what has a ``type`` by which it is told apart."""
    return (each for each in schemas if "const" in each.get("properties", {}).get("type", {}))


def _bodies(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operation in _operations(description):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield content["schema"]


def _parameters(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operation in _operations(description):
        yield from operation.get("parameters", ())


def _operations(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in description["paths"].values():
        yield from operations.values()
