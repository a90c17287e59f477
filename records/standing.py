"""What a mentorship's workflow is told after a step."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from domain.envelopes import Receipt, stream_of
from domain.standing import OpenDeadline, Standing
from records.connections import AnyConnection
from records.folds import Fold, load
from records.handle import Store
from records.parking import Parked, parked_of, unpark_closed
from records.recorded import Row
from records.statements import SQL

FAULT = "fault"
"""The reason for attention while something is parked."""


async def standing_after(
    store: Store, mentorship: UUID, *, receipts: Sequence[Receipt]
) -> Standing:
    """Return how a mentorship stands after a step, and note that its workflow knows.

    What is parked asks for attention; a parked deadline shows the time of its next attempt.
    """
    stream = stream_of("mentorship", mentorship)
    waiting: Sequence[Parked] = ()
    async with store.connection() as connection:
        # Mostly the step's own events are the last ones, and nothing is parked: then one look does.
        fold = store.cache.get(stream)
        seen = await _told(connection, mentorship, fold)
        if seen["version"] != fold.version or seen["parked"]:
            fold = await _fold(store, connection, stream)
            waiting = await _parked(connection, stream, _standing(store, mentorship, fold.state))
            seen = await _told(connection, mentorship, fold)
    standing = _shown(_standing(store, mentorship, fold.state), fold.version, waiting)
    return standing.model_copy(
        update={"receipts": tuple(receipts), "letters_waiting": seen["letters"]}
    )


async def standing_now(store: Store, mentorship: UUID) -> Standing:
    """Return how a mentorship stands, for somebody who is not its workflow."""
    stream = stream_of("mentorship", mentorship)
    async with store.connection() as connection:
        fold = await _fold(store, connection, stream)
        waiting = await parked_of(connection, stream)
        letters = await connection.fetchval(SQL["letters_waiting"], mentorship)
    standing = _standing(store, mentorship, fold.state)
    return _shown(standing, fold.version, waiting).model_copy(update={"letters_waiting": letters})


async def _told(connection: AnyConnection, mentorship: UUID, fold: Fold) -> Row:
    row = await connection.fetchrow(SQL["told_and_waiting"], fold.stream, mentorship, fold.version)
    assert row is not None  # noqa: S101 - the statement always gives a row back
    return row


async def _parked(connection: AnyConnection, stream: str, standing: Standing) -> Sequence[Parked]:
    """Return what is parked, but for deadlines that nobody waits for any more: those are let go."""
    waiting = await parked_of(connection, stream)
    if any(each.deadline for each in waiting):
        await unpark_closed(connection, stream, still_open=standing.deadlines)
        waiting = await parked_of(connection, stream)
    return waiting


async def _fold(store: Store, connection: AnyConnection, stream: str) -> Fold:
    folds = await load(connection, {stream: store.cache.get(stream)}, kinds=store.kinds)
    store.cache.keep(folds.values())
    return folds[stream]


def _standing(store: Store, mentorship: UUID, state: object) -> Standing:
    tell = store.kinds["mentorship"].standing
    if state is None or tell is None:
        return Standing(mentorship=mentorship)
    return tell(state)


def _shown(standing: Standing, version: int, waiting: Sequence[Parked]) -> Standing:
    return standing.model_copy(
        update={
            "version": version,
            "attention": (*standing.attention, FAULT) if waiting else standing.attention,
            "deadlines": _with_attempts(standing.deadlines, waiting),
        }
    )


def _with_attempts(
    deadlines: Iterable[OpenDeadline], waiting: Sequence[Parked]
) -> tuple[OpenDeadline, ...]:
    attempts = {(each.deadline, each.due): each.retry_at for each in waiting}
    shown = [
        each.model_copy(update={"due": attempts.get((each.id, each.due)) or each.due})
        for each in deadlines
    ]
    return tuple(sorted(shown, key=lambda each: each.due))
