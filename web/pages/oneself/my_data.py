"""One's own data: what there is, to read, and to take away."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.callers import session_of
from web.pages.oneself.gathered import gathered
from web.pages.oneself.reading import readable
from web.pages.page import Page
from web.pages.render import rendered
from web.pages.way import Way, oneself
from web.services import Services, services

router = APIRouter(include_in_schema=False)

_OTHERS: Final = (
    ("letters", "Letters to you"),
    ("sessions", "Where you are signed in"),
    ("passkeys", "Your passkeys"),
    ("keys", "Your keys for programs"),
)

FILE: Final = "my-mentorship-data.json"

log = structlog.get_logger(__name__)


async def _counts(services: Services, way: Way, _: Mapping[str, Any]) -> Mapping[str, Any]:
    found = await gathered(services, way.person, at=way.at)
    return {
        "counts": {name: len(each) for name, each in found.items() if isinstance(each, list)},
    }


PAGES: Final = (
    Page(
        path="/my-data", template="my_data.html", title="Your data", about="oneself", facts=_counts
    ),
)


@router.get("/me/my-data.json")
async def taken(request: Request) -> Response:
    """Give somebody all that is recorded about them, as a file for programs."""
    _, found = await _gathered(request)
    log.info("data.taken", by=request.state.by, form="json")
    content = json.dumps(found, ensure_ascii=False, indent=2)
    head = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return Response(content, media_type="application/json", headers=head)


@router.get("/me/my-data/all")
async def read(request: Request) -> Response:
    """Show somebody all that is recorded about them, to read and to print."""
    way, found = await _gathered(request)
    log.info("data.taken", by=request.state.by, form="page")
    facts = {
        "way": way,
        "title": "All that is recorded about you",
        "made_at": way.at,
        **_in_words(found, zone=way.zone),
    }
    return rendered(request, "my_data_all.html", facts)


def _in_words(found: Mapping[str, Any], *, zone: str) -> Mapping[str, Any]:
    names = found["names"]

    def told(value: Any) -> Any:
        return readable(value, names=names, zone=zone)

    def happened(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        return [
            {
                "type": each["type"],
                "at": told(each["at"]),
                "by": {**each["by"], "person": names.get(each["by"]["person"])},
                "data": told(each["data"]),
            }
            for each in events
        ]

    return {
        "about_you": told(found["about_you"]),
        "history": happened(found["history"]),
        "mentorships": [
            {
                "title": _title(each["now"], names),
                "your_part": each["your_part"],
                "now": told(each["now"]),
                "history": happened(each["history"]),
            }
            for each in found["mentorships"]
        ],
        "others": [(title, told(found[name])) for name, title in _OTHERS],
    }


def _title(now: Mapping[str, Any], names: Mapping[str, str]) -> str:
    two = (names.get(now["mentee"]), names.get(str(now.get("mentor"))))
    return " and ".join(filter(None, two))


async def _gathered(request: Request) -> tuple[Way, Mapping[str, Any]]:
    found = services(request)
    session, secret = await session_of(request)
    way = await oneself(found, session, secret)
    return way, await gathered(found, way.person, at=way.at)
