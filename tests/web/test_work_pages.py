"""Tasks and meetings, as the two do them on their pages."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import httpx2

from domain.links.purposes import Purpose
from domain.mentorship.state import Mentorship
from domain.mentorship.work import Meeting
from tests.web.lived import Lived
from tests.web.site import BROWSER, Site, hidden_fields, sent_form


async def said(browser: httpx2.AsyncClient, answer: httpx2.Response) -> str:
    """Follow a form that was taken to the page that says so."""
    assert answer.status_code == 303, answer.text
    page = await browser.get(answer.headers["location"])
    assert page.status_code == 200
    return page.text


async def test_tasks_have_an_owner_and_a_day_and_what_is_late_comes_first(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    mentorship = await lived.begin(days_ago=6)
    for what, by in (("Read the protocol", lived.day(2)), ("Ask <b>the</b> nurses", lived.day(-9))):
        await lived.assign(what, owner="mentor", until=by, days_ago=5)
    tasks = f"/mentorships/{mentorship}/tasks"
    async with await site.signed_in(cast.mentee) as browser:
        page = (await browser.get(tasks)).text
        assert page.index("Read the protocol") < page.index("Ask &lt;b&gt;the&lt;/b&gt; nurses")
        assert '<span class="tag warn">late</span>' in page
        without = {"what": "Write the proposal", "owner": "mentee"}
        wrong = await sent_form(browser, tasks, "assign_task", **without)
        assert wrong.status_code == 409
        assert "A task needs a day: choose one, or say how many days" in wrong.text
        assert "Write the proposal</textarea>" in wrong.text, "what was typed is still there"
        nonsense = await sent_form(
            browser, tasks, "assign_task", **without, estimate_days="a fortnight"
        )
        assert nonsense.status_code == 422
        assert "Please give a number." in nonsense.text
        padded = await sent_form(browser, tasks, "assign_task", **without, estimate_days="14")
        assert "The task is set." in await said(browser, padded)
        page = (await browser.get(f"{tasks}/3")).text
        assert "14 days" in page
        assert "in 28 days" in page
        moved = await sent_form(
            browser, f"{tasks}/3", "reschedule_task", by=lived.day(-3).isoformat()
        )
        assert "another day now" in await said(browser, moved)
        past = await sent_form(browser, f"{tasks}/3", "reschedule_task", by="2001-01-01")
        assert past.status_code == 409
        dropped = await sent_form(browser, f"{tasks}/3", "drop_task", why="Not needed")
        assert "off the list" in await said(browser, dropped)
        assert (await browser.get(f"{tasks}/99")).status_code == 404
    link = await site.link(Purpose.TASK, cast.mentor, mentorship=mentorship, subject=1)
    async with site.client(**BROWSER) as browser:
        other = (await browser.get(f"{link}/tasks/2")).text
        assert "<form" not in other, "the link of one task does nothing on another"
        assert "form-complete_task-2" not in (await browser.get(f"{link}/tasks")).text
        first = await sent_form(browser, link, "complete_task")
        assert "One thing less" in await said(browser, first)
    state = await site.records.state("mentorship", mentorship)
    assert [each.status for each in state.tasks.values()] == ["done", "open", "dropped"]


async def test_meetings_come_again_are_moved_and_told_of(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    mentorship = await lived.begin(days_ago=6)
    yesterday = {"on": lived.day(1).isoformat(), "time": "10:00"}
    await lived.do("schedule_meeting", by=cast.mentee, days_ago=5, about="First", **yesterday)
    meetings = f"/mentorships/{mentorship}/meetings"
    async with await site.signed_in(cast.mentee) as browser:
        await _told_how_it_went(browser, meetings)
        await _arranged_again_and_again(browser, meetings)
        await _arranged_once(browser, meetings, day=lived.day(-4))
        assert len(await _meetings(site, mentorship)) == 3, "a double submit is one meeting"
        logged = await sent_form(
            browser, meetings, "log_meeting", happened_on=lived.day(3).isoformat(), summary="Met"
        )
        assert "Thank you" in await said(browser, logged)
    link = await site.link(Purpose.MEETING, cast.mentor, mentorship=mentorship, subject=3)
    async with site.client(**BROWSER) as browser:
        page = (await browser.get(link, follow_redirects=True)).text
        assert "The nurses&#39; view" in page
        assert "You agreed to say so at least 2 days before." in page
        agenda = await sent_form(browser, link, "share_agenda", agenda="1. The nurses")
        assert "The agenda is shared." in await said(browser, agenda)
        shared = await sent_form(browser, link, "share_material", material="Draft 1")
        assert "Your material is shared." in await said(browser, shared)
        later = {"on": lived.day(-5).isoformat(), "time": "11:00"}
        moved = await sent_form(browser, link, "reschedule_meeting", **later)
        assert "The meeting is moved" in await said(browser, moved)
        off = await sent_form(browser, link, "cancel_meeting", why="Ill")
        assert "called off" in await said(browser, off)
    async with await site.signed_in(cast.mentor) as browser:
        series = await sent_form(browser, f"{meetings}/2", "cancel_series")
        assert "called off" in await said(browser, series)
    statuses = [each.status for each in await _meetings(site, mentorship)]
    assert statuses == ["held", "cancelled", "cancelled", "held"]
    state = await site.records.state("mentorship", mentorship)
    assert [each.what for each in state.accomplishments] == ["Question chosen", "Team found"]


async def test_what_is_due_soon_waits_for_whom_it_is_up_to(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    mentorship = await lived.begin(days_ago=6)
    for what, days in (("Read the protocol", 2), ("Write to the board", 20)):
        await lived.assign(what, owner="mentee", until=lived.day(-days), days_ago=5)
    soon = {"on": lived.day(-2).isoformat(), "time": "10:00"}
    await lived.do("schedule_meeting", by=cast.mentee, days_ago=5, **soon)
    overview = f"/mentorships/{mentorship}/overview"
    async with await site.signed_in(cast.mentee) as mentee:
        page = (await mentee.get(overview)).text
        now, _, _ = page.partition('<nav aria-label="Pages of this mentorship')
        assert "Your task: Read the protocol" in now
        assert "Write to the board" not in now
        assert "Share the agenda for" in now
        assert "Your task: Read the protocol" in (await mentee.get("/mentorships")).text
    async with await site.signed_in(cast.mentor) as mentor:
        page = (await mentor.get(overview)).text
        assert "Share the agenda for" not in page


async def _meetings(site: Site, mentorship: UUID) -> Sequence[Meeting]:
    state: Mentorship = await site.records.state("mentorship", mentorship)
    return tuple(state.meetings.values())


async def _told_how_it_went(browser: httpx2.AsyncClient, meetings: str) -> None:
    page = (await browser.get(meetings)).text
    assert "how did it go?" in page
    assert "As you agreed" in page
    empty = await sent_form(browser, f"{meetings}/1", "hold_meeting", summary=" ")
    assert empty.status_code == 422
    assert "Please fill this in." in empty.text
    written = {"summary": "We chose <i>one</i> question.\n\nNext: ethics"}
    typed = {**written, "accomplishments:lines": "Question chosen\n\nTeam found\n"}
    held = await sent_form(browser, f"{meetings}/1", "hold_meeting", **typed)
    page = await said(browser, held)
    assert "We chose &lt;i&gt;one&lt;/i&gt; question.</p><p>Next: ethics" in page


async def _arranged_again_and_again(browser: httpx2.AsyncClient, meetings: str) -> None:
    agreed = '<option value="FREQ=MONTHLY;BYDAY=1FR" selected>First Friday of each month<'
    assert agreed in (await browser.get(meetings)).text
    rhythm = {"recurrence": "FREQ=MONTHLY;BYDAY=1FR", "time": "14:00", "minutes": "90"}
    series = await sent_form(browser, meetings, "schedule_series", **rhythm)
    assert "goes to both your calendars" in await said(browser, series)
    bad = {**rhythm, "recurrence:other": "now and then"}
    unread = await sent_form(browser, meetings, "schedule_series", **bad)
    assert unread.status_code == 422
    assert "We cannot read this as days that come again" in unread.text
    assert 'value="now and then"' in unread.text


async def _arranged_once(browser: httpx2.AsyncClient, meetings: str, *, day: date) -> None:
    once = {"time": "09:30", "minutes": "45", "about": "The nurses' view"}
    undated = await sent_form(browser, meetings, "schedule_once", **once)
    assert undated.status_code == 422
    assert 'id="on-wrong"' in undated.text
    fields = hidden_fields((await browser.get(meetings)).text, "schedule_once")
    twice = {**fields, **once, "on": day.isoformat()}
    answers = [await browser.post(meetings, data=twice) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
