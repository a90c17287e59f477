"""Records the histories that every later version must replay.

Record anew when a release changes the shape of the workflow, beside the old ones, never over them:
``python -m tests.workflows.record_histories 2`` writes those of release 2.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory

from runtime.embedded.ports import free_port
from runtime.embedded.temporal import temporal
from runtime.temporal import connect, ensure_search_attributes
from tests.workflows.scripted import Scripted
from tests.workflows.skipping import skipping_world
from tests.workflows.stories import STORIES
from tests.workflows.world import World, command
from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.start import workflow_id
from workflows.turnover import LONG_ENOUGH

HISTORIES = Path(__file__).parent / "histories"
NOBODY = "whoever recorded this"
WHEREABOUTS = frozenset({"identity", "stackTrace"})
HANDED_OVER = ("a_quarter", "the_next_run")
"""The two runs of a mentorship that waits for longer than one run lasts."""


async def histories() -> AsyncIterator[tuple[str, WorkflowHistory]]:
    """Live each story, and yield its name and history."""
    async with _world() as world:
        for story in STORIES:
            scripted = Scripted()
            own = World(world.client)
            async with own.working(scripted.activities):
                mentorship = await story(own, scripted)
                yield story.__name__, await own.history(mentorship)
    for name, history in zip(HANDED_OVER, await _handed_over(), strict=True):
        yield name, history


@asynccontextmanager
async def _world() -> AsyncIterator[World]:
    with tempfile.TemporaryDirectory() as home:
        log = Path(home) / "temporal.log"
        async with temporal(None, port=free_port(), ui_port=None, log=log) as server:
            client = await connect(server.address, identity=NOBODY)
            await ensure_search_attributes(client, SEARCH_ATTRIBUTES)
            yield World(client)


async def _handed_over() -> list[WorkflowHistory]:
    async with skipping_world(cache=1000, identity=NOBODY) as skipping:
        world = skipping.world
        async with world.working(Scripted().activities):
            mentorship = await world.open()
            half_a_year = timedelta(days=180).total_seconds()
            await world.perform(mentorship, command("wait", seconds=half_a_year))
            first = (await world.handle(mentorship).describe()).run_id
            await skipping.sleep(LONG_ENOUGH + timedelta(minutes=1))
            await world.perform(mentorship, command("note"))
            before = world.client.get_workflow_handle(workflow_id(mentorship), run_id=first)
            return [await before.fetch_history(), await world.history(mentorship)]


async def record(release: str) -> None:
    """Write the histories down under the name of a release."""
    HISTORIES.mkdir(exist_ok=True)
    async for name, history in histories():
        cleaned = json.dumps(without_whereabouts(history.to_json_dict()), indent=1)
        (HISTORIES / f"{name}-{release}.json").write_text(cleaned + "\n")


def without_whereabouts(part: Any) -> Any:
    """Leave out on which machine and in which directory a history was recorded."""
    if isinstance(part, list):
        return [without_whereabouts(each) for each in part]
    if isinstance(part, dict):
        kept = {name: each for name, each in part.items() if name not in WHEREABOUTS}
        return {name: without_whereabouts(each) for name, each in kept.items()}
    return part


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1] if len(sys.argv) > 1 else "1"))
