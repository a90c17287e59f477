"""The page of the search: what is hoped for, the shortlist, the directory, who is asked."""

import re
from datetime import timedelta
from uuid import UUID

from domain.envelopes import Actor, CommandEnvelope, Outcome, Role
from domain.links.purposes import Purpose
from runtime.ids import new_id
from tests.records.desk import Desk, a_person
from tests.web.site import BROWSER, Site, hidden_fields, sent_form
from tests.web.stories import asking

ASK = "Would you guide me through a project on anticoagulation?"
REFERENCE = "Answered every draft within a week. <script>alert(1)</script>"


async def of_person(
    site: Site, person: UUID | None, kind: str, *, by: Actor, **body: object
) -> None:
    """Give a command about a person that is expected to change something."""
    assert person is not None
    command = CommandEnvelope(id=new_id(), actor=by, type=kind, body=body)
    receipt = await site.records.handle("person", person, command, at=site.services.now())
    assert receipt.outcome is Outcome.RECORDED, receipt


async def name_of(site: Site, who: Actor) -> str:
    """Return somebody's name."""
    assert who.person is not None
    return (await site.records.names([who.person]))[who.person]


async def test_a_letters_link_says_what_is_hoped_for_and_finds_whom_to_ask(site: Site) -> None:
    cast = site.cast
    details = {"disciplines": ["Hematology"], "support": ["research"], "style": "Short and often"}
    await of_person(
        site, cast.mentor.person, "change_profile", by=cast.mentor, mentor_profile=details
    )
    await of_person(site, cast.mentor.person, "add_reference", by=cast.coordinator, text=REFERENCE)
    mentorship = await site.open()
    path = f"{await site.link(Purpose.SEARCH, cast.mentee, mentorship=mentorship)}/search"
    async with site.client(**BROWSER) as mentee:
        many = {"hopes:lines": "\n".join("x" * 3 for _ in range(30)), "direction": "<b>Blood</b>"}
        wrong = await sent_form(mentee, path, "describe_need", **many)
        assert wrong.status_code == 422
        assert "These are too many: please give at most 20." in wrong.text
        assert "&lt;b&gt;Blood&lt;/b&gt;" in wrong.text, "what was typed is kept"
        need = {"direction": "Not sure yet", "hopes:lines": "a paper\nadvice"}
        right = await sent_form(
            mentee, path, "describe_need", **need, **{"support:list": ["research", "career"]}
        )
        page = await mentee.get(right.headers["location"])
        assert "Kept. You can change it whenever you see clearer." in page.text
        assert "<li>advice</li>" in page.text

        name = await name_of(site, cast.mentor)
        page = await mentee.get(f"{path}?find=yes&words=hematolgy&support=research")
        assert name in page.text, "a typing error is forgiven"
        assert "Short and often" in page.text
        assert "1 reference" in page.text
        nobody = await mentee.get(f"{path}?find=yes&words=cardiology&support=nonsense&after=broken")
        assert "Nobody was found; try fewer or other words." in nobody.text
        found = f"{path}?find=yes&words=hematology"
        listed = await sent_form(
            mentee, found, f"shortlist-{cast.mentor.person}", note="Kind to learners"
        )
        page = await mentee.get(listed.headers["location"])
        assert "On the shortlist. Nobody is asked before you ask." in page.text
        assert "Back to those whom you found" in page.text, "the directory stays as it was"
        page = await mentee.get(path)
        assert "Kind to learners" in page.text
        assert "Answered every draft within a week. &lt;script&gt;" in page.text


async def test_somebody_not_registered_is_listed_by_name_and_address(site: Site) -> None:
    mentorship = await site.open()
    link = await site.link(Purpose.SEARCH, site.cast.mentee, mentorship=mentorship)
    path = f"{link}/search"
    async with site.client(**BROWSER) as mentee:
        half = await sent_form(mentee, path, "shortlist-new", name="Dr. Far Away")
        assert half.status_code == 422
        assert "Dr. Far Away" in half.text
        assert "or by name and email." in half.text
        await sent_form(mentee, path, "shortlist-new", name="Dr. Far Away", email="far@example.com")
        page = await mentee.get(path)
        assert "far@example.com" in page.text
        await sent_form(mentee, path, "strike-1")
        assert "far@example.com" not in (await mentee.get(path)).text


