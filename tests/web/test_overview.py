"""The head of a mentorship: where it is, what waits for whom, and what is nobody else's to know."""

import re
from datetime import timedelta
from typing import get_args

from domain.links.purposes import Purpose
from domain.mentorship.evolve import Event
from domain.mentorship.matters import DeadlineKind
from runtime.ids import new_id
from tests.web.lived import Lived
from tests.web.site import BROWSER, Site, sent_form
from tests.web.stories import ANSWERS, accepted, asking, at_work
from tests.web.test_invitations import let_pass
from web.giving import give
from web.pages.mentorships import ahead
from web.pages.mentorships.sentences import DETAILS, SENTENCES


def test_everything_that_can_happen_has_a_sentence_of_its_own() -> None:
    types = {each.model_fields["type"].default for each in get_args(Event)}
    assert types - set(SENTENCES) == set()
    assert {key.partition(":")[0] for key in SENTENCES} | set(DETAILS) == types


def test_everything_that_can_be_waited_for_has_a_sentence_of_its_own() -> None:
    one_by_one = {
        *(DeadlineKind.REPLY_DUE, DeadlineKind.ASK_AGAIN, DeadlineKind.CHECK_IN_OPENS),
        *(DeadlineKind.TASK_DUE, DeadlineKind.TASK_REMINDER, DeadlineKind.GOAL_REVIEW),
    }
    spoken = {*ahead.SENTENCES, *ahead.OF_MEETINGS, *one_by_one}
    assert spoken == set(DeadlineKind)


async def test_the_head_says_what_waits_for_whom_and_hides_what_is_not_ones_own(
    site: Site,
) -> None:
    cast = site.cast
    mentorship = await accepted(site)
    path = f"/mentorships/{mentorship}/overview"
    await site.do(mentorship, "submit_expectations", by=cast.mentee, **ANSWERS)
    await site.do(mentorship, "raise_concern", by=cast.mentee, text="He shouts at me")
    async with await site.signed_in(cast.mentee) as mentee:
        page = (await mentee.get(path)).text
        assert '<li aria-current="step">Agree</li>' in page
        assert "There is nothing that you have to do just now." in page
        assert re.search(r"We wait for mentor-\w+: answers to the questions", page)
        assert "You told the program of a concern." in page
        assert "He shouts at me" not in page, "others may see the screen"
        assert "What was written stays in the history." in page
        assert f'href="/mentorships/{mentorship}/history">The whole history' in page
        history = (await mentee.get(f"/mentorships/{mentorship}/history")).text
        assert "<blockquote><p>He shouts at me" in history, "it is one's own"
    async with await site.signed_in(cast.mentor) as mentor:
        page = (await mentor.get(path)).text
        assert re.search(rf'class="button" href="/mentorships/{mentorship}/expectations"', page)
        assert "Answer the questions" in page
        for hidden in ("He shouts at me", "concern.", *ANSWERS.values(), "shortlist"):
            assert hidden not in page
        assert "You said yes." in page
    async with await site.signed_in(cast.coordinator) as coordinator:
        page = (await coordinator.get(path)).text
        assert "The program should look at this: concern." in page
        history = f"/mentorships/{mentorship}/history"
        assert "He shouts at me" in (await coordinator.get(history)).text
        sealed = {"text": "I will talk to both", "sealed": "true", "settles": "concern"}
        await sent_form(coordinator, path, "note", **sealed)
        assert "should look at this" not in (await coordinator.get(path)).text
        assert "I will talk to both" in (await coordinator.get(history)).text
    async with await site.signed_in(cast.mentor) as mentor:
        assert "I will talk to both" not in (await mentor.get(path)).text


async def test_by_a_link_one_notes_what_went_well_and_reads_the_history(site: Site) -> None:
    cast = site.cast
    mentorship = await at_work(site)
    task = {"owner": "mentor", "what": "Read <the> draft", "estimate_days": 14}
    await site.do(mentorship, "assign_task", by=cast.mentee, **task)
    link = await site.link(Purpose.MENTORSHIP, cast.mentee, mentorship=mentorship)
    path = f"{link}/overview"
    async with site.client(**BROWSER) as mentee:
        page = await mentee.get(link, follow_redirects=True)
        assert page.url.path == path
        assert "Set your first goal" in page.text
        assert "Read &lt;the&gt; draft" in page.text
        assert "Your first review together." in page.text
        wrong = await sent_form(mentee, path, "note_accomplishment", what="")
        assert wrong.status_code == 422
        done = await sent_form(mentee, path, "note_accomplishment", what="The poster won")
        assert "Well done." in (await mentee.get(done.headers["location"])).text
        assert "The poster won" in (await mentee.get(path)).text
        await sent_form(mentee, path, "note", text="We meet in <room> 3")
        kept = await sent_form(mentee, path, "raise_concern", text="Only for the program")
        told = await mentee.get(kept.headers["location"])
        assert "Your concern is with the program, and with nobody else." in told.text
        whole = (await mentee.get(f"{link}/history")).text
        assert "You began to look for a mentor." in whole
        assert "The agreement came into force (version 1)." in whole
        assert "We meet in &lt;room&gt; 3" in whole
        part = (await mentee.get(f"{link}/history?before=3")).text
        assert part.count("<li><p>") == 2
    async with await site.signed_in(cast.mentor) as mentor:
        whole = (await mentor.get(f"/mentorships/{mentorship}/history")).text
        assert "We meet in" in whole
        assert "Only for the program" not in whole


