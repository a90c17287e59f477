"""Case 5: a mentor who is away says when to ask again, and is left in peace until then."""

from datetime import timedelta

import pytest

from tests.web.browser.theatre import MARKS, Theatre

pytestmark = MARKS

ASK = "Would you read the plan of my registry study with me?"


@pytest.mark.long
async def test_whoever_says_later_is_asked_again_on_that_day_and_not_before(house: Theatre) -> None:
    cast = house.site.cast
    mentee, mentor = await house.person(cast.mentee), await house.person(cast.mentor)
    mentorship = await mentee.open_mentorship(program=str(cast.program))
    await mentee.do("shortlist", {"person": str(cast.mentor.person)}, of=mentorship)
    await mentee.do("invite", {"candidate": 1, "ask": ASK}, of=mentorship)
    await house.days(1)

    later = (house.clock() + timedelta(days=60)).date()
    await mentor.do("reply_later", {"invitation": 1, "until": later.isoformat()}, of=mentorship)
    until_then = len(mentor.letters.to(mentor.address))
    await house.days(58)
    assert len(mentor.letters.to(mentor.address)) == until_then, "no follow-up goes out before"

    await house.days(2)
    assert len(mentor.letters.to(mentor.address)) == until_then + 1, "one letter, on that day"
    await mentor.open_newest_letter()
    assert "Please answer by the end of" in await mentor.text()
    await house.days(14)
    assert "outreach.invitation_lapsed" not in await house.types(mentorship)
    await mentor.do("accept", {"invitation": 1}, of=mentorship)
    state = await house.records.state("mentorship", mentorship)
    assert state.mentor == cast.mentor.person
    assert not mentor.unoffered, "all of it by the letters' links"
