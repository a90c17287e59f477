"""Records histories that show every shape a history can have, for all later releases to replay.

``tests.write_release`` has them recorded once for each release.
"""

import json
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory

from runtime.embedded.ports import free_port
from runtime.embedded.temporal import temporal
from runtime.temporal import connect
from tests.workflows.deployment import Deployment
from tests.workflows.mailbox_stories import MAILBOX_STORIES
from tests.workflows.runs import histories as runs_of
from tests.workflows.scripted import Scripted
from tests.workflows.scripted_mailboxes import Box, Mailboxes
from tests.workflows.skipping import skipping_world
from tests.workflows.stories import STORIES
from tests.workflows.world import World, command
from workflows.attributes import SEARCH_ATTRIBUTES
from workflows.introduction import ensure_search_attributes
from workflows.turnover import LONG_ENOUGH

NOBODY = "whoever recorded this"
WHEREABOUTS = frozenset({"identity", "stackTrace"})
HANDED_OVER = ("a_quarter", "the_next_run")
"""The two runs of a mentorship that waits for longer than one run lasts."""
MOVED = ("an_old_version", "the_next_version")
"""The two runs of a mentorship that moves from one version of the worker to another."""
NAMES = (*(story.__name__ for story in (*STORIES, *MAILBOX_STORIES)), *HANDED_OVER, *MOVED)


async def record_histories(directory: Path) -> None:
    """Live each story, and write its histories into a directory."""
    async for name, history in _histories():
        cleaned = json.dumps(_without_whereabouts(history.to_json_dict()), indent=1)
        (directory / f"{name}.json").write_text(cleaned + "\n", encoding="utf-8")


async def _histories() -> AsyncIterator[tuple[str, WorkflowHistory]]:
    async with _world() as world:
        for story in STORIES:
            scripted = Scripted()
            own = World(world.client)
            async with own.working(scripted.activities):
                mentorship = await story(own, scripted)
                yield story.__name__, await own.history(mentorship)
        for mailbox_story in MAILBOX_STORIES:
            box = Box(World(world.client), Mailboxes())
            async with box.world.working(box.mailboxes.activities):
                await mailbox_story(box)
                yield mailbox_story.__name__, await box.handle.fetch_history()
        for named in _named(MOVED, await _moved(World(world.client))):
            yield named
    for named in _named(HANDED_OVER, await _handed_over()):
        yield named


def _named(
    names: Iterable[str], histories: Iterable[WorkflowHistory]
) -> Iterable[tuple[str, WorkflowHistory]]:
    return zip(names, histories, strict=True)


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
            await skipping.sleep(LONG_ENOUGH + timedelta(minutes=1))
            await world.perform(mentorship, command("note"))
            return await runs_of(world, mentorship)


async def _moved(world: World) -> list[WorkflowHistory]:
    deployment = Deployment(world, "pinned", name="mentorship")
    activities = Scripted().activities
    async with deployment.worker("1", activities), deployment.worker("2", activities):
        await deployment.promote("1")
        mentorship = await world.open()
        await world.perform(mentorship, command("wait", seconds=3000))
        await deployment.promote("2")
        while len(await runs_of(world, mentorship)) == 1:
            await world.perform(mentorship, command("note"))
        return await runs_of(world, mentorship)


def _without_whereabouts(part: Any) -> Any:
    """Leave out on which machine and in which directory a history was recorded."""
    if isinstance(part, list):
        return [_without_whereabouts(each) for each in part]
    if isinstance(part, dict):
        kept = {name: each for name, each in part.items() if name not in WHEREABOUTS}
        return {name: _without_whereabouts(each) for name, each in kept.items()}
    return part
