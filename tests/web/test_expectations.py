"""The page of the questions: answered alone, and then compared."""

from domain.links.purposes import Purpose
from tests.web.site import BROWSER, Site, hidden_fields, sent_form
from tests.web.stories import ANSWERS, accepted

MINE = {**ANSWERS, "goals": "To find <b>my</b> field", "how_often": "Every two weeks"}
THEIRS = {**ANSWERS, "i_expect": ANSWERS["you_expect"], "you_expect": ANSWERS["i_expect"]}


async def test_each_answers_alone_and_then_both_lie_side_by_side(site: Site) -> None:
    mentorship = await accepted(site)
    link = await site.link(Purpose.EXPECTATIONS, site.cast.mentee, mentorship=mentorship)
    mine, theirs = f"{link}/expectations", f"/mentorships/{mentorship}/expectations"
    async with site.client(**BROWSER) as mentee, await site.signed_in(site.cast.mentor) as mentor:
        wrong = await sent_form(mentee, mine, "submit_expectations", **{**MINE, "outcome": " "})
        assert wrong.status_code == 422
        assert "Please fill this in." in wrong.text
        assert "To find &lt;b&gt;my&lt;/b&gt; field" in wrong.text, "what was typed is kept"

        page = await mentee.get(mine)
        form = {**hidden_fields(page.text, "submit_expectations"), **MINE}
        sent = [await mentee.post(mine, data=form) for _ in range(2)]
        assert [each.status_code for each in sent] == [303, 303]
        assert len({each.headers["location"] for each in sent}) == 1
        told = await mentee.get(sent[0].headers["location"])
        assert "Thank you, your answers are in." in told.text
        assert "does not see yours until both are in" in told.text

        page = await mentor.get(theirs)
        assert "has answered already" in page.text
        assert "my field" not in page.text
        assert "(hidden)" not in page.text
        async with await site.signed_in(site.cast.coordinator) as coordinator:
            page = await coordinator.get(theirs)
            assert "stays theirs alone until both have answered" in page.text
            assert "my field" not in page.text
        again = {**MINE, "outcome": "A published project, and a plan"}
        await sent_form(mentee, mine, "submit_expectations", **again)
        await sent_form(mentor, theirs, "submit_expectations", **THEIRS)
        for browser, path in ((mentee, mine), (mentor, theirs)):
            check_what_both_see((await browser.get(path)).text, path)
    types = [each.type for each in await site.records.history("mentorship", mentorship)]
    assert types.count("expectations.expectations_submitted") == 3
    assert types.count("expectations.expectations_revealed") == 1


def check_what_both_see(page: str, path: str) -> None:
    assert "differently on your goals, the outcome and how often to meet.<" in page
    assert page.count(">the same</span>") == 2, "what is expected of each other"
    assert "To find &lt;b&gt;my&lt;/b&gt; field" in page
    assert ANSWERS["goals"] in page
    assert "<h3>You</h3>" in page
    assert "<h3>You expect</h3>" in page
    assert " thinks that you expect</h3>" in page
    assert f"{path.removesuffix('/expectations')}/agreement" in page
    assert "form-submit_expectations" not in page


async def test_the_program_can_let_the_two_go_on_without_both_answers(site: Site) -> None:
    mentorship = await accepted(site)
    await site.do(mentorship, "submit_expectations", by=site.cast.mentee, **MINE)
    path = f"/mentorships/{mentorship}/expectations"
    async with await site.signed_in(site.cast.coordinator) as coordinator:
        wrong = await sent_form(coordinator, path, "waive_expectations")
        assert wrong.status_code == 422
        right = await sent_form(coordinator, path, "waive_expectations", why="They have talked.")
        page = await coordinator.get(right.headers["location"])
        assert "The two can go on without both answers" in page.text
        assert "my field" not in page.text
    async with await site.signed_in(site.cast.mentor) as mentor:
        page = await mentor.get(path)
        assert "an agreement can be proposed although both answers are not in" in page.text
        page = await mentor.get(f"/mentorships/{mentorship}/agreement")
        assert "my field" not in page.text, "the form begins with nothing of the other's answers"
        assert "form-propose_agreement" in page.text
        assert (
            await mentor.get(f"/mentorships/{site.cast.program}/expectations")
        ).status_code == 404
