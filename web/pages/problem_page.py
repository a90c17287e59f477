"""Errors as pages: what was wrong, what would be right, and the way on."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from web.callers import SignInNeeded
from web.pages import forms
from web.pages.kept import SIGN_IN, Errand, kept, waiting
from web.pages.render import rendered
from web.problems import Problem
from web.services import services

_TITLES: Final = {
    HTTPStatus.UNAUTHORIZED: "Please sign in again",
    HTTPStatus.FORBIDDEN: "This is not for you to do",
    HTTPStatus.NOT_FOUND: "Nothing here",
    HTTPStatus.TOO_MANY_REQUESTS: "A little too often",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not just now",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here",
}

_NOT_THERE: Final = (
    "There is nothing at this address, or it is not yours to see. "
    "If it comes from a letter, copy the whole of it; else go on from your mentorships."
)
"""What people are told in the place of the sentences about ids, which are for programs."""

_PASSING: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""What goes by when one waits: the form is kept meanwhile."""


async def page_of(request: Request, problem: Problem) -> Response:
    """Return the page of a problem; whoever has to sign in first is led there and back."""
    if isinstance(problem, SignInNeeded) and request.method in {"GET", "HEAD"}:
        return _to_sign_in(request)
    errand = _errand(problem)
    if errand is not None and request.method == "POST":
        sent = forms.read(await request.form(max_fields=500, max_files=0))
        if sent.command:
            return _with_headers(kept(request, sent, errand, status=problem.status), problem)
    title = _TITLES.get(HTTPStatus(problem.status), "That did not work")
    is_unknown = problem.status == HTTPStatus.NOT_FOUND and problem.code.startswith("unknown_")
    sentence = _NOT_THERE if is_unknown else problem.sentence
    facts = {"way": None, "title": title, "sentence": sentence}
    return _with_headers(rendered(request, "problem.html", facts, status=problem.status), problem)


def _errand(problem: Problem) -> Errand | None:
    """Return what has to be done before a form is sent again; None: that would not help."""
    if isinstance(problem, SignInNeeded):
        return SIGN_IN
    return waiting(problem.sentence) if problem.status in _PASSING else None


def _with_headers(answer: Response, problem: Problem) -> Response:
    answer.headers.update(problem.headers)
    return answer


def _to_sign_in(request: Request) -> Response:
    found = services(request)
    here = request.scope["path"].removeprefix(found.prefix)
    if asked := request.url.query:
        here = f"{here}?{asked}"
    address = found.url(f"/sign-in?next={quote(here)}")
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)
