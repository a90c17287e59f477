"""The pages of check-ins: what was accomplished first, and what each may see of the other."""

from uuid import UUID

from domain.envelopes import Actor, Role
from domain.links.purposes import Purpose
from tests.records.desk import Desk, a_person
from tests.web.site import BROWSER, Site, hidden_fields, sent_form
from tests.web.stories import at_work

WRITTEN = {
    "done": "We wrote the proposal",
    "next": "The data",
    "feedback": "Your questions help",
    "wish": "go_on",
    "private_note": "I am more tired than I say",
}
RATED = {f"climate.{each}": "4" for each in ("example", "humility", "respect", "care", "giving_on")}


async def opened(site: Site) -> UUID:
    """A check-in that the program has opened, after something was accomplished."""
    mentorship = await at_work(site)
    by = site.cast.mentee
    await site.do(mentorship, "note_accomplishment", by=by, what="A talk at the grand round")
    await site.do(
        mentorship, "transition", by=site.cast.coordinator, to="CHECK_IN", why="It is time"
    )
    return mentorship


async def test_a_check_in_begins_with_what_was_accomplished_and_is_written_alone(
    site: Site,
) -> None:
    mentorship = await opened(site)
    link = await site.link(Purpose.CHECK_IN, site.cast.mentee, mentorship=mentorship, subject=1)
    mine, theirs = f"{link}/check-ins/1", f"/mentorships/{mentorship}/check-ins"
    async with site.client(**BROWSER) as mentee, await site.signed_in(site.cast.mentor) as mentor:
        page = (await mentee.get(link, follow_redirects=True)).text
        assert page.index("A talk at the grand round") < page.index("Your look back and ahead")

        partly = {**WRITTEN, "climate.care": "4", "wish": ""}
        wrong = await sent_form(mentee, mine, "submit_reflection", **partly)
        assert wrong.status_code == 422
        assert "Your questions help" in wrong.text

        page = (await mentee.get(mine)).text
        form = {**hidden_fields(page, "submit_reflection"), **WRITTEN, **RATED, "wish": "end"}
        sent = [await mentee.post(mine, data=form) for _ in range(2)]
        assert len({each.headers["location"] for each in sent}) == 1
        page = (await mentee.get(sent[0].headers["location"])).text
        assert "Thank you, what you wrote is in." in page
        assert "I am more tired than I say" in page, "it can still be changed"

        page = (await mentor.get(f"{theirs}/1")).text
        assert "has written already" in page
        for hidden in ("the proposal", "more tired", "(hidden)", "Your questions"):
            assert hidden not in page
        assert "Look back and ahead" in (await mentor.get(theirs)).text

        answer = {**WRITTEN, "done": "A good start", "private_note": "", "wish": "redefine"}
        await sent_form(mentor, f"{theirs}/1", "submit_reflection", **answer)
        await check_what_each_sees(site, mentorship, f"{theirs}/1")
        gone = await mentee.get(mine)
        assert gone.status_code == 410
        assert (await mentor.get(f"{theirs}/3")).status_code == 404


async def check_what_each_sees(site: Site, mentorship: UUID, path: str) -> None:
    """The check-in is over: the mentee wished to end, and the mentor to change something."""
    async with await site.signed_in(site.cast.mentor) as mentor:
        page = (await mentor.get(path)).text
        assert "you go on as agreed" in page
        assert "We wrote the proposal" in page
        assert "Your questions help" in page
        assert "4, mostly" in page
        assert "To change something" in page, "the own wish"
        for hidden in ("To end", "to end", "more tired"):
            assert hidden not in page
    async with await site.signed_in(site.cast.mentee) as mentee:
        page = (await mentee.get(path)).text
        assert "You wished to end. Nothing has ended by that" in page
        assert "A good start" in page
        assert "To change something" not in page
        assert "4, mostly" in page
    async with await site.signed_in(site.cast.coordinator) as coordinator:
        page = (await coordinator.get(path)).text
        assert "more tired" in page
        assert "There was a wish to end" in page
        await site.do(
            mentorship, "transition", by=site.cast.coordinator, to="CHECK_IN", why="Once more"
        )
        page = (await coordinator.get(path.replace("/1", "/2"))).text
        assert "form-submit_reflection" not in page


async def test_the_program_records_what_was_held_in_another_way_and_the_next_looks_back_on_it(
    site: Site,
) -> None:
    mentorship = await opened(site)
    coordinator, path = site.cast.coordinator, f"/mentorships/{mentorship}/check-ins"
    async with (
        await site.signed_in(coordinator) as program,
        await site.signed_in(site.cast.mentee) as mentee,
    ):
        await sent_form(mentee, f"{path}/1", "submit_reflection", **WRITTEN)
        assert (await sent_form(program, f"{path}/1", "hold_check_in")).status_code == 422
        why = {"why": "Over lunch, the three of us", "outcome": "go_on"}
        sent = await sent_form(program, f"{path}/1", "hold_check_in", **why)
        assert "recorded as held" in (await program.get(sent.headers["location"])).text
        assert "Over lunch, the three of us" in (await mentee.get(f"{path}/1")).text
        assert "No check-in is open now" in (await mentee.get(path)).text

        until = "2999-01-01"
        await site.do(mentorship, "pause", by=site.cast.mentee, until=until)
        await site.do(mentorship, "resume", by=site.cast.mentee)
        await site.do(mentorship, "transition", by=coordinator, to="CHECK_IN", why="Back again")
        page = (await mentee.get(f"{path}/2")).text
        assert page.index("What was accomplished") < page.index("What was written last time")
        assert "There was a pause in between" in page
        assert "We wrote the proposal" in page, "what was written last time"
        assert "A talk at the grand round" not in page, "that was told at the first"


async def test_a_new_mentor_reads_nowhere_what_was_accomplished_before_them(
    site: Site,
) -> None:
    worked, cast = await at_work(site), site.cast
    await site.do(worked, "note_accomplishment", by=cast.mentor, what="A talk, long ago")
    other = await a_person(Desk(site.records), "other", (cast.program, Role.MENTOR))
    next_one = Actor(role=Role.MENTOR, person=other)
    office, path = cast.coordinator, f"/mentorships/{worked}"
    await site.do(worked, "replace_mentor", by=office, why="They moved", next=str(other))
    await site.do(worked, "transition", by=office, to="GOALS", why="Go on")
    await site.do(worked, "note_accomplishment", by=next_one, what="A poster, just now")
    await site.do(worked, "transition", by=office, to="CHECK_IN", why="It is time")
    async with await site.signed_in(next_one) as mentor, await site.signed_in(cast.mentee) as both:
        for page in ("overview", "check-ins/1"):
            theirs, whole = [(await each.get(f"{path}/{page}")).text for each in (mentor, both)]
            assert "A poster, just now" in theirs
            assert "A talk, long ago" not in theirs
            assert "A talk, long ago" in whole
        data = await mentor.get("/me/my-data.json")
        assert data.status_code == 200
        assert "A poster, just now" in data.text
        assert "A talk, long ago" not in data.text
