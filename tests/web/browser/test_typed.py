"""What is typed stays in its form, while other forms of the page are sent."""

from uuid import UUID

import pytest
from playwright.async_api import expect

from domain.links.purposes import Purpose
from tests.web.browser.person import Person
from tests.web.browser.theatre import MARKS, Theatre
from tests.web.stories import at_work

pytestmark = [*MARKS, pytest.mark.long]

THANKS = "#form-thank textarea"
BACK = "#form-reflect_on_closing textarea"


async def test_to_send_one_form_of_a_page_loses_nothing_of_another(house: Theatre) -> None:
    mentorship = await at_work(house.site)
    await house.site.do(mentorship, "end_mentorship", by=house.site.cast.mentee)
    mentee = await house.person(house.site.cast.mentee)
    await mentee.sign_in()
    closing = f"{mentee.url}/mentorships/{mentorship}/closing"
    await mentee.open(closing)
    await mentee.page.fill(BACK, "Courage, and a <plan>")
    await mentee.page.fill(THANKS, "  ")
    await press(mentee, "Send thanks")
    await expect(mentee.page.locator(".notice.bad")).to_have_count(1)
    await expect(mentee.page.locator(BACK)).to_have_value("Courage, and a <plan>")
    await mentee.page.fill(THANKS, "For your patience")
    await press(mentee, "Send thanks")
    assert "Your thanks are on their way." in await mentee.text()
    await expect(mentee.page.locator(THANKS)).to_have_value("")
    await expect(mentee.page.locator(BACK)).to_have_value("Courage, and a <plan>")

    await mentee.open(f"{mentee.url}/mentorships/{mentorship}/overview")
    await mentee.open(closing)
    await expect(mentee.page.locator(BACK)).to_have_value("Courage, and a <plan>")
    await press(mentee, "Write it down")
    await expect(mentee.page.locator(BACK)).to_have_value("")
    await mentee.open(closing)
    await expect(mentee.page.locator(BACK)).to_have_value("")


async def test_what_is_typed_stays_with_its_reader_until_they_sign_out(house: Theatre) -> None:
    cast = house.site.cast
    mentorship = await at_work(house.site)
    mentee = await house.person(cast.mentee)
    await mentee.sign_in()
    profile = f"{mentee.url}/me/profile"
    await mentee.open(profile)
    email = "#form-change_email input[name=email]"
    before = await mentee.page.input_value(email)
    await mentee.page.fill(email, "new@example.org")
    await mentee.page.select_option("#zone", "Europe/Rome")
    await mentee.open(profile)
    await expect(mentee.page.locator(email)).to_have_value("new@example.org")
    await expect(mentee.page.locator("#zone")).to_have_value("Europe/Rome")

    await mentee.open(f"{mentee.url}/mentorships/{mentorship}/overview")
    concern = await mentee.page.wait_for_selector("#form-raise_concern textarea", state="attached")
    assert concern is not None
    await mentee.keyboard.reach(concern)
    await mentee.page.keyboard.type("Nobody else may read this")
    assert "Nobody else" in await stored(mentee)
    await mentee.open(await a_link_of_the_mentor(house, mentorship))
    assert "Nobody else" not in await stored(mentee), "somebody else reads in this tab"

    await mentee.open(profile)
    await expect(mentee.page.locator(email)).to_have_value(before)
    await mentee.page.fill(email, "new@example.org")
    await press(mentee, "Sign out")
    assert "new@" not in await stored(mentee)


async def a_link_of_the_mentor(house: Theatre, mentorship: UUID) -> str:
    mentor = house.site.cast.mentor
    path = await house.site.link(Purpose.MENTORSHIP, mentor, mentorship=mentorship)
    return f"{house.site.url}{path}/overview"


async def press(person: Person, button: str) -> None:
    found = await person.page.wait_for_selector(f"button:has-text('{button}')")
    assert found is not None
    async with person.page.expect_navigation():
        await person.keyboard.press(found)
    await person.looked()


async def stored(person: Person) -> str:
    return str(await person.page.evaluate("sessionStorage.getItem('typed') ?? ''"))
