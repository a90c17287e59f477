"""How somebody wants to be written to."""

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Value

Reminders = Literal["at_once", "daily", "weekly"]
"""How often reminders may come; weekly is on Mondays."""

Hour = Annotated[int, Field(ge=0, le=23)]
"""An hour on the recipient's clock, at which something begins."""

WeeklyReminders = Annotated[int, Field(ge=1, le=50)]
"""Letters with reminders in any seven days."""


class Preferences(Value):
    """What a person chose about letters; None leaves it to the programs that write.

    ``reminders`` says how often reminders may come, ``hour`` at which hour of the person's clock.
    Between ``quiet_from`` and ``quiet_to`` nothing is sent that can wait; the same hour twice means
    no quiet hours, and the time may pass midnight. ``weekly_reminders`` lowers the programs'
    budget; a number above it is taken, and means no more than the budget.
    """

    reminders: Reminders | None = None
    hour: Hour | None = None
    quiet_from: Hour | None = None
    quiet_to: Hour | None = None
    weekly_reminders: WeeklyReminders | None = None


def is_quiet(hour: int, *, begins: int, ends: int) -> bool:
    """Say whether ``hour`` lies in quiet hours, which may pass midnight.

    They last from the hour ``begins`` until the hour ``ends``, which is no part of them; where the
    two are the same there are none.
    """
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends
