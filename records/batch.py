"""One step of a mentorship: the commands that wait and the deadlines that are due, recorded."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog

from domain.envelopes import (
    CLOCK,
    INTERNAL,
    SYSTEM,
    Category,
    CommandEnvelope,
    Outcome,
    Receipt,
    derived_id,
    stream_of,
)
from domain.refusals import Refusal
from domain.standing import OpenDeadline, Standing
from records.bodies import Entry, Prepared, command_types, prepare
from records.errors import Unavailable, is_outage, is_race
from records.handle import Store, handle, parked, settled
from records.parking import Parked, parked_of, unpark
from records.recorded import Source
from records.settle import internal_actor, settle
from records.standing import standing_after
from records.statements import SQL
from records.unit import Unit

BATCH_ATTEMPTS = 3
"""Times a step is tried as one transaction before its commands are decided one by one."""

REVIEW = "review_people"
"""The command by which a mentorship learns of people who are gone."""

Entered = tuple[datetime, CommandEnvelope]
"""A command and the moment in which it entered."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Fault:
    entry: Entry
    error: Exception
    digest: bytes | None = None


async def record(
    store: Store,
    mentorship: UUID,
    *,
    at: datetime,
    commands: Sequence[Entered] = (),
    deadlines: Sequence[OpenDeadline] = (),
    source: Source | None = None,
) -> Standing:
    """Record a step and return how the mentorship stands after it, with the step's receipts.

    People's commands come first, in their order, then the deadlines due at ``at``, earliest first;
    each is decided on the state left by the one before and fails for itself alone. A step without
    any is a look at the records: then it is reviewed whether the people are still there.

    Raises:
        Contended: others changed the mentorship again and again.
        StoreDown: PostgreSQL is away; repeat the step, each of its commands is recorded once.
    """
    entries = [_entered(mentorship, envelope, at=entered) for entered, envelope in commands]
    async with store.on_one_connection() as here:
        if deadlines:
            entries += await _due(here, mentorship, deadlines, at=at)
        if not entries:
            entries += await _review(here, mentorship, at=at)
        receipts = await _settle_all(here, entries, source=source)
        return await standing_after(here, mentorship, receipts=_told(entries, receipts))


async def retry(
    store: Store, category: Category, ident: UUID, *, at: datetime
) -> tuple[Receipt, ...]:
    """Try everything again that is parked on a stream; what is decided now is parked no more.

    A mentorship's workflow is not told by this; whoever retries wakes it afterwards.
    """
    async with store.connection() as connection:
        waiting = await parked_of(connection, stream_of(category, ident))
    return tuple([await handle(store, each.entry(at=at)) for each in waiting])


async def _due(
    store: Store, mentorship: UUID, deadlines: Iterable[OpenDeadline], *, at: datetime
) -> list[Entry]:
    """Return the clock's commands; a deadline that is parked enters again when its time comes."""
    async with store.connection() as connection:
        waiting = await parked_of(connection, stream_of("mentorship", mentorship))
    due = sorted((each for each in deadlines if each.due <= at), key=lambda each: each.due)
    entries = []
    for deadline in due:
        again = next((each for each in waiting if _is_about(each, deadline)), None)
        if again is None:
            entries.append(_clock_entry(mentorship, deadline, at=at))
        elif again.retry_at is not None and again.retry_at <= at:
            entries.append(again.entry(at=at))
    return entries


async def _review(store: Store, mentorship: UUID, *, at: datetime) -> list[Entry]:
    """Return the service's own command; its id holds for one version, since it may come again."""
    stream = stream_of("mentorship", mentorship)
    async with store.connection() as connection:
        version = await connection.fetchval(SQL["version_of_stream"], stream)
    if version is None or REVIEW not in command_types(store.kinds["mentorship"].decider.commands):
        return []
    ident = derived_id(mentorship, REVIEW, version)
    envelope = CommandEnvelope(id=ident, actor=SYSTEM, type=REVIEW, body={})
    return [Entry("mentorship", mentorship, envelope, at=at, internal=True, routine=True)]


