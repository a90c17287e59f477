"""The closing: thanks, a look back, and what was accomplished."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.matters import DeadlineKind
from domain.mentorship.stages import Side
from records.seeing import Seen, seen_by
from web.pages.mentorships.insiders import inside, named
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_OPENED: Final = "closing.closing_opened"
_THANKED: Final = "closing.thanked"
_REFLECTED: Final = "closing.closing_reflected"


@dataclass(frozen=True)
class Word:
    """What one of the two wrote at the end: thanks, or a look back."""

    who: str
    text: str
    at: datetime
    is_thanks: bool


async def _closing(services: Services, way: Way, _: Mapping[str, Any]) -> Mapping[str, Any]:
    state = inside(way)
    events = await services.records.history("mentorship", state.id)
    seen = [] if way.viewer is None else seen_by(events, way.viewer)
    side = None if way.viewer is None else way.viewer.side
    until = state.deadlines.get(DeadlineKind.CLOSING_DUE)
    head = None if way.program is None else way.program.letterhead
    return {
        "words": list(words_of(seen, way)),
        "reason": _reason(seen),
        "until": None if until is None else until.due,
        "has_thanked": side in state.thanked,
        "has_reflected": side in state.reflected,
        "reply_to": None if head is None else head.reply_to,
    }


def _last_closing(seen: Sequence[Seen]) -> Sequence[Seen]:
    """Return what happened since the closing was opened; one before was taken back."""
    opened = [number for number, each in enumerate(seen) if each.type == _OPENED]
    return seen[opened[-1] :] if opened else ()


def words_of(seen: Sequence[Seen], way: Way) -> Iterable[Word]:
    """Return what the two wrote to each other at the end, oldest first."""
    for each in _last_closing(seen):
        if each.type in {_THANKED, _REFLECTED}:
            name = named(way, Side(each.data["side"]))
            yield Word(name, each.data["text"], each.at, is_thanks=each.type == _THANKED)


def _reason(seen: Sequence[Seen]) -> Mapping[str, Any] | None:
    """Return why it ends, and whether that is sealed; None to whom a sealed one is not told."""
    told = next((each.data for each in _last_closing(seen)), {})
    return {"why": told["why"], "is_sealed": told["sealed"]} if told.get("why") else None


PAGES: Final = (
    Page(
        path="/closing",
        template="closing.html",
        title="Thank you",
        commands=frozenset({"thank", "reflect_on_closing"}),
        purposes=frozenset({Purpose.CLOSING}),
        facts=_closing,
        said={
            _THANKED: "Your thanks are on their way.",
            _REFLECTED: "Thank you for looking back.",
        },
    ),
)
