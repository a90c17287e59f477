"""Commands through the API: given once, by whoever may, and answered by a receipt."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
from structlog.testing import capture_logs

from domain.envelopes import Actor, Role
from runtime.ids import new_id
from runtime.tokens import new_token
from tests.eventually import eventually
from tests.records.desk import Desk, a_person, a_program
from tests.web.api.conftest import Keyed, Signed
from tests.web.api.described import API, Described
from tests.web.site import Site
from tests.web.stories import asking, at_work
from web.app import create_app
from web.callers import COOKIE

SMART: dict[str, Any] = {
    "what": "A draft",
    "measure": "It is read",
    "achievable": "Two afternoons",
    "reason": "To",
}


async def test_a_person_is_registered_given_a_role_and_begins_a_search_each_once(
    site: Site, keyed: Keyed
) -> None:
    program, key = site.cast.program, new_id()
    office = await keyed(site.cast.coordinator)
    ada: dict[str, Any] = {
        "name": "Ada Okafor",
        "email": "ada@example.org",
        "zone": "Europe/Berlin",
    }

    made = await office.do("/people", "register_person", key=key, **ada)
    assert made.status_code == 201, made.text
    person = made.headers["location"].rpartition("/")[2]
    assert made.json()["stream"] == f"person/{person}"
    again = await office.do("/people", "register_person", key=key, **ada)
    assert again.json() == made.json()
    other = await office.do("/people", "register_person", key=key, **{**ada, "name": "Ida"})
    assert (other.status_code, other.json()["code"]) == (422, "id_reused")

    role: dict[str, Any] = {"program": str(program), "role": "mentee"}
    granted = await office.do(f"/people/{person}", "grant_role", **role)
    assert (granted.status_code, granted.json()["outcome"]) == (200, "recorded")
    granted = await office.do(f"/people/{person}", "grant_role", **role)
    assert granted.json()["outcome"] == "nothing_changed"

    opened = await office.do("/mentorships", "open_mentorship", program=str(program), mentee=person)
    assert opened.status_code == 201
    found = await office.client.get(opened.headers["location"])
    assert found.json()["stage"] == "SEEKING"


async def test_a_rehearsal_tells_what_would_happen_and_nothing_does(
    site: Site, keyed: Keyed
) -> None:
    mentorship = await asking(site)
    mentor = await keyed(site.cast.mentor)
    accept = {"type": "accept", "invitation": 1}
    path = f"/mentorships/{mentorship}/commands"
    told = (await mentor.post(path, accept, dry_run=True)).json()
    assert "outreach.invitation_accepted" in [each["type"] for each in told["events"]]
    assert str(site.cast.mentee.person) in {each["to"] for each in told["letters"]}
    assert "agreement_due" in {each["kind"] for each in told["deadlines"]}
    assert told["settled"] is False
    refused = await mentor.post(path, {"type": "accept", "invitation": 7}, dry_run=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_invitation")
    assert (await mentor.get(f"/mentorships/{mentorship}")).json()["stage"] == "OUTREACH"
    accepted = await mentor.post(path, accept)
    assert accepted.json()["version"] == told["receipt"]["version"]


async def test_whoever_has_no_part_learns_nothing_and_whoever_has_one_may_what_it_allows(
    site: Site, keyed: Keyed
) -> None:
    mentorship, cast = await at_work(site), site.cast
    desk = Desk(site.records)
    elsewhere = await a_program(desk, "Elsewhere")
    stranger = await a_person(
        desk,
        f"stranger-{new_id().hex[-8:]}",
        (elsewhere, Role.COORDINATOR),
        (cast.program, Role.MENTEE),
    )
    nobody = await keyed(Actor(role=Role.COORDINATOR, person=stranger))
    path, goal = f"/mentorships/{mentorship}", {**SMART, "by": "2999-01-04"}

    with capture_logs() as logs:
        unknown = await nobody.do(f"/mentorships/{new_id()}", "set_goal", **goal)
        hidden = await nobody.do(path, "set_goal", **goal)
        assert hidden.status_code == 404
        assert hidden.json() == unknown.json(), "that it exists is not told"

        office = await keyed(cast.coordinator)
        for_pair = await office.do(path, "set_goal", **goal)
        assert (for_pair.status_code, for_pair.json()["code"]) == (403, "not_your_part")
        assert for_pair.json()["facts"]["parts"] == ["mentee", "mentor"]
        as_mentor = await office.do(path, "set_goal", as_="mentor", **goal)
        assert (as_mentor.status_code, as_mentor.json()["code"]) == (403, "role_not_held")

        mentee = await keyed(cast.mentee)
        assert (await mentee.do(path, "set_goal", **goal)).status_code == 200
        late = await mentee.do(path, "strike", candidate=1)
        assert (late.status_code, late.json()["code"]) == (409, "wrong_stage")
        for_office = await mentee.do(f"/programs/{cast.program}", "set_template", text="Ours")
        assert (for_office.status_code, for_office.json()["code"]) == (403, "not_allowed")

    decisions = [each for each in logs if each["event"] == "access.decided"]
    assert [(each["what"], each["allowed"], each["why"]) for each in decisions] == [
        ("set_goal", False, "not_known_to_them"),
        ("set_goal", False, "not_your_part"),
        ("set_goal", False, "role_not_held"),
        ("set_goal", True, "allowed"),
        ("strike", True, "allowed"),
        ("set_template", False, "not_allowed"),
    ]
    assert all(each["who"].startswith("key/") for each in decisions)
    assert "A draft" not in str(decisions)


async def test_a_key_does_no_more_than_its_scopes_and_its_program_allow(
    site: Site, keyed: Keyed
) -> None:
    mentorship, cast = await at_work(site), site.cast
    path = f"/mentorships/{mentorship}"
    reading = await keyed(cast.mentee, "read")
    refused = await reading.do(path, "note", text="Hello")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert refused.json()["facts"] == {"scope": "act", "has": ["read"]}
    acting = await keyed(cast.mentee, "act")
    assert (await acting.do(path, "end_mentorship")).json()["facts"]["scope"] == "steer"
    assert (await acting.get(path)).json()["facts"]["scope"] == "read"
    assert (await acting.do(path, "note", text="Hello")).status_code == 200

    other = await a_program(Desk(site.records), "Other")
    for owner in (cast.coordinator, cast.mentee, None):
        narrowed = await keyed(owner, program=other)
        assert (await narrowed.do(path, "note", text="Hello")).status_code == 404
        assert (await narrowed.get(path)).status_code == 404
        assert (await narrowed.get(f"/programs/{cast.program}")).status_code == 404
        assert (await narrowed.get("/programs")).json()["programs"] == (
            []
            if owner
            else [
                {
                    "closed": False,
                    "id": str(other),
                    "name": "Other",
                    "version": 1,
                    "zone": "America/Denver",
                }
            ]
        )
        assert (await narrowed.get(f"/people/{cast.mentor.person}")).status_code == 404
        role: dict[str, Any] = {"program": str(cast.program), "role": "mentor"}
        granted = await narrowed.do(f"/people/{cast.coordinator.person}", "grant_role", **role)
        assert granted.status_code == 404
    narrowed = await keyed(cast.coordinator, program=cast.program)
    assert (await narrowed.do(path, "note", text="Hello")).status_code == 200
    operator = await keyed(None)
    created = await operator.do("/programs", "create_program", name="Third", zone="Europe/Berlin")
    assert created.status_code == 201
    beyond = await narrowed.do("/programs", "create_program", name="Fourth", zone="Europe/Berlin")
    assert (beyond.status_code, beyond.json()["code"]) == (403, "key_of_one_program")


async def test_staff_who_are_signed_in_end_nothing_without_the_second_factor(
    site: Site, signed: Signed
) -> None:
    path = f"/mentorships/{await at_work(site)}"
    office = await signed(site.cast.coordinator)
    assert (await office.do(path, "note", text="Seen")).status_code == 200
    refused = await office.do(path, "end_mentorship")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
    assert refused.json()["facts"] == {"how": "/second-factor"}

    session = (await office.get("/me")).json()["session"]
    token = new_token()
    at = site.services.now()
    assert await site.records.prove_session(UUID(session["id"]), token=token, at=at)
    office.client.cookies.clear()
    office.client.cookies.set(COOKIE, token)
    ended = await office.do(path, "end_mentorship")
    assert ended.status_code == 200, ended.text

    foreign = await office.client.post(
        f"{API}{path}/commands", json={"type": "note"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_origin")


async def test_no_role_that_somebody_names_spares_them_the_second_factor_for_an_account(
    site: Site, signed: Signed
) -> None:
    coordinator = site.cast.coordinator.person
    assert coordinator is not None
    role: dict[str, Any] = {"program": str(site.cast.program), "role": "mentor"}
    await Desk(site.records).do(coordinator, "grant_role", category="person", **role)
    office = await signed(site.cast.coordinator)
    for acting in (None, "coordinator", "mentor"):
        asked = await office.do(
            f"/people/{coordinator}", "change_contact", as_=acting, email="other@example.org"
        )
        assert (asked.status_code, asked.json()["code"]) == (403, "second_factor_needed"), acting


async def test_a_program_has_a_name_of_its_own(keyed: Keyed) -> None:
    operator, given = await keyed(None), new_id()
    wanted = {"name": f"Fellows {given}", "zone": "Europe/Berlin"}
    first = await operator.do("/programs", "create_program", key=given, **wanted)
    again = await operator.do("/programs", "create_program", key=given, **wanted)
    assert (first.status_code, again.json()) == (201, first.json())
    for dry_run in (False, True):
        body = {"type": "create_program", **wanted}
        other = await operator.post("/programs/commands", body, dry_run=dry_run)
        assert (other.status_code, other.json()["code"]) == (409, "name_taken"), other.text
        assert other.json()["facts"] == {"program": first.json()["stream"].partition("/")[2]}


async def test_a_receipt_is_told_to_its_giver_and_the_staff_and_to_nobody_else(
    site: Site, keyed: Keyed
) -> None:
    mentorship, given, denied = await at_work(site), new_id(), new_id()
    path = f"/mentorships/{mentorship}"
    mentee, mentor = await keyed(site.cast.mentee), await keyed(site.cast.mentor)
    office, operator = await keyed(site.cast.coordinator), await keyed(None)
    done = await mentee.do(path, "raise_concern", key=given, text="I am worried")
    assert done.status_code == 200
    assert (await mentee.do(path, "achieve_goal", key=denied, goal=9)).status_code == 409
    for asks in (mentee, office, operator):
        assert (await asks.get(f"/receipts/{given}")).json() == done.json()
        kept = await asks.get(f"/receipts/{denied}")
        assert (kept.status_code, kept.json()["outcome"]) == (200, "refused"), kept.text
    nobodys = await mentor.get(f"/receipts/{new_id()}")
    assert (nobodys.status_code, nobodys.json()["code"]) == (404, "unknown_receipt")
    with capture_logs() as logs:
        assert (await mentor.get(f"/receipts/{given}")).json() == nobodys.json()
    (refused,) = [each for each in logs if each["event"] == "access.decided"]
    assert (refused["stream"], refused["why"]) == (f"receipt/{given}", "not_known_to_them")
    assert (
        await (await keyed(site.cast.mentee, "act")).get(f"/receipts/{given}")
    ).status_code == 403


async def test_what_is_not_recorded_in_time_is_taken_in_and_its_receipt_comes_later(
    site: Site, keyed: Keyed
) -> None:
    mentorship, key = await at_work(site), new_id()
    mentee = await keyed(site.cast.mentee)
    hasty = create_app(replace(site.services, patience=timedelta(0)))
    transport = httpx2.ASGITransport(hasty, raise_app_exceptions=False)
    async with httpx2.AsyncClient(
        transport=transport, base_url=site.url, headers=dict(mentee.client.headers)
    ) as client:
        impatient = Described(client, mentee.description)
        taken = await impatient.do(f"/mentorships/{mentorship}", "note", key=key, text="Hello")
    assert (taken.status_code, taken.json()["outcome"]) == (202, "accepted_not_recorded")
    assert taken.headers["location"] == f"{API}/receipts/{key}"
    assert (await mentee.get(f"/receipts/{key}")).status_code == 404
    done = await mentee.do(f"/mentorships/{mentorship}", "note", key=key, text="Hello")
    assert done.status_code == 200

    async def recorded() -> None:
        assert (await mentee.get(f"/receipts/{key}")).json()["outcome"] == "recorded"

    await eventually(recorded)
