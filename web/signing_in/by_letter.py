"""Signing in by a letter: ask for one, follow its link, press the button. No password is kept."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError

from domain.model import Email
from domain.refusals import Refusal
from web.callers import COOKIE, SignInNeeded, session_of
from web.guard.origin import check_origin
from web.pages import forms
from web.pages.render import rendered
from web.pages.way import Way, oneself
from web.problems import Problem
from web.services import Services, services
from web.signing_in import cookies
from web.signing_in.letters import send
from web.signing_in.rates import (
    ASKED_BY_ONE,
    ASKED_PER_ADDRESS,
    ASKED_PER_CLIENT,
    GUESSED_PER_CLIENT,
    client_of,
    count,
)
from web.tokens import form_token, is_ours

router = APIRouter(include_in_schema=False)

_ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(Email)
_LONGEST_AGENT: Final = 200

_DONE: Final = (
    "It is done. You are signed out now: please sign in again, and if you changed your address, "
    "with the new one."
)

log = structlog.get_logger(__name__)


@router.get("/sign-in")
async def ask(request: Request, next: str | None = None) -> Response:  # noqa: A002 - in the address
    """Show the page that asks for an address."""
    has_done = "done" in parse_qs(urlsplit(next or "").query)  # and was signed out by it
    answer = _asking(request, said=_DONE if has_done else None)
    cookies.keep_goal(answer, next)
    return answer


def _asking(
    request: Request,
    *,
    typed: str = "",
    wrong: str | None = None,
    said: str | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    found = services(request)
    facts = {
        "way": None,
        "title": "Sign in",
        "typed": typed,
        "wrong": wrong,
        "said": said,
        "provider": None if found.open_id is None else found.open_id.name,
    }
    return rendered(request, "sign_in.html", facts, status=status)


@router.post("/sign-in")
async def asked(request: Request) -> Response:
    """Send a letter to whoever is registered with an address; answer the same to everybody."""
    found = services(request)
    check_origin(request, origin=found.origin)
    form = await request.form(max_fields=10, max_files=0)
    typed = str(form.get("email", "")).strip()
    try:
        email = _ADDRESS.validate_python(typed)
    except ValidationError:
        wrong = "This is not an address; write it like maya@example.org."
        return _asking(request, typed=typed, wrong=wrong, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    client = client_of(request)
    await count(found, "sign-in/client", client, ASKED_PER_CLIENT)
    await count(found, "sign-in/one", f"{client}/{email}", ASKED_BY_ONE)
    await count(found, "sign-in/address", email, ASKED_PER_ADDRESS)
    token, browser = found.new_token(), request.cookies.get(cookies.BROWSER) or found.new_token()
    known = await found.records.ask_to_sign_in(email, token=token, browser=browser, at=found.now())
    answer = rendered(
        request, "sign_in_sent.html", {"way": None, "title": "Look into your mail", "email": email}
    )
    cookies.keep_browser(answer, browser)
    found.errands.begin(send(found, known, email=email, token=token))
    return answer


@router.get("/sign-in/{token}")
async def look(request: Request, token: str) -> Response:
    """Show the button of a letter's link; nothing changes by looking."""
    found = services(request)
    browser = request.cookies.get(cookies.BROWSER)
    person = await found.records.look_at_sign_in(token, browser=browser, at=found.now())
    if isinstance(person, Refusal):
        return await _refused(request, person)
    names = await found.records.names({person})
    facts = {
        "way": None,
        "title": "Sign in",
        "name": names.get(person, ""),
        "form_token": form_token(token),
    }
    return rendered(request, "sign_in_button.html", facts)


@router.post("/sign-in/{token}")
async def press(request: Request, token: str) -> Response:
    """Sign in by a letter's link, once, in the browser that asked for it."""
    found = services(request)
    check_origin(request, origin=found.origin)
    form = await request.form(max_fields=10, max_files=0)
    if not is_ours(str(form.get(forms.TOKEN, "")), form_token(token)):
        sentence = "This form is not ours; open the link in your letter again."
        raise Problem(HTTPStatus.FORBIDDEN, "foreign_form", sentence)
    secret = found.new_token()
    begun = await found.records.sign_in_by(
        token,
        browser=request.cookies.get(cookies.BROWSER),
        session=secret,
        agent=agent_of(request),
        at=found.now(),
    )
    if isinstance(begun, Refusal):
        return await _refused(request, begun)
    log.info("sign_in.done", person=str(begun.person), session=str(begun.id), how=begun.how)
    return await welcomed(request, secret)


async def welcomed(request: Request, secret: str) -> Response:
    """Return the way on for somebody who has just signed in; an earlier session here is over."""
    found = services(request)
    await end_earlier(request, found, but=secret)
    answer = RedirectResponse(found.url(cookies.goal_of(request)), status_code=HTTPStatus.SEE_OTHER)
    cookies.keep_session(answer, secret)
    cookies.forget_goal(answer)
    return answer


async def end_earlier(request: Request, found: Services, *, but: str) -> None:
    """End the session that this browser carried until now, so that no token outlives its use."""
    earlier = request.cookies.get(COOKIE)
    if earlier is None or earlier == but:
        return
    session = await found.records.session_of(earlier, at=found.now())
    if session is not None:
        await found.records.end_session(session.id, of=session.person)


async def _refused(request: Request, refusal: Refusal) -> Response:
    found = services(request)
    if refusal.code == "sign_in_unknown":
        await count(found, "guess", client_of(request), GUESSED_PER_CLIENT)
    log.info("sign_in.refused", why=refusal.code)
    way = await _way_of(request, found)
    facts = {"way": way, "title": "Please ask for a new link", "refusal": refusal}
    return rendered(request, "sign_in_over.html", facts, status=HTTPStatus.GONE)


async def _way_of(request: Request, found: Services) -> Way | None:
    """Return the way of somebody who is signed in here all the same; None: nobody is."""
    try:
        session = await session_of(request)
    except SignInNeeded:
        return None
    return await oneself(found, session)


def agent_of(request: Request) -> str | None:
    """Return what a browser calls itself, for the list of one's own sessions."""
    agent = request.headers.get("user-agent", "")
    shown = "".join(each for each in agent if each.isprintable())[:_LONGEST_AGENT]
    return shown or None
