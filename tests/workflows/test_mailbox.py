"""A mailbox waits for letters and for their hour, and is gone when there is nothing to wait for."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from runtime.clock import now
from runtime.ids import new_id
from tests.eventually import eventually
from tests.workflows.runs import histories_of, replayed
from tests.workflows.scripted_mailboxes import Box, Mailboxes
from tests.workflows.skipping import Skipping, skipping_world
from tests.workflows.world import World, counts
from workflows import hands, turnover
from workflows.mailbox_start import MAILBOX, mailbox_id
from workflows.start import BAD_START

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
A_MOMENT = timedelta(seconds=30)
NO_JSON = RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"{at: now"))


@pytest.fixture
async def box(world: World) -> AsyncIterator[Box]:
    mailboxes = Mailboxes()
    async with world.working(mailboxes.activities):
        yield Box(world, mailboxes)


async def test_a_letter_leaves_and_nothing_of_the_mailbox_stays(box: Box) -> None:
    await box.put(at=now())
    await box.handle.result()
    assert len(box.mailboxes.left) == len(box.mailboxes.asked) == 1
    history = await box.handle.fetch_history()
    assert counts(history)["TIMER_STARTED"] == 0
    assert len(history.events) == 12


async def test_ten_wakes_while_a_step_runs_lead_to_one_more_step(box: Box) -> None:
    back = box.mailboxes.stop()
    await box.put(at=now())
    await eventually(lambda: box.is_asked(1))
    await asyncio.gather(*(box.wake(at=now()) for _ in range(10)))
    back.set()
    await box.handle.result()
    assert len(box.mailboxes.asked) == 2


async def test_a_wake_that_comes_while_the_mailbox_ends_is_not_lost(box: Box) -> None:
    for _ in range(10):
        await box.put(at=now())
    await eventually(box.is_empty)
    await box.handle.result()
    assert len(box.mailboxes.left) == 10


MALFORMED: tuple[tuple[str, list[Any]], ...] = (
    ("wake", []),
    ("wake", [1, 2]),
    ("wake", ["now"]),
    ("wake", [{"at": "2026-03-02T09:00:00"}]),
    ("wake", [{"at": "9999-12-31T23:59:59Z"}]),
    ("wake", [NO_JSON]),
    ("wkae", [{"hurry": True}]),
)


async def test_a_malformed_signal_wakes_and_does_no_harm(box: Box) -> None:
    await box.put(at=now(), leaves=HOUR)
    await eventually(lambda: box.is_asked(1))
    for number, (signal, args) in enumerate(MALFORMED, start=2):
        await box.handle.signal(signal, args=args)
        await eventually(lambda number=number: box.is_asked(number))  # type: ignore[misc]
        assert box.mailboxes.asked[-1].at < now() + A_MOMENT
    assert await eventually(box.waits_until) is not None
    await box.handle.cancel()


async def test_the_timer_is_kept_while_its_date_stays(box: Box) -> None:
    async def is_armed(looks: int) -> None:
        seen = counts(await box.handle.fetch_history())
        assert (seen["ACTIVITY_TASK_COMPLETED"], seen["TIMER_STARTED"]) == (looks, 1)
        assert seen["TIMER_CANCELED"] == 0

    await box.put(at=now(), leaves=HOUR)
    for looks in (1, 2, 3):
        await eventually(lambda looks=looks: is_armed(looks))  # type: ignore[misc]
        await box.wake(at=now())
    await eventually(lambda: is_armed(4))
    await box.handle.cancel()


async def test_an_operator_who_fails_a_delivery_loses_nothing(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands, "AFTER_INTERFERENCE", timedelta(milliseconds=50))
    back = box.mailboxes.stop()
    await box.put(at=now())
    await eventually(lambda: box.is_asked(1))
    (pending,) = (await box.handle.describe()).raw_description.pending_activities
    by_hand = box.world.client.get_async_activity_handle(
        workflow_id=box.handle.id, run_id=None, activity_id=pending.activity_id
    )
    await by_hand.fail(ApplicationError("enough", non_retryable=True))
    back.set()
    await box.handle.result()
    await box.is_empty()


@pytest.mark.parametrize("leaves", [timedelta(0), HOUR], ids=["while it sends", "while it waits"])
async def test_a_cancelled_mailbox_ends_and_the_next_wake_finds_what_it_left(
    box: Box, leaves: timedelta
) -> None:
    back = box.mailboxes.stop() if not leaves else None
    await box.put(at=now(), leaves=leaves)
    await eventually(lambda: box.is_asked(1))
    await box.handle.cancel()

    async def ended() -> None:
        assert (await box.handle.describe()).status is WorkflowExecutionStatus.CANCELED

    await eventually(ended)
    if back:
        back.set()
    await box.wake(at=now() + HOUR)
    await eventually(box.is_empty)


async def test_what_was_held_until_its_hour_gives_way_to_news(box: Box) -> None:
    await box.put(at=now(), leaves=timedelta(seconds=1))
    await box.handle.result()
    scheduled = [
        event.activity_task_scheduled_event_attributes.priority.priority_key
        for event in (await box.handle.fetch_history()).events
        if event.HasField("activity_task_scheduled_event_attributes")
    ]
    assert scheduled == [0, hands.GIVES_WAY.priority_key]


async def test_a_long_history_is_handed_over_with_what_it_waits_for(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnover, "EVENTS_ENOUGH", 12)
    began = now()
    await box.put(at=began + 2 * DAY, leaves=HOUR)
    await eventually(lambda: box.is_asked(1))
    first = (await box.handle.describe()).run_id
    for asked in (2, 3):
        await box.wake(at=began)
        await eventually(lambda asked=asked: box.is_asked(asked))  # type: ignore[misc]

    async def handed_over() -> None:
        assert (await box.handle.describe()).run_id != first

    await eventually(handed_over)
    if box.world.cache:  # without one, the SDK sometimes answers no query
        assert await eventually(box.waits_until) == began + 2 * DAY + HOUR
    await box.wake(at=began)
    await eventually(lambda: box.is_asked(4))
    ahead = [asked.at - began for asked in box.mailboxes.asked]
    assert all(2 * DAY <= each < 2 * DAY + A_MOMENT for each in ahead)
    for history in await histories_of(box.world.client, box.handle.id):
        await replayed(history)
    await box.handle.cancel()


async def test_a_mailbox_without_a_person_ends_with_a_sentence(world: World) -> None:
    async with world.working(Mailboxes().activities):
        with pytest.raises(WorkflowFailureError) as failed:
            await world.client.execute_workflow(
                MAILBOX,
                "Ann",
                id=mailbox_id(new_id()),
                task_queue=world.queue,
            )
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert (cause.type, cause.message[:7]) == (BAD_START, "Start a")


async def test_letters_wait_for_their_hours_through_quarters_and_leave_on_time(
    skipping: Skipping,
) -> None:
    box = Box(skipping.world, Mailboxes())
    async with skipping.world.working(box.mailboxes.activities):
        began = await skipping.environment.get_current_time()
        waits = (HOUR, 2 * HOUR, 200 * DAY)
        for leaves in waits:
            await box.put(at=began, leaves=leaves)
        await skipping.sleep(201 * DAY)
        await eventually(box.is_empty)
    assert box.mailboxes.left == [began + leaves for leaves in waits]
    late = [asked.at - began for asked in box.mailboxes.asked[-1:]]
    assert 200 * DAY <= late[0] < 200 * DAY + A_MOMENT
    runs = await histories_of(skipping.world.client, box.handle.id)
    assert len(runs) == 3
    for history in runs:
        await replayed(history)


async def test_the_clock_of_who_wakes_is_the_mailboxs_own(skipping: Skipping) -> None:
    box = Box(skipping.world, Mailboxes())
    async with skipping.world.working(box.mailboxes.activities):
        began = await skipping.environment.get_current_time()
        await box.put(at=began + 10 * DAY, leaves=HOUR)
        await box.put(at=began + 3 * DAY)
        await skipping.sleep(HOUR + A_MOMENT)
        await eventually(box.is_empty)
    *others, last = (asked.at - began for asked in box.mailboxes.asked)
    assert others
    assert all(10 * DAY <= each < 10 * DAY + A_MOMENT for each in others)
    assert 10 * DAY + HOUR <= last < 10 * DAY + HOUR + A_MOMENT


@pytest.mark.parametrize("hold", [timedelta(0), 3 * DAY], ids=["sooner", "later"])
async def test_a_mailbox_begun_under_other_rules_goes_on_under_the_new_ones(
    hold: timedelta,
) -> None:
    async with skipping_world(cache=0) as skipping:
        box = Box(skipping.world, Mailboxes(hold=DAY))
        async with skipping.world.working(box.mailboxes.activities):
            began = await skipping.environment.get_current_time()
            await box.put(at=began, leaves=DAY)
            await eventually(lambda: box.is_asked(1))
            box.mailboxes.hold = hold
            await box.put(at=began, leaves=2 * DAY)
            await skipping.sleep(10 * DAY)
            await eventually(box.is_empty)
        await replayed(await box.handle.fetch_history())
    assert box.mailboxes.left == [began + DAY, began + 2 * DAY]
