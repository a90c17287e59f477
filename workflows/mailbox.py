"""One person's mailbox: it waits for letters and for the hour at which they may leave.

Each turn of the loop has the same shape whatever the rules say: one step, in which an activity
decides which letters leave and sends them, then a wait with at most one timer. Replay reads the
recorded steps and never decides again. What may not change without `workflow.patched` is the
shape of the turn, and the numbers in `workflows.turnover`, `workflows.dates` and
`workflows.mailbox_start`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import workflow
from temporalio.common import Priority, RawValue
from temporalio.workflow import ContinueAsNewVersioningBehavior

# Each name from its own module, as in `workflows.mentorship`.
with workflow.unsafe.imports_passed_through():
    from workflows.dates import Wake
    from workflows.hands import GIVES_WAY, deliver
    from workflows.mailbox_start import (
        FARTHEST_AHEAD,
        MAILBOX,
        MailboxStart,
        UnreadableWake,
        read_mailbox_start,
        read_woken,
    )
    from workflows.timer import Timer
    from workflows.turnover import LONG_ENOUGH, is_time_to_hand_over
    from workflows.words import mailbox_details


@workflow.defn(name=MAILBOX)
class Mailbox:
    """The workflow ``mailbox/<person id>``: input ``MailboxStart``; query ``waits_until``.

    It is woken by the signal ``wake``, and ends when no letter waits: an idle mailbox costs
    nothing. Its clock is never behind those who wake it.
    """

    def __init__(self) -> None:
        """Begin with nothing known: a wake may arrive before ``run`` does."""
        self._woken = False
        self._lead = timedelta(0)
        self._next_at: datetime | None = None
        self._timer = Timer()

    # ------------------------------------------------------------ what comes in

    @workflow.signal(dynamic=True)
    async def hear(self, name: str, args: Sequence[RawValue]) -> None:
        """Take any signal for a wake, raw: looking once more does no harm, getting stuck would."""
        self._woken = True
        try:
            at = read_woken(args, workflow.payload_converter()).at
        except UnreadableWake as unreadable:
            workflow.logger.warning(
                "wake.unreadable", extra={"signal": name, "problem": f"{unreadable}"}
            )
            return
        ahead = timedelta(0) if at is None else at - workflow.now()
        if ahead <= FARTHEST_AHEAD:
            self._lead = max(self._lead, ahead)

    @workflow.query
    def waits_until(self) -> datetime | None:
        """Return when the mailbox looks again by itself; None while it looks."""
        return self._next_at

    # ------------------------------------------------------------ the loop

    @workflow.run
    async def run(self, *args: object) -> None:
        """Send what may leave whenever it may, until nothing waits."""
        start = read_mailbox_start(args)
        self._quarter = Wake(workflow.now() + LONG_ENOUGH, "the quarterly new run")
        self._lead = max(self._lead, start.lead)
        self._next_at = start.next_at
        self._woken = self._woken or start.next_at is None
        while self._has_work() or self._next_at is not None:
            if not self._has_work():
                await self._something_happens(self._next_at)
                continue
            await self._step(start.person)
            if self._is_long():
                self._hand_over(start.person)

    async def _something_happens(self, next_at: datetime | None) -> None:
        self._arm(next_at)
        await workflow.wait_condition(self._has_work)

    async def _step(self, person: UUID) -> None:
        # Who is woken has news, for which somebody may sit waiting; what was held is in no hurry.
        priority = Priority.default if self._woken else GIVES_WAY
        self._woken = False
        self._timer.heed()
        delivered = await deliver(person, lead=self._lead, priority=priority)
        self._next_at = delivered.next_at
        workflow.set_current_details(mailbox_details(self._next_at))

    def _arm(self, next_at: datetime | None) -> None:
        wake = self._quarter
        if next_at is not None:
            # By this workflow's clock, which those who woke it may be ahead of.
            wake = min(wake, Wake(next_at - self._lead, "letters"), key=lambda each: each.at)
        self._timer.set(wake)

    # ------------------------------------------------------------ what is the case

    def _has_work(self) -> bool:
        return self._woken or self._timer.has_rung()

    def _is_long(self) -> bool:
        if self._next_at is None and not self._woken:
            return False
        quarter_is_over = workflow.now() >= self._quarter.at
        return quarter_is_over or is_time_to_hand_over(workflow.info(), carried=0)

    # ------------------------------------------------------------ how a run ends

    def _hand_over(self, person: UUID) -> None:
        next_at = None if self._woken else self._next_at
        workflow.continue_as_new(
            MailboxStart(person=person, lead=self._lead, next_at=next_at),
            initial_versioning_behavior=ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
        )
