"""Reading through the API: everybody sees what is theirs to see, and nothing besides."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.envelopes import Actor, Role
from runtime.ids import new_id
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed, Signed
from tests.web.api.described import API, Described
from tests.web.site import Site
from tests.web.stories import ANSWERS, accepted, asking, at_work

CONCERN = "He never reads what I send"


async def test_a_mentorship_is_read_with_the_eyes_of_whoever_asks(site: Site, keyed: Keyed) -> None:
    mentorship, cast = await accepted(site), site.cast
    await site.do(mentorship, "submit_expectations", by=cast.mentor, **ANSWERS)
    await site.do(mentorship, "raise_concern", by=cast.mentee, text=CONCERN)
    path = f"/mentorships/{mentorship}"
    mentee, mentor = await keyed(cast.mentee), await keyed(cast.mentor)
    office = await keyed(cast.coordinator)

    own = (await mentor.get(path)).json()
    assert own["state"]["answers"]["mentor"]["goals"] == ANSWERS["goals"]
    unread = (await mentee.get(path)).json()
    assert unread["state"]["answers"]["mentor"]["hidden"]
    assert (unread["part"], unread["stage"]) == ("mentee", "EXPECTATIONS")
    assert unread["names"][str(cast.mentor.person)].startswith("mentor-")
    assert "submit_expectations" in unread["possible"]
    assert "agreement_due" in {each["kind"] for each in unread["waits_for"]}
    staff = (await office.get(path)).json()
    assert staff["attention"] == ["concern"]
    assert staff["state"]["answers"]["mentor"]["hidden"], "not even theirs until both are in"
    for seen in (own, unread):
        assert "attention" not in seen
        assert "attention" not in seen["state"]


async def test_what_happened_and_what_comes_is_told_to_each_as_far_as_it_is_theirs(
    site: Site, keyed: Keyed
) -> None:
    mentorship, cast = await accepted(site), site.cast
    await site.do(mentorship, "submit_expectations", by=cast.mentor, **ANSWERS)
    await site.do(mentorship, "raise_concern", by=cast.mentee, text=CONCERN)
    path = f"/mentorships/{mentorship}"
    mentee, mentor = await keyed(cast.mentee), await keyed(cast.mentor)
    office = await keyed(cast.coordinator)
    happened = (await mentor.get(f"{path}/history")).json()
    assert CONCERN not in str(happened)
    assert "attention.concern_raised" not in {each["type"] for each in happened["events"]}
    assert CONCERN in str((await office.get(f"{path}/history")).json())
    assert CONCERN in str((await mentee.get(f"{path}/history")).json())
    assert CONCERN not in (await mentor.get(path)).text

    whole = (await mentee.get(f"{path}/history")).json()
    begun = (await mentee.get(f"{path}/history", limit=2)).json()
    later = (await mentee.get(f"{path}/history", after_version=begun["next"])).json()
    assert begun["events"] + later["events"] == whole["events"]
    assert later["next"] is None

    comes = (await mentee.get(f"{path}/next")).json()["coming"]
    assert any("mentee's answers" in each["what"] and each["when"] is None for each in comes)
    letters = (await mentor.get(f"{path}/letters")).json()["letters"]
    assert {each["to"] for each in letters} == {str(cast.mentor.person)}
    assert "concern" not in str(letters)
    every = (await office.get(f"{path}/letters")).json()["letters"]
    assert {each["to"] for each in every} >= {str(cast.mentor.person), str(cast.coordinator.person)}

    await mentor.do(path, "waive_expectations", why="We know each other")
    refused = (await mentor.get(f"{path}/refused")).json()["refused"]
    assert [each["type"] for each in refused] == ["waive_expectations"]
    assert (await mentee.get(f"{path}/refused")).json()["refused"] == []
    assert (await office.get(f"{path}/refused")).json()["refused"] == refused


async def test_a_mentorship_is_known_again_by_its_tag_and_told_as_it_was(
    site: Site, keyed: Keyed
) -> None:
    mentorship, cast = await asking(site), site.cast
    path = f"/mentorships/{mentorship}"
    mentee, mentor = await keyed(cast.mentee), await keyed(cast.mentor)
    invited = (await mentor.get(path)).json()
    assert invited["part"] == "invited mentor"
    assert "candidates" not in invited["state"]
    before = site.services.now()
    answer = await mentee.get(path)
    tag = {"If-None-Match": f'"other", W/{answer.headers["etag"]}'}
    again = await mentee.client.get(f"{API}{path}", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    await site.do(mentorship, "accept", by=cast.mentor, invitation=1)
    changed = await mentee.client.get(f"{API}{path}", headers=tag)
    assert changed.status_code == 200

    was = (await mentee.get(path, at=before.isoformat())).json()
    assert (was["stage"], was["state"]["mentor"]) == ("OUTREACH", None)
    assert "version" not in {**was, **answer.json()}, "it would move with what is sealed from them"
    assert "possible" not in was
    as_mentor = (await mentor.get(path, at=before.isoformat())).json()
    assert as_mentor["part"] == "invited mentor"
    assert "candidates" not in as_mentor["state"], "a mentor now sees no more of it than then"
    then = (await mentee.get(f"{path}/history", at=before.isoformat())).json()
    assert "outreach.invitation_accepted" not in {each["type"] for each in then["events"]}
    long_ago = (before - timedelta(days=400)).isoformat()
    early = await mentee.get(path, at=long_ago)
    assert (early.status_code, early.json()["code"]) == (404, "nothing_then")
    assert (await mentee.get(path, at="2026-01-01T00:00:00")).status_code == 422


async def test_lists_of_mentorships_hold_what_is_ones_own_or_of_ones_programs(
    site: Site, keyed: Keyed
) -> None:
    worked, cast = await at_work(site), site.cast
    await site.do(worked, "raise_concern", by=cast.mentee, text=CONCERN)
    asked = await asking(site)
    office, mentee, mentor = [
        await keyed(each) for each in (cast.coordinator, cast.mentee, cast.mentor)
    ]

    def ids(answer: Any) -> set[str]:
        return {each["id"] for each in answer.json()["mentorships"]}

    both = {str(worked), str(asked)}
    assert ids(await office.get("/mentorships")) == both
    assert ids(await office.get("/mentorships", attention=True)) == {str(worked)}
    assert ids(await office.get("/mentorships", stage=["OUTREACH", "ENDED"])) == {str(asked)}
    assert ids(await office.get("/mentorships", mentor=str(cast.mentor.person))) == {str(worked)}
    assert ids(await office.get("/mentorships", text="mentee", overdue=True)) == set()
    assert ids(await office.get("/mentorships", text="mentea", complete=False)) == both

    own = await mentee.get("/mentorships")
    assert ids(own) == both
    for row in own.json()["mentorships"]:
        assert row["part"] == "mentee"
        assert not {"attention", "next_due", "next_kind", "version", "last_at"} & set(row)
    assert ids(await mentor.get("/mentorships")) == {str(worked)}
    invited = await mentor.get("/mentorships", invited=str(cast.mentor.person))
    assert [each["part"] for each in invited.json()["mentorships"]] == ["invited"]
    assert "last_at" not in invited.json()["mentorships"][0]
    mine = await mentor.get(f"/people/{cast.mentor.person}/mentorships")
    assert {each["part"] for each in mine.json()["mentorships"]} == {"mentor", "invited"}
    staffs = await office.get(f"/people/{cast.mentor.person}/mentorships")
    assert {each["part"] for each in staffs.json()["mentorships"]} == {"staff"}

    for prying in ({"attention": True}, {"sort": "urgency"}, {"person": str(cast.mentee.person)}):
        denied = await mentor.get("/mentorships", **prying)
        assert (denied.status_code, denied.json()["code"]) == (403, "not_allowed")
    elsewhere = await a_program(Desk(site.records), f"Elsewhere {new_id()}")
    assert (await mentor.get("/mentorships", program=str(elsewhere))).status_code == 404
    assert (await office.get("/mentorships", program=str(elsewhere))).status_code == 404
    operator = await keyed(None)
    assert ids(await operator.get("/mentorships", program=str(cast.program))) == both

    first = await office.get("/mentorships", limit=1, sort="opened", stage=["OUTREACH", "GOALS"])
    assert first.headers["link"].endswith('>; rel="next"')
    following = first.headers["link"][1:].partition(">")[0]
    second = office.checked(await office.client.get(following))
    assert ids(first) | ids(second) == both
    assert second.json()["next"] is None
    assert "link" not in second.headers
    for cursor in (first.json()["next"], "x", "é", "A" * 2000):
        broken = await office.get("/mentorships", cursor=cursor)
        assert (broken.status_code, broken.json()["code"]) == (422, "broken_cursor")


async def test_a_coordinator_who_is_of_a_pair_is_that_side_there_and_no_more(
    site: Site, keyed: Keyed
) -> None:
    cast, desk = site.cast, Desk(site.records)
    assert cast.mentor.person is not None
    mentorship = await at_work(site)
    grant: dict[str, Any] = {"program": str(cast.program), "role": Role.COORDINATOR}
    await desk.do(cast.mentor.person, "grant_role", category="person", **grant)
    await site.do(mentorship, "raise_concern", by=cast.mentee, text=CONCERN)
    both = await keyed(cast.mentor)
    assert (await both.get(f"/mentorships/{mentorship}", role="coordinator")).status_code == 404
    seen = await both.get(f"/mentorships/{mentorship}")
    assert ("attention" in seen.json(), CONCERN in seen.text) == (False, False)
    assert (await both.get("/mentorships", attention=True)).json()["mentorships"] == []
    own = (await both.get("/mentorships", person=str(cast.mentor.person))).json()["mentorships"]
    assert [each["part"] for each in own] == ["mentor"]


async def _stranger(site: Site, keyed: Keyed) -> Described:
    """A coordinator of a program that has nothing to do with the cast's."""
    desk = Desk(site.records)
    elsewhere = await a_program(desk, "Elsewhere")
    name = f"foreign-{new_id().hex[-8:]}"
    foreign = await a_person(desk, name, (elsewhere, Role.COORDINATOR))
    return await keyed(Actor(role=Role.COORDINATOR, person=foreign))


