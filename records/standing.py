"""What a mentorship's workflow is told after a step."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from domain.envelopes import Receipt, stream_of
from domain.standing import OpenDeadline, Standing
from records.folds import AnyConnection, Fold, load
from records.handle import Store
from records.parking import Parked, parked_of, unpark_closed
from records.statements import SQL

FAULT = "fault"
"""The reason for attention while something is parked."""


async def standing_after(
    store: Store, mentorship: UUID, *, at: datetime, receipts: Sequence[Receipt]
) -> Standing:
    """Return how a mentorship stands after a step, and note that its workflow knows.

    What is parked asks for attention; a parked deadline shows the time of its next attempt.
    """
    stream = stream_of("mentorship", mentorship)
    async with store.connection() as connection:
        fold = await _fold(store, connection, stream)
        standing = _standing(store, mentorship, fold.state)
        waiting = await parked_of(connection, stream)
        if any(each.deadline for each in waiting):
            await unpark_closed(connection, stream, still_open=standing.deadlines)
            waiting = await parked_of(connection, stream)
        letters = await connection.fetchval(
            SQL["told_and_waiting"], stream, mentorship, fold.version, at
        )
    return _shown(standing, fold.version, waiting).model_copy(
        update={"receipts": tuple(receipts), "letters_waiting": letters}
    )


async def standing_now(store: Store, mentorship: UUID, *, at: datetime) -> Standing:
    """Return how a mentorship stands, for somebody who is not its workflow."""
    stream = stream_of("mentorship", mentorship)
    async with store.connection() as connection:
        fold = await _fold(store, connection, stream)
        waiting = await parked_of(connection, stream)
        letters = await connection.fetchval(SQL["letters_waiting"], mentorship, at)
    standing = _standing(store, mentorship, fold.state)
    return _shown(standing, fold.version, waiting).model_copy(update={"letters_waiting": letters})


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
