"""A visit to a page: who came, by which way, and what the address says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request

from web.callers import session_of
from web.pages.page import Page
from web.pages.way import Way, by_link, oneself, signed_in
from web.problems import not_found
from web.services import Services, services
from web.signing_in.rates import client_of


@dataclass(frozen=True)
class Visit:
    """One request to a page: who came, which page, and what its address says."""

    request: Request
    services: Services
    page: Page
    pages: Sequence[Page]
    way: Way
    numbers: Mapping[str, Any]

    def opens(self, path: str) -> bool:
        """Say whether another page opens on this way: by a link few do."""
        purpose = self.way.purpose
        found = (each for each in self.pages if each.path == path)
        return any(purpose is None or purpose in each.purposes for each in found)


async def visit_of(request: Request, page: Page, pages: Sequence[Page]) -> Visit:
    """Return a visit to a page.

    Raises:
        SignInNeeded: there is neither a session nor a link.
        Problem: there is no such page on this way.
    """
    found = services(request)
    numbers = dict(request.path_params)
    token, mentorship = numbers.pop("token", None), numbers.pop("mentorship", None)
    numbers["query"] = request.query_params
    if token is not None:
        way = await by_link(found, token, client=client_of(request))
        request.state.by = None if way.following is None else f"link/{way.following.link.id}"
        if way.purpose not in page.purposes or (way.seen is None) != (page.about == "oneself"):
            raise not_found("page")
        return Visit(request, found, page, pages, way, numbers)
    session = await session_of(request)
    if page.about == "oneself":
        way = await oneself(found, session)
    else:
        way = await signed_in(found, session, _ident(mentorship))
    return Visit(request, found, page, pages, way, numbers)


def _ident(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise not_found("mentorship") from None