async def test_people_are_told_by_what_whoever_asks_is_to_them(site: Site, keyed: Keyed) -> None:
    cast, desk = site.cast, Desk(site.records)
    mentee, office = await keyed(cast.mentee), await keyed(cast.coordinator)
    assert cast.mentor.person is not None
    path = f"/people/{cast.mentor.person}"
    profile = {"disciplines": ["Hematology"], "support": ["research"], "site": "North"}
    done = await (await keyed(cast.mentor)).do(path, "change_profile", mentor_profile=profile)
    assert done.status_code == 200
    stranger = await _stranger(site, keyed)

    member = (await mentee.get(path)).json()
    assert set(member) == {"id", "name", "mentor_profile", "has_room", "away", "references"}
    assert (member["has_room"], member["mentor_profile"]["site"]) == (True, "North")
    assert "capacity" in (await office.get(path)).json()
    await desk.do(cast.mentor.person, "set_capacity", category="person", capacity=0)
    assert (await mentee.get(path)).json()["has_room"] is False
    assert (await stranger.get(path)).json() == (await stranger.get(f"/people/{new_id()}")).json()
    oneself = (await mentee.get(f"/people/{cast.mentee.person}")).json()
    assert oneself["email"].endswith("@example.org")

    await desk.do(cast.mentor.person, "set_capacity", category="person", capacity=3)
    await at_work(site)
    partner = (await mentee.get(path)).json()
    assert set(partner) == {"id", "name", "email", "zone", "mentor_profile"}
    assert set((await mentee.get(f"/people/{cast.coordinator.person}")).json()) == {"id", "name"}


