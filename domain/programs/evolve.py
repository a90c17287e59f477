"""How a program's state follows from the events. Total: it takes any event in any state."""

from typing import assert_never

from domain.envelopes import Stamp
from domain.programs.events import (
    LetterheadSet,
    PolicyChanged,
    ProgramClosed,
    ProgramCreated,
    ProgramEvent,
    ProgramReopened,
    TemplateSet,
)
from domain.programs.state import Letterhead, Program
from domain.replacing import replace


def evolve(state: Program | None, event: ProgramEvent, _stamp: Stamp) -> Program | None:
    """Return the state after ``event``; what makes no sense only counts as an event."""
    if state is None:
        return _created(event) if isinstance(event, ProgramCreated) else None
    after = replace(state, version=state.version + 1)
    match event:
        case ProgramCreated():
            return after
        case PolicyChanged(policy=policy):
            return replace(after, policy=policy)
        case TemplateSet(template=template):
            return replace(after, template=template)
        case LetterheadSet(reply_to=reply_to, signature=signature):
            return replace(after, letterhead=Letterhead(reply_to=reply_to, signature=signature))
        case ProgramClosed() | ProgramReopened():
            return replace(after, closed=isinstance(event, ProgramClosed))
        case _:
            assert_never(event)


def _created(event: ProgramCreated) -> Program:
    return Program(
        id=event.program, version=1, name=event.name, zone=event.zone, policy=event.policy
    )
