"""Time's way: one timer, kept while its date stays; people before deadlines."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.eventually import eventually
from tests.workflows.scripted import Rules, Scripted
from tests.workflows.skipping import Skipping
from tests.workflows.world import World, command
from workflows import dates, turnover


async def test_two_silences_pass_at_their_dates(skipping: Skipping) -> None:
    scripted = Scripted(Rules(patience=timedelta(days=14)))
    async with skipping.world.working(scripted.activities):
        mentorship = await skipping.world.open()
        await skipping.world.perform(mentorship, command("ask"))
        await skipping.sleep(timedelta(days=30))
        await skipping.world.perform(mentorship, command("note"))
    story = scripted.kept[mentorship].story
    assert [name for name, _ in story] == [
        "open",
        "ask",
        "reply passed",
        "second reply passed",
        "note",
    ]
    asked, first, second = (at for _, at in story[1:4])
    assert timedelta(days=14) <= first - asked < timedelta(days=14, seconds=1)
    assert timedelta(days=14) <= second - first < timedelta(days=14, seconds=1)


async def test_a_deadline_is_never_passed_before_its_date(skipping: Skipping) -> None:
    scripted = Scripted()
    async with skipping.world.working(scripted.activities):
        mentorship = await skipping.world.open()
        for seconds in (1, 2, 5, 86_400):
            await skipping.world.perform(mentorship, command("wait", seconds=seconds))
            await skipping.sleep(timedelta(seconds=seconds + 2))
            await skipping.world.perform(mentorship, command("note"))
    passed = [step for step in scripted.steps if step.deadlines]
    assert len(passed) == 4
    assert all(step.deadlines[0].due <= step.at for step in passed)


@pytest.mark.usefixtures("impatient")
async def test_a_yes_that_arrived_goes_before_the_deadline_due_at_the_same_moment(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    release = scripted.hold("slow")
    await world.perform(mentorship, command("wait", seconds=1, name="reply"))
    await world.handle(mentorship).signal("perform", command("slow"))
    await eventually(lambda: world.has_event(mentorship, "ACTIVITY_TASK_SCHEDULED"))
    await world.handle(mentorship).signal("perform", command("accept"))
    await eventually(lambda: world.has_event(mentorship, "TIMER_FIRED"))
    release.set()
    await world.perform(mentorship, command("note"))
    both = next(step for step in scripted.steps if step.deadlines)
    assert both.commands[0].envelope.type == "accept"
    assert [one.id for one in both.deadlines] == ["reply"]
    names = [name for name, _ in scripted.kept[mentorship].story]
    assert names == ["open", "wait", "slow", "accept", "note"]


@pytest.mark.usefixtures("scripted")
async def test_the_timer_is_kept_while_its_date_stays(world: World) -> None:
    mentorship = await world.open()
    await world.perform(mentorship, command("wait", seconds=3000))
    for _ in range(3):
        await world.perform(mentorship, command("note"))
    seen = await world.counts(mentorship)
    assert (seen["TIMER_STARTED"], seen["TIMER_CANCELED"]) == (2, 1)


async def test_a_deadline_that_stays_open_is_tried_ever_more_rarely(skipping: Skipping) -> None:
    scripted = Scripted()
    async with skipping.world.working(scripted.activities):
        mentorship = await skipping.world.open()
        await skipping.world.perform(mentorship, command("be stuck"))
        await skipping.sleep(timedelta(days=5))
        await skipping.world.perform(mentorship, command("note"))
    tried = [step.at for step in scripted.steps if step.deadlines]
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    minutes = [round(pause / timedelta(minutes=1)) for pause in pauses]
    assert minutes[:5] == [1, 2, 4, 8, 16]
    assert minutes[-1] == dates.LONGEST_RETRY / timedelta(minutes=1)


async def test_a_quarter_without_events_brings_a_new_run_that_goes_on(skipping: Skipping) -> None:
    scripted = Scripted()
    async with skipping.world.working(scripted.activities):
        mentorship = await skipping.world.open()
        first = (await skipping.world.handle(mentorship).describe()).run_id
        await skipping.sleep(turnover.LONG_ENOUGH + timedelta(minutes=1))
        assert (await skipping.world.perform(mentorship, command("note"))).version == 2
        assert (await skipping.world.handle(mentorship).describe()).run_id != first
