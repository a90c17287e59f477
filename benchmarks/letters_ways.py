"""The ways in which a letter each gets to some people, from the whole service to none of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from aiosmtplib import SMTP
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment

from activities.deliver import Deliverer
from activities.signatures import DeliverLetters
from benchmarks.letters_inbox import Inbox, Ready
from benchmarks.service import SQL
from benchmarks.work import Office, must_be_recorded
from domain.envelopes import CommandEnvelope, opened_by
from records.handle import Pool
from runtime.clock import now
from workflows import client as edge
from workflows.mailbox_client import wake_mailbox
from workflows.mailbox_start import mailbox_id

_PATIENCE: Final = timedelta(minutes=10)
_BETWEEN_LOOKS: Final = 0.02
CALLERS: Final = 8
"""Who ask for letters side by side, each for the next one when the one before is answered."""


class Way(Protocol):
    """Somebody who can send letters, one to each recipient."""

    async def prepare(self, count: int) -> Sequence[Any]:
        """Have so many recipients; what stands for a letter is the way's own matter."""
        ...

    async def send(self, letters: Sequence[Any]) -> None:
        """Send these side by side, and return when each is known to be sent."""
        ...

    async def taken(self, letters: Sequence[Any]) -> Sequence[float]:
        """Return how many seconds each took, from when it was asked for to the mail server."""
        ...


@dataclass(frozen=True)
class Search:
    """A mentee whose search begins by a command: that brings one letter, which leaves at once."""

    mentee: UUID
    opening: CommandEnvelope

    @property
    def mentorship(self) -> UUID:
        """Return the id of the mentorship that the command opens."""
        return opened_by(self.opening.id)


@dataclass(frozen=True)
class Desk:
    """Where searches begin, and where is seen what became of their letters."""

    office: Office
    pool: Pool
    inbox: Inbox

    async def searches(self, count: int) -> list[Search]:
        """Register so many mentees, and make their commands."""
        mentees = [await self.office.mentee() for _ in range(count)]
        return [Search(_known(each.person), self.office.search_of(each)) for each in mentees]

    async def raised(self, count: int) -> list[Search]:
        """Record so many searches, of which no workflow knows: their letters wait."""
        found = await self.searches(count)
        for each in found:
            receipt = await self.office.records.handle(
                "mentorship", each.mentorship, each.opening, at=now()
            )
            must_be_recorded(receipt)
        return found

    async def until_sent(self, searches: Iterable[Search]) -> None:
        """Wait until the ledger has the letters of these."""
        those = [each.mentorship for each in searches]
        while await self.pool.fetchval(SQL["unsent_letters"], those):  # noqa: ASYNC110 - elsewhere
            await asyncio.sleep(_BETWEEN_LOOKS)

    async def taken(
        self, searches: Iterable[Search], asked: dict[UUID, float] | None = None
    ) -> list[float]:
        """Return how long each took from when its mentee's was ``asked`` for, else its event."""
        those = [each.mentorship for each in searches]
        arrived = self.inbox.arrivals()
        return [
            arrived[row["message_id"]]
            - (asked[row["recipient"]] if asked else row["raised_at"].timestamp())
            for row in await self.pool.fetch(SQL["message_ids"], those)
        ]


@dataclass(frozen=True)
class Workflows:
    """All of the service: a command to a mentorship's workflow, and what follows from it."""

    desk: Desk
    client: Client
    queue: str

    async def prepare(self, count: int) -> Sequence[Search]:
        """Have mentees who are about to search."""
        return await self.desk.searches(count)

    async def send(self, letters: Sequence[Search]) -> None:
        """Give the commands; the letters are asked for by their events."""
        await _by_callers(letters, self._open)
        await self.desk.until_sent(letters)

    async def taken(self, letters: Sequence[Search]) -> Sequence[float]:
        """Return the seconds from each event to the mail server."""
        return await self.desk.taken(letters)

    async def _open(self, search: Search) -> None:
        receipt = await edge.open_mentorship(
            self.client, search.opening, task_queue=self.queue, wait=_PATIENCE
        )
        must_be_recorded(receipt)


