"""Answering the one invitation to become a mentor oneself: yes, no, or later."""

from collections.abc import Mapping
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.people.state import MentorInvitation
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_OPEN: Final = frozenset({MentorInvitation.INVITED, MentorInvitation.LATER})
_SAID: Final = {
    "person.invitation_to_mentor_answered": "Thank you for your answer; your program has it.",
}


async def _invited(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    standing = way.person.invited_to_mentor
    return {
        "standing": None if standing is None else standing.value,
        "can_answer": standing in _OPEN,
    }


PAGES: Final = (
    Page(
        path="/become-a-mentor",
        template="become_a_mentor.html",
        title="Would you like to be a mentor yourself?",
        about="oneself",
        commands=frozenset({"answer_invitation_to_mentor"}),
        purposes=frozenset({Purpose.BECOME_MENTOR}),
        facts=_invited,
        said=_SAID,
    ),
)
