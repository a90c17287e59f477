"""The pages of the agreement: proposed, countered, signed by both, and read as a document."""

import re
from datetime import timedelta
from uuid import UUID

import httpx2

from domain.links.purposes import Purpose
from tests.web.site import BROWSER, Site, hidden_fields, sent_form
from tests.web.stories import asking, revealed

TERMS = {
    "terms.purpose": "A paper on anticoagulation <script>alert(1)</script>",
    "terms.mentee_does": "Brings questions",
    "terms.meet": "FREQ=MONTHLY;BYDAY=1FR",
    "terms.agenda_by": "mentee",
    "terms.agenda_days": "2",
    "terms.notice_days": "1",
    "terms.check_in_months": "3",
}


def terms(site: Site, **changed: str) -> dict[str, str]:
    ends = (site.services.now() + timedelta(days=500)).date().isoformat()
    return {**TERMS, "terms.ends_on": ends, **{f"terms.{key}": changed[key] for key in changed}}


async def count(site: Site, mentorship: UUID, kind: str) -> int:
    events = await site.records.history("mentorship", mentorship)
    return [each.type for each in events].count(f"expectations.{kind}")


async def test_terms_are_proposed_with_what_both_answered_and_mistakes_keep_what_was_typed(
    site: Site,
) -> None:
    mentorship = await revealed(site)
    path = f"/mentorships/{mentorship}/agreement"
    link = await site.link(Purpose.EXPECTATIONS, site.cast.mentee, mentorship=mentorship)
    async with await site.signed_in(site.cast.mentee) as mentee:
        page = await mentee.get(path)
        assert "Learn how a project is run\n\nA published project" in page.text
        rhythm = terms(site, **{"meet:words": "now and then"})
        wrong = await sent_form(mentee, path, "propose_agreement", **rhythm)
        assert wrong.status_code == 422
        assert "every 2 weeks on Monday" in wrong.text
        assert '<a href="#terms-meet">How often do you meet?</a>' in wrong.text
        assert re.search(
            r'id="terms-meet" name="terms.meet:words" value="now and then".*"true"', wrong.text
        )
        assert wrong.text.count('aria-invalid="true"') == 1, "marked where it was typed"
        chosen = await sent_form(
            mentee, path, "propose_agreement", **terms(site, meet="never at all")
        )
        assert re.search(r'<select id="terms-meet" [^>]*aria-invalid="true"', chosen.text)
        past = await sent_form(
            mentee, path, "propose_agreement", **terms(site, ends_on="2020-01-31")
        )
        assert past.status_code == 409
        assert "an end after today" in past.text
        assert re.search(r'name="terms.ends_on"[^>]*aria-invalid="true"', past.text), (
            "the day is marked"
        )
        assert "Brings questions" in past.text

        page = await mentee.get(path)
        words = terms(site, **{"meet:words": "third Thursday of each month"})
        form = {**hidden_fields(page.text, "propose_agreement"), **words}
        sent = [await mentee.post(path, data=form) for _ in range(2)]
        assert [each.status_code for each in sent] == [303, 303]
        assert await count(site, mentorship, "agreement_proposed") == 1
        page = await mentee.get(sent[0].headers["location"])
        assert "you have signed it by proposing it" in page.text
        assert "Third Thursday of each month." in page.text
        assert "&lt;script&gt;alert(1)" in page.text
        assert "<script>alert" not in page.text
        assert "form-sign_agreement" not in page.text, "whoever proposed has signed"
    async with site.client(**BROWSER) as browser:
        page = await browser.get(f"{link}/agreement/1")
        assert "has not signed yet" in page.text
        assert (await browser.get(f"{link}/agreement/2")).status_code == 404


