"""The pages of an invitation: yes, no with thanks, later; and nothing of the rest of the search."""

from datetime import timedelta
from uuid import UUID

from domain.envelopes import Actor, CommandEnvelope, Outcome, Role
from domain.links.purposes import Purpose
from domain.mentorship.state import Mentorship
from runtime.ids import new_id
from tests.web.site import BROWSER, Site, hidden_fields, sent_form
from tests.web.stories import asking
from tests.web.test_search import of_person

CLOCK = Actor(role=Role.CLOCK)
YES = "Yes, I would be glad to"


async def let_pass(site: Site, mentorship: UUID, ident: str) -> None:
    """Let a date of a mentorship pass, as if its days had gone by."""
    state: Mentorship | None = await site.records.state("mentorship", mentorship)
    assert state is not None
    deadline = state.deadlines[ident]
    body = {"deadline": deadline.id, "due": deadline.due.at.isoformat()}
    command = CommandEnvelope(id=new_id(), actor=CLOCK, type="deadline_passed", body=body)
    at = deadline.due.at + timedelta(seconds=1)
    receipt = await site.records.handle("mentorship", mentorship, command, at=at, internal=True)
    assert receipt.outcome is Outcome.RECORDED, receipt


async def test_an_invitation_is_put_off_and_then_accepted_by_its_link(site: Site) -> None:
    cast, today = site.cast, site.services.now().date()
    mentorship = await asking(site)
    await site.do(
        mentorship, "shortlist", by=cast.mentee, name="Dr. Rival", email="rival@example.com"
    )
    away = (today + timedelta(days=60)).isoformat()
    await of_person(site, cast.mentor.person, "set_away", by=cast.mentor, until=away)
    link = await site.link(Purpose.ANSWER_INVITATION, cast.mentor, mentorship=mentorship, subject=1)
    path = f"{link}/invitations/1"
    async with site.client(**BROWSER) as mentor:
        page = await mentor.get(link, follow_redirects=True)
        assert page.url.path == path
        for told in ("A project on anticoagulation", "Hematology, not sure yet", "a publication"):
            assert told in page.text
        assert "Saying yes ends that." in page.text
        assert "after 12 months" in page.text
        assert "Rival" not in page.text, "the rest of the search is not shown"
        assert (await mentor.get(f"{link}/invitations/2")).status_code == 404
        assert (await mentor.get(f"{link}/search")).status_code == 404

        past = await sent_form(mentor, path, "reply_later", until="2020-01-01")
        assert past.status_code == 409
        assert 'value="2020-01-01"' in past.text
        later = (today + timedelta(days=30)).isoformat()
        put_off = await sent_form(mentor, path, "reply_later", until=later)
        page = await mentor.get(put_off.headers["location"])
        assert "Thank you. We ask you again on that day, and not before." in page.text
        assert "You can answer earlier." in page.text

        form = hidden_fields(page.text, "accept")
        sent = [await mentor.post(path, data=form) for _ in range(2)]
        assert [each.status_code for each in sent] == [303, 303]
        over = await mentor.get(sent[0].headers["location"])
        assert "Thank you for saying yes! Next, each of you answers five questions" in over.text
        assert (await mentor.get(path)).status_code == 410
    async with await site.signed_in(cast.mentor) as mentor:
        page = await mentor.get(f"/mentorships/{mentorship}/invitations/1")
        assert "You said yes." in page.text
        assert YES not in page.text
    types = [each.type for each in await site.records.history("mentorship", mentorship)]
    assert types.count("outreach.invitation_accepted") == 1


async def test_the_page_says_whose_words_the_request_is_in(site: Site) -> None:
    cast, told = site.cast, []
    for by in (cast.mentee, cast.coordinator):
        mentorship = await site.open()
        await site.do(mentorship, "shortlist", by=cast.mentee, person=str(cast.mentor.person))
        await site.do(mentorship, "invite", by=by, candidate=1, ask="Statistics")
        async with await site.signed_in(cast.mentor) as mentor:
            told.append((await mentor.get(f"/mentorships/{mentorship}/invitations/1")).text)
        async with await site.signed_in(cast.mentee) as mentee:
            told.append((await mentee.get(f"/mentorships/{mentorship}/search")).text)
    own, own_search, programs, programs_search = told
    assert "is looking for a mentor in Residency, and asks whether that could be you" in own
    assert "Residency is looking for a mentor for" in programs
    assert "What the program asks of you" in programs
    assert "You have asked." in own_search
    assert "Your program has asked for you." in programs_search


async def test_a_no_brings_a_direction_and_half_a_name_is_asked_for_again(site: Site) -> None:
    cast = site.cast
    mentorship = await asking(site)
    path = f"/mentorships/{mentorship}/invitations"
    async with await site.signed_in(cast.mentor) as mentor:
        assert "Read and answer it" in (await mentor.get(path)).text
        reason = {"reason": "No time this year, sadly", "referrals.1.name": "Dr. Knows"}
        wrong = await sent_form(mentor, f"{path}/1", "decline", **reason)
        assert wrong.status_code == 422
        assert "Please give a name and an e-mail address, or choose somebody." in wrong.text
        assert "No time this year, sadly" in wrong.text
        full = {**reason, "referrals.1.email": "knows@example.com"}
        right = await sent_form(mentor, f"{path}/1", "decline", **full)
        page = await mentor.get(right.headers["location"])
        assert "Thank you for your honest answer." in page.text
        assert "form-decline" not in page.text
    async with await site.signed_in(cast.mentee) as mentee:
        page = await mentee.get(f"/mentorships/{mentorship}/search")
        assert "Dr. Knows" in page.text
        assert "No time this year, sadly" in page.text
        assert (await mentee.get(f"{path}/1")).status_code == 404, "it is the mentor's to answer"


async def test_a_late_yes_counts_and_a_full_mentor_is_told_before_answering(site: Site) -> None:
    cast = site.cast
    mentorship = await asking(site)
    for _ in range(2):
        await let_pass(site, mentorship, "reply_due:1")
    path = f"/mentorships/{mentorship}/invitations/1"
    async with await site.signed_in(cast.mentor) as mentor:
        page = await mentor.get(path)
        assert "The time for an answer had passed. A yes still counts" in page.text
        assert "form-decline" not in page.text
        await of_person(site, cast.mentor.person, "set_capacity", by=cast.mentor, capacity=0)
        page = await mentor.get(path)
        assert "All your places for mentees are taken." in page.text
        assert YES not in page.text
        sent = await sent_form(mentor, path, "accept")
        page = await mentor.get(sent.headers["location"])
        assert "It cannot be this time, and your yes is told all the same" in page.text
