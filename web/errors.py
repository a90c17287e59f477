"""Every error as an answer: problem details for programs, a page for people, no stack trace."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from domain.refusals import Refusal
from records.errors import RecordsError
from records.malformed import printable, wrong_with
from runtime.errors import SetupError
from web.problems import Problem, answered, problem_of, unavailable

Show = Callable[[Request, Problem], Awaitable[Response]]
"""Makes the page of a problem."""

_SENTENCES: Final = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address; check it.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that kind of request.",
    HTTPStatus.BAD_REQUEST: (
        "The request cannot be read; send what this address asks for, in UTF-8 and not compressed."
    ),
}
_CODES: Final = {
    HTTPStatus.BAD_REQUEST: "malformed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",  # as of a command alone
}
_FIELDS_SHOWN: Final = 20
_SHOWN: Final = 100
"""Characters of a field's name that are told again."""

log = structlog.get_logger(__name__)


def install(app: FastAPI, *, page_of: Show, is_page: Callable[[Request], bool]) -> None:
    """Answer every error of ``app``: as a page where people are, as problem details elsewhere."""

    async def answer(request: Request, problem: Problem) -> Response:
        return await page_of(request, problem) if is_page(request) else answered(problem)

    def told(find: Callable[[Request, Any], Problem]) -> Callable[..., Awaitable[Response]]:
        async def handler(request: Request, error: Exception) -> Response:
            return await answer(request, find(request, error))

        return handler

    app.add_exception_handler(Problem, told(lambda _, error: error))
    app.add_exception_handler(Refusal, told(lambda _, error: problem_of(error)))
    app.add_exception_handler(RecordsError, told(lambda _, error: _away(error)))
    app.add_exception_handler(SetupError, told(lambda _, error: _away(error)))
    app.add_exception_handler(RequestValidationError, told(lambda _, error: unreadable(error)))
    app.add_exception_handler(HTTPException, told(lambda _, error: _of_http(error)))
    app.add_exception_handler(Exception, told(_unforeseen))


def _away(error: Exception) -> Problem:
    log.warning("request.unavailable", reason=type(error).__name__)
    return unavailable("The records cannot be reached just now; nothing is lost: try again soon.")


def _of_http(error: HTTPException) -> Problem:
    status = HTTPStatus(error.status_code)
    sentence = _SENTENCES.get(status) or str(error.detail)
    code = _CODES.get(status) or status.phrase.lower().replace(" ", "_")
    return Problem(status, code, sentence, headers=error.headers)


def unreadable(error: RequestValidationError) -> Problem:
    """Return what is told of a request whose parts are not what they must be, part by part."""
    found = [
        {
            "where": printable(".".join(map(str, each["loc"])), limit=_SHOWN),
            "problem": wrong_with(each),
        }
        for each in error.errors()[:_FIELDS_SHOWN]
    ]
    if any(each["type"] == "json_invalid" for each in error.errors()):
        sentence = "The body is not JSON that can be read; send one object with fields."
        return Problem(HTTPStatus.BAD_REQUEST, "malformed", sentence)
    first = found[0]
    sentence = f"{first['where']}: {first['problem']}."
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", sentence, errors=found)


def _unforeseen(request: Request, error: Exception) -> Problem:
    room = request.scope["path"].split("/")[1:2]
    log.error("request.failed", path=room, error=type(error).__name__)
    sentence = "Something went wrong here that nobody foresaw; it is in our log. Try again later."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "fault", sentence)
