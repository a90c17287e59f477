"""What wakes a person's mailbox."""

from datetime import datetime
from uuid import UUID

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from workflows.mailbox_start import MAILBOX, WAKE, MailboxStart, Woken, mailbox_id


async def wake_mailbox(client: Client, person: UUID, *, at: datetime, task_queue: str) -> None:
    """Let a person's mailbox look at what waits; its workflow is started if there is none.

    ``at`` is the time by the clock of who wakes it. Raises ``RPCError`` when Temporal does not
    answer, or refuses.
    """
    await client.start_workflow(
        MAILBOX,
        MailboxStart(person=person),
        id=mailbox_id(person),
        task_queue=task_queue,
        start_signal=WAKE,
        start_signal_args=[Woken(at=at)],
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
