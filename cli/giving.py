"""Giving a command: to a mentorship through its workflow, to other streams straight."""

from datetime import datetime
from typing import Any
from uuid import UUID

from temporalio.client import Client

from cli.exits import Denied, Down, Unrecorded
from cli.finding import Target
from cli.installation import Installation
from cli.temporal import connect_to_temporal
from domain.envelopes import Actor, CommandEnvelope, Outcome, Receipt, opened_by
from records.bodies import sealed_by
from records.dry_run import Preview
from records.store import Records
from runtime.clock import now
from workflows import client as edge


async def give(
    installation: Installation,
    records: Records,
    target: Target,
    envelope: CommandEnvelope,
    *,
    at: datetime | None = None,
    client: Client | None = None,
) -> Receipt:
    """Give a command and return its receipt, which may say that nothing changed or ``parked``.

    Args:
        installation: where Temporal is, and the key that seals bodies.
        records: where streams without a workflow are decided.
        target: the stream.
        envelope: the command, in clear.
        at: when it enters a stream without a workflow; None is now.
        client: of Temporal; None makes one when it is needed.

    Raises:
        Denied: the rules say no; nothing happened.
        Unrecorded: no receipt in time; the command is recorded once or not at all.
        Down: a server does not answer.
    """
    if target.category == "mentorship":
        client = client or await connect_to_temporal(installation)
        receipt = await _through_workflow(client, installation, target, envelope)
    else:
        ident = target.ident or opened_by(envelope.id)
        receipt = await records.handle(target.category, ident, envelope, at=at or now())
    if receipt.outcome is Outcome.REFUSED:
        raise _denied(receipt.command_id, receipt.code, receipt.sentence, receipt.facts)
    return receipt


async def rehearse(records: Records, target: Target, envelope: CommandEnvelope) -> Preview:
    """Return what a command would do now; nothing is recorded.

    Raises:
        Denied: the rules would say no.
    """
    ident = target.ident or opened_by(envelope.id)
    preview = await records.dry_run(target.category, ident, envelope, at=now())
    receipt = preview.receipt
    if receipt.outcome is Outcome.REFUSED:
        raise _denied(receipt.command_id, receipt.code, receipt.sentence, receipt.facts)
    return preview


async def _through_workflow(
    client: Client, installation: Installation, target: Target, envelope: CommandEnvelope
) -> Receipt:
    command = sealed_by(installation.cipher.seal, envelope)
    queue = installation.task_queue
    try:
        if target.ident is None:
            return await edge.open_mentorship(client, command, task_queue=queue)
        return await edge.perform(client, target.ident, command, task_queue=queue)
    except edge.Refused as error:
        raise _denied(error.command_id, error.code, error.sentence, error.facts) from error
    except edge.Unreachable as error:
        raise Down(error.sentence, command_id=str(error.command_id)) from error
    except edge.Busy as error:
        raise Unrecorded(error.sentence, command_id=str(error.command_id)) from error
    except edge.NotRecordedYet as error:
        raise _later(error.command_id) from error


def envelope_of(command_id: UUID, actor: Actor, name: str, body: dict[str, Any]) -> CommandEnvelope:
    """Return a command in clear."""
    return CommandEnvelope(id=command_id, actor=actor, type=name, body=body)


def _denied(
    command_id: UUID, code: str | None, sentence: str | None, facts: dict[str, Any]
) -> Denied:
    told = {**facts, "command_id": str(command_id)}
    told.pop("code", None)
    return Denied(sentence or "Refused.", **told, code=code or "refused")


def _later(command_id: UUID) -> Unrecorded:
    sentence = (
        f"Taken in, but not recorded yet: ask with 'mentorship receipt {command_id}', or give the "
        f"same command again with --id {command_id}, which never acts twice."
    )
    return Unrecorded(sentence, command_id=str(command_id))
