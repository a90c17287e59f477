"""How the records do: what waits, what is late, and since when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from records.connections import AnyConnection
from records.mailing import SERVER_DOWN
from records.statements import SQL

GRACE = timedelta(minutes=2)
"""How late a deadline or a wake-up must be to count: long enough for whoever is at it already."""

LATELY = timedelta(days=7)
"""For how long a letter that was given up is news: a week is what a duty takes to come round."""


@dataclass(frozen=True)
class Health:
    """How the records did at one moment; each ``since`` is None where its number is 0.

    ``letters_waiting`` could have left and have not, since the oldest of them could;
    ``letters_held`` are kept back for a reason: quiet hours, the weekly budget, a pause, or a
    server that refuses them until tomorrow.
    ``letters_given_up`` is of all time, ``letters_given_up_lately`` of the last week.
    ``behind`` are mentorships whose workflow has not been told of events older than ``GRACE``.
    ``overdue`` are deadlines due longer ago than ``GRACE`` that nobody has passed on; a parked one
    is among the ``parked``. ``open_by_stage`` counts mentorships that still have a clock.
    """

    at: datetime
    letters_waiting: int
    letters_waiting_since: datetime | None
    letters_held: int
    letters_given_up: int
    letters_given_up_lately: int
    parked: int
    parked_since: datetime | None
    behind: int
    behind_since: datetime | None
    overdue: int
    overdue_since: datetime | None
    open_by_stage: Mapping[str, int]

    @property
    def open_mentorships(self) -> int:
        """How many mentorships still have a clock."""
        return sum(self.open_by_stage.values())


async def health(connection: AnyConnection, *, at: datetime) -> Health:
    """Return how the records do at ``at``, in one query.

    Its cost does not grow with the events.
    """
    row = await connection.fetchrow(SQL["health"], at - GRACE, at - LATELY, at, SERVER_DOWN)
    assert row is not None  # noqa: S101 - an aggregate gives one row
    found = {**row, "open_by_stage": json.loads(row["open_by_stage"])}
    return Health(at=at, **found)
