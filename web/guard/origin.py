"""Where a form comes from: nobody else's page may send one in somebody's name.

Browsers say it themselves, by ``Sec-Fetch-Site``; older ones by ``Origin``. A request that carries
neither comes from no browser, and no cookie of anybody's with it. A page with a token in its
address tells no origin; its forms cannot be made by whoever does not have the token.
"""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request

from web.guard.secrets_in_paths import carries_token
from web.problems import Problem

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS: Final = frozenset({"same-origin", "none"})


def check_origin(request: Request, *, origin: str) -> None:
    """Refuse a request that changes something and comes from a page that is not ours.

    Raises:
        Problem: 403 ``foreign_origin``.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    sender = request.headers.get("origin")
    nowhere = {None, "null"} if carries_token(request.scope["path"]) else {None}
    is_ours = site in _OURS if site is not None else sender in {origin, *nowhere}
    if not is_ours:
        sentence = "This was sent from another site's page; open our page, and send it from there."
        raise Problem(HTTPStatus.FORBIDDEN, "foreign_origin", sentence)
