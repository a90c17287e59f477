"""What was typed is never lost: kept while something is away, and shown where its form is gone."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from structlog.testing import capture_logs

from domain.links.purposes import Purpose
from runtime.tokens import new_token
from tests.web.site import BROWSER, Site, hidden_fields
from tests.web.stories import accepted, asking, at_work
from tests.workflows.real import real_records
from web.app import create_app
from web.callers import COOKIE

WORDS = "What I wrote for half an hour"


async def test_a_form_waits_on_its_page_while_something_does_not_answer(
    own_site: Site, database_url: str
) -> None:
    site, mentorship = own_site, await at_work(own_site)
    path = f"/mentorships/{mentorship}/overview"
    async with real_records(database_url) as gone:
        pass
    away = create_app(replace(site.services, records=gone))
    async with await site.signed_in(site.cast.mentee) as mentee:
        form = hidden_fields((await mentee.get(path)).text, "note")
        async with replace(site, app=away).client(**BROWSER) as unlucky:
            unlucky.cookies = mentee.cookies
            kept = await unlucky.post(path, data={**form, "text": WORDS})
        assert kept.status_code == 503, kept.text
        assert int(kept.headers["retry-after"]) > 0
        assert kept.text.count(WORDS) == 2, "once to be read, once to be sent"
        again = hidden_fields(kept.text.replace('class="form"', 'id="form-kept"'), "kept")
        assert again["_id"] == form["_id"], "both are one change, whenever they arrive"
        sent = await mentee.post(path, data=again)
        assert sent.status_code == 303, sent.text
    notes = [each.type for each in await site.records.history("mentorship", mentorship)]
    assert notes.count("concerns.noted") == 1


async def test_a_form_that_needs_a_passkey_is_good_as_it_was_once_the_passkey_was_shown(
    site: Site,
) -> None:
    mentorship, records = await at_work(site), site.records
    path = f"/mentorships/{mentorship}/end"
    async with await site.signed_in(site.cast.coordinator) as coordinator:
        form = hidden_fields((await coordinator.get(path)).text, "end_mentorship")
        kept = await coordinator.post(path, data={**form, "why": WORDS})
        assert kept.status_code == 403
        again = hidden_fields(kept.text.replace('class="form"', 'id="form-kept"'), "kept")
        token, at = new_token(), site.services.now()
        session = await records.session_of(coordinator.cookies[COOKIE], at=at)
        assert session is not None
        await records.prove_session(session.id, token=token, at=at)
        coordinator.cookies.set(COOKIE, token, domain=next(iter(coordinator.cookies.jar)).domain)
        sent = await coordinator.post(path, data=again)
    assert sent.status_code == 303, sent.text


async def test_what_is_decided_on_a_page_is_logged_and_nobody_s_text_with_it(site: Site) -> None:
    mentorship = await at_work(site)
    path = f"/mentorships/{mentorship}/overview"
    async with await site.signed_in(site.cast.mentee) as mentee:
        form = hidden_fields((await mentee.get(path)).text, "note")
        with capture_logs() as lines:
            await mentee.post(path, data={**form, "text": WORDS})
            await mentee.post(path, data={**form, "_command": "transition\nforged line"})
    told = [each for each in lines if each["event"] == "access.decided"]
    assert [(each["what"], each["allowed"]) for each in told] == [
        ("note", True),
        ("another_command", False),
    ]
    assert {each["who"] for each in told} == {f"person/{site.cast.mentee.person}"}
    assert "forged" not in str(lines)


async def test_words_for_a_form_that_is_gone_meanwhile_are_shown_to_be_copied(site: Site) -> None:
    mentorship = await accepted(site)
    path = f"/mentorships/{mentorship}/expectations"
    async with await site.signed_in(site.cast.mentor) as mentor:
        form = hidden_fields((await mentor.get(path)).text, "submit_expectations")
        await site.do(mentorship, "end_mentorship", by=site.cast.mentee)
        gone = await mentor.post(path, data={**form, "goals": WORDS})
    assert gone.status_code == 409
    assert "things have changed meanwhile" in gone.text
    assert "What you typed" in gone.text
    assert WORDS in gone.text


async def test_words_that_came_too_late_for_a_link_are_shown_to_be_copied(site: Site) -> None:
    mentorship = await asking(site)
    lasts = timedelta(minutes=1)
    link = await site.link(
        Purpose.ANSWER_INVITATION, site.cast.mentor, mentorship=mentorship, subject=1, lasts=lasts
    )
    path = f"{link}/invitations/1"
    async with site.client(**BROWSER) as mentor:
        form = hidden_fields((await mentor.get(path)).text, "decline")
        later = replace(site.services, now=lambda: site.services.now() + 2 * lasts)
        async with replace(site, app=create_app(later)).client(**BROWSER) as tardy:
            over = await tardy.post(path, data={**form, "reason": WORDS})
    assert over.status_code == 410
    assert "expired" in over.text
    assert WORDS in over.text


async def test_whoever_is_not_signed_in_is_out_already_and_comes_back_to_the_very_page(
    site: Site,
) -> None:
    async with site.client(**BROWSER) as nobody:
        out = await nobody.post("/sign-out", data={"_token": "of an earlier session"})
        assert (out.status_code, out.headers["location"]) == (303, "/signed-out")
        assert f'{COOKIE}=""' in out.headers["set-cookie"]
        told = await nobody.post("/me/sessions", data={"session": "others"})
        assert told.status_code == 401
        assert "others" not in told.text, "what a button carries is nothing that anybody typed"
        script = await nobody.post("/me/passkeys", json={})
        assert script.json()["code"] == "sign_in_needed", "a script reads no page"
        wanted = f"/mentorships/{site.cast.program}/search?words=blood"
        asked = await nobody.get(wanted)
        await nobody.get(asked.headers["location"])
        goal = next(each for each in nobody.cookies.jar if "goal" in each.name)
        assert "search%3Fwords%3Dblood" in (goal.value or "")
        assert urlsplit(asked.headers["location"]).path == "/sign-in"


async def test_a_link_that_is_over_leads_to_the_same_page_for_whoever_signs_in(site: Site) -> None:
    mentorship = await asking(site)
    link = await site.link(Purpose.SEARCH, site.cast.mentee, mentorship=mentorship)
    async with site.client(**BROWSER) as mentee:
        usable = await mentee.get(f"{link}/search")
        assert f'/sign-in?next=/mentorships/{mentorship}"' in usable.text
        await site.do(mentorship, "accept", by=site.cast.mentor, invitation=1)
        over = await mentee.get(f"{link}/search")
        assert over.status_code == 410
        assert f'/sign-in?next=/mentorships/{mentorship}/search"' in over.text
        cut = await mentee.get(f"{link[:-3]}/search")
        assert "copy the whole of it from the letter" in cut.text