async def test_people_are_listed_to_the_staff_of_their_programs(site: Site, keyed: Keyed) -> None:
    cast = site.cast
    mentee, office = await keyed(cast.mentee), await keyed(cast.coordinator)
    path, stranger = f"/people/{cast.mentor.person}", await _stranger(site, keyed)
    listed = (await office.get("/people", role="mentor")).json()["people"]
    assert [each["id"] for each in listed] == [str(cast.mentor.person)]
    assert listed[0]["roles"] == [{"program": str(cast.program), "role": "mentor"}]
    found = (await office.get("/people", email=listed[0]["email"].upper())).json()["people"]
    assert found == listed
    assert (await stranger.get("/people", email=listed[0]["email"])).json()["people"] == []
    pages, cursor = list[str](), None
    while True:
        params = {"limit": 1, "program": str(cast.program)} | ({"cursor": cursor} if cursor else {})
        page = (await office.get("/people", **params)).json()
        pages += [each["id"] for each in page["people"]]
        if (cursor := page["next"]) is None:
            break
    assert set(pages) == {str(each.person) for each in (cast.coordinator, cast.mentee, cast.mentor)}
    assert (await mentee.get("/people")).status_code == 403
    assert (await office.get("/people", role="administrator")).status_code == 403
    assert (await (await keyed(None)).get("/people", role="administrator")).status_code == 200
    assert (await stranger.get("/people", program=str(cast.program))).status_code == 404

    told = await mentee.get(f"/people/{cast.mentee.person}/history")
    assert "person.registered" in {each["type"] for each in told.json()["events"]}
    assert (await office.get(f"/people/{cast.mentee.person}/history")).status_code == 403
    assert (await mentee.get(f"{path}/mentorships")).status_code == 403


