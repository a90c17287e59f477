"""All of somebody's mentorships on one page, and how another search begins."""

from uuid import UUID

from domain.envelopes import Actor, CommandEnvelope, Role
from domain.links.purposes import Purpose
from runtime.ids import new_id
from tests.web.site import BROWSER, Site, hidden_fields, sent_form
from tests.web.stories import accepted, asking

MINE = "/mentorships"


async def test_the_front_door_leads_in_or_to_signing_in(site: Site) -> None:
    async with site.client() as stranger:
        assert (await stranger.get("/")).headers["location"] == "/sign-in"
        assert (await stranger.get(MINE)).headers["location"].startswith("/sign-in?next=")
    async with await site.signed_in(site.cast.mentee) as mentee:
        assert (await mentee.get("/")).headers["location"] == MINE


async def test_a_search_begins_from_the_list_and_twice_sent_is_one(site: Site) -> None:
    cast = site.cast
    form = f"open-{cast.program}"
    async with await site.signed_in(cast.mentee) as mentee:
        page = (await mentee.get(MINE)).text
        assert "You have no mentorship yet." in page
        fields = hidden_fields(page, form)
        wrong = [{"program": "nonsense"}, {"_token": "forged"}, {"program": str(new_id())}]
        answers = [await mentee.post(MINE, data={**fields, **each}) for each in wrong]
        assert [each.status_code for each in answers] == [422, 403, 403]
        foreign = {"Sec-Fetch-Site": "cross-site"}
        assert (await mentee.post(MINE, data=fields, headers=foreign)).status_code == 403
        sent = [await mentee.post(MINE, data=fields) for _ in range(2)]
        assert [each.status_code for each in sent] == [303, 303]
        assert sent[0].headers["location"] == sent[1].headers["location"]
        led = await mentee.get(sent[0].headers["location"])
        assert "Your search is open." in led.text
        page = (await mentee.get(MINE)).text
        assert page.count("A mentor to be found</a>") == 1
        assert "Go on with your search" in page
        assert "Look for another mentor" in page
    async with await site.signed_in(cast.mentor) as mentor:
        page = (await mentor.get(MINE)).text
        assert "Begin to look" not in page, "a mentor is no mentee here"
        assert (await mentor.post(MINE, data={**fields, "_token": "x"})).status_code == 403


async def test_what_waits_for_oneself_comes_first_and_what_has_ended_is_folded(site: Site) -> None:
    cast = site.cast
    first, second = await accepted(site), await asking(site)
    await site.do(first, "submit_expectations", by=cast.mentor, **_answers())
    async with await site.signed_in(cast.mentor) as mentor:
        page = (await mentor.get(MINE)).text
        assert "You are asked to be a mentor" in page
        assert f'href="{MINE}/{second}/invitations/1">Answer the invitation' in page
        assert "answers to the questions about expectations" in page, "the mentee's turn"
        assert page.index(str(second)) < page.index(str(first))
    async with await site.signed_in(cast.mentee) as mentee:
        page = (await mentee.get(MINE)).text
        assert page.index(f"{first}/expectations") < page.index(str(second))
        assert "an answer to the invitation" in page
        await site.do(second, "end_mentorship", by=cast.mentee)
        assert "Ended (1)" in (await mentee.get(MINE)).text
    async with await site.signed_in(cast.coordinator) as coordinator:
        page = (await coordinator.get(MINE)).text
        assert "You also look after a program." in page
        assert str(first) not in page


async def test_the_question_whether_to_become_a_mentor_is_answered_once(site: Site) -> None:
    cast = site.cast
    path = "/me/become-a-mentor"
    async with await site.signed_in(cast.mentee) as mentee:
        assert "There is no question to answer yet." in (await mentee.get(path)).text
        await _invited(site, cast.mentee.person)
        await sent_form(mentee, path, "later")
        assert "You said “later”." in (await mentee.get(path)).text
        link = await site.link(Purpose.BECOME_MENTOR, cast.mentee)
        async with site.client(**BROWSER) as reader:
            yes = await sent_form(reader, f"{link}/become-a-mentor", "yes")
            told = await reader.get(yes.headers["location"])
            assert "Thank you for your answer; your program has it." in told.text
        page = (await mentee.get(path)).text
        assert "You said yes. How good." in page
        assert "form-no" not in page


async def _invited(site: Site, person: UUID | None) -> None:
    assert person is not None
    command = CommandEnvelope(
        id=new_id(),
        actor=Actor(role=Role.SYSTEM),
        type="note_invited_to_mentor",
        body={"mentorship": str(new_id())},
    )
    at = site.services.now()
    await site.records.handle("person", person, command, at=at, internal=True)


def _answers() -> dict[str, str]:
    names = ("goals", "outcome", "i_expect", "you_expect", "how_often")
    return dict.fromkeys(names, "something")
