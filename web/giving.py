"""Giving a command: to a mentorship through its workflow, to other streams straight."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import structlog
from temporalio.service import RPCError

from domain.envelopes import Actor, Category, CommandEnvelope, Outcome, Receipt, opened_by
from records.bodies import sealed_by
from records.dry_run import Preview
from records.errors import Unavailable
from web.problems import Problem, unavailable
from web.services import Services
from workflows import client as edge
from workflows.answers import too_many
from workflows.inbox import CALLER_LIMIT
from workflows.mailbox_client import wake_mailbox

log = structlog.get_logger(__name__)

_BUSY_FOR: Final = 2
"""Seconds after which a mentorship with too many waiting callers is worth another try."""

_UNDER_WAY: Final = Counter[UUID]()
"""How many callers wait for each mentorship in this process."""


class NotRecordedYet(Problem):
    """No receipt in time: it is recorded once or not at all; the receipt can be asked for later."""

    def __init__(self, command_id: UUID) -> None:
        sentence = (
            "The command is not recorded yet; ask for its receipt later, or send the same again "
            "with the same id, which never acts twice."
        )
        super().__init__(
            HTTPStatus.ACCEPTED, "accepted_not_recorded", sentence, command_id=str(command_id)
        )
        self.command_id = command_id


async def give(
    services: Services,
    actor: Actor,
    target: tuple[Category, UUID | None],
    type_: str,
    body: Mapping[str, Any],
    *,
    command_id: UUID,
) -> Receipt:
    """Give a command and return its receipt, whatever it says: also ``refused`` and ``parked``.

    Args:
        services: where to.
        actor: who gives it, in which role.
        target: the kind of stream and its id; None opens a new one.
        type_: the command's type.
        body: its fields, as JSON.
        command_id: the caller's idempotency key.

    Raises:
        NotRecordedYet: no receipt in time.
        Problem: too many wait for the same, or Temporal does not answer; whether it was taken in
            may be open, and the same again with the same id never acts twice.
        StoreDown: PostgreSQL is away.
    """
    category, ident = target
    envelope = CommandEnvelope(id=command_id, actor=actor, type=type_, body=dict(body))
    if category == "mentorship":
        return await _through_workflow(services, ident, envelope)
    stream = ident or opened_by(command_id)
    receipt = await services.records.handle(category, stream, envelope, at=services.now())
    if category == "person" and receipt.outcome is Outcome.RECORDED:
        services.errands.begin(_wake_those_told(services, stream))
    return receipt


async def _wake_those_told(services: Services, person: UUID) -> None:
    """Wake the mailboxes of who is written to about a person; whom it misses, the sweep wakes."""
    ways, queue = services.temporal, services.task_queue
    try:
        for told in await services.records.unhanded_about(person):
            await wake_mailbox(ways, told, at=services.now(), task_queue=queue)
    except (Unavailable, RPCError) as error:
        log.warning("mailbox.not_woken", person_id=str(person), error=type(error).__name__)


async def rehearse(
    services: Services,
    actor: Actor,
    target: tuple[Category, UUID | None],
    type_: str,
    body: Mapping[str, Any],
    *,
    command_id: UUID,
) -> Preview:
    """Return what a command would do now, to its actor's eyes; nothing is recorded.

    Raises:
        StoreDown: PostgreSQL is away.
    """
    category, ident = target
    envelope = CommandEnvelope(id=command_id, actor=actor, type=type_, body=dict(body))
    stream = ident or opened_by(command_id)
    return await services.records.dry_run(category, stream, envelope, at=services.now())


async def _through_workflow(
    services: Services, ident: UUID | None, envelope: CommandEnvelope
) -> Receipt:
    command, ways = sealed_by(services.seal, envelope), services.temporal
    queue, wait = services.task_queue, services.patience
    try:
        with _place_at(ident or opened_by(envelope.id)):
            if ident is None:
                return await edge.open_mentorship(ways, command, task_queue=queue, wait=wait)
            return await edge.perform(ways, ident, command, task_queue=queue, wait=wait)
    except edge.Refused as error:
        return _refused(envelope, ident, error)
    except edge.Busy as error:
        raise _busy(error.sentence) from error
    except edge.Unreachable as error:
        raise unavailable(error.sentence) from error
    except edge.NotRecordedYet as error:
        raise NotRecordedYet(envelope.id) from error


@contextmanager
def _place_at(mentorship: UUID) -> Iterator[None]:
    """Hold one of a mentorship's places; whoever finds none is told so before anything is sent.

    Of what is sent beyond them, Temporal's client says neither soon nor surely what became.
    """
    if _UNDER_WAY[mentorship] >= CALLER_LIMIT:
        raise _busy(too_many(CALLER_LIMIT))
    _UNDER_WAY[mentorship] += 1
    try:
        yield
    finally:
        _UNDER_WAY[mentorship] -= 1
        if not _UNDER_WAY[mentorship]:
            del _UNDER_WAY[mentorship]


def _busy(sentence: str) -> Problem:
    headers = {"Retry-After": str(_BUSY_FOR)}
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "busy", sentence, headers=headers)


def _refused(envelope: CommandEnvelope, ident: UUID | None, error: edge.Refused) -> Receipt:
    return Receipt(
        command_id=envelope.id,
        stream=f"mentorship/{ident or opened_by(envelope.id)}",
        outcome=Outcome.REFUSED,
        version=0,
        code=error.code,
        sentence=error.sentence,
        facts=error.facts,
    )
