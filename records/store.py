"""The records as one object: what activities, pages and the command line use of them."""

from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from datetime import datetime
from uuid import UUID

from domain.envelopes import Category, CommandEnvelope, Receipt, stream_of
from domain.standing import OpenDeadline, Standing
from records import (
    batch,
    dry_run,
    handle,
    parking,
    reading,
    rebuild,
    standing,
    together,
    verify,
)
from records.access import Access
from records.bodies import Entry, Opener
from records.correspondence import Correspondence
from records.dry_run import Preview
from records.handle import Pool, Store
from records.imports import Import, find_import
from records.kinds import Kinds
from records.links import Links
from records.parking import Parked
from records.questions import LIST, Questions
from records.read_tables import KINDS
from records.reading import PAGE
from records.recorded import Recorded, Source
from records.together import Counter, Lot, Noting, Together
from records.verify import Heads, Problem


class Records(Access, Correspondence, Links, Questions):
    """Everything that is recorded, and the one way to record more.

    Each method raises ``StoreDown`` when PostgreSQL is away; commands are then to be repeated with
    the same id.

    Args:
        pool: connections as ``records.roles.as_service``.
        opener: opens sealed bodies; what it raises parks the command.
        kinds: the kinds of stream, by category.
    """

    def __init__(self, pool: Pool, *, opener: Opener, kinds: Kinds = KINDS) -> None:
        self._store = Store(pool, kinds=kinds, opener=opener)
        self._reader = reading.Reader(self._store)

    # ------------------------------------------------------------------ commands

    async def handle(
        self,
        category: Category,
        ident: UUID,
        command: CommandEnvelope,
        *,
        at: datetime,
        source: Source | None = None,
        internal: bool = False,
    ) -> Receipt:
        """Decide one command and record what follows, in one transaction; return its receipt.

        ``at`` is when it enters; it counts as no earlier than the stream's last event. Only with
        ``internal`` may the clock and the system act.

        Raises:
            Contended: others changed the stream during each attempt.
        """
        entry = Entry(category, ident, command, at=at, internal=internal)
        return await handle.handle(self._store, entry, source=source)

    async def dry_run(
        self, category: Category, ident: UUID, command: CommandEnvelope, *, at: datetime
    ) -> Preview:
        """Return what a command would do at ``at``; take no locks and write nothing."""
        return await dry_run.dry_run(self._store, Entry(category, ident, command, at=at))

    async def record(
        self,
        mentorship: UUID,
        *,
        at: datetime,
        commands: Sequence[tuple[datetime, CommandEnvelope]] = (),
        deadlines: Sequence[OpenDeadline] = (),
        source: Source | None = None,
    ) -> Standing:
        """Record a workflow's step: people's commands, then due deadlines; return the standing.

        Raises:
            Contended: others changed the mentorship again and again.
        """
        return await batch.record(
            self._store, mentorship, at=at, commands=commands, deadlines=deadlines, source=source
        )

    async def record_together(
        self,
        lots: Sequence[Lot],
        *,
        skip_refused: bool,
        told: Counter = lambda _: None,
        noting: Noting = lambda _: None,
    ) -> Together:
        """Decide many commands in one transaction: all are recorded or none, lot by lot.

        With ``skip_refused`` the lots that can be are recorded. ``told`` hears how far it is.
        ``noting`` names the import that is recorded by them, to be known again.

        Raises:
            Outpaced: somebody changed the same streams, or used the import's id, meanwhile;
                nothing is recorded.
        """
        return await together.record_together(
            self._store, lots, skip_refused=skip_refused, told=told, noting=noting
        )

    async def recorded_import(self, asked: Import) -> Import | None:
        """Return an import as it was recorded before; None if it was not.

        Raises:
            Refusal: ``id_reused``, because its id belongs to another import, or to a command.
        """
        async with self._store.connection() as connection:
            return await find_import(connection, asked)

    async def standing(self, mentorship: UUID) -> Standing:
        """Return how a mentorship stands, for somebody who is not its workflow."""
        return await standing.standing_now(self._store, mentorship)

    async def retry(self, category: Category, ident: UUID, *, at: datetime) -> tuple[Receipt, ...]:
        """Try the parked commands of a stream again; return their receipts.

        A mentorship's workflow does not learn of it: wake it afterwards.
        """
        return await batch.retry(self._store, category, ident, at=at)

    async def parked(self, *, limit: int = LIST) -> list[Parked]:
        """Return what is parked anywhere, in the order in which it came."""
        async with self._store.connection() as connection:
            return await parking.all_parked(connection, limit=limit)

    async def parked_in(
        self, program: UUID, *, without: Collection[str] = (), limit: int = LIST
    ) -> list[Parked]:
        """Return what is parked on a program, its mentorships and its people, as it came.

        Streams in ``without`` are left out. An opening that failed left no mentorship, and is in
        no program.
        """
        async with self._store.connection() as connection:
            return await parking.parked_in(connection, program, without=without, limit=limit)

    async def parked_streams(self) -> list[str]:
        """Return all streams on which something is parked, in the order in which it came."""
        async with self._store.connection() as connection:
            return await parking.parked_streams(connection)

    async def parked_of(self, category: Category, ident: UUID) -> list[Parked]:
        """Return what is parked on a stream, in the order in which it came."""
        async with self._store.connection() as connection:
            return await parking.parked_of(connection, stream_of(category, ident))

    # ------------------------------------------------------------------ all events

    async def read_all(self, *, after: int = 0, limit: int = PAGE) -> list[Recorded]:
        """Return the next events of all streams after a position; none: nothing new just now."""
        return await self._reader.read_all(after=after, limit=limit)

    def tail(self, *, after: int = 0) -> AsyncIterator[Recorded]:
        """Yield every event after a position, and those to come, each once and in order."""
        return self._reader.tail(after=after)

    def pages(self, *, after: int = 0, limit: int = PAGE) -> AsyncGenerator[list[Recorded]]:
        """Yield the same in pages, and an empty one at each look that found nothing new."""
        return self._reader.pages(after=after, limit=limit)

    async def heads(self) -> Heads:
        """Return where each stream ends, to be kept elsewhere for ``verify``."""
        return await verify.heads(self._store)

    def verify(
        self, *, exported: Heads | None = None, told: Counter = lambda _: None
    ) -> AsyncIterator[Problem]:
        """Yield what was changed, lost or reordered; with ``exported`` heads also cut tails.

        ``told`` is told how many events have been looked at.
        """
        return verify.verify(self._store, exported=exported, told=told)

    async def rebuild(self, *, told: Counter = lambda _: None) -> int:
        """Make the read tables again beside live traffic; return how many streams were read.

        ``told`` is told how many there are so far.

        Raises:
            RebuildRunning: somebody else is at it, or dumps the records.
        """
        return await rebuild.rebuild(self._store, told=told)

    async def checksum(self) -> dict[str, tuple[int, int]]:
        """Return rows and a sum for each read table, the same for the same content."""
        return await rebuild.checksum(self._store)
