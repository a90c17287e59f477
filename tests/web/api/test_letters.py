"""What was written to somebody: who may read of it, and take its links back."""

from domain.envelopes import Actor, Role
from domain.links.purposes import Purpose
from runtime.ids import new_id
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed, Signed
from tests.web.api.described import API
from tests.web.lived import Lived
from tests.web.site import Site


async def test_of_a_person_s_letters_everybody_reads_what_is_theirs(
    site: Site, signed: Signed, keyed: Keyed
) -> None:
    cast, desk = site.cast, Desk(site.records)
    await Lived(site).begin(days_ago=3)
    elsewhere = await a_program(desk, "Elsewhere")
    for role in (Role.MENTOR, Role.COORDINATOR):
        await desk.do(
            cast.mentor.person or new_id(),
            "grant_role",
            category="person",
            program=str(elsewhere),
            role=role.value,
        )
    path = f"/people/{cast.mentor.person}/letters"
    own = (await (await signed(cast.mentor)).get(path)).json()["letters"]
    kinds = {each["kind"] for each in own}
    assert "invitation" in kinds
    assert {each["to"] for each in own} == {str(cast.mentor.person)}
    office = await (await signed(cast.coordinator)).get(path)
    about = [each for each in own if each["mentorship"] is not None]
    assert [each for each in office.json()["letters"] if each["mentorship"]] == about
    stranger = await a_person(desk, f"elsewhere-{new_id().hex}", (elsewhere, Role.COORDINATOR))
    other = await signed(Actor(role=Role.COORDINATOR, person=stranger))
    theirs = (await other.get(path)).json()["letters"]
    assert not [each for each in theirs if each["program"] != str(elsewhere)]
    narrowed = await keyed(None, "read", program=elsewhere)
    assert not [each for each in (await narrowed.get(path)).json()["letters"] if each["mentorship"]]
    assert (await (await signed(cast.mentee)).get(path)).status_code == 403


async def test_a_coordinator_who_is_the_mentee_reads_no_letters_of_their_mentor(
    site: Site, signed: Signed
) -> None:
    await Lived(site).begin(days_ago=3)
    await Desk(site.records).do(
        site.cast.mentee.person or new_id(),
        "grant_role",
        category="person",
        program=str(site.cast.program),
        role="coordinator",
    )
    both = await signed(site.cast.mentee)
    found = await both.get(f"/people/{site.cast.mentor.person}/letters")
    assert not [each for each in found.json()["letters"] if each["mentorship"]]
    calendar = await both.client.get(f"{API}/people/{site.cast.mentor.person}/calendar")
    assert "BEGIN:VEVENT" not in calendar.text


async def test_a_calendar_is_its_owner_s_and_in_part_the_staff_s(
    site: Site, signed: Signed
) -> None:
    mentorship = await Lived(site).begin(days_ago=3)
    path = f"{API}/people/{site.cast.mentee.person}/calendar"
    for person in (site.cast.mentee, site.cast.coordinator):
        answer = await (await signed(person)).client.get(path)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert str(mentorship) in answer.text
    refused = await (await signed(site.cast.mentor)).get(
        f"/people/{site.cast.mentee.person}/calendar"
    )
    assert refused.status_code == 403


async def test_links_in_the_wrong_hands_are_taken_back(
    site: Site, signed: Signed, keyed: Keyed
) -> None:
    mentee = site.cast.mentee
    link = await site.link(Purpose.PREFERENCES, mentee)
    path, why = f"{API}/people/{mentee.person}/links", "the letter was forwarded"
    by_mentor = await (await signed(site.cast.mentor)).client.delete(path, params={"why": why})
    assert by_mentor.status_code == 403
    reader = await keyed(site.cast.coordinator, "read")
    refused = await reader.client.delete(path, params={"why": why})
    assert reader.checked(refused).json()["code"] == "scope_missing"
    office = await signed(site.cast.coordinator)
    missing = await office.client.delete(path)
    assert office.checked(missing).status_code == 422
    answer = await office.client.delete(path, params={"why": why})
    assert office.checked(answer).json()["revoked"] >= 1
    async with site.client() as client:
        page = await client.get(link, follow_redirects=True)
    assert page.status_code == 410
    assert why in page.text
