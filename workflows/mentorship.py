"""One mentorship's clock: it waits for people and for time, and has recorded what came.

Each turn of the loop has the same shape whatever the rules say: wait with one timer, then one
step, which an activity decides and records. Replay reads the recorded steps and never decides
again, so rules may change on any day while mentorships live for years. What may not change
without `workflow.patched` is the shape of the turn, and the numbers that a turn decides by: those
in `workflows.turnover`, `workflows.inbox` and `workflows.dates`. Neither may what
`workflows.attributes` tells of a standing: each attribute told is a line in the history.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.workflow import ContinueAsNewVersioningBehavior

# Each name from its own module: what is imported as a module of the package `workflows`, the
# sandbox imports again for every mentorship.
with workflow.unsafe.imports_passed_through():
    from activities.signatures import Entered, RecordStep
    from domain.envelopes import CommandEnvelope, Receipt, derived_id
    from domain.standing import Standing
    from workflows.answers import busy, receipt_or_answer
    from workflows.attributes import attribute_changes
    from workflows.dates import Tries, Wake, due_now, next_wake, tried
    from workflows.hands import post, record
    from workflows.inbox import CALLER_LIMIT, Inbox, Waiting, hand_out
    from workflows.reading import REFRESH, accepted_command, check_command, read_signal
    from workflows.start import MENTORSHIP, Start, read_start
    from workflows.timer import Timer
    from workflows.turnover import LONG_ENOUGH, is_time_to_hand_over
    from workflows.words import details


@workflow.defn(name=MENTORSHIP)
class Mentorship:
    """The workflow ``mentorship/<uuid>``: input ``Start``; update ``perform``; query ``standing``.

    Its signals are ``perform``, ``transition`` and ``refresh``; see `workflows.reading`.
    """

    def __init__(self) -> None:
        """Begin with nothing known: commands may arrive before ``run`` does."""
        self._standing: Standing | None = None
        self._inbox = Inbox()
        self._callers = 0
        self._signals = 0
        self._nudged = False
        self._leaving = False
        self._tries: Tries = {}
        self._timer = Timer()
        self._letters = False
        self._posting: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ what comes in

    @workflow.update
    async def perform(self, *args: object) -> Receipt:
        """Take in one ``CommandEnvelope`` and return its receipt once it is recorded.

        Fails with an ``ApplicationError`` whose type is one of `workflows.answers`.
        """
        self._callers += 1
        waiting = self._enter(accepted_command(args))
        try:
            await workflow.wait_condition(lambda: waiting.done or self._leaving)
        finally:
            self._callers -= 1
        return receipt_or_answer(waiting.entered.envelope.id, waiting.receipt)

    @perform.validator
    def _may_enter(self, *args: object) -> None:
        check_command(args)
        if self._callers >= CALLER_LIMIT:
            raise busy(CALLER_LIMIT)

    @workflow.signal(dynamic=True)
    async def hear(self, name: str, args: Sequence[RawValue]) -> None:
        """Take in any signal, raw: one that cannot be read has to be noted, not dropped."""
        self._signals += 1
        if name == REFRESH:
            self._nudged = True
            return
        ident = derived_id(UUID(workflow.info().run_id), "signal", self._signals)
        self._enter(read_signal(name, args, workflow.payload_converter(), command_id=ident))

    @workflow.query
    def standing(self) -> Standing | None:
        """Return what the workflow knows; None until its first step is recorded."""
        return self._standing

    def _enter(self, envelope: CommandEnvelope) -> Waiting:
        mentorship = workflow.info().workflow_id.rpartition("/")[2]
        ids = {"command_id": f"{envelope.id}", "mentorship_id": mentorship}
        workflow.logger.debug("command.entered", extra=ids)
        return self._inbox.add(Entered(at=workflow.now(), envelope=envelope))

    # ------------------------------------------------------------ the loop

    @workflow.run
    async def run(self, *args: object) -> None:
        """Live the mentorship's time until nothing is left to wait for."""
        start = read_start(args)
        self._inbox.put_first(start.inbox)
        self._quarter = Wake(workflow.now() + LONG_ENOUGH, "the quarterly new run")
        if start.standing is None:
            self._nudged = True
        else:
            self._keep(start.standing)
        try:
            await self._live(start.mentorship)
        except asyncio.CancelledError:
            await self._empty(start.mentorship)
            raise

    async def _live(self, mentorship: UUID) -> None:
        while not await self._is_finished():
            if not self._has_work():
                await self._something_happens(mentorship)
                continue
            await self._step(mentorship)
            if self._is_long():
                await self._hand_over(mentorship)

    async def _something_happens(self, mentorship: UUID) -> None:
        self._arm()
        if self._has_letters():
            self._letters = False
            self._posting = asyncio.create_task(self._post(mentorship))
        await workflow.wait_condition(
            lambda: self._has_work() or self._has_letters() or self._is_over()
        )

    async def _step(self, mentorship: UUID) -> None:
        now = workflow.now()
        taken = self._inbox.take()
        due = due_now(self._standing, self._tries, now)
        self._nudged = False
        self._timer.heed()
        step = RecordStep(
            mentorship=mentorship,
            at=now,
            commands=tuple(waiting.entered for waiting in taken),
            deadlines=due,
        )
        try:
            standing = await record(step)
        except asyncio.CancelledError:
            self._inbox.put_back(taken)
            raise
        hand_out(taken, standing.receipts)
        self._tries = tried(self._tries, due, standing, now)
        self._keep(standing)

    def _keep(self, standing: Standing) -> None:
        self._standing = standing.model_copy(update={"receipts": ()})
        self._letters = standing.letters_waiting
        changes = attribute_changes(workflow.info().typed_search_attributes, standing)
        if changes and standing.version:
            workflow.upsert_search_attributes(changes)
        workflow.set_current_details(details(standing))

    async def _post(self, mentorship: UUID) -> None:
        if await post(mentorship):
            self._letters = True
        if self._standing:
            self._keep(self._standing.model_copy(update={"letters_waiting": self._letters}))

    def _arm(self) -> None:
        wake = next_wake(self._standing, self._tries, latest=self._quarter)
        self._timer.set(wake)

    # ------------------------------------------------------------ what is the case

    def _has_work(self) -> bool:
        return bool(self._inbox) or self._nudged or self._timer.has_rung()

    def _has_letters(self) -> bool:
        return self._letters and not self._is_posting()

    def _is_posting(self) -> bool:
        return self._posting is not None and not self._posting.done()

    def _is_over(self) -> bool:
        known = self._standing
        nothing_left = known is not None and (known.complete or known.version == 0)
        return nothing_left and not (self._letters or self._is_posting() or self._has_work())

    def _is_long(self) -> bool:
        if self._is_over():
            return False
        quarter_is_over = workflow.now() >= self._quarter.at
        return quarter_is_over or is_time_to_hand_over(workflow.info(), carried=self._inbox.size)

    # ------------------------------------------------------------ how a run ends

    async def _is_finished(self) -> bool:
        if not self._is_over():
            return False
        # The callers of this run's last step leave first; one who came meanwhile has a step of
        # its own.
        await workflow.wait_condition(lambda: workflow.all_handlers_finished() or bool(self._inbox))
        return not self._inbox

    async def _hand_over(self, mentorship: UUID) -> None:
        self._leaving = True
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(
            Start(mentorship=mentorship, standing=self._known(), inbox=self._inbox.commands),
            initial_versioning_behavior=ContinueAsNewVersioningBehavior.AUTO_UPGRADE,
        )

    def _known(self) -> Standing | None:
        """Return what the next run has to know; None lets it begin with a look at the records."""
        if self._standing is None or self._nudged:
            return None
        letters = self._letters or self._is_posting()
        return self._standing.model_copy(update={"letters_waiting": letters})

    async def _empty(self, mentorship: UUID) -> None:
        """Record what was taken in before a cancellation takes effect; callers count on it."""
        while self._inbox:
            await self._step(mentorship)
        await workflow.wait_condition(workflow.all_handlers_finished)
