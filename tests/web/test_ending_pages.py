"""Pausing, ending without blame, and closing, as the two see it on their pages."""

from datetime import timedelta
from uuid import UUID

from domain.links.purposes import Purpose
from tests.web.lived import Lived
from tests.web.site import BROWSER, Site, sent_form
from tests.web.test_work_pages import said

SEALED = "He never had time for me"
PATHS = ("tasks", "meetings", "pause", "end", "closing")
READ = (*PATHS, "history")


async def test_a_pair_rests_and_goes_on_and_ends_without_anybody_being_blamed(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    mentorship = await lived.begin(days_ago=6)
    await _rested(site, lived)
    base = f"/mentorships/{mentorship}"
    pages = await _as_the_program_sees_them(site, base)
    assert "form-end_mentorship" in pages["end"]
    assert "form-assign_task" not in pages["tasks"]
    async with await site.signed_in(cast.mentee) as browser:
        page = (await browser.get(f"{base}/end")).text
        assert "You need nobody's consent and no reason" in page.replace("&#39;", "'")
        assert 'value="true" checked' in page, "a reason is sealed unless somebody says otherwise"
        typed = {"kind": "not_a_fit", "why": SEALED}
        wrong = await sent_form(browser, f"{base}/end", "end_mentorship", **typed, sealed="perhaps")
        assert wrong.status_code == 422
        assert SEALED in wrong.text
        ended = await sent_form(browser, f"{base}/end", "end_mentorship", **typed, sealed="true")
        assert "It is ending, and nobody is to blame." in await said(browser, ended)
        stale = await browser.post(
            f"{base}/end", data={**typed, "_command": "end_mentorship", "_form": "end_mentorship"}
        )
        assert stale.status_code == 403
        page = (await browser.get(f"{base}/closing")).text
        assert SEALED not in page, "others may see the screen"
        assert "only its author and the program read it" in page
        assert f'href="{base}/history"' in page
        history = (await browser.get(f"{base}/history")).text
        assert f"<summary>What was written</summary><blockquote><p>{SEALED}" in history
        thanks = await sent_form(browser, f"{base}/closing", "thank", text="For your <patience>")
        assert "Your thanks are on their way." in await said(browser, thanks)
    await _closed_without_knowing_why(site, mentorship)
    pages = await _as_the_program_sees_them(site, base)
    assert SEALED not in pages["closing"]
    assert SEALED in pages["history"], "the program reads what is sealed from the other side"


async def _rested(site: Site, lived: Lived) -> None:
    link = await site.link(Purpose.MENTORSHIP, site.cast.mentor, mentorship=lived.ident)
    async with site.client(**BROWSER) as browser:
        begun = await sent_form(browser, f"{link}/pause", "pause", until=lived.day(0).isoformat())
        assert begun.status_code == 409, "today has begun"
        rests = await sent_form(browser, f"{link}/pause", "pause", until=lived.day(-30).isoformat())
        page = await said(browser, rests)
        assert "Everything rests." in page
        assert "in 30 days" in page
        assert "Go on now" in page
        for path in ("goals", "tasks", "meetings"):
            assert "This rests until" in (await browser.get(f"{link}/{path}")).text
        again = await sent_form(browser, f"{link}/pause", "resume")
        assert "Welcome back." in await said(browser, again)
        assert (await browser.get(f"{link}/end")).status_code == 404, "not by this link"


async def _as_the_program_sees_them(site: Site, base: str) -> dict[str, str]:
    async with await site.signed_in(site.cast.coordinator) as browser:
        pages = {path: await browser.get(f"{base}/{path}") for path in READ}
    assert {each.status_code for each in pages.values()} == {200}
    return {path: page.text for path, page in pages.items()}


async def _closed_without_knowing_why(site: Site, mentorship: UUID) -> None:
    closing = await site.link(Purpose.CLOSING, site.cast.mentor, mentorship=mentorship)
    async with site.client(**BROWSER) as browser:
        page = (await browser.get(closing, follow_redirects=True)).text
        assert "For your &lt;patience&gt;" in page
        assert SEALED not in page
        assert "not a fit" not in page
        assert "the right match" not in page
        assert "bring this mentorship back" in page
        empty = await sent_form(browser, closing, "reflect_on_closing", text="")
        assert empty.status_code == 422
        looked = await sent_form(browser, closing, "reflect_on_closing", text="We learned a lot")
        assert "We learned a lot" in await said(browser, looked)


async def test_whoever_wished_to_end_confirms_it_once_by_the_letters_link(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    mentorship = await lived.begin(days_ago=6)
    link = await site.link(Purpose.CONFIRM_ENDING, cast.mentee, mentorship=mentorship)
    async with site.client(**BROWSER) as browser:
        ended = await sent_form(browser, link, "end_mentorship", kind="", sealed="true")
        page = await said(browser, ended)
        assert "It is ending, and nobody is to blame." in page
        assert "This link has done its work. You can close this page, or sign in" in page
        over = await browser.get(link, follow_redirects=True)
        assert over.status_code == 410
        assert "On to your mentorship" not in over.text
    await _leads_on_whoever_is_signed_in(site, mentorship, link)


async def _leads_on_whoever_is_signed_in(site: Site, mentorship: UUID, link: str) -> None:
    async with await site.signed_in(site.cast.mentee) as browser:
        over = (await browser.get(link, follow_redirects=True)).text
        assert f'href="/mentorships/{mentorship}/overview">On to your mentorship' in over
        assert "Sign in</a></p>\n</main>" not in over
        preferences = await site.link(
            Purpose.PREFERENCES, site.cast.mentee, lasts=timedelta(microseconds=1)
        )
        over = (await browser.get(preferences, follow_redirects=True)).text
        assert 'href="/me">On to your pages' in over
    async with await site.signed_in(site.cast.mentor) as browser:
        over = (await browser.get(link, follow_redirects=True)).text
        assert "On to your" not in over, "it is somebody else's browser"


async def test_whoever_is_only_asked_sees_nothing_of_the_work(site: Site) -> None:
    mentorship = await Lived(site).ask(days_ago=6)
    async with await site.signed_in(site.cast.mentor) as browser:
        for path in PATHS:
            assert (await browser.get(f"/mentorships/{mentorship}/{path}")).status_code == 404
