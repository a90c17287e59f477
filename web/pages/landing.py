"""Where the link of a letter leads: to the page of its purpose."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from domain.links.purposes import Purpose
from web.pages.way import by_link
from web.problems import not_found
from web.services import services
from web.signing_in.rates import client_of

router = APIRouter(include_in_schema=False)

PATHS: Final[Mapping[Purpose, str]] = {
    Purpose.ANSWER_INVITATION: "/invitations/{subject}",
    Purpose.SEARCH: "/search",
    Purpose.EXPECTATIONS: "/expectations",
    Purpose.AGREEMENT: "/agreement",
    Purpose.GOAL: "/goals/{subject}",
    Purpose.TASK: "/tasks/{subject}",
    Purpose.MEETING: "/meetings/{subject}",
    Purpose.CHECK_IN: "/check-ins/{subject}",
    Purpose.CONFIRM_ENDING: "/end",
    Purpose.REDEFINITION: "/redefinition",
    Purpose.CLOSING: "/closing",
    Purpose.MENTORSHIP: "/overview",
    Purpose.BECOME_MENTOR: "/become-a-mentor",
    Purpose.AVAILABILITY: "/availability",
    Purpose.PREFERENCES: "/preferences",
    Purpose.UNSUBSCRIBE: "/unsubscribe",
}
"""By purpose, the page on which its one thing is done; a calendar's link is no page."""


@router.get("/l/{token}")
async def follow(request: Request, token: str) -> Response:
    """Lead whoever follows a link to its page; nothing changes by following."""
    way = await by_link(services(request), token, client=client_of(request))
    link = way.following.link if way.following is not None else None
    path = None if link is None else PATHS.get(link.purpose)
    if link is None or path is None:
        raise not_found("page")
    if link.subject is None:  # a letter about several, or none in particular
        path = path.replace("/{subject}", "")
    address = f"/l/{token}{path.format(subject=link.subject)}"
    return RedirectResponse(services(request).url(address), status_code=HTTPStatus.SEE_OTHER)
