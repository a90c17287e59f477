"""Case 2: assigned, and not a fit. The fellow leaves; her mentor never learns the reason."""

from uuid import UUID

import pytest

from domain.mentorship.matters import EndingKind
from tests.web.browser.person import Person
from tests.web.browser.theatre import MARKS, Theatre

pytestmark = [*MARKS, pytest.mark.long]

REASON = "He shouts at the nurses, and I cannot learn from somebody who does."
SECRETS = ("shouts", "not a fit", "not_a_fit", "wished to end", "wishes to end")
PAGES = ("/overview", "/history", "/check-ins", "/check-ins/1", "/expectations", "/closing")
"""Where the mentor could look for the reason, or for who wished to end."""


async def test_a_fellow_leaves_a_mentor_who_was_no_fit_and_seeks_again(house: Theatre) -> None:
    cast = house.site.cast
    fellow, surgeon = await house.person(cast.mentee), await house.person(cast.mentor)
    mentorship = await fellow.open_mentorship(program=str(cast.program))
    await house.coordinate("assign_mentor", of=mentorship, mentor=str(cast.mentor.person))
    await house.days(31)

    wish = {"done": "We met twice.", "next": "Not much.", "wish": "end"}
    await fellow.do("submit_reflection", wish, of=mentorship)
    content = {"done": "A good beginning.", "next": "To operate together.", "wish": "go_on"}
    await surgeon.do("submit_reflection", content, of=mentorship)
    assert (await house.types(mentorship))[-1] == "check_in.check_in_held"
    await _knows_nothing(surgeon, mentorship)

    ending = {"kind": EndingKind.NOT_A_FIT.value, "why": REASON, "sealed": True}
    await fellow.do("end_mentorship", ending, of=mentorship)
    assert "end_mentorship" not in fellow.unoffered, "a letter asked her alone to confirm it"
    await house.days(1)
    assert "thank" in surgeon.newest_letter().lower()
    thanks = {"text": "Thank you for your time."}
    await surgeon.do("thank", thanks, of=mentorship)
    await _knows_nothing(surgeon, mentorship)
    await house.days(15)
    state = await house.records.state("mentorship", mentorship)
    assert (state.stage, state.ending) == ("ENDED", EndingKind.NOT_A_FIT)

    again = await fellow.open_mentorship(program=str(cast.program), continues=str(mentorship))
    following = await house.records.state("mentorship", again)
    assert (following.stage, following.continues) == ("SEEKING", mentorship)


async def _knows_nothing(surgeon: Person, mentorship: UUID) -> None:
    """No page, and no letter, tells the mentor the reason, the kind, or the wish."""
    await surgeon.sign_in()
    for path in PAGES:
        await surgeon.open(f"{surgeon.url}/mentorships/{mentorship}{path}")
        assert _told(await surgeon.page.content()) == [], path
    assert _told(" ".join(surgeon.letters.texts(surgeon.address))) == []


def _told(text: str) -> list[str]:
    return [each for each in SECRETS if each in text.lower()]
