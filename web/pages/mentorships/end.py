"""Ending, by one alone and without blame."""

from collections.abc import Mapping
from typing import Any, Final

from domain.links.purposes import Purpose
from domain.mentorship.matters import EndingKind
from domain.mentorship.stages import Part
from domain.policy import Policy
from web.pages.mentorships.insiders import inside
from web.pages.page import Page
from web.pages.way import Way
from web.services import Services

_WITH_MENTOR: Final = (
    (EndingKind.FULFILLED, "We did what we set out to do"),
    (EndingKind.RUN_ITS_COURSE, "It has run its course"),
    (EndingKind.NOT_A_FIT, "We are not the right match, and that is nobody's fault"),
    (EndingKind.MOVED_ON, "My life has moved on: a new job, another field, another place"),
)
_SEARCHING: Final = (
    (EndingKind.NO_MENTOR_FOUND, "I have found nobody"),
    (EndingKind.MOVED_ON, "My life has moved on: a new job, another field, another place"),
)
_BY_PROGRAM: Final = ((EndingKind.BY_PROGRAM, "The program ends it"),)


async def _ending(_: Services, way: Way, __: Mapping[str, Any]) -> Mapping[str, Any]:
    state = inside(way)
    policy = Policy() if way.program is None else way.program.policy
    is_program = way.viewer is not None and way.viewer.part is Part.COORDINATOR
    kinds = _WITH_MENTOR if state.mentor is not None else _SEARCHING
    return {
        "kinds": [*kinds, *(_BY_PROGRAM if is_program else ()), ("", "I would rather not say")],
        "closing_days": policy.closing_days,
        "reopen_days": policy.reopen_days,
        "has_mentor": state.mentor is not None,
        "is_program": is_program,
    }


PAGES: Final = (
    Page(
        path="/end",
        template="end.html",
        title="End this mentorship",
        commands=frozenset({"end_mentorship"}),
        purposes=frozenset({Purpose.CONFIRM_ENDING}),
        facts=_ending,
        said={
            "closing.closing_opened": "It is ending, and nobody is to blame. There is time for "
            "a word of thanks; a letter says how.",
            "ended.mentorship_ended": "It has ended. What was written stays.",
        },
    ),
)
