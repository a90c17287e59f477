"""Who one is here: name and address, and what others want to know before they ask."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from domain.envelopes import Role
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_PARTS: Final = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
    *("Europe", "Indian", "Pacific"),
)


@cache
def zones() -> Mapping[str, list[tuple[str, str]]]:
    """Return the time zones that somebody chooses from, by part of the world."""
    found: dict[str, list[tuple[str, str]]] = {part: [] for part in _PARTS}
    for name in sorted(available_timezones()):
        part, _, place = name.partition("/")
        if place and part in found:
            found[part].append((name, place.replace("_", " ").replace("/", ", ")))
    return {**found, "Other": [("UTC", "UTC")]}


async def _profile(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    roles = {role for held in way.person.roles.values() for role in held}
    return {
        "zones": zones(),
        "is_mentor": Role.MENTOR in roles,
        "is_mentee": Role.MENTEE in roles or Role.MENTOR not in roles,
    }


PAGES: Final = (
    Page(
        path="/profile",
        template="profile.html",
        title="Who you are here",
        commands=frozenset({"change_profile", "change_contact"}),
        about="oneself",
        facts=_profile,
        said={
            "person.profile_changed": "Your profile is changed.",
            "person.contact_changed": "It is changed.",
        },
        asked={"change_name": ("name",), "change_email": ("email",)},
    ),
)
