"""No reminders any more: by one button, or by the mail program's own (RFC 8058)."""

from http import HTTPStatus
from typing import Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from domain.envelopes import Outcome
from domain.links.condition import Usable
from domain.links.purposes import Purpose
from records.links import Following
from web.giving import give
from web.pages.page import Page
from web.services import Services, services
from web.signing_in.rates import GUESSED_PER_CLIENT, client_of, count

router = APIRouter(include_in_schema=False)

ONE_CLICK: Final = ("List-Unsubscribe", "One-Click")
"""What a mail program sends, as a form, to the address in the letter's header."""

PAGES: Final = (
    Page(
        path="/unsubscribe",
        template="unsubscribe.html",
        title="No more reminders",
        commands=frozenset({"unsubscribe"}),
        purposes=frozenset({Purpose.UNSUBSCRIBE}),
        about="oneself",
        said={"person.unsubscribed": "You get no reminders any more."},
    ),
)

log = structlog.get_logger(__name__)


@router.post("/l/{token}")
async def one_click(request: Request, token: str) -> Response:
    """Unsubscribe whoever the letter went to, for their mail program.

    It has no cookie and comes from no page, so there is no form token and no origin to check; the
    link alone says who, and it can do nothing else. The same again changes nothing.
    """
    found = services(request)
    following = await found.records.follow(token, at=found.now())
    if following is None:
        await count(found, "guess", client_of(request), GUESSED_PER_CLIENT)
    if following is None or following.link.purpose is not Purpose.UNSUBSCRIBE:
        return PlainTextResponse("There is no such link.", HTTPStatus.NOT_FOUND)
    form = await request.form(max_files=0, max_fields=20)
    name, value = ONE_CLICK
    if form.get(name) != value:
        return PlainTextResponse(f"Send {name}={value} as a form.", HTTPStatus.BAD_REQUEST)
    if not isinstance(following.condition, Usable):
        return PlainTextResponse("This link is over.", HTTPStatus.GONE)
    return await _unsubscribed(found, following)


async def _unsubscribed(found: Services, following: Following) -> Response:
    link = following.link
    receipt = await give(
        found, link.actor, link.stream, "unsubscribe", {}, command_id=found.new_id()
    )
    log.info("letters.unsubscribed", person=str(link.person), outcome=receipt.outcome.value)
    if receipt.outcome is Outcome.REFUSED:
        return PlainTextResponse(receipt.sentence or "", HTTPStatus.CONFLICT)
    return PlainTextResponse("You get no reminders any more.")
