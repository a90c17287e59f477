"""Links: one act each, guessed by nobody, and telling nothing about what is not theirs."""

import asyncio

import pytest

from domain.links.purposes import Purpose
from runtime.ids import new_id
from runtime.tokens import new_key, new_token
from tests.web.crowd import ELSEWHERE, MENTEE, MENTOR, NEWCOMER, Crowd
from tests.web.site import BROWSER, Site, hidden_fields
from tests.web.stories import asking
from web.signing_in.rates import GUESSED_PER_CLIENT


async def test_a_link_pressed_twice_at_once_is_one_answer(site: Site) -> None:
    mentorship = await asking(site)
    link = await site.link(
        Purpose.ANSWER_INVITATION, site.cast.mentor, mentorship=mentorship, subject=1
    )
    async with site.client(**BROWSER) as mentor:
        path = f"{link}/invitations/1"
        fields = hidden_fields((await mentor.get(path)).text, "accept")
        other = {**fields, "_id": str(new_id())}
        sent = await asyncio.gather(
            *(mentor.post(path, data=each) for each in (fields, other, fields, other))
        )
        assert {each.status_code for each in sent} <= {303, 409, 410}
        assert any(each.status_code == 303 for each in sent)
        decline = {**other, "_command": "decline", "_form": "decline"}
        late = await mentor.post(path, data=decline)
        assert late.status_code in {409, 410}, "the link has served"
    events = await site.records.history("mentorship", mentorship)
    assert [each.type for each in events].count("outreach.invitation_accepted") == 1
    assert "outreach.invitation_declined" not in {each.type for each in events}


async def test_guessed_tokens_are_all_answered_alike_and_after_many_not_at_all(
    crowd: Crowd,
) -> None:
    limit = GUESSED_PER_CLIENT[0]
    good = await crowd.link()
    guesses = ("/l/{}", "/l/{}/overview", "/calendar/{}.ics", "/sign-in/{}")
    seen: dict[str, set[tuple[int, str]]] = {}
    async with crowd.stranger() as guesser, crowd.stranger() as other:
        for number in range(limit):
            form = guesses[number % len(guesses)]
            answer = await guesser.get(form.format(new_token()))
            seen.setdefault(form, set()).add((answer.status_code, answer.text))
        assert {len(each) for each in seen.values()} == {1}, "nothing tells one guess from another"
        assert {status for each in seen.values() for status, _ in each} == {404, 410}
        for path in ("/l/{}/overview", "/calendar/{}.ics", "/sign-in/{}"):
            answer = await guesser.get(path.format(new_token()))
            assert answer.status_code == 429, path
            assert int(answer.headers["retry-after"]) > 0
        keyed = {"Authorization": f"Bearer {new_key()}"}
        answer = await guesser.get("/api/v1/me", headers=keyed)
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
        unsubscribe = {"List-Unsubscribe": "One-Click"}
        answer = await guesser.post(f"/l/{new_token()}", data=unsubscribe)
        assert answer.status_code == 429
        assert (await guesser.get(good, follow_redirects=True)).status_code == 200, (
            "who has a link is not kept out by a neighbour"
        )
        assert (await other.get(f"/l/{new_token()}/overview")).status_code == 404


async def test_a_link_opens_the_pages_of_its_purpose_and_nothing_else(crowd: Crowd) -> None:
    token = (await crowd.link(Purpose.GOAL, subject=1)).removeprefix("/l/")
    calendar = (await crowd.site.link(Purpose.CALENDAR, crowd.people[MENTEE])).removeprefix("/l/")
    async with crowd.stranger() as holder:
        assert (await holder.get(f"/l/{token}/goals/1")).status_code == 200
        for path in ("/overview", "/end", "/search", "/expectations", "/preferences", "/tasks/1"):
            assert (await holder.get(f"/l/{token}{path}")).status_code == 404, path
            assert (await holder.get(f"/l/{calendar}{path}")).status_code == 404, path
        page = (await holder.get(f"/l/{token}/goals/1")).text
        fields = hidden_fields(page, "drop_goal")
        for wrong in ({"_command": "end_mentorship"}, {"goal": "2"}, {"_command": "erase_person"}):
            answer = await holder.post(f"/l/{token}/goals/1", data={**fields, "why": "x", **wrong})
            assert answer.status_code in {403, 409, 422}, wrong
        for path in (f"/mentorships/{crowd.mentorship}/overview", "/me", "/api/v1/me"):
            assert (await holder.get(path)).status_code in {303, 401}, "a link signs nobody in"
        for scheme in ("Bearer", "bearer mentorship_", "Basic"):
            answer = await holder.get("/api/v1/me", headers={"Authorization": f"{scheme} {token}"})
            assert answer.status_code == 401, scheme


async def test_what_is_none_of_theirs_is_to_them_as_if_it_were_not(crowd: Crowd) -> None:
    unknown = new_id()
    known = {
        "mentorships": crowd.mentorship,
        "people": crowd.ident(MENTOR),
        "programs": crowd.program,
    }
    for name in (ELSEWHERE, NEWCOMER):
        client = await crowd.browser(name)
        for place, ident in known.items():
            ends = ["", "/history"] if place != "mentorships" else ["", "/next", "/letters"]
            for end in ends:
                theirs = await client.get(f"/api/v1/{place}/{ident}{end}")
                nowhere = await client.get(f"/api/v1/{place}/{unknown}{end}")
                assert theirs.json() == nowhere.json(), (name, place, end)
                assert theirs.status_code == 404
            command = {"type": {"mentorships": "note", "people": "set_capacity",
                                "programs": "set_template"}[place],
                       "text": "x", "capacity": 3}  # fmt: skip
            command.pop("capacity" if place != "people" else "text")
            answers = [
                await client.post(
                    f"/api/v1/{place}/{each}/commands",
                    json=command,
                    headers={"Idempotency-Key": str(new_id())},
                )
                for each in (ident, unknown)
            ]
            assert answers[0].status_code == 404, (name, place, answers[0].text)
            assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(
    "goal",
    [
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "elsewhere",
        "/é",
        "/\r\nSet-Cookie: a=b",
    ],
)
async def test_no_way_on_leads_to_another_site(crowd: Crowd, goal: str) -> None:
    async with crowd.stranger() as nobody:
        answer = await nobody.get("/sign-in", params={"next": goal})
        assert "goal" not in answer.headers.get("set-cookie", "")
        assert "a=b" not in str(answer.headers)
    coordinator = await crowd.browser("a coordinator")
    page = await coordinator.get("/second-factor", params={"next": goal})
    assert "elsewhere" not in page.text
    assert "alert(1)" not in page.text
