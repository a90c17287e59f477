"""The pages about oneself: how letters come, when one has time, who one is, what is recorded."""

import re

import httpx2

from domain.links.purposes import Purpose
from tests.eventually import eventually
from tests.web.lived import Lived
from tests.web.site import BROWSER, Site, sent_form
from tests.web.stories import ANSWERS
from tests.web.test_work_pages import said

UNREVEALED = "That he finally reads my drafts"
CONCERN = "Something that only the program may know"


def token_in(page: str) -> str:
    found = re.search(r'name="_token" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


async def test_preferences_are_chosen_and_given_back_to_the_program(site: Site) -> None:
    link = await site.link(Purpose.PREFERENCES, site.cast.mentor)
    chosen = {"reminders:none": "weekly", "hour:none": "9", "weekly_reminders:none": "1"}
    person = site.cast.mentor.person
    assert person is not None
    async with site.client(**BROWSER) as browser:
        quiet = {**chosen, "quiet_from:none": "8", "quiet_to:none": "10"}
        refused = await sent_form(browser, link, "set_preferences", **quiet)
        assert refused.status_code == 409
        assert "9:00 lies in the quiet hours" in refused.text
        wrong = await sent_form(
            browser, link, "set_preferences", **{**chosen, "weekly_reminders:none": "99"}
        )
        assert wrong.status_code == 422
        assert "Please choose at most 50." in wrong.text
        assert 'value="weekly" checked' in wrong.text
        kept = await sent_form(browser, link, "set_preferences", **chosen)
        assert "as you chose" in await said(browser, kept)
        state = await site.records.state("person", person)
        assert (state.preferences.reminders, state.preferences.hour) == ("weekly", 9)
        back = await sent_form(browser, link, "set_preferences", **dict.fromkeys(chosen, ""))
        assert back.status_code == 303
        state = await site.records.state("person", person)
        assert (state.preferences.reminders, state.preferences.hour) == (None, None)
        off = await sent_form(browser, link, "unsubscribe")
        page = await said(browser, off)
        assert "Send me reminders again" in page
        assert (await sent_form(browser, link, "resubscribe")).status_code == 303
        assert (await browser.get(f"{link}/availability")).status_code == 404


async def test_reminders_end_by_one_button_and_by_one_click_of_a_mail_program(site: Site) -> None:
    link = await site.link(Purpose.UNSUBSCRIBE, site.cast.mentee)
    other = await site.link(Purpose.PREFERENCES, site.cast.mentee)
    one_click = {"List-Unsubscribe": "One-Click"}
    person = site.cast.mentee.person
    assert person is not None
    async with site.client(Origin="https://mail.example.com") as program:
        assert (await program.get(link)).status_code == 303, "to look changes nothing"
        assert (await program.post(link)).status_code == 400
        assert (await program.post(other, data=one_click)).status_code == 404
        assert (await program.post("/l/nobodys", data=one_click)).status_code == 404
        for _ in range(2):
            answer = await program.post(link, data=one_click)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/plain")
            assert "set-cookie" not in answer.headers
        multipart = await program.post(link, files={"List-Unsubscribe": (None, "One-Click")})
        assert multipart.status_code == 200
    assert not (await site.records.state("person", person)).subscribed
    async with site.client(**BROWSER) as browser:
        page = (await browser.get(link, follow_redirects=True)).text
        assert "gets no reminders" in page
        back = await sent_form(browser, other, "resubscribe")
        assert back.status_code == 303
        assert (await sent_form(browser, link, "unsubscribe")).status_code == 303
    assert not (await site.records.state("person", person)).subscribed


async def test_a_mentor_says_when_there_is_time_and_who_they_are(site: Site) -> None:
    link = await site.link(Purpose.AVAILABILITY, site.cast.mentor)
    person = site.cast.mentor.person
    assert person is not None
    async with site.client(**BROWSER) as browser:
        assert (await sent_form(browser, link, "set_away", until="")).status_code == 422
        past = await sent_form(browser, link, "set_away", until="2001-01-01")
        assert "That day is over" in past.text
        away = await sent_form(browser, link, "set_away", until="2999-03-01")
        assert "I am back" in await said(browser, away)
        assert "Welcome back." in await said(browser, await sent_form(browser, link, "end_away"))
        many = await sent_form(browser, link, "set_capacity", capacity="51")
        assert many.status_code == 422
        assert (await sent_form(browser, link, "set_capacity", capacity="2")).status_code == 303
    profile = "/me/profile"
    async with await site.signed_in(site.cast.mentor) as browser:
        assert (await browser.get("/me")).status_code == 200
        filled = {
            "mentor_profile.disciplines:commas:none": "hematology, oncology",
            "mentor_profile.support:list:none": ["", "research", "career"],
            "mentor_profile.style:none": "Short meetings & long walks",
        }
        page = await said(browser, await sent_form(browser, profile, "profile", **filled))
        assert "Short meetings &amp; long walks</textarea>" in page
        assert 'value="research" checked' in page
        emptied = {"mentor_profile.disciplines:commas:none": "", "mentor_profile.style:none": ""}
        assert (await sent_form(browser, profile, "profile", **emptied)).status_code == 303
        state = await site.records.state("person", person)
        kept = state.mentor_profile
        assert (kept.disciplines, kept.style, kept.support) == ((), None, ())
        zone = {"name": "Inés Marchetti", "zone": "Mars/Olympus", "language": "en"}
        wrong = await sent_form(browser, profile, "change_name", **zone)
        assert wrong.status_code == 422
        assert "Please choose one of these time zones." in wrong.text
        right = await sent_form(browser, profile, "change_name", **zone | {"zone": "Europe/Rome"})
        assert "Europe/Rome" in await said(browser, right)
    state = await site.records.state("person", person)
    assert (state.zone, state.capacity) == ("Europe/Rome", 2)


async def test_another_address_is_signed_in_with_and_the_one_before_is_told(site: Site) -> None:
    profile, former = "/me/profile", await site.email_of(site.cast.mentor)
    new = f"new-{former}"
    async with await site.signed_in(site.cast.mentor) as browser:
        email = await sent_form(browser, profile, "change_email", email="not an address")
        assert email.status_code == 422
        moved = await sent_form(browser, profile, "change_email", email=new)
        after = await browser.get(moved.headers["location"])
        assert "/sign-in" in after.headers["location"], "another address has to sign in anew"
        page = (await browser.get(after.headers["location"])).text
        assert "It is done. You are signed out now" in page
        assert "It is done" not in (await browser.get("/sign-in?next=/me/profile")).text
    assert await site.email_of(site.cast.mentor) == new
    await eventually(lambda: told_at(site, former))


async def told_at(site: Site, former: str) -> None:
    """Assert that somebody is told at their former address that another one took its place."""
    subjects = [each["Subject"] for each in site.letters_to(former)]
    assert "Your letters go to another address from now on" in subjects


async def test_somebody_takes_all_away_that_is_theirs_to_know_and_leaves(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    await lived.meet(days_ago=6)
    hidden = {**ANSWERS, "i_expect": UNREVEALED}
    await lived.do("submit_expectations", by=cast.mentor, days_ago=5, **hidden)
    await lived.do("raise_concern", by=cast.mentor, days_ago=5, text=CONCERN)
    await lived.do("note", by=cast.mentor, days_ago=5, text="A note for both")
    person = cast.mentee.person
    assert person is not None
    async with await site.signed_in(cast.mentee) as browser:
        page = (await browser.get("/me/my-data")).text
        assert "Mentorships that you are in, or were asked for: 1" in page
        file = await browser.get("/me/my-data.json")
        assert file.headers["content-disposition"].startswith("attachment")
        data = file.json()
        assert data["about_you"]["email"].startswith("mentee-")
        assert data["mentorships"][0]["your_part"] == "mentee"
        assert data["mentorships"][0]["now"]["stage"] == "EXPECTATIONS"
        assert data["names"][str(cast.mentor.person)].startswith("mentor-")
        assert len(data["sessions"]) == 1
        of_it = f"/me/my-data/mentorships/{lived.ident}"
        parts = [(await browser.get(each)).text for each in (of_it, f"{of_it}/history")]
        for shown in (file.text, "".join(parts)):
            assert "A note for both" in shown
            assert CONCERN not in shown, "what is sealed is not theirs"
            assert UNREVEALED not in shown, "and the other's answers are not theirs yet"
        await _erased(browser, data["about_you"]["name"])
        assert (await browser.get("/me")).status_code == 303
    async with await site.signed_in(cast.mentor) as browser:
        assert UNREVEALED in (await browser.get("/me/my-data.json")).text
    assert (await site.records.state("person", person)).erased


async def _erased(browser: httpx2.AsyncClient, name: str) -> None:
    page = (await browser.get("/me/erase")).text
    form = {"_token": token_in(page), "name": "Somebody Else"}
    wrong = await browser.post("/me/erase", data=form)
    assert wrong.status_code == 422
    assert 'value="Somebody Else"' in wrong.text
    assert (await browser.post("/me/erase", data={"name": name})).status_code == 403
    gone = await browser.post("/me/erase", data={**form, "name": name})
    assert "Everything personal is erased." in gone.text
