"""Very many mentorships, fast: some are played, the others are variations of them.

Each variation has ids and instants of its own, in the events and in what was made of them. Its
hashes are those of the mentorship that was played, until ``rehash`` makes them its own.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from benchmarks.store_story import OPENED, rehearsed, tale
from records.append import append
from records.canonical import NO_HASH
from records.handle import Store
from records.recorded import recorded
from records.words import Field, document

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def _statements() -> dict[str, str]:
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    parts = _NAME.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


SQL: Final = _statements()

_TEACH = ("can_vary_ids", "can_mark_ids", "can_vary_texts")
_GATHER = (
    *("gather_events", "gather_mentorships", "gather_deadlines", "gather_letters"),
    "gather_charges",
)
_VARY = ("vary_streams", "vary_events", "vary_mentorships", "vary_deadlines", "vary_charges")

LENGTHS: Final = (
    *(*range(1, 14), *range(1, 10), *range(2, 12), *range(3, 13)),
    *(8, 16, 24, 32, 40, 300),
)
"""Steps after which the played mentorships stand: most early, one at the end of its story."""

_FIRST: Final = (
    *("Kim", "Ana", "Bao", "Chidi", "Dara", "Elif", "Femi", "Grace", "Hana", "Ivo", "Jo", "Kofi"),
    *("Lena", "Marta", "Nour", "Omar", "Petra", "Quinn", "Rosa", "Sami", "Tomas", "Uma", "Vera"),
    *("Wen", "Ximena", "Yusuf", "Zoe"),
)
_BEGIN: Final = ("Al", "Ber", "Cas", "Del", "Est", "Fer", "Gar", "Hol", "Iva", "Jen", "Kor", "Lin")
_END: Final = ("ado", "bach", "cek", "dini", "enko", "ford", "gren", "hardt", "inen", "kova", "man")

_WITH_LETTERS = 10
"""One in so many variations has its letters too."""


async def grow(
    store: Store,
    url: str,
    *,
    lengths: Sequence[int],
    variations: int,
    programs: Sequence[UUID] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Fill a database without mentorships with them: those that are played, and their variations.

    Args:
        store: the store of that database.
        url: the database, with all rights.
        lengths: after how many steps each of those that are played stands.
        variations: how many of each there will be beside it.
        programs: of those that are there already, which have a twentieth of the mentorships each.
        tell: is told how far it is.
    """
    for number, steps in enumerate(lengths):
        await _play(store, number, steps=steps)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "set session_replication_role = replica"
        )  # no checks of references
        for name in _TEACH:
            await connection.execute(SQL[name])
        await connection.execute(SQL["share_programs"], programs)
        for name in _GATHER:
            await connection.execute(SQL[name])
        size = 100
        for first in range(1, variations + 1, size):
            last = min(first + size - 1, variations)
            tell(f"{len(lengths) * last:,} mentorships")
            for name in _VARY:
                await connection.execute(SQL[name], first, last)
            if first % (_WITH_LETTERS * size) == 1:
                await connection.execute(SQL["vary_letters"], first, last)
        await connection.execute(SQL["add_programs"])
        await connection.execute(SQL["add_people"], *_names())
        await connection.execute(SQL["add_roles"])
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


def _names() -> tuple[list[str], list[str]]:
    """Return names, and by which words each is found: the same first name comes often."""
    names = ["".join([first, " ", *last]) for first, *last in product(_FIRST, _BEGIN, _END)]
    return names, [document([(Field.NAME, name)]) for name in names]


async def _play(store: Store, number: int, *, steps: int) -> None:
    opened = OPENED - timedelta(days=number * 11)
    moves = rehearsed(tale(number, opened=opened), steps=steps)
    fold = moves[0].decision.fold
    for move in moves:
        async with store.unit(told=fold.stream) as unit:
            await unit.lock_mentors(move.locks)
            decision = replace(move.decision, fold=fold)
            _, appended = await append(unit, move.prepared, decision)
        fold = appended[-1].fold


async def rehash(url: str) -> None:
    """Give all events the hashes that they should have, so that they can be verified."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set session_replication_role = replica")  # events stay otherwise
        await connection.execute(SQL["keep_hashes"])
        hashes: list[tuple[int, bytes]] = []
        stream, last = "", NO_HASH
        for row in await connection.fetch(SQL["in_order"]):
            event = recorded(row)
            last = event.hash_after(last if event.stream == stream else NO_HASH)
            stream = event.stream
            hashes.append((event.position, last))
        await connection.copy_records_to_table("rehashed", records=hashes)
        await connection.execute(SQL["take_hashes"])
        await connection.execute("vacuum analyze store.events")
    finally:
        await connection.close()