async def countered(site: Site, mentorship: UUID, mentee: httpx2.AsyncClient) -> None:
    """The mentor asked for changes to the first version, and the mentee proposed the second."""
    path, link = f"/mentorships/{mentorship}/agreement", await a_link(site, mentorship, 1)
    async with site.client(**BROWSER) as mentor:
        empty = await sent_form(mentor, f"{link}/agreement", "request_changes")
        assert empty.status_code == 422
        asked = {"what": "Two days' notice, please"}
        sent = await sent_form(mentor, f"{link}/agreement", "request_changes", **asked)
        assert (
            "We have told what should be different"
            in (await mentor.get(sent.headers["location"])).text
        )
    page = await mentee.get(path)
    assert "Two days&#39; notice, please" in page.text
    sent = await sent_form(mentee, path, "propose_agreement", **terms(site, notice_days="2"))
    assert sent.status_code == 303


async def a_link(site: Site, mentorship: UUID, version: int) -> str:
    mentor = site.cast.mentor
    return await site.link(Purpose.AGREEMENT, mentor, mentorship=mentorship, subject=version)


async def test_exactly_the_version_that_is_shown_is_signed_and_what_differs_can_be_read(
    site: Site,
) -> None:
    mentorship = await revealed(site)
    path = f"/mentorships/{mentorship}/agreement"
    async with (
        await site.signed_in(site.cast.mentee) as mentee,
        await site.signed_in(site.cast.mentor) as mentor,
        site.client(**BROWSER) as browser,
    ):
        await sent_form(mentee, path, "propose_agreement", **terms(site))
        await countered(site, mentorship, mentee)
        page = await mentor.get(path)
        assert "What is different from version 1" in page.text
        assert "no longer: </span>1 day</del>" in page.text
        assert "new: </span>2 days</ins>" in page.text

        shown = hidden_fields(page.text, "sign_agreement")
        assert shown["version"] == "2"
        later = terms(site, notice_days="2", contact="By phone")
        await sent_form(mentee, path, "propose_agreement", **later)
        stale = await mentor.post(path, data=shown)
        assert stale.status_code == 409
        assert "the one that waits is 3" in stale.text
        assert "Meanwhile, this changed" in stale.text
        assert await count(site, mentorship, "agreement_concluded") == 0

        await check_signing_by_a_link(site, mentorship, browser)
        page = await mentee.get(f"{path}/3")
        assert "In force since" in page.text
        assert page.text.count("signed on") == 2
        assert "asked for changes" in (await mentee.get(path)).text
        await check_who_only_reads(site, mentorship, browser)


async def check_signing_by_a_link(
    site: Site, mentorship: UUID, browser: httpx2.AsyncClient
) -> None:
    link = await a_link(site, mentorship, 3)
    page = await browser.get(f"{link}/agreement")
    form = hidden_fields(page.text, "sign_agreement")
    sent = [await browser.post(f"{link}/agreement", data=form) for _ in range(2)]
    assert [each.status_code for each in sent] == [303, 303]
    done = await browser.get(sent[0].headers["location"])
    assert "the agreement is in force" in done.text
    assert await count(site, mentorship, "agreement_concluded") == 1


async def check_who_only_reads(site: Site, mentorship: UUID, browser: httpx2.AsyncClient) -> None:
    link = await site.link(Purpose.MENTORSHIP, site.cast.mentee, mentorship=mentorship)
    page = await browser.get(f"{link}/agreement")
    assert "In force since" in page.text
    assert "<form" not in page.text
    async with await site.signed_in(site.cast.coordinator) as coordinator:
        page = await coordinator.get(f"/mentorships/{mentorship}/agreement")
        assert "In force since" in page.text
        assert "form-" not in page.text


async def test_who_was_only_asked_sees_no_agreement_no_answers_and_no_check_ins(site: Site) -> None:
    mentorship = await asking(site)
    async with await site.signed_in(site.cast.mentor) as invited:
        for path in ("agreement", "agreement/1", "expectations", "check-ins", "redefinition"):
            page = await invited.get(f"/mentorships/{mentorship}/{path}")
            assert page.status_code == 404, path
    async with await site.signed_in(site.cast.mentee) as mentee:
        for path in ("agreement", "expectations", "check-ins", "redefinition"):
            page = await mentee.get(f"/mentorships/{mentorship}/{path}")
            assert page.status_code == 200, path
