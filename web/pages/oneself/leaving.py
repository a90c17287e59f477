"""Leaving for good: everything personal is erased, once its owner has said so twice."""

from http import HTTPStatus
from typing import Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.access.scopes import needs_second_factor
from domain.envelopes import Outcome
from web.callers import session_of
from web.giving import give
from web.pages.render import rendered
from web.pages.way import Way, oneself
from web.services import Services, services
from web.signing_in import cookies
from web.signing_in.proof import is_proved
from web.signing_in.sessions import own_form

router = APIRouter(include_in_schema=False)

_COMMAND: Final = "erase_person"
_PATH: Final = "/me/erase"

log = structlog.get_logger(__name__)


@router.get(_PATH)
async def asked(request: Request) -> Response:
    """Say what erasing does, and ask for the name."""
    found = services(request)
    session = await session_of(request)
    return _page(request, await oneself(found, session))


@router.post(_PATH)
async def erased(request: Request) -> Response:
    """Erase whoever asks for it, if they typed their name."""
    found = services(request)
    session, said = await own_form(request)
    way = await oneself(found, session)
    typed = said.get("name", "")
    if typed.split() != way.person.name.split():
        wrong = "This is not your name as it stands above; nothing was erased."
        return _page(request, way, wrong=wrong, typed=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if needs_second_factor(_COMMAND, way.actor.role) and not is_proved(session, at=way.at):
        address = found.url(f"/second-factor?next={_PATH}")
        return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)
    return await _given(request, found, way)


async def _given(request: Request, found: Services, way: Way) -> Response:
    receipt = await give(found, way.actor, way.target, _COMMAND, {}, command_id=found.new_id())
    log.info("person.erased", person=str(way.person.id), outcome=receipt.outcome.value, by="self")
    if receipt.outcome is Outcome.REFUSED:
        wrong = receipt.sentence or "This is not possible."
        return _page(request, way, wrong=wrong, typed="", status=HTTPStatus.CONFLICT)
    answer = rendered(request, "erased.html", {"way": None, "title": "You are gone from here"})
    cookies.forget_session(answer)
    return answer


def _page(
    request: Request,
    way: Way,
    *,
    wrong: str | None = None,
    typed: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    facts = {"way": way, "title": "Leave for good", "wrong": wrong, "typed": typed}
    return rendered(request, "erase.html", facts, status=status)
