"""The pages of goals, signed in and by a letter's link."""

from domain.links.purposes import Purpose
from tests.web.site import Site, sent_form
from tests.web.stories import at_work

SMART = {
    "what": "A first draft of the proposal",
    "measure": "Both of us have read it",
    "achievable": "Two free afternoons a week",
    "reason": "It is the way into the group",
}


async def test_a_goal_is_set_by_a_link_and_what_is_wrong_is_said_beside_its_field(
    site: Site,
) -> None:
    mentorship = await at_work(site)
    link = await site.link(Purpose.MENTORSHIP, site.cast.mentee, mentorship=mentorship)
    async with site.client() as browser:
        wrong = await sent_form(
            browser, f"{link}/goals", "set_goal", **{**SMART, "by": "next week"}
        )
        assert wrong.status_code == 422
        assert "Please give a day, such as 2026-12-04." in wrong.text
        assert '<a href="#by">By which day?</a> Please give' in wrong.text, "as the page calls it"
        assert SMART["achievable"] in wrong.text, "what was typed is still there"
        past = await sent_form(
            browser, f"{link}/goals", "set_goal", **{**SMART, "by": "2001-01-04"}
        )
        assert "That day is over; please choose today or a later one." in past.text
        assert 'id="by-wrong"' in past.text
        right = await sent_form(
            browser, f"{link}/goals", "set_goal", **{**SMART, "by": "2999-01-04"}
        )
        assert right.status_code == 303
        page = await browser.get(right.headers["location"])
        assert "Your goal is set." in page.text
        assert SMART["what"] in page.text
