"""Histories are replayed for years, whatever the rules say by then."""

from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from tests.workflows.record_histories import NAMES
from tests.workflows.runs import replayed
from tests.workflows.scripted import Rules, Scripted
from tests.workflows.skipping import skipping_world
from tests.workflows.world import command
from tests.write_release import RELEASES, releases

HISTORIES = sorted(RELEASES.glob("*/histories/*.json"))

RULES = Rules(patience=timedelta(days=14))
CHANGED = {
    "another patience": Rules(patience=timedelta(days=3)),
    "more events per step": Rules(events_per_step=5),
    "another deadline": Rules(extra_deadline=timedelta(days=2)),
}


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
async def test_every_history_ever_released_replays(file: Path) -> None:
    await replayed(WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8")))


def test_each_story_is_recorded_in_the_last_release() -> None:
    recorded = (releases()[-1] / "histories").glob("*.json")
    assert {file.stem for file in recorded} == set(NAMES)


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
        await replayed(await world.history(mentorship))
    asked, passed = (at for name, at in scripted.kept[mentorship].story[1:4] if name != "note")
    assert round((passed - asked) / timedelta(days=1)) == RULES.patience.days
