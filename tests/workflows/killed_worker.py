"""Workers that kill themselves, each at its own point: ``python -m … POINT=QUEUE POINT=QUEUE …``.

The servers come by the environment. What dies is the real worker; around its recording activity
waits what kills it when its moment has come. The process that was started is the workers' parent
and says of each which signal ended it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import asyncpg
from temporalio import activity
from temporalio.worker import (
    HandleUpdateInput,
    Interceptor,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from activities.record import Recorder
from activities.signatures import RECORD, RecordStep
from domain.envelopes import CommandEnvelope
from domain.standing import Standing
from runtime.logging import log_to_nobody
from runtime.temporal import connect, sandbox
from tests.workflows.real import real_records
from workflows import hands
from workflows.mentorship import Mentorship

TARGET = "note"
"""The command at which the worker dies."""

POINTS = ("before_commit", "after_commit", "before_reply", "during_fallback")
"""When it dies.

With everything written and nothing committed; with everything committed and nothing told to
Temporal; with all of that in Temporal's history and the caller not answered; in the second,
patient try, like the first.
"""

FALLING_BACK = frozenset({"before_reply", "during_fallback"})


def die() -> None:
    """Leave no time for any clean-up."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingRecorder:
    """The real recorder, until the target comes."""

    def __init__(self, recorder: Recorder, point: str) -> None:
        self._recorder = recorder
        self._point = point

    @activity.defn(name=RECORD)
    async def record(self, step: RecordStep) -> Standing:
        if not any(entered.envelope.type == TARGET for entered in step.commands):
            return await self._recorder.record(step)
        if self._point in FALLING_BACK and activity.info().is_local:
            message = "the store is away for a moment"
            raise ConnectionError(message)
        if self._point in {"before_commit", "during_fallback"}:
            die_at_commit()
        standing = await self._recorder.record(step)
        if self._point == "after_commit":
            die()
        return standing


def die_at_commit() -> None:
    execute: Callable[..., Any] = asyncpg.Connection.execute

    async def dying(connection: object, query: str, *args: object, **options: object) -> object:
        if query.startswith("COMMIT"):
            die()
        return await execute(connection, query, *args, **options)

    asyncpg.Connection.execute = dying  # type: ignore[method-assign, assignment]


class DyingBeforeReply(Interceptor):
    """Dies when the receipt is at hand, and only the reply is missing."""

    def workflow_interceptor_class(
        self, _: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        return _DyingUpdates


class _DyingUpdates(WorkflowInboundInterceptor):
    async def handle_update_handler(self, input: HandleUpdateInput) -> object:  # noqa: A002
        answer = await super().handle_update_handler(input)
        if CommandEnvelope.model_validate(input.args[0]).type == TARGET:
            die()
        return answer


async def work(point: str, queue: str) -> None:
    hands.PATIENT_TRY = timedelta(seconds=1)
    client = await connect(os.environ["TEMPORAL_ADDRESS"])
    async with real_records(os.environ["DATABASE_URL"]) as records:
        recorder = DyingRecorder(Recorder(records), point)
        worker = Worker(
            client,
            task_queue=queue,
            workflows=[Mentorship],
            activities=[recorder.record],
            interceptors=[DyingBeforeReply()] if point == "before_reply" else [],
            workflow_runner=sandbox(),
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        )
        await worker.run()


def main(points: Sequence[str]) -> None:
    """Bear a worker for each point, and bury them as they die."""
    born: dict[int, str] = {}
    for point, _, queue in (each.partition("=") for each in points):
        # Forked before any thread is started, so that all share the cost of the imports.
        if (pid := os.fork()) == 0:
            asyncio.run(work(point, queue))
        born[pid] = point
    for _ in points:
        pid, status = os.wait()
        print(born[pid], os.WTERMSIG(status), flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    log_to_nobody()  # standard output is the test's
    main(sys.argv[1:])
