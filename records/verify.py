"""Looking for what was changed, lost or reordered in the events."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from records.canonical import NO_HASH
from records.handle import Store
from records.kinds import Kinds
from records.recorded import Recorded, event_of, recorded
from records.statements import SQL

_PAGE = 1_000

Heads = Mapping[str, tuple[int, str]]
"""For each stream its last version and the hash of the event there, in hexadecimal."""

Finding = Literal["changed", "lost", "reordered", "cut", "unreadable"]


@dataclass(frozen=True)
class Problem:
    """What is wrong, and at which event; ``event`` is missing where nothing is left of it."""

    finding: Finding
    stream: str
    version: int
    event: UUID | None
    sentence: str


@dataclass(frozen=True)
class _Before:
    """What is known of a stream from the events looked at so far."""

    stream: str
    version: int = 0
    position: int = 0
    hash: bytes = NO_HASH
    event: UUID | None = None
    claimed: int | None = 0


async def heads(store: Store) -> dict[str, tuple[int, str]]:
    """Return where each stream ends, to be kept elsewhere: with it a cut tail is found."""
    async with store.connection() as connection:
        rows = await connection.fetch(SQL["heads"])
    return {row["stream"]: (row["version"], row["hash"].hex()) for row in rows}


async def verify(
    store: Store, *, exported: Heads | None = None, told: Callable[[int], None] = lambda _: None
) -> AsyncIterator[Problem]:
    """Yield what is wrong with the events; nothing means that all is as it was recorded.

    Args:
        store: where to look.
        exported: what ``heads`` gave earlier. Without it, events cut off at the end of a stream
            together with the stream's version are not missed.
        told: is told how many events have been looked at.
    """
    expected = dict(exported or {})
    before = _Before("")
    async for event, claimed in _all_events(store, told):
        if event.stream != before.stream:
            for problem in _at_end(before):
                yield problem
            before = _Before(event.stream)
        for problem in (*_at(event, before, store.kinds), *_at_head(event, expected)):
            yield problem
        before = _Before(event.stream, event.version, event.position, event.hash, event.id, claimed)
    for problem in _at_end(before):
        yield problem
    async for problem in _gone(store, expected):
        yield problem


async def _all_events(
    store: Store, told: Callable[[int], None]
) -> AsyncIterator[tuple[Recorded, int | None]]:
    stream, version, seen = "", 0, 0
    while True:
        async with store.connection() as connection:
            rows = await connection.fetch(SQL["page_in_stream_order"], stream, version, _PAGE)
        for row in rows:
            yield recorded(row), row["stream_version"]
        if not rows:
            return
        seen += len(rows)
        told(seen)
        stream, version = rows[-1]["stream"], rows[-1]["version"]


def _at(event: Recorded, before: _Before, kinds: Kinds) -> Iterator[Problem]:
    if event.version != before.version + 1:
        gap = f"{before.version + 1} to {event.version - 1}"
        yield _problem("lost", event, f"comes after a gap: versions {gap} are missing")
    elif event.position <= before.position:
        yield _problem("reordered", event, "was recorded before the one that it follows")
    elif event.hash_after(before.hash) != event.hash:
        yield _problem("changed", event, "does not have its hash: it, or the one before, differs")
    try:
        event_of(kinds[event.category].decider, event.as_row())
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody can fold this stream
        yield _problem("unreadable", event, f"cannot be read ({type(error).__name__})")


def _at_head(event: Recorded, expected: dict[str, tuple[int, str]]) -> Iterator[Problem]:
    if event.stream in expected and expected[event.stream][0] == event.version:
        _, hash_ = expected.pop(event.stream)
        if hash_ != event.hash.hex():
            yield _problem("changed", event, "does not have the hash that was exported")


def _at_end(before: _Before) -> Iterator[Problem]:
    if before.claimed != before.version:
        sentence = (
            f"{before.stream} ends with event {before.event} at version {before.version}, "
            f"but should be at {before.claimed}."
        )
        yield Problem("cut", before.stream, before.version, before.event, sentence)


async def _gone(store: Store, expected: Heads) -> AsyncIterator[Problem]:
    async with store.connection() as connection:
        rows = await connection.fetch(SQL["streams_without_events"])
    empty = {row["stream"]: row["version"] for row in rows}
    for stream, version in empty.items():
        sentence = f"{stream} should have {version} events and has none."
        yield Problem("lost", stream, version, None, sentence)
    for stream, (version, _) in expected.items():
        if stream not in empty:
            sentence = f"{stream} had version {version} when it was exported; that is gone."
            yield Problem("cut", stream, version, None, sentence)


def _problem(finding: Finding, event: Recorded, what: str) -> Problem:
    sentence = f"Event {event.id} ({event.stream}, version {event.version}) {what}."
    return Problem(finding, event.stream, event.version, event.id, sentence)
