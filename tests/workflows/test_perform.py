"""A command's way through the workflow."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.envelopes import CLOCK, Outcome, Receipt, opened_by
from runtime.embedded.ports import free_port
from runtime.embedded.temporal import temporal as temporal_server
from runtime.ids import new_id
from runtime.temporal import connect
from tests.eventually import eventually
from tests.workflows.scripted import Scripted
from tests.workflows.world import LONG, World, command, counts
from workflows import answers, inbox, reading
from workflows import client as edge
from workflows.start import MENTORSHIP

pytestmark = pytest.mark.usefixtures("scripted")


async def test_a_caller_gets_the_receipt_of_the_recorded_step(world: World) -> None:
    mentorship = await world.open()
    receipt = await world.perform(mentorship, command("note"))
    assert (receipt.outcome, receipt.version) == (Outcome.RECORDED, 2)


async def test_eight_transitions_cost_six_events_each_and_two_for_each_moved_timer(
    world: World,
) -> None:
    mentorship = await world.open()
    for _ in range(3):
        await world.perform(mentorship, command("note"))
    await world.perform(mentorship, command("wait", seconds=3000))
    await world.perform(mentorship, command("note"))
    await world.perform(mentorship, command("wait", seconds=4000))
    await world.perform(mentorship, command("accept"))
    history = await world.history(mentorship)
    start, first_timer, moved, attributes = 1, 1, 3, 2
    expected = start + 8 * 6 + first_timer + moved * 2 + attributes
    assert len(history.events) == expected, counts(history)


async def test_a_refusal_reaches_its_caller_and_the_mentorship_goes_on(world: World) -> None:
    mentorship = await world.open()
    with pytest.raises(edge.Refused) as refused:
        await world.perform(mentorship, command("refuse"))
    assert (refused.value.code, refused.value.sentence) == ("not_now", "Refused: not_now.")
    assert refused.value.facts == {"type": "refuse"}
    assert (await world.perform(mentorship, command("note"))).version == 2


async def test_a_parked_command_is_told_by_its_receipt(world: World) -> None:
    mentorship = await world.open()
    assert (await world.perform(mentorship, command("park"))).outcome is Outcome.PARKED


async def test_the_same_command_again_gets_the_same_receipt(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    note = command("note")
    first = await world.perform(mentorship, note)
    await world.perform(mentorship, command("note"))
    assert await world.perform(mentorship, note) == first
    assert scripted.kept[mentorship].version == 3


async def test_another_command_under_a_used_id_gets_as_far_as_the_records(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    note = command("note")
    await world.perform(mentorship, note)
    await world.perform(mentorship, command("accept", ident=note.id))
    asked = [one.envelope.type for step in scripted.steps for one in step.commands]
    assert asked == ["open", "note", "accept"]


async def test_opening_twice_finds_the_mentorship_opened_first(
    world: World, scripted: Scripted
) -> None:
    opening = command("open")
    for _ in range(2):
        receipt = await edge.open_mentorship(
            world.client, opening, task_queue=world.queue, wait=LONG
        )
        assert receipt.stream == f"mentorship/{opened_by(opening.id)}"
    assert len(scripted.kept) == 1


async def test_a_refused_opening_leaves_no_workflow_waiting(world: World) -> None:
    envelope = command("refuse")
    with pytest.raises(edge.Refused):
        await edge.open_mentorship(world.client, envelope, task_queue=world.queue, wait=LONG)
    await world.handle(opened_by(envelope.id)).result()


async def test_a_command_for_an_unknown_mentorship_is_refused_and_leaves_nothing(
    world: World,
) -> None:
    nobody = new_id()
    with pytest.raises(edge.Refused) as refused:
        await world.perform(nobody, command("note"))
    assert refused.value.code == "unknown_mentorship"
    await world.handle(nobody).result()


async def test_a_command_after_the_end_starts_the_workflow_for_one_step(world: World) -> None:
    mentorship = await world.open()
    await world.perform(mentorship, command("end"))
    await world.handle(mentorship).result()
    assert (await world.perform(mentorship, command("raise_concern"))).version == 3
    await world.handle(mentorship).result()


@pytest.mark.usefixtures("impatient")
async def test_commands_that_wait_are_recorded_in_one_step_in_order_of_arrival(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    release = scripted.hold("slow")
    kinds = ["slow", "first", "second", "third"]
    callers: list[asyncio.Task[Receipt]] = []
    for kind in kinds:
        callers.append(asyncio.create_task(world.perform(mentorship, command(kind))))
        await eventually(lambda: world.accepted(mentorship, 1 + len(callers)))
    release.set()
    receipts = await asyncio.gather(*callers)
    assert [receipt.version for receipt in receipts] == [2, 3, 4, 5]
    assert [one.envelope.type for one in scripted.steps[-1].commands] == kinds[1:]


@pytest.mark.usefixtures("impatient")
async def test_one_caller_too_many_is_told_to_try_again(world: World, scripted: Scripted) -> None:
    mentorship = await world.open()
    release = scripted.hold("slow")
    callers: list[asyncio.Task[Receipt]] = []
    for number in range(inbox.CALLER_LIMIT):
        kind = "note" if number else "slow"
        callers.append(asyncio.create_task(world.perform(mentorship, command(kind))))
        await eventually(lambda: world.accepted(mentorship, 1 + len(callers)))
    with pytest.raises(edge.Busy):
        await world.perform(mentorship, command("note"))
    release.set()
    receipts = await asyncio.gather(*callers)
    assert receipts[-1].version == 1 + inbox.CALLER_LIMIT


@pytest.mark.usefixtures("impatient")
async def test_a_caller_whose_patience_ends_may_ask_again_for_the_receipt(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    release = scripted.hold("slow")
    slow = command("slow")
    with pytest.raises(edge.NotRecordedYet) as late:
        await world.perform(mentorship, slow, wait=timedelta(seconds=0.3))
    assert late.value.command_id == slow.id
    release.set()
    assert (await world.perform(mentorship, slow)).version == 2
    assert [name for name, _ in scripted.kept[mentorship].story] == ["open", "slow"]


@pytest.mark.parametrize("cache", [1000], ids=["cached"])
async def test_a_lost_temporal_is_named_and_the_command_keeps_its_id(
    world: World, servers_home: Path
) -> None:
    log = servers_home / "lost.log"
    async with temporal_server(None, port=free_port(), ui_port=None, log=log) as lost:
        world.client = await connect(lost.address)
    note = command("note")
    with pytest.raises((edge.Unreachable, edge.NotRecordedYet)) as unknown:
        await world.perform(new_id(), note, wait=timedelta(seconds=2))
    assert unknown.value.command_id == note.id


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ([{"type": "note"}], "id: Field required"),
        ([], "0 inputs were given; give one"),
        ([1, 2], "2 inputs were given; give one"),
        (["accept"], "Input should be a valid dictionary"),
        ([command("note").model_copy(update={"actor": CLOCK})], "nobody outside acts as the clock"),
        ([command("note", text="x" * reading.COMMAND_LIMIT)], "use at most 128 KiB"),
    ],
)
async def test_an_update_that_is_no_command_is_refused_in_a_sentence_and_leaves_no_trace(
    world: World, raw: list[object], problem: str
) -> None:
    mentorship = await world.open()
    before = len((await world.history(mentorship)).events)
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await world.handle(mentorship).execute_update(reading.PERFORM, args=raw)
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert cause.type == answers.REFUSED
    assert problem in cause.message
    assert len((await world.history(mentorship)).events) == before


async def test_a_start_that_makes_no_sense_ends_with_a_sentence(world: World) -> None:
    for wrong in ([], [{"mentorship": "no id"}], ["one", "two"]):
        handle = await world.client.start_workflow(
            MENTORSHIP, args=wrong, id=f"wrong-{new_id()}", task_queue=world.queue
        )
        await eventually(partial(has_failed, handle))
        (last,) = [e async for e in handle.fetch_history_events(wait_new_event=False)][-1:]
        failure = last.workflow_execution_failed_event_attributes.failure
        assert failure.application_failure_info.type == "bad_start"
        assert '{"mentorship": "<id>"}' in failure.message


async def has_failed(handle: WorkflowHandle[Any, Any]) -> None:
    assert (await handle.describe()).status is WorkflowExecutionStatus.FAILED
