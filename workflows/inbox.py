"""The commands that wait for the next step, and the callers who wait for their receipts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from activities.signatures import Entered
from domain.envelopes import Receipt

CALLER_LIMIT = 9
"""Callers that may wait for one mentorship.

Temporal admits ten updates at a time; were all ten to wait, the next would hear nothing. So the
tenth place is kept free for saying "busy".
"""

STEP_LIMIT = 1_000_000
"""Bytes of commands in one step. Temporal ends a workflow that passes on more than 2 MB.

Histories hold the steps cut by it: a change needs ``workflow.patched``.
"""


@dataclass
class Waiting:
    """A command that waits, how large it is, and what became of it.

    ``done`` says that a step took it; the receipt may be missing even then.
    """

    entered: Entered
    size: int
    receipt: Receipt | None = None
    done: bool = False


class Inbox:
    """Commands in order of arrival."""

    def __init__(self) -> None:
        """Begin empty."""
        self._waiting: list[Waiting] = []

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def commands(self) -> tuple[Entered, ...]:
        """Return what waits, earliest first."""
        return tuple(waiting.entered for waiting in self._waiting)

    @property
    def size(self) -> int:
        """Return how many bytes wait."""
        return sum(waiting.size for waiting in self._waiting)

    def add(self, entered: Entered) -> Waiting:
        """Let a command wait behind all others."""
        waiting = Waiting(entered, size_of(entered))
        self._waiting.append(waiting)
        return waiting

    def put_first(self, carried: Iterable[Entered]) -> None:
        """Let commands from an earlier run wait before all others."""
        self._waiting[:0] = [Waiting(entered, size_of(entered)) for entered in carried]

    def put_back(self, taken: Sequence[Waiting]) -> None:
        """Let commands that no step recorded wait before all others again, with their callers."""
        self._waiting[:0] = taken

    def take(self) -> list[Waiting]:
        """Take out what fits into one step: at least one command if any waits."""
        taken: list[Waiting] = []
        total = 0
        for waiting in self._waiting:
            total += waiting.size
            if taken and total > STEP_LIMIT:
                break
            taken.append(waiting)
        del self._waiting[: len(taken)]
        return taken


def hand_out(taken: Sequence[Waiting], receipts: Sequence[Receipt]) -> None:
    """Give each command of a step its receipt; of equal ids the first command gets the first."""
    left = list(receipts)
    for waiting in taken:
        ident = waiting.entered.envelope.id
        waiting.receipt = next((one for one in left if one.command_id == ident), None)
        if waiting.receipt is not None:
            left.remove(waiting.receipt)
        waiting.done = True


def size_of(entered: Entered) -> int:
    """Return the bytes that a command takes up as JSON."""
    return len(entered.model_dump_json().encode())
