"""The activity that has a mentorship's steps recorded."""

import structlog
from temporalio import activity

from activities.passing import passing
from activities.signatures import RECORD, RecordStep
from domain.standing import Standing
from records.errors import Unavailable
from records.recorded import Source
from records.store import Records

log = structlog.get_logger(__name__)


class Recorder:
    """Records steps in the records it was given."""

    def __init__(self, records: Records) -> None:
        """Keep the records to write to."""
        self._records = records

    @activity.defn(name=RECORD)
    async def record(self, step: RecordStep) -> Standing:
        """Record a step and return what it led to; repeated, it changes nothing more.

        Raises:
            ApplicationError: nothing can be recorded just now; the workflow tries again.
        """
        info = activity.info()
        try:
            return await self._records.record(
                step.mentorship,
                at=step.at,
                commands=[(entered.at, entered.envelope) for entered in step.commands],
                deadlines=step.deadlines,
                source=Source(workflow=info.workflow_id or "", run=info.workflow_run_id or ""),
            )
        except Unavailable as error:
            log.warning(
                "step.postponed", mentorship_id=str(step.mentorship), problem=type(error).__name__
            )
            raise passing(error) from None
