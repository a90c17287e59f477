"""Programs: their time zone, their policy and the agreement that pairs begin with."""

from collections.abc import Sequence

from domain.context import Context
from domain.decider import Decider, FollowOn
from domain.notices import Notice
from domain.programs.commands import COMMANDS, PROGRAM_COMMANDS, ProgramCommand
from domain.programs.decide import decide, needs
from domain.programs.events import EVENTS, PROGRAM_EVENTS, ProgramEvent
from domain.programs.evolve import evolve
from domain.programs.state import Program

__all__ = [
    "COMMANDS",
    "EVENTS",
    "PROGRAM",
    "PROGRAM_COMMANDS",
    "PROGRAM_EVENTS",
    "ProgramCommand",
    "ProgramEvent",
]


def _notices(_event: ProgramEvent, _state: Program, _context: Context) -> Sequence[Notice]:
    return ()


def _following(_event: ProgramEvent, _state: Program) -> Sequence[FollowOn]:
    return ()


PROGRAM: Decider[Program, ProgramCommand, ProgramEvent] = Decider(
    category="program",
    commands=PROGRAM_COMMANDS,
    events=PROGRAM_EVENTS,
    decide=decide,
    evolve=evolve,
    needs=needs,
    notices=_notices,
    following=_following,
)
"""The program stream: nobody is told anything by letter of it, and it moves no other stream."""
