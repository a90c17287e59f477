"""Those who do the same work in different ways, and how a round of it is played."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from benchmarks.figures import percentile
from benchmarks.processes import Usage

RATE = "transitions/s"
P50 = "ms p50"
P99 = "ms p99"
CPU = "CPU ms a transition"
"""Processor time of all processes: caller, worker, servers, and who else is there and waits."""


class Player(Protocol):
    """Somebody who can do the work of ``benchmarks.work``."""

    async def prepare(self, count: int) -> Sequence[UUID]:
        """Have so many mentorships at their goals; nothing of it goes on in the background."""
        ...

    async def perform(self, mentorship: UUID, number: int) -> None:
        """Do the step of a number, and return when it is known to be recorded."""
        ...

    async def rest(self) -> None:
        """Use up nothing while others play, until ``prepare`` is called again."""
        ...


@dataclass(frozen=True)
class Round:
    """How many mentorships live side by side, and how many steps each takes, one after another."""

    mentorships: int
    steps: int


def playing(player: Player, size: Round) -> Callable[[], Awaitable[Mapping[str, float]]]:
    """Return how a player plays rounds of a size: each with new mentorships, made beforehand."""

    async def play() -> Mapping[str, float]:
        taken: list[float] = []
        mentorships = await player.prepare(size.mentorships)

        async def live(mentorship: UUID) -> None:
            for number in range(size.steps):
                begin = time.perf_counter()
                await player.perform(mentorship, number)
                taken.append(time.perf_counter() - begin)

        family = Usage.of(os.getpid())
        spent = -family.cpu()
        begin = time.perf_counter()
        async with asyncio.TaskGroup() as lives:
            for mentorship in mentorships:
                lives.create_task(live(mentorship))
        seconds = time.perf_counter() - begin
        spent += family.cpu()
        await player.rest()
        return {
            RATE: len(taken) / seconds,
            P50: percentile(taken, 0.50) * 1000,
            P99: percentile(taken, 0.99) * 1000,
            CPU: spent / len(taken) * 1000,
        }

    return play
