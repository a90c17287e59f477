"""How many somebody mentors at the same time, and when they are away."""

from collections.abc import Mapping
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.stages import WITH_MENTOR
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services


async def _room(services: Services, way: Way, _: Mapping[str, Any]) -> Mapping[str, Any]:
    mine = await services.records.mentorships_of(way.person.id)
    away = way.person.away_until if way.person.is_away(way.at) else None
    return {
        "with_now": sum(each.part == "mentor" and each.row.stage in WITH_MENTOR for each in mine),
        "away_until": away,
    }


PAGES: Final = (
    Page(
        path="/availability",
        template="availability.html",
        title="When you have time",
        commands=frozenset({"set_capacity", "set_away"}),
        purposes=frozenset({Purpose.AVAILABILITY}),
        about="oneself",
        facts=_room,
        said={
            "person.capacity_set": "That is how many you mentor at the same time from now on.",
            "person.went_away": "Nobody new is sent to you until then.",
            "person.away_ended": "Welcome back. New invitations come to you again.",
        },
        asked={"set_away": ("until",)},
        refused={"date_past": "That day is over; please choose today or a later one."},
    ),
)
