"""What the edges use to reach a mentorship's workflow: give commands, wake, and ask."""

import asyncio
import hashlib
import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from temporalio.client import (
    Client,
    RPCError,
    RPCStatusCode,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError

from domain.envelopes import CommandEnvelope, Receipt, opened_by
from domain.standing import Standing
from workflows import answers
from workflows.reading import PERFORM, REFRESH, check_command
from workflows.start import MENTORSHIP, Start, workflow_id

PATIENCE = timedelta(seconds=20)
"""How long a caller waits for a receipt unless it says otherwise."""

_BETWEEN_TRIES = 0.05
"""Seconds between a run's end and the next try, so that a try meets the run that follows."""

_NOT_STARTED_TWICE = "StartDeduped"
"""What Temporal says, as if it were away, when its own repeat of a start finds the first one."""

_AGAIN = "send the same command again with the same id, which never acts twice"

log = logging.getLogger(__name__)


class CommandError(Exception):
    """A command that has no receipt to show; ``command_id`` says which, ``outcome`` what it met.

    Unless it is ``Refused``, it is recorded once or not at all, and the same again tells which.
    """

    outcome = "not_answered"

    def __init__(self, command_id: UUID, sentence: str) -> None:
        """Fail for a command, with a sentence for a person."""
        super().__init__(sentence)
        self.command_id = command_id
        self.sentence = sentence


class Refused(CommandError):
    """The rules do not allow the command; nothing happened."""

    outcome = "refused"

    def __init__(
        self, command_id: UUID, *, code: str, sentence: str, facts: dict[str, Any]
    ) -> None:
        """Refuse with the code, sentence and facts of the receipt."""
        super().__init__(command_id, sentence)
        self.code = code
        self.facts = facts


class Busy(CommandError):
    """Too many callers wait for this mentorship; an earlier try may have been taken in."""

    outcome = "busy"


class NotRecordedYet(CommandError):
    """No receipt within the time to wait."""

    outcome = "not_recorded_yet"

    def __init__(self, command_id: UUID) -> None:
        """Say how to go on."""
        sentence = f"Command {command_id} is not recorded yet; ask for its receipt, or {_AGAIN}."
        super().__init__(command_id, sentence)


class Unreachable(CommandError):
    """Temporal does not answer; the command may have reached it."""

    outcome = "unreachable"


class _NextRunError(Exception):
    """The run that was asked is over; the next one has to be asked."""


async def perform(
    client: Client,
    mentorship: UUID,
    envelope: CommandEnvelope,
    *,
    task_queue: str,
    wait: timedelta = PATIENCE,
) -> Receipt:
    """Give a command to a mentorship and return its receipt, which may say ``parked``.

    A workflow that is gone is started again from the records. Raises ``Refused``, ``Busy``,
    ``NotRecordedYet`` after ``wait``, or ``Unreachable``.
    """
    return await _insist(client, mentorship, envelope, queue=task_queue, start=False, wait=wait)


async def open_mentorship(
    client: Client, envelope: CommandEnvelope, *, task_queue: str, wait: timedelta = PATIENCE
) -> Receipt:
    """Give the command that opens a mentorship and return its receipt, which names the stream.

    The mentorship's id derives from the command's, so a repeat finds what the first one opened.
    Raises as ``perform`` does.
    """
    mentorship = opened_by(envelope.id)
    return await _insist(client, mentorship, envelope, queue=task_queue, start=True, wait=wait)


async def refresh(client: Client, mentorship: UUID, *, task_queue: str) -> None:
    """Let a mentorship look at its records again; its workflow is started if it is missing."""
    await client.start_workflow(
        MENTORSHIP,
        Start(mentorship=mentorship),
        id=workflow_id(mentorship),
        task_queue=task_queue,
        start_signal=REFRESH,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )


async def standing(client: Client, mentorship: UUID) -> Standing | None:
    """Return what the mentorship's workflow knows, or None if there is none or it knows nothing."""
    handle = client.get_workflow_handle(workflow_id(mentorship))
    try:
        known: Standing | None = await handle.query("standing", result_type=Standing)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return known


async def _insist(
    client: Client,
    mentorship: UUID,
    envelope: CommandEnvelope,
    *,
    queue: str,
    start: bool,
    wait: timedelta,
) -> Receipt:
    """Ask until there is an answer, and log it in one line."""
    outcome = "not_answered"
    try:
        receipt = await _until_answered(
            client, mentorship, envelope, queue=queue, start=start, wait=wait
        )
        outcome = receipt.outcome.value
    except CommandError as error:
        outcome = error.outcome
        raise
    finally:
        facts = {"command_id": f"{envelope.id}", "mentorship_id": f"{mentorship}"}
        log.info("command.answered", extra={**facts, "outcome": outcome})
    return receipt


async def _until_answered(
    client: Client,
    mentorship: UUID,
    envelope: CommandEnvelope,
    *,
    queue: str,
    start: bool,
    wait: timedelta,
) -> Receipt:
    _check(envelope)
    try:
        async with asyncio.timeout(wait.total_seconds()):
            while True:
                try:
                    return await _ask(client, mentorship, envelope, queue=queue, start=start)
                except _NextRunError:
                    start = True
                    await asyncio.sleep(_BETWEEN_TRIES)
    except TimeoutError as error:
        raise NotRecordedYet(envelope.id) from error


def _check(envelope: CommandEnvelope) -> None:
    """Refuse here what the workflow would refuse: Temporal cuts off too large an update rudely."""
    try:
        check_command([envelope])
    except ApplicationError as error:
        raise Refused(envelope.id, **error.details[0]) from error


async def _ask(
    client: Client, mentorship: UUID, envelope: CommandEnvelope, *, queue: str, start: bool
) -> Receipt:
    try:
        if start:
            return await _update_with_start(client, mentorship, envelope, queue=queue)
        return await _update(client, mentorship, envelope)
    except WorkflowUpdateFailedError as error:
        raise _answered(envelope.id, error) from error
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        raise _cut_short(envelope.id) from error
    except RPCError as error:
        raise _unanswered(envelope.id, error) from error


async def _update(client: Client, mentorship: UUID, envelope: CommandEnvelope) -> Receipt:
    handle = client.get_workflow_handle(workflow_id(mentorship))
    receipt: Receipt = await handle.execute_update(
        PERFORM, envelope, id=_update_id(envelope), result_type=Receipt
    )
    return receipt


async def _update_with_start(
    client: Client, mentorship: UUID, envelope: CommandEnvelope, *, queue: str
) -> Receipt:
    operation: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        MENTORSHIP,
        Start(mentorship=mentorship),
        id=workflow_id(mentorship),
        task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
    try:
        receipt: Receipt = await client.execute_update_with_start_workflow(
            PERFORM,
            envelope,
            id=_update_id(envelope),
            result_type=Receipt,
            start_workflow_operation=operation,
        )
    except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError):
        with suppress(RPCError, asyncio.CancelledError):  # the same again, which else asyncio logs
            await operation.workflow_handle()  # is there already, so nothing is waited for
        raise
    return receipt


