"""A link does what it is for, once where that matters, and nobody guesses one."""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.envelopes import Actor, CommandEnvelope, Outcome, Receipt, Role
from domain.links.condition import Expired, Revoked, Settled, Usable, Used, Why
from domain.links.purposes import Purpose
from domain.refusals import Refusal
from records.claims import ADDRESS_CHANGED
from records.links import NewLink, digest_of
from runtime.ids import new_id
from tests.records.desk import START, Desk, a_mentorship, a_person, a_program
from tests.records.link_scene import DAY, Owner, Scene, kept


@pytest.fixture
async def scene(desk: Desk) -> Scene:
    program = await a_program(desk)
    ann = await a_person(desk, "Ann", (program, Role.MENTEE))
    iris = await a_person(desk, "Iris", (program, Role.MENTOR))
    return Scene(desk, program, ann, iris, await a_mentorship(desk, program, ann, iris))


async def test_following_a_link_shows_where_it_leads_and_changes_nothing(
    scene: Scene, owner: Owner
) -> None:
    token = await scene.answer()
    before = await kept(owner)
    following = await scene.follow(token)
    assert await scene.follow(token) == following
    assert following.condition == Usable()
    assert following.refusal is None
    assert following.person is not None
    assert (following.person.name, following.link.subject) == ("Iris", 1)
    assert following.mentorship is not None
    assert following.mentorship.id == scene.mentorship
    rehearsed = await scene.prepared(token, "accept", rehearsed=True)
    assert isinstance(rehearsed, CommandEnvelope)
    preview = await scene.desk.records.dry_run("mentorship", scene.mentorship, rehearsed, at=START)
    assert preview.receipt.outcome is Outcome.RECORDED
    assert await kept(owner) == before


async def test_a_token_that_is_nearly_right_is_unknown(scene: Scene) -> None:
    token = await scene.answer()
    near = {token[:-1], token + "A", token[1:], token.swapcase(), token.lower(), "", f" {token}"}
    near |= {token[:each] + "~" + token[each + 1 :] for each in range(len(token))}
    near |= {"x" * 10_000, "\ud800", "\0", digest_of(token).hex()}
    assert token not in near
    for each in near:
        assert await scene.desk.records.follow(each, at=START) is None


