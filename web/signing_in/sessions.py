"""One's own sessions: seen, ended one by one, or all the others at once; and signing out."""

from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from records.access.sessions import Session
from web.callers import SignInNeeded, session_of
from web.guard.origin import check_origin
from web.pages import forms
from web.pages.render import rendered
from web.pages.way import oneself
from web.problems import Problem
from web.services import Services, services
from web.signing_in import cookies
from web.tokens import form_token, is_ours

router = APIRouter(include_in_schema=False)

log = structlog.get_logger(__name__)


@router.get("/me/sessions")
async def listed(request: Request) -> Response:
    """Show where somebody is signed in."""
    found = services(request)
    session = await session_of(request)
    way = await oneself(found, session)
    facts = {
        "way": way,
        "title": "Where you are signed in",
        "sessions": await found.records.sessions(session.person, at=found.now()),
        "current": session.id,
        "agent_words": agent_words,
    }
    return rendered(request, "sessions.html", facts)


@router.post("/me/sessions")
async def ended(request: Request) -> Response:
    """End one of one's own sessions, or all but this one."""
    found = services(request)
    session, form = await own_form(request)
    which = form.get("session", "")
    ident = _ident(which)
    if which == "others":
        await found.records.end_sessions(session.person, at=found.now(), but=session.id)
    else:
        await found.records.end_session(ident, of=session.person)
    told = which if which == "others" else str(ident)
    log.info("session.ended", person=str(session.person), which=told, by="self")
    return RedirectResponse(found.url("/me/sessions"), status_code=HTTPStatus.SEE_OTHER)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End this session; whoever is not signed in any more is out already."""
    found = services(request)
    with suppress(SignInNeeded):
        session, _ = await own_form(request)
        await found.records.end_session(session.id, of=session.person)
        log.info("session.ended", person=str(session.person), which=str(session.id), by="self")
    answer = RedirectResponse(found.url("/signed-out"), status_code=HTTPStatus.SEE_OTHER)
    cookies.forget_session(answer)
    return answer


@router.get("/signed-out")
async def signed_out(request: Request) -> Response:
    """Say goodbye."""
    return rendered(request, "goodbye.html", {"way": None, "title": "You are signed out"})


async def own_form(request: Request) -> tuple[Session, dict[str, str]]:
    """Return the session of whoever sends a form, and what it says.

    Raises:
        SignInNeeded: there is no session.
        Problem: the form is not of a page that this session was shown.
    """
    found: Services = services(request)
    check_origin(request, origin=found.origin)
    session = await session_of(request)
    form = await request.form(max_fields=50, max_files=0)
    said = {name: value for name, value in form.items() if isinstance(value, str)}
    if not is_ours(said.get(forms.TOKEN, ""), form_token(session.form_secret)):
        sentence = "This page was open for too long; open it again, and press the button there."
        raise Problem(HTTPStatus.FORBIDDEN, "foreign_form", sentence)
    return session, said


def _ident(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # nobody's


_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_CALLED = {"Edg": "Edge", "OPR": "Opera"}
_SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux")


def agent_words(agent: str | None) -> str:
    """Return what a browser is, in words: ``Firefox on Windows``; total."""
    told = agent or ""
    browser = next((_CALLED.get(each, each) for each in _BROWSERS if each in told), "A browser")
    system = next((each for each in _SYSTEMS if each in told), None)
    return browser if system is None else f"{browser} on {system}"