def _entered(mentorship: UUID, envelope: CommandEnvelope, *, at: datetime) -> Entry:
    # The workflow turns signals into commands by the system, and refuses that actor from senders.
    internal = envelope.actor == SYSTEM
    return Entry("mentorship", mentorship, envelope, at=at, internal=internal)


def _is_about(parked_: Parked, deadline: OpenDeadline) -> bool:
    # The standing shows a parked deadline at the time of its next attempt.
    return parked_.deadline == deadline.id and deadline.due in {parked_.due, parked_.retry_at}


def _clock_entry(mentorship: UUID, deadline: OpenDeadline, *, at: datetime) -> Entry:
    due = deadline.due.astimezone(UTC).isoformat()
    envelope = CommandEnvelope(
        id=derived_id(mentorship, deadline.id, due),
        actor=CLOCK,
        type="deadline_passed",
        body={"deadline": deadline.id, "due": due},
    )
    return Entry("mentorship", mentorship, envelope, at=at, internal=True, deadline=deadline)


def _told(entries: Sequence[Entry], receipts: Sequence[Receipt]) -> tuple[Receipt, ...]:
    """Leave out what nobody waits for: deadlines that changed nothing."""
    return tuple(
        receipt
        for entry, receipt in zip(entries, receipts, strict=True)
        if entry.answered or receipt.outcome in {Outcome.RECORDED, Outcome.PARKED}
    )


async def _settle_all(
    store: Store, entries: Sequence[Entry], *, source: Source | None
) -> Sequence[Receipt]:
    """Decide all in one transaction; one by one where there is only one, or where that fails."""
    if len(entries) > 1:
        for _ in range(BATCH_ATTEMPTS):
            try:
                return await _in_one_transaction(store, entries, source=source)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 - told apart when taken one by one
                log.warning("step.failed", stream=entries[0].stream, error=type(error).__name__)
                if not is_race(error):
                    break
    return [await handle(store, entry, source=source, told=entry.stream) for entry in entries]


async def _in_one_transaction(
    store: Store, entries: Sequence[Entry], *, source: Source | None
) -> Sequence[Receipt]:
    readied = [_ready(store, entry) for entry in entries]
    async with store.unit(source=source, told=entries[0].stream) as unit:
        await _lock_ahead(unit, entries[0].stream, readied)
        ended = [await _guarded(unit, each) for each in readied]
    return [
        await parked(store, each.entry, each.error, digest=each.digest)
        if isinstance(each, _Fault)
        else settled(entry, each)
        for entry, each in zip(entries, ended, strict=True)
    ]


def _ready(store: Store, entry: Entry) -> Prepared | Receipt | _Fault:
    if entry.envelope.actor.role in INTERNAL and not entry.internal:
        return internal_actor(entry)
    try:
        return prepare(entry, kinds=store.kinds, opener=store.opener)
    except Exception as error:  # noqa: BLE001 - one bad command never takes the others with it
        return _Fault(entry, error)


async def _lock_ahead(unit: Unit, stream: str, readied: Iterable[object]) -> None:
    """Lock all mentors that the step will need, as far as can be seen, at once and in id order.

    Locked one command at a time, two steps that need the same mentors in another order would wait
    for each other.
    """
    fold = (await unit.load([stream]))[stream]
    locks: set[UUID] = set()
    for each in readied:
        if isinstance(each, Prepared) and not isinstance(each.command, Refusal):
            with suppress(Exception):  # what fails here fails again in its own turn, and is told
                needs = each.kind.decider.needs(each.command, fold.state, each.entry.envelope.actor)
                locks |= needs.locks
    await unit.lock_mentors(locks)


async def _guarded(unit: Unit, readied: Prepared | Receipt | _Fault) -> Receipt | _Fault:
    """Decide a command within a savepoint, so that its failure is its own."""
    if not isinstance(readied, Prepared):
        return readied
    mark = unit.mark()
    try:
        async with unit.connection.transaction():
            receipt = await settle(unit, readied)
            if readied.entry.again:
                await unpark(unit.connection, readied.entry)
    except Exception as error:
        if is_outage(error) or is_race(error):
            raise
        unit.back_to(mark)
        return _Fault(readied.entry, error, digest=readied.digest)
    return receipt
