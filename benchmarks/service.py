"""The service itself: commands go through the workflow of a real worker in a process of its own."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from temporalio.client import Client

from benchmarks.bench import Bench
from benchmarks.children import module
from benchmarks.statements import statements
from benchmarks.work import Office, Pair, found_office, must_be_recorded
from domain.envelopes import opened_by
from records.handle import Pool
from records.roles import as_service
from records.store import Records
from runtime.cipher import Cipher
from runtime.database import connect_pool
from runtime.embedded.mail import mail
from runtime.embedded.ports import free_port
from runtime.embedded.processes import Child
from runtime.ids import new_id
from workflows import client as edge

SQL = statements("rows.sql")
_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True)
class Place:
    """Where the service's parts are found by each other."""

    database_url: str
    temporal_address: str
    smtp_url: str
    key: str
    queue: str
    home: Path

    @property
    def maildir(self) -> Path:
        """Return where the mail server keeps what it took."""
        return self.home / "mail"

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of a worker."""
        return {
            "MENTORSHIP_HOME": str(self.home),
            "MENTORSHIP_DATABASE_URL": self.database_url,
            "MENTORSHIP_SMTP_URL": self.smtp_url,
            "MENTORSHIP_PUBLIC_URL": "https://mentorship.example.org",
            "MENTORSHIP_KEYS": self.key,
            "MENTORSHIP_TASK_QUEUE": self.queue,
            "MENTORSHIP_LOG_LEVEL": "warning",
            "TEMPORAL_ADDRESS": self.temporal_address,
        }


@dataclass
class Service:
    """A running installation: a player, and what else a benchmark asks of it."""

    place: Place
    client: Client
    pool: Pool
    office: Office
    worker: Child | None
    pairs: dict[UUID, Pair] = field(default_factory=dict)

    async def prepare(self, count: int) -> Sequence[UUID]:
        """Open mentorships and bring them to their goals; their letters have gone out."""
        opened = [await self._prepared() for _ in range(count)]
        await self.until_posted(opened)
        return opened

    async def until_posted(self, opened: Sequence[UUID]) -> None:
        """Wait until no letter of these mentorships is on its way."""
        while await self.pool.fetchval(SQL["unsent_letters"], opened):  # noqa: ASYNC110 - elsewhere
            await asyncio.sleep(_BETWEEN_LOOKS)

    async def perform(self, mentorship: UUID, number: int) -> None:
        """Give the command of a number, and wait for its receipt."""
        command = self.office.step(self.pairs[mentorship], number)
        receipt = await edge.perform(self.client, mentorship, command, task_queue=self.place.queue)
        must_be_recorded(receipt)

    async def rest(self) -> None:
        """Do nothing: who is not asked uses up next to nothing."""

    async def open(self, pair: Pair) -> UUID:
        """Open a mentorship through its workflow."""
        opening = self.office.opening(pair)
        receipt = await edge.open_mentorship(self.client, opening, task_queue=self.place.queue)
        must_be_recorded(receipt)
        mentorship = opened_by(opening.id)
        self.pairs[mentorship] = pair
        return mentorship

    async def _prepared(self) -> UUID:
        pair = await self.office.pair()
        mentorship = await self.open(pair)
        for command in self.office.preparations(pair):
            receipt = await edge.perform(
                self.client, mentorship, command, task_queue=self.place.queue
            )
            must_be_recorded(receipt)
        return mentorship


@asynccontextmanager
async def place(bench: Bench) -> AsyncIterator[Place]:
    """Have servers with nothing on them yet, and a mail server."""
    home = bench.servers.home
    await bench.servers.client()  # makes our search attributes known, once
    async with mail(home / "mail", port=free_port(), log=home / "mail.log") as server:
        yield Place(
            database_url=await bench.servers.database(),
            temporal_address=(await bench.servers.temporal()).address,
            smtp_url=server.url,
            key=Cipher.generate_key(),
            queue=f"benchmark-{new_id()}",
            home=home,
        )


@asynccontextmanager
async def service(
    bench: Bench, *, with_worker: bool = True, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Service]:
    """Run an installation of the service while the block lasts.

    Args:
        bench: the servers.
        with_worker: run a worker in a process of its own.
        settings: variables that the worker has beside those it needs.
    """
    async with (
        place(bench) as found,
        connect_pool(found.database_url, init=as_service) as pool,
    ):
        cipher = Cipher([found.key])
        records = Records(pool, opener=cipher.open)
        office = await found_office(records, cipher)
        client = await bench.servers.client()
        if not with_worker:
            yield Service(found, client, pool, office, worker=None)
            return
        environment = {**found.environment, **(settings or {})}
        async with module("worker", home=found.home, environment=environment) as worker:
            yield Service(found, client, pool, office, worker=worker)
