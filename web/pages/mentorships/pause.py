"""Pausing and going on: life happens, and nobody is in default."""

from collections.abc import Mapping
from typing import Any, Final

from domain.links.purposes import Purpose
from web.pages.mentorships.insiders import inside
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services


async def _rest(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    state = inside(way)
    paused = state.pause if state.is_paused(way.at) else None
    return {"until": None if paused is None else paused.until, "since": paused and paused.paused_at}


PAGES: Final = (
    Page(
        path="/pause",
        template="pause.html",
        title="Pause",
        commands=frozenset({"pause", "resume"}),
        purposes=frozenset({Purpose.MENTORSHIP, Purpose.SEARCH}),
        facts=_rest,
        said={
            "pause.paused": "Everything rests. Come back when you can.",
            "pause.resumed": "Welcome back. Every date has moved by the time that you rested.",
        },
        refused={"date_past": "Please choose a day after today."},
    ),
)