async def test_whoever_is_asked_sees_the_way_to_the_invitation_and_nothing_more(site: Site) -> None:
    mentorship = await asking(site)
    async with await site.signed_in(site.cast.mentor) as mentor:
        led = await mentor.get(f"/mentorships/{mentorship}", follow_redirects=True)
        assert led.url.path == f"/mentorships/{mentorship}/overview"
        assert "You were asked for " in led.text
        assert f"/mentorships/{mentorship}/invitations/1" in led.text
        assert "shortlist" not in led.text
        assert (await mentor.get("/mentorships/nonsense")).status_code == 404


REFLECTION = {"done": "A draft", "next": "The abstract", "wish": "go_on"}


async def test_from_check_in_to_the_end_the_head_says_where_the_two_are(site: Site) -> None:
    cast = site.cast
    mentorship = await at_work(site)
    path = f"/mentorships/{mentorship}/overview"
    clients = [await site.signed_in(each) for each in (cast.mentee, cast.mentor, cast.coordinator)]

    async def heads() -> list[str]:
        return [(await each.get(path)).text for each in clients]

    await let_pass(site, mentorship, "check_in_opens:first_review")
    for head in (await heads())[:2]:
        assert "look back at what was done, and ahead." in head
        assert "Share your reflection" in head
    for who, wish in ((cast.mentee, "end"), (cast.mentor, "go_on")):
        told = {**REFLECTION, "check_in": 1, "wish": wish}
        await site.do(mentorship, "submit_reflection", by=who, **told)
    mentee, mentor, coordinator = await heads()
    assert "Say whether you want to end" in mentee
    assert "wish" not in mentor, "the other side learns nothing of it"
    assert re.search(r"We wait for mentee-\w+: a word on the wish to end", coordinator)

    until = (site.services.now() + timedelta(days=90)).date().isoformat()
    await site.do(mentorship, "pause", by=cast.mentor, until=until)
    for head in await heads():
        assert "This rests until" in head
        assert "We wait for" not in head
    await site.do(mentorship, "resume", by=cast.mentor)
    terms = {"purpose": "Another paper", "ends_on": "2029-01-01"}
    change = {"kind": "project", "terms": terms}
    await give(
        site.services,
        cast.mentor,
        ("mentorship", mentorship),
        "propose_redefinition",
        change,
        command_id=new_id(),
    )
    mentee, mentor, coordinator = await heads()
    assert "think over how to go on" in mentee
    assert "Read and sign the agreement" in mentee
    assert re.search(r"We wait for mentee-\w+: an answer to the proposed agreement", mentor)
    await site.do(mentorship, "end_mentorship", by=cast.mentee, why="It hurts", sealed=True)
    for head in (await heads())[:2]:
        assert "this is the time for thanks" in head
        assert "Say thank you" in head
    await let_pass(site, mentorship, "closing_due")
    mentee, mentor, coordinator = await heads()
    for head in (mentee, mentor, coordinator):
        assert "This mentorship has ended." in head
    assert "What was written stays in the history." in mentee
    for head in (mentee, mentor, coordinator):
        assert "It hurts" not in head
    for each in clients:
        await each.aclose()


async def test_an_end_that_a_pause_has_moved_is_the_same_day_on_every_page(site: Site) -> None:
    lived, cast = Lived(site), site.cast
    mentorship = await lived.begin(days_ago=6)
    until = lived.day(-30).isoformat()
    await lived.do("pause", by=cast.mentee, days_ago=5, until=until)
    await lived.do("resume", by=cast.mentee, days_ago=2)
    link = await site.link(Purpose.MENTORSHIP, cast.mentor, mentorship=mentorship)
    async with await site.signed_in(cast.mentee) as mentee, site.client(**BROWSER) as mentor:
        for browser, base in ((mentee, f"/mentorships/{mentorship}"), (mentor, link)):
            head, agreement = [
                (await browser.get(f"{base}/{page}")).text for page in ("overview", "agreement")
            ]
            moved = re.search(r"Pauses have moved the agreed end to ([^<]+)\.</p>", agreement)
            assert moved is not None
            assert f"is in force, until {moved[1]}." in head
