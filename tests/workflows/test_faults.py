"""When the records fail, when somebody interferes, and when a run hands over."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowUpdateFailedError,
    WorkflowUpdateStage,
)
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

from activities.signatures import RecordStep
from domain.envelopes import Receipt
from tests.eventually import eventually
from tests.workflows.scripted import Scripted
from tests.workflows.world import World, command
from workflows import answers, hands, reading, turnover


def fail(scripted: Scripted, times: int) -> None:
    """Let the next so many tries fail as a lost store does."""
    left = times

    async def failing(_: RecordStep) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            message = "the store is down"
            raise ConnectionError(message)

    scripted.before_record = failing


async def test_a_short_failure_is_over_within_the_same_task(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    fail(scripted, times=1)
    assert (await world.perform(mentorship, command("note"))).version == 2
    assert (await world.counts(mentorship))["ACTIVITY_TASK_SCHEDULED"] == 0


async def test_a_longer_failure_is_waited_for_by_one_patient_activity(
    world: World, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        hands,
        "PATIENT_TRIES",
        RetryPolicy(
            initial_interval=timedelta(milliseconds=50), maximum_interval=timedelta(milliseconds=50)
        ),
    )
    mentorship = await world.open()
    fail(scripted, times=4)
    assert (await world.perform(mentorship, command("note"))).version == 2
    seen = await world.counts(mentorship)
    assert (seen["ACTIVITY_TASK_SCHEDULED"], seen["ACTIVITY_TASK_COMPLETED"]) == (1, 1)
    assert [name for name, _ in scripted.kept[mentorship].story] == ["open", "note"]


@pytest.mark.usefixtures("impatient")
async def test_commands_given_during_an_outage_are_recorded_once_when_it_ends(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    release = scripted.hold("slow")
    callers = [asyncio.create_task(world.perform(mentorship, command("slow")))]
    await eventually(lambda: world.has_event(mentorship, "ACTIVITY_TASK_SCHEDULED"))
    callers += [asyncio.create_task(world.perform(mentorship, command("note"))) for _ in range(5)]
    await eventually(lambda: world.accepted(mentorship, 7))
    release.set()
    receipts = await asyncio.gather(*callers)
    assert sorted(receipt.version for receipt in receipts) == [2, 3, 4, 5, 6, 7]
    assert len(scripted.steps[-1].commands) == 5


@pytest.mark.usefixtures("impatient")
async def test_an_operator_who_fails_the_patient_activity_loses_nothing(
    world: World, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands, "AFTER_INTERFERENCE", timedelta(milliseconds=50))
    mentorship = await world.open()
    release = scripted.hold("slow")
    caller = asyncio.create_task(world.perform(mentorship, command("slow")))
    await eventually(lambda: world.has_event(mentorship, "ACTIVITY_TASK_SCHEDULED"))
    (pending,) = (await world.handle(mentorship).describe()).raw_description.pending_activities
    by_hand = world.client.get_async_activity_handle(
        workflow_id=world.handle(mentorship).id, run_id=None, activity_id=pending.activity_id
    )
    await by_hand.fail(ApplicationError("enough", non_retryable=True))
    release.set()
    assert (await caller).version == 2


@pytest.mark.usefixtures("impatient")
async def test_a_cancelled_workflow_records_what_it_took_in_before_it_ends(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    release = scripted.hold("slow")
    caller = asyncio.create_task(world.perform(mentorship, command("slow")))
    await eventually(lambda: world.has_event(mentorship, "ACTIVITY_TASK_SCHEDULED"))
    await world.handle(mentorship).cancel()
    release.set()
    assert (await caller).version == 2
    await eventually(lambda: has_ended_as(world, caller, WorkflowExecutionStatus.CANCELED))
    assert [name for name, _ in scripted.kept[mentorship].story] == ["open", "slow"]
    assert (await world.perform(mentorship, command("note"))).version == 3


async def has_ended_as(
    world: World, caller: asyncio.Task[Receipt], status: WorkflowExecutionStatus
) -> None:
    ident = caller.result().stream
    assert (await world.client.get_workflow_handle(ident).describe()).status is status


@pytest.fixture
def short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnover, "EVENTS_ENOUGH", 12)


@pytest.mark.usefixtures("short_runs")
async def test_a_long_history_is_handed_over_unseen_by_callers(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    first = (await world.handle(mentorship).describe()).run_id
    versions = [(await world.perform(mentorship, command("note"))).version for _ in range(6)]
    assert versions == [2, 3, 4, 5, 6, 7]
    assert (await world.handle(mentorship).describe()).run_id != first
    assert (await world.counts(mentorship))["UPSERT_WORKFLOW_SEARCH_ATTRIBUTES"] == 0
    assert len(scripted.steps) == 7


@pytest.mark.usefixtures("short_runs", "impatient")
async def test_who_waits_while_a_run_hands_over_is_recorded_by_the_next_one(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    release = scripted.hold("slow")
    await world.handle(mentorship).signal("perform", command("slow"))
    await eventually(lambda: world.has_event(mentorship, "ACTIVITY_TASK_SCHEDULED"))
    by_edge = asyncio.create_task(world.perform(mentorship, command("note")))
    await eventually(lambda: world.accepted(mentorship, 2))
    raw = await world.handle(mentorship).start_update(
        reading.PERFORM,
        command("note"),
        wait_for_stage=WorkflowUpdateStage.ACCEPTED,
    )
    release.set()
    assert (await by_edge).version == 3
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await raw.result()
    assert isinstance(failed.value.cause, ApplicationError)
    assert failed.value.cause.type == answers.ACCEPTED_NOT_RECORDED
    assert (await world.perform(mentorship, command("note"))).version == 5


@pytest.mark.usefixtures("short_runs", "impatient")
async def test_letters_on_their_way_are_taken_over_by_the_next_run(
    world: World, scripted: Scripted
) -> None:
    back = asyncio.Event()

    async def away(_: object) -> None:
        await back.wait()

    scripted.before_post = away
    mentorship = await world.open()
    await world.perform(mentorship, command("write"))
    await world.perform(mentorship, command("end"))
    back.set()
    await world.handle(mentorship).result()
    assert scripted.kept[mentorship].letters == 0
