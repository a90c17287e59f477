"""One transaction's view of the store: what it has read, written and locked so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from records.connections import AnyConnection
from records.folds import Fold, FoldCache, load
from records.kinds import Kinds
from records.recorded import Source
from records.statements import SQL


@dataclass(frozen=True)
class _Held:
    """What a savepoint takes back when it is rolled back: states, and locks taken since."""

    folds: dict[str, Fold] = field(default_factory=dict)
    locked: frozenset[UUID] = frozenset()


class Unit:
    """A transaction in which commands are decided, one after the other.

    Args:
        connection: in a transaction at read committed, because each look has to see what others
            committed while a lock was waited for.
        kinds: the kinds of stream.
        cache: states known from earlier transactions.
        source: the workflow run that records, if one does.
        told: the stream whose workflow hears of what is recorded here.
    """

    def __init__(
        self,
        connection: AnyConnection,
        *,
        kinds: Kinds,
        cache: FoldCache,
        source: Source | None = None,
        told: str | None = None,
    ) -> None:
        self.connection = connection
        self.kinds = kinds
        self.source = source
        self.told = told
        self._cache = cache
        self._held = _Held()

    async def load(self, streams: Iterable[str]) -> dict[str, Fold]:
        """Return the states of streams as they are now, with what this transaction did."""
        known = {
            stream: self._held.folds.get(stream) or self._cache.get(stream) for stream in streams
        }
        if not known:
            return {}
        folds = await load(self.connection, known, kinds=self.kinds)
        self.note(folds.values())
        return folds

    def note(self, folds: Iterable[Fold]) -> None:
        """Go on with these states in this transaction."""
        noted = {fold.stream: fold for fold in folds}
        self._held = replace(self._held, folds={**self._held.folds, **noted})

    async def lock_mentors(self, mentors: Iterable[UUID]) -> None:
        """Lock the loads of mentors in id order, until the transaction ends."""
        wanted = sorted(set(mentors) - self._held.locked)
        if not wanted:
            return
        await self.connection.execute(SQL["make_loads_lockable"], wanted)
        await self.connection.execute(SQL["lock_mentors"], wanted)
        self._held = replace(self._held, locked=self._held.locked.union(wanted))

    def has_locked(self, mentor: UUID) -> bool:
        """Say whether a mentor's load cannot change but by this transaction."""
        return mentor in self._held.locked

    def mark(self) -> object:
        """Return what ``back_to`` needs to forget what happens from here on."""
        return self._held

    def back_to(self, mark: object) -> None:
        """Forget what happened since a savepoint that was rolled back: its locks are gone too."""
        assert isinstance(mark, _Held)  # noqa: S101
        self._held = mark

    def committed(self) -> None:
        """Remember the states for later transactions."""
        self._cache.keep(self._held.folds.values())
