"""A mentorship's letters are handed to the mailboxes of those to whom they go."""

from datetime import datetime
from uuid import UUID

import pytest
from temporalio.exceptions import ApplicationError

from activities.post import Poster
from activities.signatures import Posted, PostLetters
from tests.activities.correspondence import MINUTE, asked, surroundings
from tests.records.desk import START, Desk

Woken = list[tuple[UUID, datetime]]


async def post(desk: Desk, mentorship: UUID, woken: Woken, *, dead: frozenset[UUID]) -> Posted:
    """Run the activity, a minute after the workflow asked; ``dead`` cannot be woken."""

    async def wake(person: UUID, *, at: datetime) -> None:
        if person in dead:
            raise ConnectionError
        woken.append((person, at))

    letters = PostLetters(mentorship=mentorship, at=START)
    environment = surroundings(at=START + MINUTE)
    posted: Posted = await environment.run(Poster(desk.records, wake).post, letters)
    return posted


async def test_each_mailbox_hears_once_and_the_standing_says_that_none_waits(desk: Desk) -> None:
    scene = await asked(desk)
    [mentorship] = scene.mentorships
    expected = set(await desk.records.unhanded(mentorship))
    assert scene.mentor in expected
    assert (await desk.records.record(mentorship, at=START)).letters_waiting
    woken = Woken()
    assert await post(desk, mentorship, woken, dead=frozenset()) == Posted(sent=len(expected))
    assert set(woken) == {(person, START + MINUTE) for person in expected}
    assert not (await desk.records.record(mentorship, at=START)).letters_waiting
    assert await post(desk, mentorship, woken, dead=frozenset()) == Posted()
    assert len(woken) == len(expected)


async def test_a_mailbox_that_cannot_be_woken_keeps_no_other_asleep_and_is_tried_again(
    desk: Desk,
) -> None:
    scene = await asked(desk)
    [mentorship] = scene.mentorships
    others = set(await desk.records.unhanded(mentorship)) - {scene.mentor}
    assert others
    woken, dead = Woken(), frozenset({scene.mentor})
    posted = await post(desk, mentorship, woken, dead=dead)
    assert posted == Posted(sent=len(others), waiting=True)
    assert {person for person, _ in woken} == others
    with pytest.raises(ApplicationError) as failed:
        await post(desk, mentorship, woken, dead=dead)
    assert failed.value.type == "ConnectionError"
    assert await desk.records.unhanded(mentorship) == [scene.mentor]