async def test_one_asks_takes_it_back_and_rests_and_a_double_click_is_one_ask(site: Site) -> None:
    cast = site.cast
    mentorship = await site.open()
    name = await name_of(site, cast.mentor)
    await site.do(mentorship, "shortlist", by=cast.mentee, person=str(cast.mentor.person))
    path = f"/mentorships/{mentorship}/search"
    async with await site.signed_in(cast.mentee) as mentee:
        empty = await sent_form(mentee, path, "invite-1", ask=" ")
        assert empty.status_code == 422
        assert "Please fill this in." in empty.text
        page = await mentee.get(path)
        form = {**hidden_fields(page.text, "invite-1"), "ask": ASK}
        sent = [await mentee.post(path, data=form) for _ in range(2)]
        assert [each.status_code for each in sent] == [303, 303]
        page = await mentee.get(sent[1].headers["location"])
        assert "Asked! You hear from us as soon as there is an answer" in page.text
        assert f"Waiting for {name}" in page.text
        assert ASK in page.text
        await sent_form(mentee, path, "withdraw-1")
        assert "taken back" in (await mentee.get(path)).text
        until = site.services.now().date() + timedelta(days=30)
        await sent_form(mentee, path, "pause", until=until.isoformat())
        assert "The search rests until" in (await mentee.get(path)).text
        await sent_form(mentee, path, "resume")
    types = [each.type for each in await site.records.history("mentorship", mentorship)]
    assert types.count("outreach.invitation_sent") == 1
    assert types[-2:] == ["pause.paused", "pause.resumed"]


async def test_while_an_answer_is_awaited_others_wait_and_a_coordinator_can_help(
    site: Site,
) -> None:
    cast = site.cast
    another = await a_person(
        Desk(site.records), f"other-{new_id().hex[-8:]}", (cast.program, Role.MENTOR)
    )
    mentorship = await asking(site)
    await site.do(mentorship, "shortlist", by=cast.mentee, person=str(another))
    path = f"/mentorships/{mentorship}/search"
    async with await site.signed_in(cast.mentee) as mentee:
        page = await mentee.get(path)
        assert "You can ask the next one when there is an answer" in page.text
        assert "form-invite-2" not in page.text
        stale = {**hidden_fields(page.text, "strike-2"), "_command": "invite", "ask": ASK}
        refused = await mentee.post(path, data=stale)
        assert refused.status_code == 409
        assert "The program allows 1 open at a time" in refused.text
    async with await site.signed_in(cast.mentor) as mentor:
        assert (await mentor.get(path)).status_code == 404, "the search is the mentee's"
    async with await site.signed_in(cast.coordinator) as coordinator:
        page = await coordinator.get(path)
        assert "s search for a mentor</h1>" in page.text
        assert "form-describe_need" not in page.text
        done = await sent_form(coordinator, path, "assign-2", why="You share a field.")
        assert done.status_code == 303
        page = await coordinator.get(done.headers["location"])
        assert "Introduced; both get a letter." in page.text
        assert "This search is over" in page.text


async def test_a_long_shortlist_is_read_in_pages_and_whoever_is_on_it_is_there_once(
    site: Site,
) -> None:
    cast, many = site.cast, 24
    for number in range(6):
        colleague = await a_person(
            Desk(site.records), f"Colleague-{new_id().hex}", (cast.program, Role.COORDINATOR)
        )
        by = Actor(role=Role.COORDINATOR, person=colleague)
        text = f"Reference {number}. {'&' * 480}"
        await of_person(site, cast.mentor.person, "add_reference", by=by, text=text)
    mentorship = await site.open()
    await site.do(mentorship, "shortlist", by=cast.mentee, person=str(cast.mentor.person))
    for number in range(1, many):
        who = {"name": f"Dr. No. {number}.", "email": f"no{number}@example.com"}
        note = "<&>" * 150 if number % 2 else "x"
        await site.do(mentorship, "shortlist", by=cast.mentee, note=note, **who)
    await site.do(mentorship, "invite", by=cast.mentee, candidate=1, ask=ASK)
    await site.do(mentorship, "withdraw_invitation", by=cast.mentee, invitation=1)
    path, pages = f"/mentorships/{mentorship}/search", list[str]()
    async with await site.signed_in(cast.mentee) as mentee:
        while path:
            answer = await mentee.get(path)
            assert len(answer.content) <= 88 * 1024, (path, len(answer.content))
            pages.append(answer.text)
            further = re.search(r'href="([^"]*)">More of the shortlist \(\d+\)', answer.text)
            path = further[1] if further else ""
        beyond = await mentee.get(f"/mentorships/{mentorship}/search?from=999")
    shown = [re.findall(r"<h3>(.*?)</h3>", each) for each in pages]
    assert len(shown) > 2
    names = [name for each in shown for name in each]
    first_free = [f"Dr. No. {number}." for number in range(1, many)]
    assert names == [*first_free, await name_of(site, cast.mentor)], "who can be asked comes first"
    assert re.findall(r"<h3>(.*?)</h3>", beyond.text) == shown[0]
    last = pages[-1]
    assert "What others say (6)" in last
    assert "Reference 0." in last
    assert "Reference 5." not in last
    assert "more.</p>" in last
