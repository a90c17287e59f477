"""Case 4: the late yes, said by the letter's link, in browsers that run no script."""

from uuid import UUID

import pytest

from domain.envelopes import Role
from tests.records.desk import Desk, a_person
from tests.web.browser.person import Person
from tests.web.browser.theatre import MARKS, Theatre

pytestmark = [*MARKS, pytest.mark.long]

ASK = "Would you guide me through a quality project on anticoagulation?"
SILENCE = 14 + 14 + 2


async def test_a_late_yes_is_honoured_while_nobody_else_is_asked(house: Theatre) -> None:
    mentee, mentor = await _two(house)
    mentorship = await _asked(house, mentee, mentor)
    await house.days(SILENCE)
    assert await house.types(mentorship, "outreach.") == [
        "outreach.invitation_sent",
        "outreach.invitation_followed_up",
        "outreach.invitation_lapsed",
        "outreach.search_resumed",
    ]
    await mentor.do("accept", {"invitation": 1}, of=mentorship)
    assert not mentor.unoffered, "the letter's link was enough"
    (thanked,) = mentor.told
    assert thanked.startswith("Thank you for saying yes!")
    state = await house.records.state("mentorship", mentorship)
    assert state.mentor == mentor.actor.person
    await house.days(1)
    await mentor.open_newest_letter()
    assert "Five questions, which each of you answers alone." in await mentor.text()


async def test_a_yes_that_comes_too_late_is_thanked_and_told(house: Theatre) -> None:
    mentee, mentor = await _two(house)
    other = await _another_mentor(house)
    mentorship = await _asked(house, mentee, mentor)
    await house.days(SILENCE)
    shortlisted = {"person": str(other), "note": "The next on my list."}
    await mentee.do("shortlist", shortlisted, of=mentorship)
    await mentee.do("invite", {"candidate": 2, "ask": ASK}, of=mentorship)

    await mentor.open_newest_letter()
    assert "The search has gone on since." in await mentor.text()
    await mentor.do("accept", {"invitation": 1}, of=mentorship)
    assert (await house.types(mentorship))[-1] == "outreach.acceptance_not_possible"
    state = await house.records.state("mentorship", mentorship)
    assert state.mentor is None
    await house.days(1)
    assert "thank" in mentor.newest_letter().lower()
    assert mentor.name in mentee.newest_letter(), "the mentee is told of the offer"


async def _two(house: Theatre) -> tuple[Person, Person]:
    cast = house.site.cast
    mentee = await house.person(cast.mentee, script=False)
    return mentee, await house.person(cast.mentor, script=False)


async def _asked(house: Theatre, mentee: Person, mentor: Person) -> UUID:
    mentorship = await mentee.open_mentorship(program=str(house.site.cast.program))
    await mentee.do("shortlist", {"person": str(mentor.actor.person)}, of=mentorship)
    await mentee.do("invite", {"candidate": 1, "ask": ASK}, of=mentorship)
    return mentorship


async def _another_mentor(house: Theatre) -> UUID:
    desk = Desk(house.records)
    return await a_person(desk, "another-mentor", (house.site.cast.program, Role.MENTOR))
