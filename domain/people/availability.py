"""How much a mentor takes on, and when they are away."""

from typing import assert_never

from domain.context import Context
from domain.dates import ends, local_day
from domain.people.commands import AvailabilityCommand, EndAway, SetAway, SetCapacity
from domain.people.events import AwayEnded, CapacitySet, PersonEvent, WentAway
from domain.people.state import Person
from domain.refusals import Refusal


def decide(command: AvailabilityCommand, state: Person, context: Context) -> list[PersonEvent]:
    """Decide a change of capacity or absence; raises ``Refusal``."""
    match command:
        case SetCapacity(capacity=capacity):
            return [] if capacity == state.capacity else [CapacitySet(capacity=capacity)]
        case SetAway():
            return _set_away(command, state, context)
        case EndAway():
            return _end_away(state, context)
        case _:
            assert_never(command)


def _set_away(command: SetAway, state: Person, context: Context) -> list[PersonEvent]:
    if command.until is None:
        return _end_away(state, context)
    until = ends(command.until, state.zone)
    if until.at <= context.at:
        today = local_day(context.at, state.zone)
        sentence = f"{command.until} is past; give a day from {today} on, or none to end it."
        raise Refusal("date_past", sentence, until=str(command.until), today=str(today))
    return [] if until == state.away_until else [WentAway(until=until)]


def _end_away(state: Person, context: Context) -> list[PersonEvent]:
    return [AwayEnded()] if state.is_away(context.at) else []
