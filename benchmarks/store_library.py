"""The library eventsourcing: an aggregate that records the same events on PostgreSQL.

It writes events alone: no receipts, read tables, letters or hashes.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.store_story import Move
from records.recorded import data_of


class Mentorship(Aggregate):
    """A mentorship to which things happen."""

    @event("Happened")
    def happen(self, type_: str, data: dict[str, Any]) -> None:
        """Take note of an event."""
        self.last = (type_, data)


class Library:
    """The library's application on a database of its own, with a connection for each writer."""

    def __init__(self, url: str, *, writers: int) -> None:
        parts = urlsplit(url)
        self._application: Application[Any] = Application(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": parts.path[1:],
                "POSTGRES_HOST": str(parts.hostname),
                "POSTGRES_PORT": str(parts.port),
                "POSTGRES_USER": str(parts.username),
                "POSTGRES_PASSWORD": str(parts.password),
                "POSTGRES_POOL_SIZE": str(writers),
                "POSTGRES_MAX_OVERFLOW": "0",
            }
        )

    def close(self) -> None:
        """Give back the connections."""
        self._application.close()

    async def play(self, writers: Sequence[Sequence[Move]]) -> tuple[float, list[float]]:
        """Save an aggregate once per command, and return all seconds and those of each save.

        The library waits in its calls, so each writer has a thread.
        """
        ready = [_commands(moves) for moves in writers]
        begin = time.perf_counter()
        took = await asyncio.gather(*(asyncio.to_thread(self._write, each) for each in ready))
        return time.perf_counter() - begin, [one for each in took for one in each]

    def _write(self, commands: Sequence[Callable[[Mentorship], None]]) -> list[float]:
        mentorship, took = Mentorship(), []
        for command in commands:
            begin = time.perf_counter()
            command(mentorship)
            self._application.save(mentorship)
            took.append(time.perf_counter() - begin)
        return took


def _commands(moves: Sequence[Move]) -> list[Callable[[Mentorship], None]]:
    return [
        partial(
            _happen,
            events=[(e.type, data_of(move.prepared.kind.decider, e)) for e in move.decision.events],
        )
        for move in moves
    ]


def _happen(mentorship: Mentorship, *, events: Sequence[tuple[str, dict[str, Any]]]) -> None:
    for type_, data in events:
        mentorship.happen(type_, data)
