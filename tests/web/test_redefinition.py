"""The page on how to go on: other terms, or as they are."""

from domain.links.purposes import Purpose
from tests.web.site import BROWSER, Site, hidden_fields, sent_form
from tests.web.stories import at_work
from tests.web.test_agreement import count, terms


async def test_new_terms_are_proposed_by_a_link_and_signed_while_the_old_stay_in_force(
    site: Site,
) -> None:
    mentorship = await at_work(site)
    link = await site.link(Purpose.REDEFINITION, site.cast.mentee, mentorship=mentorship)
    mine, path = f"{link}/redefinition", f"/mentorships/{mentorship}"
    async with site.client(**BROWSER) as mentee, await site.signed_in(site.cast.mentor) as mentor:
        wrong = await sent_form(mentee, mine, "propose_redefinition", **terms(site, purpose=""))
        assert wrong.status_code == 422
        assert "Brings questions" in wrong.text

        page = (await mentee.get(mine)).text
        assert "A publication" in page, "it begins with what is in force"
        new = {"kind": "role", **terms(site, purpose="A study of our own")}
        form = {**hidden_fields(page, "propose_redefinition"), **new}
        sent = [await mentee.post(mine, data=form) for _ in range(2)]
        assert len({each.headers["location"] for each in sent}) == 1
        assert await count(site, mentorship, "agreement_proposed") == 2
        page = (await mentee.get(sent[0].headers["location"])).text
        assert "Your proposal is sent" in page
        assert "It changes the role." in page

        page = (await mentor.get(f"{path}/redefinition")).text
        assert "It waits for you" in page
        page = (await mentor.get(f"{path}/agreement")).text
        assert "version 1</a> stays in force" in page
        await sent_form(mentor, f"{path}/agreement", "sign_agreement")
        page = (await mentor.get(f"{path}/agreement/1")).text
        assert "when another version took its place" in page
        page = (await mentor.get(f"{path}/redefinition")).text
        assert "At any time either of you can propose" in page


async def test_staying_takes_both_or_whoever_proposed(site: Site) -> None:
    mentorship = await at_work(site)
    path = f"/mentorships/{mentorship}/redefinition"
    await site.do(
        mentorship, "transition", by=site.cast.coordinator, to="REDEFINITION", why="They asked"
    )
    async with (
        await site.signed_in(site.cast.mentee) as mentee,
        await site.signed_in(site.cast.mentor) as mentor,
    ):
        page = (await mentee.get(path)).text
        assert "Your program suggests" in page
        form = hidden_fields(page, "stay_as_we_are")
        sent = [await mentee.post(path, data=form) for _ in range(2)]
        assert (
            "it is so once both of you say it"
            in (await mentee.get(sent[1].headers["location"])).text
        )
        page = (await mentor.get(path)).text
        assert "would rather stay as you are" in page
        last = await sent_form(mentor, path, "stay_as_we_are")
        assert "You go on as you are" in (await mentor.get(last.headers["location"])).text
        stale = await mentee.post(path, data={**form, "_id": str(site.services.new_id())})
        assert stale.status_code == 409
        assert "Meanwhile, this changed" in stale.text
        async with await site.signed_in(site.cast.coordinator) as coordinator:
            assert '<form method="post" class' not in (await coordinator.get(path)).text