def _cut_short(command_id: UUID) -> BaseException:
    """Tell a cancellation, which the SDK hides in an error of its own, from a lost connection."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        return asyncio.CancelledError()
    return _unreachable(command_id)


def _unreachable(command_id: UUID) -> Unreachable:
    return Unreachable(command_id, f"Temporal does not answer; {_AGAIN}.")


def _update_id(envelope: CommandEnvelope) -> str:
    # Temporal answers a repeated update id whatever its content. With the content in the id, the
    # same command is answered at once, and the records refuse another one under its id.
    content = hashlib.sha256(envelope.model_dump_json().encode()).hexdigest()
    return f"{envelope.id}/{content[:16]}"


def _answered(command_id: UUID, error: WorkflowUpdateFailedError) -> Exception:
    cause = error.cause
    if not isinstance(cause, ApplicationError):
        return error
    details = cause.details[0] if cause.details else {}
    match cause.type:
        case answers.REFUSED:
            return Refused(command_id, **details)
        case answers.BUSY:
            return Busy(command_id, cause.message)
        case answers.ACCEPTED_NOT_RECORDED | "AcceptedUpdateCompletedWorkflow":
            return _NextRunError()
    return error


def _unanswered(command_id: UUID, error: RPCError) -> Exception:
    if _NOT_STARTED_TWICE in error.message:
        return _NextRunError()
    match error.status:
        case RPCStatusCode.NOT_FOUND | RPCStatusCode.ABORTED:
            return _NextRunError()
        case RPCStatusCode.RESOURCE_EXHAUSTED:
            return Busy(command_id, f"Too many callers wait for this mentorship; {_AGAIN}.")
        case RPCStatusCode.UNAVAILABLE | RPCStatusCode.DEADLINE_EXCEEDED:
            return _unreachable(command_id)
    return error
