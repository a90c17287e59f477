"""How letters come: how often, at which hour, and whether reminders come at all."""

from collections.abc import Mapping
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.policy import Policy
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_HOURS: Final = tuple((hour, f"{hour}:00") for hour in range(24))


async def _choices(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"chosen": way.person.preferences, "hours": _HOURS, "usual": Policy()}


PAGES: Final = (
    Page(
        path="/preferences",
        template="preferences.html",
        title="How letters come",
        commands=frozenset({"set_preferences", "unsubscribe", "resubscribe"}),
        purposes=frozenset({Purpose.PREFERENCES}),
        about="oneself",
        facts=_choices,
        said={
            "person.preferences_set": "Letters come as you chose from now on.",
            "person.unsubscribed": "You get no reminders any more.",
            "person.resubscribed": "Reminders come again.",
        },
    ),
)
