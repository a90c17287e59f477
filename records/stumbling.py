"""Letters at which the rules stumble: found and set aside, so that the others leave.

That is a fault of ours, or a mentorship whose events nobody can read. It must not keep a person's
other letters for as long as the fault lasts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from uuid import UUID

from domain.mailbox import Hold, Sorting, Waiting, WhyHeld
from records.connections import AnyConnection
from records.errors import unavailable
from records.folds import Fold, load
from records.kinds import Kinds

Sort = Callable[[Sequence[Waiting]], Sorting]
"""Says what becomes of letters that wait."""


def sort_around(
    waiting: Sequence[Waiting], errors: Mapping[UUID, Exception], *, sort: Sort
) -> tuple[Sorting, Mapping[UUID, Exception]]:
    """Sort all letters but those at which sorting stumbles, and return these with their errors.

    ``errors`` are those known already. A letter that was set aside before and whose time has not
    come is held, and not among the errors.

    Raises:
        Exception: sorting stumbles, but at no letter in particular.
    """
    sound = [each for each in waiting if each.id not in errors]
    try:
        sorting = sort(sound)
    except Exception:
        own = dict(_stumbles(sound, sort))
        if not own:
            raise
        return sort_around(waiting, {**errors, **own}, sort=sort)
    aside = [each for each in waiting if each.id in errors]
    held = [
        Hold(each.id, each.not_before, WhyHeld.TRIED_AGAIN) for each in aside if each.not_before
    ]
    now = {each.id: errors[each.id] for each in aside if each.not_before is None}
    return replace(sorting, held=(*sorting.held, *held)), now


def _stumbles(waiting: Sequence[Waiting], sort: Sort) -> Iterator[tuple[UUID, Exception]]:
    for letter in waiting:
        try:
            sort([letter])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this letter's
            yield letter.id, error


async def load_around(
    connection: AnyConnection, known: Mapping[str, Fold], *, kinds: Kinds
) -> tuple[Mapping[str, Fold], Mapping[str, Exception]]:
    """Return the states of streams, and the errors of those that cannot be read.

    Raises:
        Exception: PostgreSQL is away.
    """
    try:
        return await load(connection, known, kinds=kinds), {}
    except Exception as error:
        if unavailable(error) is not None:
            raise
    folds: dict[str, Fold] = {}
    errors: dict[str, Exception] = {}
    for stream, fold in known.items():
        try:
            folds |= await load(connection, {stream: fold}, kinds=kinds)
        except Exception as error:
            if unavailable(error) is not None:
                raise
            errors[stream] = error
    return folds, errors


def in_short(error: Exception) -> str:
    """Say where the rules stumbled; not over what, because that may be personal."""
    *_, last = extract_tb(error.__traceback__)
    place = f"{last.name} ({Path(last.filename).name}, line {last.lineno})"
    return f"No rule can say what becomes of this letter: {type(error).__name__} in {place}."