async def test_programs_and_their_directory_are_told_to_their_members(
    site: Site, keyed: Keyed, signed: Signed
) -> None:
    cast = site.cast
    path, mentor = f"/programs/{cast.program}", await keyed(cast.mentor)
    mentee, office = await keyed(cast.mentee), await keyed(cast.coordinator)
    profile = {"disciplines": ["Hematology"], "support": ["research"], "site": "North"}
    own = f"/people/{cast.mentor.person}"
    assert (await mentor.do(own, "change_profile", mentor_profile=profile)).status_code == 200

    found = (await mentee.get(f"{path}/mentors", words="hematolgy", support="research")).json()
    assert [each["id"] for each in found["mentors"]] == [str(cast.mentor.person)]
    assert found["mentors"][0]["away"] is False
    assert not {"email", "away_until"} & set(found["mentors"][0])
    none = await mentee.get(f"{path}/mentors", discipline="Surgery", available=True, has_room=True)
    assert none.json() == {"mentors": [], "next": None}

    [row] = (await mentee.get("/programs")).json()["programs"]
    assert (row["id"], "version" in row) == (str(cast.program), False)
    member, staff = (await mentee.get(path)).json(), (await office.get(path)).json()
    assert "missed_check_ins" not in member["policy"]
    assert "missed_check_ins" in staff["policy"]
    assert "letterhead" not in member
    assert (await office.get(f"{path}/census")).json()["roles"]["mentor"] == 1
    for shut in ("census", "history"):
        assert (await mentee.get(f"{path}/{shut}")).status_code == 403
        assert (await office.get(f"{path}/{shut}")).status_code == 200

    told = (await office.get("/me")).json()
    assert told["roles"] == [{"program": str(cast.program), "role": "coordinator"}]
    assert (told["key"]["scopes"], told["session"]) == (["act", "read", "steer"], None)
    told = (await (await signed(cast.mentee)).get("/me")).json()
    assert (told["key"], told["session"]["how"]) == (None, "letter")
    assert UUID(told["person"]["id"]) == cast.mentee.person
    told = (await (await keyed(None, "read")).get("/me")).json()
    assert (told["person"], told["administrator"]) == (None, True)
