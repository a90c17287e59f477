"""A command in a transaction of its own: raced, repeated, and parked when it fails."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Self, TypeAlias

import asyncpg
import structlog

from domain.envelopes import INTERNAL, Receipt
from records.bodies import Entry, Opener, Prepared, prepare
from records.connections import AnyConnection, outages_told
from records.errors import Contended, Unavailable, is_race
from records.folds import FoldCache
from records.kinds import Kinds
from records.parking import park, unpark
from records.recorded import Source
from records.settle import internal_actor, settle
from records.statements import SQL
from records.unit import Unit

ATTEMPTS = 12
"""Times a decision is taken before giving up. From the second on, those who lost a race for a
stream queue for it, so that only newcomers are in the way."""

log = structlog.get_logger(__name__)
details = logging.getLogger(__name__)
"""For what nobody sees unless it is asked for: structlog shows everything until it is set up."""

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


@dataclass(frozen=True)
class Store:
    """What deciding needs beside a command: connections, the kinds of stream, and the key."""

    pool: Pool
    kinds: Kinds
    opener: Opener
    cache: FoldCache = field(default_factory=FoldCache)
    lent: "AnyConnection | None" = None

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AnyConnection]:
        """Lend a connection.

        Raises:
            StoreDown: there is none to be had, or it broke meanwhile.
            NotMigrated: the database is not what this release needs.
        """
        with outages_told():
            if self.lent is not None:
                yield self.lent
                return
            async with self.pool.acquire() as connection:
                yield connection

    @asynccontextmanager
    async def on_one_connection(self) -> AsyncIterator[Self]:
        """Lend a store for one thing after the other, all of them on one connection.

        Each time a connection goes back to the pool it is reset, which is a round trip.

        Raises:
            StoreDown, NotMigrated: as ``connection`` does.
        """
        async with self.connection() as connection:
            yield replace(self, lent=connection)

    @asynccontextmanager
    async def unit(
        self, *, source: Source | None = None, told: str | None = None
    ) -> AsyncIterator[Unit]:
        """Lend a transaction; it is committed when the block ends."""
        async with self.connection() as connection:
            async with connection.transaction(isolation="read_committed"):
                unit = Unit(
                    connection, kinds=self.kinds, cache=self.cache, source=source, told=told
                )
                yield unit
            unit.committed()


async def handle(
    store: Store, entry: Entry, *, source: Source | None = None, told: str | None = None
) -> Receipt:
    """Decide one command, record what follows, and return its receipt, in one transaction.

    A lost race is decided again; whatever fails in a way nobody foresaw is parked.

    Raises:
        Contended: others changed the stream during each attempt.
        StoreDown: PostgreSQL is away; whether the command was recorded is unknown.
    """
    if entry.envelope.actor.role in INTERNAL and not entry.internal:
        return internal_actor(entry)
    prepared = None
    try:
        prepared = prepare(entry, kinds=store.kinds, opener=store.opener)
        return settled(entry, await _raced(store, prepared, source=source, told=told))
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the command must not be lost
        digest = None if prepared is None else prepared.digest
        return await parked(store, entry, error, digest=digest)


def settled(entry: Entry, receipt: Receipt) -> Receipt:
    """Return a receipt that was just committed, after a line in the log that says so."""
    facts = {
        "command_id": f"{receipt.command_id}",
        "stream": receipt.stream,
        "by": entry.envelope.actor.role.value,
        "outcome": receipt.outcome.value,
        "code": receipt.code,
        "version": receipt.version,
    }
    details.debug("command.settled", extra=facts)
    return receipt


async def parked(
    store: Store, entry: Entry, error: Exception, *, digest: bytes | None = None
) -> Receipt:
    """Park a command, in a transaction of its own, and say so in the log without its content."""
    log.error(
        "command.parked",
        command_id=str(entry.envelope.id),
        stream=entry.stream,
        type=entry.envelope.type,
        error=type(error).__name__,
    )
    async with store.unit() as unit:
        return await park(unit.connection, entry, error, digest=digest)


async def _raced(
    store: Store, prepared: Prepared, *, source: Source | None, told: str | None
) -> Receipt:
    stream, lost = prepared.entry.stream, None
    for attempt in range(ATTEMPTS):
        try:
            async with store.unit(source=source, told=told) as unit:
                if attempt:
                    await unit.connection.execute(SQL["queue_for_stream"], stream)
                receipt = await settle(unit, prepared)
                if prepared.entry.again:
                    await unpark(unit.connection, prepared.entry)
        except Exception as error:
            if not is_race(error):
                raise
            lost = error
        else:
            return receipt
    if isinstance(lost, asyncpg.UniqueViolationError):
        raise lost  # no race: the tables that rules rest on say what the rules do not see
    raise Contended(stream, attempts=ATTEMPTS)
