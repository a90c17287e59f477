"""The activity that has a mentorship's steps recorded."""

import asyncio
from collections.abc import Iterator

import structlog
from structlog.contextvars import bound_contextvars
from temporalio import activity

from activities.measures import Answer, Measures, Unmeasured
from activities.passing import passing
from activities.signatures import RECORD, RecordStep
from domain.envelopes import INTERNAL
from domain.standing import Standing
from records.errors import Unavailable
from records.recorded import Source
from records.store import Records

log = structlog.get_logger(__name__)


class Recorder:
    """Records steps in the records it was given."""

    def __init__(self, records: Records, *, measures: Measures | None = None) -> None:
        """Keep the records to write to, and whoever counts."""
        self._records = records
        self._measures = measures or Unmeasured()

    @activity.defn(name=RECORD)
    async def record(self, step: RecordStep) -> Standing:
        """Record a step and return what it led to; repeated, it changes nothing more.

        Raises:
            ApplicationError: nothing can be recorded just now; the workflow tries again.
        """
        with bound_contextvars(mentorship_id=str(step.mentorship)):
            try:
                return await self._recorded(step)
            except Unavailable as error:
                self._measures.step_postponed()
                log.warning("step.postponed", command_ids=_ids(step), problem=type(error).__name__)
                raise passing(error) from None

    async def _recorded(self, step: RecordStep) -> Standing:
        info, clock = activity.info(), asyncio.get_running_loop().time
        began = clock()
        standing = await self._records.record(
            step.mentorship,
            at=step.at,
            commands=[(entered.at, entered.envelope) for entered in step.commands],
            deadlines=step.deadlines,
            source=Source(workflow=info.workflow_id or "", run=info.workflow_run_id or ""),
        )
        seconds = clock() - began
        self._measures.step_recorded(_answers(step, standing), seconds=seconds)
        _tell(standing, run=info.workflow_run_id, seconds=seconds)
        return standing


def _tell(standing: Standing, *, run: str | None, seconds: float) -> None:
    """Log a step in one line; one that answered nothing is of interest to few."""
    tell = log.info if standing.receipts else log.debug
    tell(
        "step.recorded",
        command_ids=[str(receipt.command_id) for receipt in standing.receipts],
        outcomes=[receipt.outcome.value for receipt in standing.receipts],
        version=standing.version,
        stage=standing.stage,
        workflow_run_id=run,
        seconds=round(seconds, 4),
    )


def _answers(step: RecordStep, standing: Standing) -> Iterator[Answer]:
    roles = {entered.envelope.id: entered.envelope.actor.role for entered in step.commands}
    by_itself = "clock" if step.deadlines else "system"
    for receipt in standing.receipts:
        role = roles.get(receipt.command_id)
        by = by_itself if role is None else "system" if role in INTERNAL else "people"
        yield receipt.stream.partition("/")[0], by, receipt.outcome.value


def _ids(step: RecordStep) -> list[str]:
    return [str(entered.envelope.id) for entered in step.commands]
