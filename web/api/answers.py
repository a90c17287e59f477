"""The answers of the API that are no success, as its description tells them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from web.problems import MEDIA_TYPE

SCHEMA: Final = "#/components/schemas/Problem"

_TOLD: Final[Mapping[int, tuple[str, str, str]]] = {
    400: (
        "The request cannot be read: it is not JSON, or a header is missing.",
        "malformed",
        "The body is not JSON that can be read; send one object with fields.",
    ),
    401: (
        "Nobody is signed in, or the key is not good.",
        "key_not_good",
        "This key is not good here: it is unknown, revoked or expired; make another one.",
    ),
    403: (
        "Whoever asks may not: by the rules, by the key's scopes, or without the second factor.",
        "not_your_part",
        "Only the coordinator of this mentorship can transition.",
    ),
    404: (
        "There is no such thing, or whoever asks may not know of it.",
        "unknown_mentorship",
        "There is no such mentorship here; check the id, or whether you may see it.",
    ),
    409: (
        "The rules do not allow it as things are.",
        "wrong_stage",
        "One cannot accept in GOALS; it is possible in SEEKING or OUTREACH.",
    ),
    413: (
        "The body is too large.",
        "too_large",
        "The command is too large: use at most 128 KiB.",
    ),
    422: (
        "A part of the request is not what it must be.",
        "malformed",
        "query.limit: should be at most 200.",
    ),
    429: (
        "Too much at once, or too often; `Retry-After` says when to try again.",
        "busy",
        "9 callers wait for this mentorship already; send the same again with the same id soon.",
    ),
    503: (
        "Something that is needed does not answer; `Retry-After` says when to try again.",
        "unavailable",
        "The records cannot be reached just now; nothing is lost: try again soon.",
    ),
}

ALWAYS: Final = (401, 422, 429, 503)
"""What every operation may answer."""


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how an operation's problems are described: ``statuses``, and those of every one."""
    return {status: described(status, *_TOLD[status]) for status in sorted({*statuses, *ALWAYS})}


def described(status: int, about: str, code: str, sentence: str) -> dict[str, Any]:
    """Return how a problem is described: when there is one, and one as an example."""
    example = {
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "code": code,
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMA}, "example": example}}
    return {"description": about, "content": content}


KNOWN: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "Whoever asks has it already: `If-None-Match` named its `ETag`."}
}
"""What is answered, too, by what carries an ``ETag``."""