@dataclass(frozen=True)
class Mailboxes:
    """The service from the mailboxes on: letters wait already, and each mailbox is woken."""

    desk: Desk
    client: Client
    queue: str
    asked: dict[UUID, float] = field(default_factory=dict)

    async def prepare(self, count: int) -> Sequence[Search]:
        """Have letters of which no mailbox has heard."""
        return await self.desk.raised(count)

    async def send(self, letters: Sequence[Search]) -> None:
        """Wake the mailboxes, and wait until each has nothing left."""
        await _by_callers(letters, self._wake)

    async def taken(self, letters: Sequence[Search]) -> Sequence[float]:
        """Return the seconds from each wake to the mail server."""
        return await self.desk.taken(letters, self.asked)

    async def _wake(self, search: Search) -> None:
        person, at = search.mentee, now()
        self.asked[person] = at.timestamp()
        await wake_mailbox(self.client, person, at=at, task_queue=self.queue)
        await self.client.get_workflow_handle(mailbox_id(person)).result()


@dataclass(frozen=True)
class Deliveries:
    """The activity alone: no Temporal, and in this process."""

    desk: Desk
    deliverer: Deliverer
    asked: dict[UUID, float] = field(default_factory=dict)

    async def prepare(self, count: int) -> Sequence[Search]:
        """Have letters that wait."""
        return await self.desk.raised(count)

    async def send(self, letters: Sequence[Search]) -> None:
        """Run the activity for each mailbox."""
        await _by_callers(letters, self._deliver)

    async def taken(self, letters: Sequence[Search]) -> Sequence[float]:
        """Return the seconds from the beginning of each activity to the mail server."""
        return await self.desk.taken(letters, self.asked)

    async def _deliver(self, search: Search) -> None:
        person, at = search.mentee, now()
        self.asked[person] = at.timestamp()
        letters = DeliverLetters(person=person, at=at)
        await ActivityEnvironment().run(self.deliverer.deliver, letters)


@dataclass(frozen=True)
class Bare:
    """aiosmtplib with so many connections, which hands over messages that were made before."""

    url: str
    messages: Sequence[Ready]
    connections: int
    clients: list[SMTP] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    async def prepare(self, count: int) -> Sequence[Ready]:
        """Connect anew: servers hang up on who is idle while others play."""
        for each in self.clients:
            each.close()
        server = urlsplit(self.url)
        new = [SMTP(hostname=server.hostname, port=server.port) for _ in range(self.connections)]
        for each in new:
            await each.connect()
        self.clients[:] = new
        return self.messages[:count]

    async def send(self, letters: Sequence[Ready]) -> None:
        """Hand over these, each connection one after another."""
        at, rest = now().timestamp(), iter(letters)
        async with asyncio.TaskGroup() as hands:
            for client in self.clients:
                hands.create_task(self._hand_over(client, rest, since=at))

    async def taken(self, letters: Sequence[Ready]) -> Sequence[float]:
        """Return the seconds until each was taken."""
        return [self.seconds[each.to] for each in letters]

    async def _hand_over(self, client: SMTP, letters: Iterable[Ready], *, since: float) -> None:
        for each in letters:
            await client.sendmail(each.sender, [each.to], each.content)
            self.seconds[each.to] = now().timestamp() - since


async def _by_callers(letters: Iterable[Search], ask: Callable[[Search], Awaitable[None]]) -> None:
    rest = iter(letters)

    async def call() -> None:
        for each in rest:
            await ask(each)

    async with asyncio.TaskGroup() as callers:
        for _ in range(CALLERS):
            callers.create_task(call())


def _known(person: UUID | None) -> UUID:
    assert person is not None  # noqa: S101 - an actor who is registered
    return person
