"""What went wrong, for programs: problem details (RFC 9457) with the refusal's code."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi.responses import JSONResponse
from pydantic_core import to_jsonable_python

from domain.refusals import Refusal

MEDIA_TYPE: Final = "application/problem+json"

_STATUS: Final[Mapping[str, HTTPStatus]] = {
    "not_your_part": HTTPStatus.FORBIDDEN,
    "not_your_invitation": HTTPStatus.FORBIDDEN,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "internal_actor": HTTPStatus.FORBIDDEN,
    "link_not_for_this": HTTPStatus.FORBIDDEN,
    "link_unknown": HTTPStatus.NOT_FOUND,
    "link_expired": HTTPStatus.GONE,
    "link_used": HTTPStatus.GONE,
    "link_revoked": HTTPStatus.GONE,
    "link_settled": HTTPStatus.GONE,
    "unknown_mentorship": HTTPStatus.NOT_FOUND,
    "malformed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "malformed_command": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unknown_command": HTTPStatus.UNPROCESSABLE_ENTITY,
    "id_reused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
"""Refusals that say more than that things are not so: every other one is a conflict."""


class Problem(Exception):
    """An answer that is no success: a status, a stable code, and one sentence for a person.

    ``facts`` are the values that the sentence speaks of; ``headers`` go with the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        *,
        headers: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(sentence)
        self.status = int(status)
        self.code = code
        self.sentence = sentence
        self.headers = dict(headers or {})
        self.facts = facts

    @property
    def document(self) -> dict[str, Any]:
        """Return the problem details; ``type`` is left out, which means ``about:blank``."""
        told: dict[str, Any] = {
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.sentence,
            "code": self.code,
        }
        if self.facts:
            told["facts"] = to_jsonable_python(self.facts)
        return told


def problem_of(refusal: Refusal) -> Problem:
    """Return how a refusal of the domain is told to a program."""
    return refused(refusal.code, refusal.sentence, refusal.facts)


def refused(code: str, sentence: str, facts: Mapping[str, Any]) -> Problem:
    """Return how a refusal is told to a program, by its parts."""
    status = _STATUS.get(code, HTTPStatus.CONFLICT)
    found = Problem(status, code, sentence)
    found.facts = dict(facts)
    return found


def status_of(code: str) -> int:
    """Return the status with which a refusal with this code is told."""
    return int(_STATUS.get(code, HTTPStatus.CONFLICT))


def answered(problem: Problem) -> JSONResponse:
    """Return a problem as an answer."""
    return JSONResponse(
        problem.document,
        status_code=problem.status,
        headers=problem.headers,
        media_type=MEDIA_TYPE,
    )


def not_found(what: str) -> Problem:
    """Return what is told of something that is not there, or that somebody may not know of."""
    sentence = f"There is no such {what} here; check the id, or whether you may see it."
    return Problem(HTTPStatus.NOT_FOUND, f"unknown_{what.replace(' ', '_')}", sentence)


def unavailable(sentence: str, *, seconds: int = 5) -> Problem:
    """Return what is told while something that is needed does not answer."""
    headers = {"Retry-After": str(seconds)}
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", sentence, headers=headers)


def too_many(sentence: str, *, seconds: int) -> Problem:
    """Return what is told to somebody who asks too often."""
    headers = {"Retry-After": str(max(1, seconds))}
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", sentence, headers=headers)
