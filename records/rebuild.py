"""Making the read tables again from the events, beside live traffic."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog

from records.connections import AnyConnection
from records.errors import RebuildRunning
from records.folds import Fold, load
from records.handle import Store
from records.kinds import Kind, Kinds
from records.reading import PATIENCE
from records.statements import SQL
from records.writing import copy_read_tables_of, write_read_tables_of

_NEXT = "read_next"
_PAGE = 50
"""Streams folded at once."""

_FEW = 25
"""Streams that may be left to write while nobody can append: some milliseconds."""

_ROUNDS = 10
"""Rounds of catching up after which more are left to that moment, lest it never come."""

_LONGEST_WAIT = 1_000
"""Milliseconds for which a rebuild makes appends wait, at the most."""

_NOT_COPIED = frozenset({"person", "program"})
"""Kinds whose rows have full text, for which the driver knows no binary form to copy."""

TABLES = ("mentorships", "deadlines", "people", "person_roles", "programs")

log = structlog.get_logger(__name__)


async def rebuild(store: Store, *, told: Callable[[int], None] = lambda _: None) -> int:
    """Make the read tables again from the events, and return how many streams were read.

    New tables are filled beside the present ones, then follow the events that came meanwhile; the
    last few and the switch happen in one transaction in which nobody appends. ``told`` is told how
    many streams are in the new tables.

    Raises:
        RebuildRunning: somebody else is at it, or dumps the present tables.
        StoreDown: PostgreSQL is away; the present tables stay as they are.
    """
    async with store.connection() as connection:
        return await rebuild_on(connection, store.kinds, told=told)


async def rebuild_on(
    connection: AnyConnection, kinds: Kinds, *, told: Callable[[int], None] = lambda _: None
) -> int:
    """Do as ``rebuild`` does, on a connection."""
    async with _turn(connection):
        await connection.execute(SQL["make_next_read_tables"])
        before = await _settled(connection, after=0)
        count = await _fill(connection, kinds, told)
        done = await _follow(connection, kinds, before)
        await _switch(connection, kinds, done)
        await connection.execute(SQL["drop_old_read_tables"])
    log.info("read_tables.rebuilt", streams=count)
    return count


async def checksum(store: Store) -> dict[str, tuple[int, int]]:
    """Return rows and a sum for each read table, the same for the same content."""
    sums = {}
    async with (
        store.connection() as connection,
        connection.transaction(readonly=True),
    ):
        for table in TABLES:
            row = await connection.fetchrow(SQL[f"checksum_{table}"])
            assert row is not None  # noqa: S101 - an aggregate gives one row
            sums[table] = (int(row["rows"]), int(row["sum"]))
    return sums


@asynccontextmanager
async def _turn(connection: AnyConnection) -> AsyncIterator[None]:
    if not await connection.fetchval(SQL["take_rebuild_turn"]):
        raise RebuildRunning
    try:
        yield
    finally:
        await connection.execute(SQL["end_rebuild_turn"])


async def _fill(connection: AnyConnection, kinds: Kinds, told: Callable[[int], None]) -> int:
    """Write every stream as it is now, and return how many there are."""
    last, count = "", 0
    while rows := await connection.fetch(SQL["page_of_streams"], last, _PAGE):
        streams = [row["stream"] for row in rows]
        async with connection.transaction():
            for kind, folds in await _folded(connection, kinds, streams):
                if kind.decider.category in _NOT_COPIED:
                    await write_read_tables_of(connection, kind, folds, schema=_NEXT)
                else:
                    await copy_read_tables_of(connection, kind, folds, schema=_NEXT)
        last, count = streams[-1], count + len(streams)
        told(count)
    return count


async def _follow(connection: AnyConnection, kinds: Kinds, done: int) -> int:
    """Write again what got events since a position, and return the position reached.

    Others go on writing meanwhile; each round has fewer left, down to what a moment can hold.
    """
    for _ in range(_ROUNDS):
        upto = await _settled(connection, after=done)
        streams = await _touched(connection, done, upto)
        async with connection.transaction():
            await _write(connection, kinds, streams)
        done = upto
        if len(streams) <= _FEW:
            break
    return done


async def _settled(connection: AnyConnection, *, after: int) -> int:
    async for patience in _patience():
        with suppress(asyncpg.LockNotAvailableError):
            return int(await connection.fetchval(SQL["settled_position"], after, patience))
    raise AssertionError  # patience never ends


async def _switch(connection: AnyConnection, kinds: Kinds, done: int) -> None:
    """Write the last few streams and put the new tables in place while nobody appends."""
    async for patience in _patience():
        done = await _follow(connection, kinds, done)
        with suppress(asyncpg.LockNotAvailableError):
            async with connection.transaction():
                await connection.execute(SQL["wait_at_most"], patience)
                await connection.execute(SQL["stop_appends"])
                last = await connection.fetchval(SQL["last_position"])
                await _write(connection, kinds, await _touched(connection, done, last))
                await connection.execute(SQL["switch_read_tables"])
            return


async def _touched(connection: AnyConnection, after: int, upto: int) -> list[str]:
    rows = await connection.fetch(SQL["streams_touched"], after, upto)
    return [row["stream"] for row in rows]


async def _write(connection: AnyConnection, kinds: Kinds, streams: Iterable[str]) -> None:
    for kind, folds in await _folded(connection, kinds, streams):
        await write_read_tables_of(connection, kind, folds, schema=_NEXT)


async def _folded(
    connection: AnyConnection, kinds: Kinds, streams: Iterable[str]
) -> Sequence[tuple[Kind, Sequence[Fold]]]:
    """Fold streams from their first event, whatever anybody remembers of them, kind by kind."""
    folds = await load(connection, {stream: Fold(stream) for stream in streams}, kinds=kinds)
    return [
        (kind, [fold for fold in folds.values() if fold.stream.startswith(f"{category}/")])
        for category, kind in kinds.items()
    ]


async def _patience() -> AsyncIterator[int]:
    """Yield how long to wait for the appends in flight, in milliseconds.

    It grows, so that slow appends, one after the other, do not keep a rebuild from its end; and
    after each wait comes a pause as long, in which those go on who waited behind.
    """
    patience = PATIENCE
    while True:
        yield patience
        await asyncio.sleep(patience / 1_000)
        patience = min(patience * 2, _LONGEST_WAIT)
