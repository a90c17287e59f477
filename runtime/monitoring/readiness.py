"""Whether a worker or a web service lives, and whether it can do its work."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

ASKED_WITHIN = 2.0
"""Seconds for each answer; those who ask give up after three or more."""

FINE = "ok"
STARTING = "is not started yet"
STOPPING = "stops"

Question = Callable[[], Awaitable[bool]]
"""True: it does its work. False, an error, or no answer in time: it does not."""


@dataclass
class Readiness:
    """What has to be there for a process to work: each by name, with a question once it is made.

    From ``drain`` on the process, which is one of the names, is not ready, whatever is there.
    """

    names: Iterable[str]
    process: str = "worker"
    is_draining: bool = False
    _questions: dict[str, Question] = field(default_factory=dict)

    def watch(self, name: str, question: Question) -> None:
        """Ask this about ``name`` from now on."""
        self._questions[name] = question

    def drain(self) -> None:
        """Be ready no more."""
        self.is_draining = True

    async def checks(self) -> dict[str, str]:
        """Return for each name that it is ``ok``, or what is the matter, within seconds."""
        answers = await asyncio.gather(*(self._check(name) for name in self.names))
        found = dict(zip(self.names, answers, strict=True))
        return {**found, self.process: STOPPING} if self.is_draining else found

    async def _check(self, name: str) -> str:
        question = self._questions.get(name)
        if question is None:
            return STARTING
        try:
            async with asyncio.timeout(ASKED_WITHIN):
                return FINE if await question() else "does not do its work"
        except TimeoutError:
            return f"does not answer within {ASKED_WITHIN:.0f} seconds"
        except Exception as error:  # noqa: BLE001 - told by its name: its words may be secret
            return f"cannot be used ({type(error).__name__})"
