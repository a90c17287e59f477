"""How a mentorship's workflow has things done: recorded for certain, and letters posted.

The time-outs and retries below are part of no history, so they may change on any day.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError, is_cancelled_exception

from activities.signatures import POST, RECORD, Posted, PostLetters, RecordStep
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

POST_TRY = timedelta(minutes=5)
POST_TRIES = RetryPolicy(
    initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=10)
)
"""Tries for as long as the mail server is down."""

AFTER_INTERFERENCE = timedelta(minutes=1)
"""Pause after somebody ended the recording activity by hand."""


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
    """Have the waiting letters sent, however long it takes, and say whether more wait already."""
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
