"""What somebody sees who looks at mentorships in Temporal's Web UI."""

import json

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata

from tests.eventually import eventually
from tests.workflows.scripted import Scripted
from tests.workflows.world import World, command
from workflows.attributes import NEEDS_ATTENTION, STAGE


def summary(event: HistoryEvent) -> str:
    text: str = json.loads(event.user_metadata.summary.data)
    return text


async def test_a_timer_says_what_it_waits_for_and_until_when(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    await world.perform(mentorship, command("wait", seconds=3000, name="reply"))
    due = scripted.kept[mentorship].deadlines["reply"].due
    events = (await world.history(mentorship)).events
    last = [each for each in events if each.event_type == EventType.EVENT_TYPE_TIMER_STARTED][-1]
    assert summary(last) == f"reply due — {due.day} {due:%B %Y, %H:%M} UTC"


@pytest.mark.usefixtures("scripted")
async def test_a_step_says_what_kinds_of_things_it_records(world: World) -> None:
    mentorship = await world.open()
    await world.perform(mentorship, command("note"))
    events = (await world.history(mentorship)).events
    steps = [each for each in events if each.event_type == EventType.EVENT_TYPE_MARKER_RECORDED]
    assert [summary(each) for each in steps] == ["open", "note"]


async def test_the_details_say_where_the_mentorship_stands(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    scripted.kept[mentorship].attention = ("fault",)
    await world.perform(mentorship, command("wait", seconds=3000, name="reply"))
    metadata = await world.handle(mentorship).query(
        "__temporal_workflow_metadata", result_type=WorkflowMetadata
    )
    lines = metadata.current_details.split("\n\n")
    assert lines[:2] == ["**SEEKING** (version 2)", "Needs attention: fault"]
    assert lines[2].endswith("UTC: reply due")


async def test_mentorships_are_found_by_what_is_true_of_them_now(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    await world.perform(mentorship, command("accept"))
    scripted.kept[mentorship].attention = ("fault",)
    await world.perform(mentorship, command("note"))
    which = f"TaskQueue = '{world.queue}' AND {NEEDS_ATTENTION.name} = true"

    async def found() -> None:
        listed = [each async for each in world.client.list_workflows(which)]
        assert [each.id for each in listed] == [world.handle(mentorship).id]
        assert listed[0].typed_search_attributes[STAGE] == "EXPECTATIONS"

    await eventually(found)
