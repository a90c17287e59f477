"""Streams folded to their states."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from domain.envelopes import Stamp
from records.canonical import NO_HASH
from records.connections import AnyConnection
from records.kinds import Kinds
from records.recorded import Row, actor_of, event_of
from records.statements import SQL


@dataclass(frozen=True)
class Fold:
    """A stream's state at a version; version 0 is a stream that does not exist."""

    stream: str
    version: int = 0
    state: Any = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    head: bytes = NO_HASH

    def not_before(self, at: datetime) -> datetime:
        """Return ``at``, or the time of the last event if that is later."""
        return at if self.last_at is None else max(at, self.last_at)


class FoldCache:
    """The last states seen of streams, forgotten in the order in which they were not asked for.

    Only committed states may be kept: a version then names one state for ever, and whoever loads
    adds the events that came since.
    """

    def __init__(self, *, size: int = 2_000) -> None:
        self._folds: OrderedDict[str, Fold] = OrderedDict()
        self._size = size

    def get(self, stream: str) -> Fold:
        """Return the latest known state of a stream; that of an empty one if none is known."""
        fold = self._folds.get(stream)
        if fold is None:
            return Fold(stream)
        self._folds.move_to_end(stream)
        return fold

    def keep(self, folds: Iterable[Fold]) -> None:
        """Remember committed states; an older one never replaces a newer one."""
        for fold in folds:
            if fold.version > self.get(fold.stream).version:
                self._folds[fold.stream] = fold
                self._folds.move_to_end(fold.stream)
        while len(self._folds) > self._size:
            self._folds.popitem(last=False)


async def load(
    connection: AnyConnection, known: Mapping[str, Fold], *, kinds: Kinds
) -> dict[str, Fold]:
    """Return the states of streams, going on from what is known of each, in one look."""
    rows = await connection.fetch(
        SQL["load_events"], list(known), [fold.version for fold in known.values()]
    )
    folds = dict(known)
    for stream, events in groupby(rows, key=lambda row: str(row["stream"])):
        folds[stream] = _go_on(folds[stream], events, kinds=kinds)
    return folds


def _go_on(fold: Fold, rows: Iterable[Row], *, kinds: Kinds) -> Fold:
    decider = kinds[fold.stream.partition("/")[0]].decider
    state, first_at, row = fold.state, fold.first_at, None
    for row in rows:
        at: datetime = row["at"]
        stamp = Stamp(at=at, actor=actor_of(row["actor"]))
        state = decider.evolve(state, event_of(decider, row), stamp)
        first_at = first_at or at
    if row is None:
        return fold
    return Fold(fold.stream, row["version"], state, first_at, row["at"], row["hash"])
