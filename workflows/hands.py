"""How workflows have things done: recorded for certain, and letters handed over and delivered.

The time-outs and retries below are part of no history, so they may change on any day.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import FailureError, is_cancelled_exception

from activities.signatures import (
    DELIVER,
    POST,
    RECORD,
    Delivered,
    DeliverLetters,
    Posted,
    PostLetters,
    RecordStep,
)
from domain.standing import Standing
from workflows import words

LOCAL_PHASE = timedelta(seconds=4.8)
LOCAL_TRY = timedelta(seconds=2.2)
LOCAL_TRIES = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=2)
"""Two short tries inside the workflow task.

From 5 s on the SDK warns of the task, and soon after its heartbeats fill the history.
"""

PATIENT_TRY = timedelta(seconds=10)
PATIENT_TRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=15)
)
"""Tries for as long as the store is down; a caller hears at most 15 s after it is back."""

POST_TRY = timedelta(minutes=1)
POST_TRIES = RetryPolicy(
    initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=10)
)
"""Tries for as long as no mailbox can be woken."""

SILENT_FOR = timedelta(seconds=45)
"""A delivery that gives no sign of life for so long was lost with its worker: it is tried again."""

DELIVER_TRY = timedelta(minutes=5)
DELIVER_TRIES = RetryPolicy(
    initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=10)
)
"""Tries for as long as the mail server is down."""

GIVES_WAY = Priority(priority_key=4)
"""After all else that waits for a worker; what says nothing has 3.

At the hour of reminders thousands of mailboxes may be due at once, more than a mail server takes
for an hour: whoever sits waiting, and every step of a mentorship, comes before them.
"""

AFTER_INTERFERENCE = timedelta(minutes=1)
"""Pause after somebody ended the recording or the delivering activity by hand."""


async def record(step: RecordStep) -> Standing:
    """Have a step recorded, however long it takes, and return what it led to.

    Raises ``asyncio.CancelledError`` when the workflow is cancelled, and nothing else.
    """
    try:
        return await _try_here(step)
    except FailureError as failure:
        _raise_if_cancelled(failure)
    while True:
        try:
            return await _try_patiently(step)
        except FailureError as failure:
            _raise_if_cancelled(failure)
            await workflow.sleep(AFTER_INTERFERENCE)


async def post(mentorship: UUID) -> bool:
    """Have new letters handed to their mailboxes, and say whether more wait already."""
    letters = PostLetters(mentorship=mentorship, at=workflow.now())
    try:
        posted: Posted = await workflow.execute_activity(
            POST,
            letters,
            result_type=Posted,
            start_to_close_timeout=POST_TRY,
            retry_policy=POST_TRIES,
            summary="letters",
        )
    except FailureError:
        workflow.logger.warning("Posting was ended by hand; the sweep will see to the letters.")
        return False
    return posted.waiting and posted.sent > 0


async def deliver(person: UUID, *, lead: timedelta, priority: Priority) -> Delivered:
    """Have sent what may leave a mailbox, however long it takes, and return when to look again.

    ``lead`` is how far the mailbox's clock is ahead of the workflow's. Raises
    ``asyncio.CancelledError`` when the workflow is cancelled, and nothing else.
    """
    while True:
        letters = DeliverLetters(person=person, at=workflow.now() + lead)
        try:
            return await _deliver(letters, priority=priority)
        except FailureError as failure:
            _raise_if_cancelled(failure)
            await workflow.sleep(AFTER_INTERFERENCE)


async def _deliver(letters: DeliverLetters, *, priority: Priority) -> Delivered:
    delivered: Delivered = await workflow.execute_activity(
        DELIVER,
        letters,
        result_type=Delivered,
        start_to_close_timeout=DELIVER_TRY,
        heartbeat_timeout=SILENT_FOR,
        retry_policy=DELIVER_TRIES,
        priority=priority,
        summary="letters",
    )
    return delivered


async def _try_here(step: RecordStep) -> Standing:
    standing: Standing = await workflow.execute_local_activity(
        RECORD,
        step,
        result_type=Standing,
        schedule_to_close_timeout=LOCAL_PHASE,
        start_to_close_timeout=LOCAL_TRY,
        retry_policy=LOCAL_TRIES,
        summary=words.step_summary(step),
    )
    return standing


async def _try_patiently(step: RecordStep) -> Standing:
    standing: Standing = await workflow.execute_activity(
        RECORD,
        step,
        result_type=Standing,
        start_to_close_timeout=PATIENT_TRY,
        retry_policy=PATIENT_TRIES,
        summary=words.step_summary(step),
    )
    return standing


def _raise_if_cancelled(failure: FailureError) -> None:
    if is_cancelled_exception(failure) and workflow.cancellation_reason() is not None:
        raise asyncio.CancelledError from failure