@given(token=st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_digest_and_different_texts_have_different_ones(token: str) -> None:
    assert len(digest_of(token)) == 32
    assert digest_of(token) != digest_of(token + "A")


async def test_a_yes_by_link_is_recorded_once_and_repeats_have_the_same_receipt(
    scene: Scene,
) -> None:
    token = await scene.answer()
    yes = await scene.act(token, "accept")
    assert isinstance(yes, Receipt)
    assert yes.events == ("outreach.invitation_accepted",)
    assert await scene.act(token, "accept") == yes
    assert await scene.act(token, "accept", at=START + 30 * DAY, invitation=1) == yes
    following = await scene.follow(token)
    assert following.condition == Used(START)
    assert await scene.refused(token, "decline") == "link_used"
    assert await scene.refused(token, "reply_later", until="2026-04-01") == "link_used"
    assert len(await scene.desk.records.history("mentorship", scene.mentorship)) == yes.version
    [event] = await scene.desk.records.history(
        "mentorship", scene.mentorship, after=yes.version - 1
    )
    assert event.actor == Actor(role=Role.MENTOR, person=scene.iris)


async def test_the_same_answer_twice_at_once_is_one_answer(scene: Scene) -> None:
    token = await scene.answer()
    answers = await asyncio.gather(*(scene.act(token, "accept") for _ in range(6)))
    assert len(set(map(repr, answers))) == 1
    assert isinstance(answers[0], Receipt)
    assert answers[0].outcome is Outcome.RECORDED


async def test_yes_and_no_at_once_are_one_of_both(scene: Scene) -> None:
    token = await scene.answer()
    answers = await asyncio.gather(*(scene.act(token, each) for each in ["accept", "decline"] * 3))
    found = Counter("link_used" if each.code == "id_reused" else each.code for each in answers)
    assert found == {None: 3, "link_used": 3}
    events = await scene.desk.records.history("mentorship", scene.mentorship)
    ends = [each.type for each in events if each.type.endswith(("accepted", "declined"))]
    assert len(ends) == 1


async def test_a_refused_answer_leaves_the_link_free(scene: Scene) -> None:
    token = await scene.answer()
    role = {"program": str(scene.program), "role": "mentor"}
    await scene.change(scene.iris, "revoke_role", **role)
    assert await scene.refused(token, "accept") == "not_a_mentor_here"
    assert (await scene.follow(token)).condition == Usable()
    await scene.change(scene.iris, "grant_role", **role)
    yes = await scene.act(token, "accept")
    assert isinstance(yes, Receipt)
    assert yes.outcome is Outcome.RECORDED
    assert await scene.act(token, "accept") == yes


async def test_an_act_that_can_be_undone_leaves_the_link_as_it_is(scene: Scene) -> None:
    token = await scene.answer()
    for day in ("2026-04-01", "2026-04-02"):
        later = await scene.act(token, "reply_later", until=day)
        assert isinstance(later, Receipt)
        assert later.outcome is Outcome.RECORDED
    no = await scene.act(token, "decline", reason="No time")
    assert isinstance(no, Receipt)
    assert no.outcome is Outcome.RECORDED


async def test_a_link_acts_for_its_person_on_its_subject_by_its_commands_alone(
    scene: Scene,
) -> None:
    token = await scene.answer()
    for type_ in ("end_mentorship", "withdraw_invitation", "no_such", "erase_person", "\0"):
        assert await scene.refused(token, type_) == "link_not_for_this"
    assert await scene.refused(token, "accept", invitation=2) == "link_not_for_this"
    odd: list[dict[str, Any]] = [{"actor": "Ann"}, {"type": "decline"}, {"invitation": "x"}]
    for body in odd:
        prepared = await scene.prepared(token, "accept", **body)
        assert isinstance(prepared, Refusal)
        assert prepared.code == "malformed"
    stranger = await scene.link(Purpose.ANSWER_INVITATION, scene.ann, subject=1)
    assert (await scene.follow(stranger)).condition == Settled(Why.NO_PART)
    assert await scene.refused(stranger, "accept") == "link_settled"
    assert (await scene.follow(token)).condition == Usable()


async def test_a_link_of_a_person_acts_on_their_own_stream(scene: Scene) -> None:
    narrow = await scene.link(Purpose.UNSUBSCRIBE, mentorship=None)
    done = await scene.act(narrow, "unsubscribe")
    assert isinstance(done, Receipt)
    assert done.stream == f"person/{scene.iris}"
    assert not (await scene.desk.records.state("person", scene.iris)).subscribed
    assert await scene.refused(narrow, "set_preferences", reminders="daily") == "link_not_for_this"
    wide = await scene.link(Purpose.PREFERENCES, mentorship=None)
    assert isinstance(await scene.act(wide, "resubscribe"), Receipt)
    assert (await scene.desk.records.state("person", scene.iris)).subscribed


async def test_an_expired_link_says_since_when(scene: Scene) -> None:
    token = await scene.answer()
    following = await scene.follow(token, at=START + 14 * DAY)
    assert following.condition == Expired(START + 14 * DAY)
    refusal = await scene.act(token, "accept", at=START + 14 * DAY)
    assert "expired on 16 March 2026" in str(refusal)
    feed = await scene.link(Purpose.CALENDAR, mentorship=None, expires_at=None)
    assert (await scene.follow(feed, at=START + 5_000 * DAY)).condition == Usable()


async def test_a_link_is_settled_by_what_happens_elsewhere(scene: Scene) -> None:
    token = await scene.answer()
    by = Actor(role=Role.MENTEE, person=scene.ann)
    await scene.desk.do(scene.mentorship, "withdraw_invitation", by=by, invitation=1)
    assert (await scene.follow(token)).condition == Settled(Why.WITHDRAWN)
    assert await scene.refused(token, "accept") == "link_settled"


async def test_another_address_and_a_person_who_is_gone_revoke_the_links(scene: Scene) -> None:
    token, other = await scene.answer(), await scene.link(Purpose.SEARCH, scene.ann)
    await scene.change(scene.iris, "change_contact", zone="Europe/Berlin")
    assert (await scene.follow(token)).condition == Usable()
    await scene.change(scene.iris, "change_contact", email="iris@example.com")
    assert (await scene.follow(token)).condition == Revoked(START, ADDRESS_CHANGED)
    later = await scene.answer()
    await scene.change(scene.iris, "erase_person")
    assert (await scene.follow(later)).condition == Revoked(START, "the person is gone")
    assert (await scene.follow(other)).condition == Usable()
    anna = await a_person(scene.desk, "Anna")
    await scene.change(scene.ann, "merge_into", other=str(anna))
    assert isinstance((await scene.follow(other)).condition, Revoked)


async def test_links_on_their_way_to_an_address_that_was_given_up_lead_nowhere(
    scene: Scene,
) -> None:
    iris, elsewhere = "iris@example.org", "iris@example.com"
    good = await scene.link(Purpose.PREFERENCES, email=iris)
    assert (await scene.follow(good)).condition == Usable()
    making = asyncio.gather(*(scene.link(Purpose.PREFERENCES, email=iris) for _ in range(6)))
    await scene.change(scene.iris, "change_contact", email=elsewhere)
    made = await making
    late = await scene.link(Purpose.PREFERENCES, email=iris)
    for token in (good, *made, late):
        assert (await scene.follow(token)).condition == Revoked(START, ADDRESS_CHANGED)
    anew = await scene.link(Purpose.PREFERENCES, email=elsewhere)
    assert (await scene.follow(anew)).condition == Usable()


async def test_links_are_revoked_by_hand_one_or_all(scene: Scene) -> None:
    records = scene.desk.records
    one, more = await scene.answer(), await scene.link(Purpose.PREFERENCES)
    following = await scene.follow(one)
    assert await records.revoke_link(following.link.id, at=START, why="the phone was lost")
    assert not await records.revoke_link(following.link.id, at=START, why="again")
    late = await records.prepare_act(following, "accept", {}, at=START, command_id=new_id())
    assert isinstance(late, Refusal)
    assert await scene.refused(one, "accept") == "link_revoked"
    assert (await scene.follow(more)).condition == Usable()
    assert await records.revoke_links(scene.iris, at=START, why="the phone was lost") == 1
    assert await scene.refused(more, "unsubscribe") == "link_revoked"


async def test_a_link_of_a_later_release_is_not_known_to_this_one(
    scene: Scene, owner: Owner
) -> None:
    token = await scene.answer()
    await owner.execute("update store.links set purpose = 'tell_fortunes'")
    assert await scene.desk.records.follow(token, at=START) is None


async def test_the_same_links_made_again_change_nothing(scene: Scene) -> None:
    records, link = (
        scene.desk.records,
        NewLink(b"x" * 32, scene.iris, Role.MENTOR, Purpose.CALENDAR),
    )
    await records.make_links([], at=START)
    for _ in range(2):
        await records.make_links([link], at=START)
    assert await records.revoke_links(scene.iris, at=START, why="once") == 1


async def test_a_token_is_kept_nowhere_and_its_digest_in_one_place(
    scene: Scene, owner: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with structlog.testing.capture_logs() as logged:
        token = await scene.answer()
        link = NewLink(digest_of(token), scene.iris, Role.MENTOR, Purpose.CALENDAR)
        answers = [await scene.act(token, each) for each in ("end_mentorship", "accept", "decline")]
        following = await scene.follow(token)
    async with scene.desk.records.snapshot() as snapshot:
        exported = repr(vars(snapshot))
    said = [repr(answers), repr(following), repr(link), exported, caplog.text]
    said += [json.dumps(logged, default=str)]
    rows = await kept(owner)
    links = rows.pop("store.links")
    secret = digest_of(token).hex()
    assert [secret in line for line in links] == [True]
    for text in (*said, *links, *(line for lines in rows.values() for line in lines)):
        assert token not in text
        assert repr(digest_of(token)) not in text
    for text in (*said, *(line for lines in rows.values() for line in lines)):
        assert secret not in text
