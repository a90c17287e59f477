"""What is asked of a whole program, or of the whole installation: imports, exports, events."""

from typing import Final
from uuid import UUID

from domain.access.relations import Relation
from domain.access.rights import Right
from records.queries import ProgramRow
from web.api.acting import check_scope, has_right, programs_run, relation_here
from web.callers import Caller
from web.problems import Problem, not_found
from web.services import Services

INSTALLATION: Final = "installation"
"""What the log calls all of it."""

_UNPROCESSABLE: Final = 422


async def program_for(
    services: Services, caller: Caller, right: Right, program: UUID | None
) -> ProgramRow | None:
    """Return a program to which somebody has a right.

    Without one the whole installation is meant, to which administrators alone have rights.

    Raises:
        Problem: 404, it is none of theirs; 403 as ``has_right`` does; 422 ``program_needed``.
    """
    stream = INSTALLATION if program is None else f"program/{program}"
    relation = relation_here(caller, program)
    if program is None and relation is Relation.NOBODY:
        _of_some(services, caller, right)
    has_right(services, caller, right, relation, about="program", stream=stream)
    if program is None:
        return None
    rows = await services.records.programs(ident=program)
    if not rows:
        raise not_found("program")
    return rows[0]


def may_in_all(services: Services, caller: Caller, right: Right) -> None:
    """Go on if somebody has a right to all programs that they run, whichever those are.

    Raises:
        Problem: 403, as ``has_right`` does, also where they run none.
    """
    run = programs_run(caller)
    if run is None:
        relation = Relation.ADMINISTRATOR
    else:
        relation = Relation.COORDINATOR if run else Relation.MEMBER
    has_right(services, caller, right, relation, about="program", stream=INSTALLATION)


def _of_some(services: Services, caller: Caller, right: Right) -> None:
    """Refuse somebody who is nobody to the installation, in words that tell what would be right."""
    check_scope(caller, right, stream=INSTALLATION)
    if programs_run(caller):
        sentence = f"Name the program with ?program=: you may {right} there, and not everywhere."
        raise Problem(_UNPROCESSABLE, "program_needed", sentence)
    has_right(services, caller, right, Relation.MEMBER, about="program", stream=INSTALLATION)
