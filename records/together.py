"""Many commands to many streams in one transaction: all of them, or only those that can be."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from domain.envelopes import INTERNAL, Outcome, Receipt, stream_of
from domain.model import PersonId
from domain.refusals import Refusal
from records.bodies import Entry, prepare
from records.connections import AnyConnection
from records.errors import Unavailable, is_outage, is_race
from records.folds import Fold, load
from records.handle import Store
from records.imports import Import, keep_import
from records.receipts import refused_receipt
from records.settle import internal_actor, settle
from records.statements import SQL
from records.unit import Unit

Lot = Sequence[Entry]
"""Commands that belong together, such as those about one person: all are recorded, or none is."""

Counter = Callable[[int], None]
"""Is told now and then how many lots have been decided."""

Noting = Callable[[Sequence[Sequence[Receipt]]], Import | None]
"""Says, of the receipts of all lots, which import is recorded by them, if one is."""

CHUNK = 25
"""Lots in one savepoint: few enough to be decided again where one of them is refused."""

_PAGE = 1_000
"""Addresses looked up at once, so that no look takes long."""

FAULT = Refusal(
    "fault", "The service failed to decide this; nothing of it is recorded, so try it again later."
)
"""What is answered where a decision failed in a way nobody foresaw."""

Item = TypeVar("Item")

log = structlog.get_logger(__name__)


class Outpaced(Unavailable):
    """Somebody changed the same streams while many commands were being decided."""

    def __init__(self) -> None:
        super().__init__(
            "Others registered or changed the same people at the same time; nothing is recorded: "
            "repeat it in a moment."
        )


class _TakenBack(Exception):
    """Ends a transaction or a savepoint of which nothing is to stay."""


@dataclass(frozen=True)
class Together:
    """What became of lots: the receipts of each, up to the first that was refused.

    Unless ``recorded``, nothing was, and the receipts say what would have been.
    """

    recorded: bool
    receipts: Sequence[Sequence[Receipt]]


async def record_together(
    store: Store, lots: Sequence[Lot], *, skip_refused: bool, told: Counter, noting: Noting
) -> Together:
    """Decide lots in their order, in one transaction, and return what became of each.

    A lot of which one command is refused leaves nothing, not even a receipt. With ``skip_refused``
    the others are recorded; without it nothing is. Nothing is parked either: whoever asked has
    all that is needed to ask again. The import that ``noting`` names is kept with them.

    Readers of all events see what came later than its first event only when it has ended, and who
    changes a stream of it meanwhile waits for that.

    Raises:
        Outpaced: somebody changed the same streams, or used the import's id, meanwhile; nothing is
            recorded.
        StoreDown: PostgreSQL is away; whether all was recorded or nothing is unknown.
    """
    receipts: list[Sequence[Receipt]] = []
    try:
        async with store.unit() as whole:
            for page in _pages(lots, CHUNK):
                receipts += await _settle_chunk(store, whole.connection, page)
                told(len(receipts))
            if not skip_refused:
                _take_back_if(any(_is_refused(each) for each in receipts))
            if (done := noting(receipts)) is not None:
                await keep_import(whole.connection, done)
    except _TakenBack:
        return Together(recorded=False, receipts=receipts)
    except Exception as error:
        if is_race(error):
            raise Outpaced from error
        raise
    return Together(recorded=True, receipts=receipts)


def _pages(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[first : first + size] for first in range(0, len(items), size))


async def _settle_chunk(
    store: Store, connection: AnyConnection, lots: Sequence[Lot]
) -> list[Sequence[Receipt]]:
    """Decide lots within one savepoint; each within its own where one of them is refused."""
    unit = _Chunk(connection, kinds=store.kinds, cache=store.cache)
    receipts: list[Sequence[Receipt]] = []
    try:
        async with connection.transaction():
            for lot in lots:
                receipts.append(await _settle_lot(store, unit, lot))
                _take_back_if(_is_refused(receipts[-1]))
    except _TakenBack:
        if len(lots) > 1:
            return [
                receipts
                for lot in lots
                for receipts in await _settle_chunk(store, connection, [lot])
            ]
    return receipts


async def _settle_lot(store: Store, unit: Unit, lot: Lot) -> Sequence[Receipt]:
    receipts: list[Receipt] = []
    for entry in lot:
        receipts.append(await _settled(store, unit, entry))
        if _is_refused(receipts):
            break
    return receipts


class _Chunk(Unit):
    """Looks at each stream once, and not again for each command of the few that it lives for.

    That is sound: whoever moves a stream on meanwhile is found out when this one moves it on, and
    of a stream that is only looked at, others decide on what they saw a moment ago too.
    """

    async def load(self, streams: Iterable[str]) -> dict[str, Fold]:
        wanted = set(streams)
        seen = {each: fold for each in wanted if (fold := self._held.folds.get(each))}
        return {**seen, **await super().load(wanted - seen.keys())}


async def _settled(store: Store, unit: Unit, entry: Entry) -> Receipt:
    if entry.envelope.actor.role in INTERNAL and not entry.internal:
        return internal_actor(entry)
    try:
        return await settle(unit, prepare(entry, kinds=store.kinds, opener=store.opener))
    except Exception as error:
        if is_outage(error) or is_race(error):
            raise
        return _failed(entry, error)


def _failed(entry: Entry, error: Exception) -> Receipt:
    """Say in the log that a decision failed, without its content."""
    log.error(
        "command.failed",
        command_id=str(entry.envelope.id),
        stream=entry.stream,
        type=entry.envelope.type,
        error=type(error).__name__,
    )
    return refused_receipt(entry, FAULT, version=0)


def _take_back_if(is_refused: bool) -> None:  # noqa: FBT001 - the name asks for it
    if is_refused:
        raise _TakenBack


def _is_refused(receipts: Sequence[Receipt]) -> bool:
    return bool(receipts) and receipts[-1].outcome is Outcome.REFUSED


async def people_by_email(store: Store, emails: Sequence[str]) -> Mapping[str, Any]:
    """Return the present state of everybody who has one of these addresses, by address."""
    found: dict[str, Any] = {}
    async with store.connection() as connection:
        for page in _pages(emails, _PAGE):
            rows = await connection.fetch(SQL["people_with_emails"], page)
            people: dict[str, PersonId] = {row["email"]: row["person"] for row in rows}
            folds = await _folds(store, connection, people)
            found |= {each: folds[stream_of("person", people[each])].state for each in people}
    return found


async def _folds(
    store: Store, connection: AnyConnection, people: Mapping[str, PersonId]
) -> Mapping[str, Fold]:
    streams = [stream_of("person", ident) for ident in people.values()]
    known = {stream: store.cache.get(stream) for stream in streams}
    return await load(connection, known, kinds=store.kinds)
