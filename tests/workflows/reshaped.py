"""The workflow of a release that changed its shape: one more wait before each step."""

from datetime import timedelta
from uuid import UUID

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.mentorship import Mentorship
    from workflows.start import MENTORSHIP

BREATH = "a-breath-before-each-step"


@workflow.defn(name=MENTORSHIP)
class Reshaped(Mentorship):
    """The mentorship as ever, which draws a breath first."""

    @workflow.run
    async def run(self, *args: object) -> None:
        """Live, in the new shape unless the run began in the old one."""
        await super().run(*args)

    async def _step(self, mentorship: UUID) -> None:
        if workflow.patched(BREATH):
            await workflow.sleep(timedelta(milliseconds=1))
        await super()._step(mentorship)
