"""The address of one's own calendar, for the calendar program that somebody uses anyway."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.envelopes import Role
from domain.links.addresses import feed_address
from domain.links.purposes import Purpose
from records.links import NewLink, digest_of
from web.callers import session_of
from web.pages.render import rendered
from web.pages.way import Way, oneself
from web.services import Services, services
from web.signing_in.sessions import own_form

router = APIRouter(include_in_schema=False)

_PATH: Final = "/me/calendar"
_REPLACED: Final = "its owner made another address for the calendar"
_STOPPED: Final = "its owner stopped it"

log = structlog.get_logger(__name__)


@router.get(_PATH)
async def looked_at(request: Request) -> Response:
    """Say whether there is an address; which one is known to its owner alone."""
    found = services(request)
    session = await session_of(request)
    way = await oneself(found, session)
    return _page(request, way, made_at=await _made_at(found, way))


@router.post(_PATH)
async def changed(request: Request) -> Response:
    """Make an address and show it this once, in the place of one before; or stop it."""
    found = services(request)
    session, said = await own_form(request)
    way = await oneself(found, session)
    if said.get("do") == "stop":
        await found.records.revoke_links_for(
            way.person.id, Purpose.CALENDAR, at=way.at, why=_STOPPED
        )
        log.info("calendar.stopped", person=str(way.person.id))
        return RedirectResponse(found.url(_PATH), status_code=HTTPStatus.SEE_OTHER)
    address = await _make(found, way)
    log.info("calendar.made", person=str(way.person.id))
    return _page(request, way, made_at=way.at, address=address)


async def _made_at(found: Services, way: Way) -> datetime | None:
    return await found.records.lasting_link(way.person.id, Purpose.CALENDAR)


async def _make(found: Services, way: Way) -> str:
    token = found.new_token()
    # The role says nothing here: a calendar is read, and nobody acts by it.
    link = NewLink(digest_of(token), way.person.id, Role.MENTEE, Purpose.CALENDAR)
    await found.records.replace_link(link, at=way.at, why=_REPLACED)
    return feed_address(found.public_url, token)


def _page(
    request: Request, way: Way, *, made_at: datetime | None, address: str | None = None
) -> Response:
    subscribe = None if address is None else f"webcal:{address.partition(':')[2]}"
    facts = {
        "way": way,
        "title": "Your calendar",
        "made_at": made_at,
        "address": address,
        "subscribe": subscribe,
    }
    return rendered(request, "calendar.html", facts)
