"""The routes of pages: each page under every base from which it can be reached."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.convertors import IntegerConvertor, register_url_convertor

from web.guard.origin import check_origin
from web.pages.page import Page
from web.pages.shown import looked_at
from web.pages.taken import taken
from web.pages.visits import visit_of
from web.services import services


class _Number(IntegerConvertor):
    """A number in an address; one with more digits is none, and is not found."""

    regex = "[0-9]{1,9}"


register_url_convertor("int", _Number())


def mount(router: APIRouter, pages: Sequence[Page]) -> None:
    """Serve pages under every base from which they can be reached."""
    for page in pages:
        bases = ["/l/{token}"] if page.purposes else []
        bases += ["/mentorships/{mentorship}"] if page.about == "mentorship" else ["/me"]
        for base in bases:
            router.add_api_route(
                f"{base}{page.path}",
                _handler(page, pages),
                methods=["GET", "POST"],
                response_class=HTMLResponse,
                include_in_schema=False,
            )


def _handler(page: Page, pages: Sequence[Page]) -> Callable[..., Any]:
    async def handler(request: Request) -> Response:
        check_origin(request, origin=services(request).origin)
        visit = await visit_of(request, page, pages)
        if request.method == "POST":
            return await taken(visit)
        return await looked_at(visit)

    return handler
