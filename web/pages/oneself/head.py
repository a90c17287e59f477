"""The head of the pages about oneself: what there is."""

from collections.abc import Mapping
from typing import Any, Final

from domain.envelopes import Role
from domain.people.state import MentorInvitation
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_UNANSWERED: Final = frozenset({MentorInvitation.INVITED, MentorInvitation.LATER})


async def _head(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    person = way.person
    held = frozenset[Role]().union(*person.roles.values())
    return {
        "is_mentor": Role.MENTOR in held,
        "is_asked_to_mentor": person.invited_to_mentor in _UNANSWERED,
        "is_staff": person.administrator or Role.COORDINATOR in held,
        "is_away": person.is_away(way.at),
    }


PAGES: Final = (Page(path="", template="me.html", title="You", about="oneself", facts=_head),)
