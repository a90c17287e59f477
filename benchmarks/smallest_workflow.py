"""The smallest entity workflow: it lives, and answers an update after one local activity."""

from datetime import timedelta

from pydantic import BaseModel
from temporalio import workflow

SMALLEST = "Smallest"
PERFORM = "perform"
NOTHING = "do_nothing"
ROWS = "write_rows"


class Asked(BaseModel):
    """A step of a mentorship, and the activity that does it."""

    mentorship: str
    number: int
    activity: str


@workflow.defn(name=SMALLEST)
class Smallest:
    """Waits for updates for ever."""

    @workflow.run
    async def run(self) -> None:
        """Live."""
        await workflow.wait_condition(lambda: False)

    @workflow.update(name=PERFORM)
    async def perform(self, asked: Asked) -> int:
        """Have one local activity done, and return what it returned."""
        version: int = await workflow.execute_local_activity(
            asked.activity,
            asked,
            result_type=int,
            start_to_close_timeout=timedelta(seconds=10),
        )
        return version
