"""What the store has to know of a kind of stream."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from domain.decider import Decider
from domain.standing import OpenDeadline, Standing

State: TypeAlias = Any
"""The state of some kind of stream; only its own decider knows which."""

Event: TypeAlias = Any
"""An event of some kind of stream; only its own decider knows which."""

Row = Mapping[str, Any]
"""What a read table says, by column, all of them and in the table's order."""

Rows = Mapping[str, Sequence[Row]]
"""For each read table of a kind, the rows that belong to one stream."""


@dataclass(frozen=True)
class Claims:
    """What a state holds in the tables that rules rest on."""

    charged_mentor: UUID | None = None
    pair: tuple[UUID, UUID] | None = None
    email: str | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of stream as pure functions.

    ``rows`` gives what read tables say of a stream, from its state, version, and the times of its
    first and last event. ``claims`` gives what it holds in the tables that rules rest on.
    ``standing`` gives what its workflow has to know, where it has one. ``mentor`` gives the mentor
    of a state's pair, for letters to name.
    """

    decider: Decider[Any, Any, Any]
    rows: Callable[[Any, int, datetime, datetime], Rows]
    claims: Callable[[Any], Claims]
    standing: Callable[[Any], Standing] | None = None
    mentor: Callable[[Any], UUID | None] = lambda _: None

    def deadlines(self, state: State) -> tuple[OpenDeadline, ...]:
        """Return what a state waits for."""
        if self.standing is None or state is None:
            return ()
        return self.standing(state).deadlines


Kinds = Mapping[str, Kind]
"""The kinds by category."""
