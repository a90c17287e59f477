"""One's own data: what there is, to read part by part, and to take away as a whole."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.mentorship.stages import Part
from domain.mentorship.state import Mentorship
from domain.mentorship.views import Viewer
from web.callers import session_of
from web.pages.forms import number_of
from web.pages.oneself import gathered as data
from web.pages.oneself.reading import happened, readable
from web.pages.oneself.sheets import sheets
from web.pages.page import Page
from web.pages.render import rendered
from web.pages.way import Way, oneself
from web.pages.words import day_of
from web.problems import not_found
from web.services import Services, services

router = APIRouter(include_in_schema=False)

FILE: Final = "my-mentorship-data.json"
_HERE: Final = "/me/my-data"
_WAYS_IN: Final = {
    "sessions": "Where you are signed in",
    "passkeys": "Your passkeys",
    "keys": "Your keys for programs",
}
_BACK: Final = (_HERE, "Your data")
_BACK_TO_MENTORSHIPS: Final = (f"{_HERE}/mentorships", "Your mentorships, as recorded")

log = structlog.get_logger(__name__)


async def _counts(services: Services, way: Way, _: Mapping[str, Any]) -> Mapping[str, Any]:
    person = way.person
    found = {
        "history": await data.own_history(services, person),
        "mentorships": await data.mentorships_with(services, person.id),
        "letters": await data.letters_to(services, person),
        **await data.ways_in(services, person, at=way.at),
    }
    return {"counts": {name: len(each) for name, each in found.items()}}


PAGES: Final = (
    Page(
        path="/my-data", template="my_data.html", title="Your data", about="oneself", facts=_counts
    ),
)


@router.get("/me/my-data.json")
async def taken(request: Request) -> Response:
    """Give somebody all that is recorded about them, as a file for programs."""
    found = services(request)
    way = await oneself(found, await session_of(request))
    whole = await data.gathered(found, way.person, at=way.at)
    log.info("data.taken", by=request.state.by, form="json")
    content = json.dumps(whole, ensure_ascii=False, indent=2)
    head = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return Response(content, media_type="application/json", headers=head)


# ---------------------------------------------------------------- what is recorded, part by part


@dataclass(frozen=True)
class Listed:
    """A mentorship in the list of somebody's; ``title`` is of whom it is, and since when."""

    ident: str
    title: str


@dataclass(frozen=True)
class _Reader:
    """Who reads, their mentorships by id, and the names of all ids that can occur."""

    services: Services
    way: Way
    mine: Mapping[str, tuple[Mentorship, Viewer]]
    names: Mapping[str, str]

    def told(self, value: Any) -> Any:
        return readable(value, names=self.names, zone=self.way.zone)

    def happened(self, events: Sequence[Mapping[str, Any]]) -> Mapping[Any, Any]:
        return happened(events, names=self.names, zone=self.way.zone)

    def mentorship(self, ident: str) -> tuple[Mentorship, Viewer]:
        """Return a mentorship of theirs; any other one is not found, as if there were none."""
        found = self.mine.get(ident)
        if found is None:
            raise not_found("mentorship")
        return found


@router.get("/me/my-data/about")
async def about(request: Request) -> Response:
    """Show who somebody is here."""
    reader = await _reader(request)
    record = reader.told(data.about_you(reader.way.person, at=reader.way.at))
    return _shown(request, reader, record, template="facts", title="Who you are here")


@router.get("/me/my-data/changes")
async def changes(request: Request) -> Response:
    """Show each change of who somebody is."""
    reader = await _reader(request)
    record = reader.happened(await data.own_history(reader.services, reader.way.person))
    return _shown(request, reader, record, template="history", title="What changed about you")


@router.get("/me/my-data/mentorships")
async def mentorships(request: Request) -> Response:
    """List the mentorships of which there is more to read."""
    reader = await _reader(request)
    record = {
        Listed(ident, reader.names[ident]): viewer.part.value
        for ident, (_, viewer) in reader.mine.items()
    }
    title = "Your mentorships, as recorded"
    return _shown(request, reader, record, template="mentorships", title=title)


@router.get("/me/my-data/mentorships/{mentorship}")
async def mentorship_as_it_is(request: Request, mentorship: str) -> Response:
    """Show what is recorded of a mentorship as it is now."""
    reader = await _reader(request)
    state, viewer = reader.mentorship(mentorship)
    record = reader.told(data.as_it_is(state, viewer))
    title = reader.names[mentorship]
    more: dict[str, Any] = {
        "back": _BACK_TO_MENTORSHIPS,
        "part": viewer.part.value,
        "mentorship": mentorship,
    }
    return _shown(request, reader, record, template="mentorship", title=title, **more)


@router.get("/me/my-data/mentorships/{mentorship}/history")
async def mentorship_so_far(request: Request, mentorship: str) -> Response:
    """Show what happened in a mentorship."""
    reader = await _reader(request)
    state, viewer = reader.mentorship(mentorship)
    record = reader.happened(await data.what_happened(reader.services, state, viewer))
    back = (f"{_HERE}/mentorships/{mentorship}", reader.names[mentorship])
    title = f"What happened: {reader.names[mentorship]}"
    return _shown(request, reader, record, template="history", title=title, back=back)


@router.get("/me/my-data/letters")
async def letters(request: Request) -> Response:
    """Show which letters went to somebody, and what became of each."""
    reader = await _reader(request)
    record = reader.told(await data.letters_to(reader.services, reader.way.person))
    return _shown(request, reader, record, template="letters", title="Letters to you")


@router.get("/me/my-data/ways-in")
async def ways_in(request: Request) -> Response:
    """Show where somebody is signed in, and by which passkeys and keys one gets in."""
    reader = await _reader(request)
    found = await data.ways_in(reader.services, reader.way.person, at=reader.way.at)
    record = reader.told({title: found[name] for name, title in _WAYS_IN.items()})
    title = "Signed in, passkeys and keys"
    return _shown(request, reader, record, template="facts", title=title)


async def _reader(request: Request) -> _Reader:
    found = services(request)
    way = await oneself(found, await session_of(request))
    mine = await data.mentorships_with(found, way.person.id)
    names = await data.names_of(found, way.person, mine)
    titles = {str(each[0].id): _title(*each, names=names, zone=way.zone) for each in mine}
    return _Reader(found, way, {str(each[0].id): each for each in mine}, {**names, **titles})


def _title(state: Mentorship, viewer: Viewer, *, names: Mapping[str, str], zone: str) -> str:
    # Whoever was only asked does not learn who became the mentor.
    mentor = None if viewer.part is Part.INVITED else state.mentor
    two = (names.get(str(each)) for each in (state.mentee, mentor))
    return f"{' and '.join(filter(None, two))}, begun {day_of(state.opened_at, zone)}"


def _shown(
    request: Request, reader: _Reader, record: Any, *, template: str, title: str, **more: Any
) -> Response:
    """Return the page of a record that the address asks for, or the first one."""
    found = sheets(record)
    asked = number_of(request.query_params.get("page", "")) or 1
    number = asked if asked <= len(found) else 1
    log.info("data.taken", by=request.state.by, form="page", part=request.scope["route"].path)
    facts = {
        "way": reader.way,
        "title": title if len(found) == 1 else f"{title}, page {number} of {len(found)}",
        "made_at": reader.way.at,
        "back": _BACK,
        "sheet": found[number - 1],
        "before": found[number - 2] if number > 1 else {},
        "number": number,
        "count": len(found),
        **more,
    }
    return rendered(request, f"my_data_{template}.html", facts)
