"""Histories are replayed for years, whatever the rules say by then."""

from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from runtime.temporal import sandbox
from tests.workflows.record_histories import HANDED_OVER, HISTORIES
from tests.workflows.scripted import Rules, Scripted
from tests.workflows.skipping import skipping_world
from tests.workflows.stories import STORIES
from tests.workflows.world import command
from workflows.mentorship import Mentorship

GOLDENS = sorted(HISTORIES.glob("*.json"))

RULES = Rules(patience=timedelta(days=14))
CHANGED = {
    "another patience": Rules(patience=timedelta(days=3)),
    "more events per step": Rules(events_per_step=5),
    "another deadline": Rules(extra_deadline=timedelta(days=2)),
}


def replayer() -> Replayer:
    return Replayer(
        workflows=[Mentorship],
        data_converter=pydantic_data_converter,
        workflow_runner=sandbox(),
    )


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.stem)
async def test_every_history_ever_recorded_replays(golden: Path) -> None:
    await replayer().replay_workflow(WorkflowHistory.from_json(golden.stem, golden.read_text()))


def test_each_story_is_recorded() -> None:
    recorded = {path.stem.rpartition("-")[0] for path in GOLDENS}
    assert {*HANDED_OVER, *(story.__name__ for story in STORIES)} <= recorded


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
async def test_a_mentorship_begun_under_other_rules_goes_on_under_the_new_ones(
    changed: Rules,
) -> None:
    scripted = Scripted(RULES)
    async with skipping_world(cache=0) as skipping:
        world = skipping.world
        async with world.working(scripted.activities):
            mentorship = await world.open()
            await world.perform(mentorship, command("ask"))
            await world.perform(mentorship, command("note"))
            scripted.rules = changed
            await skipping.sleep(timedelta(days=40))
            await world.perform(mentorship, command("ask"))
            await skipping.sleep(timedelta(days=40))
            await world.perform(mentorship, command("note"))
        await replayer().replay_workflow(await world.history(mentorship))
    asked, passed = (at for name, at in scripted.kept[mentorship].story[1:4] if name != "note")
    assert round((passed - asked) / timedelta(days=1)) == RULES.patience.days
