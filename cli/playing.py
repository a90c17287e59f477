"""Playing a story on real servers: a Temporal whose clock is turned, PostgreSQL, and mail."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from cli.finding import Target
from cli.giving import envelope_of, give
from cli.installation import Installation, open_records
from cli.keeping import kept
from cli.migrating import bring_up_to_date
from cli.progress import Teller
from cli.turning import Clocks
from cli.worker_child import worker_keeper
from domain.envelopes import Stamp
from domain.mentorship import MENTORSHIP, Mentorship
from domain.stories.script import Step
from records.outbox import LedgerLine
from records.read_tables import KINDS
from records.recorded import Recorded
from records.store import Records
from runtime.embedded.home import HomeInUse, holder
from runtime.embedded.ports import free_port
from runtime.embedded.stack import Embedded, embedded
from runtime.embedded.temporal import temporal
from runtime.settings import Settings
from runtime.temporal import connect

TURNABLE = (
    "--dynamic-config-value",
    "frontend.WorkflowTimeSkippingEnabled=true",
    # How far back the server looks for timers that are due; by default one second, which each
    # timer of the story would cost.
    "--dynamic-config-value",
    'history.timerProcessorMaxTimeShift="1ms"',
    # A run that hands over within a second of real time lets the next one wait; a turned clock
    # would pass by what is due meanwhile.
    "--dynamic-config-value",
    'history.workflowIdReuseMinimalInterval="0s"',
)
"""Arguments for Temporal's dev server that let each workflow have a clock of its own."""

_ALL_OUT = timedelta(days=14)
"""After which no letter waits any more: a week's budget of reminders is there again by then."""


@dataclass(frozen=True)
class Told:
    """An event, and the stage of the mentorship after it; other streams have no stages."""

    event: Recorded
    stage: str | None


@dataclass
class Theatre:
    """A mentorship on real servers, and how much of it has been told."""

    installation: Installation
    records: Records
    clocks: Clocks
    mentorship: UUID
    state: Mentorship | None = None
    position: int = 0

    @property
    def days(self) -> int:
        """Return how many days went by since the opening."""
        return (self.state.last_at - self.state.opened_at).days if self.state else 0

    async def play(self, step: Step) -> list[Told]:
        """Turn the clock to a step, have it done, and return all that happened since the last.

        Raises:
            Denied: the step is against the rules.
        """
        if self.state is not None:
            await self.clocks.turn(step.at, is_past=step.command is None)
        if step.command is not None:
            await self._give(step)
        return await self._news()

    async def _give(self, step: Step) -> None:
        commands = KINDS[step.category].decider.commands
        body: dict[str, Any] = commands.dump_python(step.command, mode="json")
        envelope = envelope_of(step.id, step.actor, body.pop("type"), body)
        opens = step.category == "mentorship" and self.state is None
        await give(
            self.installation,
            self.records,
            Target(step.category, None if opens else step.stream),
            envelope,
            at=step.at,
            client=self.clocks.client,
        )

    async def _news(self) -> list[Told]:
        news: list[Told] = []
        while events := await self.records.read_all(after=self.position):
            self.position = events[-1].position
            news += [Told(event, self._stage_after(event)) for event in events]
        return news

    def _stage_after(self, kept: Recorded) -> str | None:
        if kept.category != "mentorship":
            return None
        event = MENTORSHIP.events.validate_python({**kept.data, "type": kept.type})
        self.state = MENTORSHIP.evolve(self.state, event, Stamp(at=kept.at, actor=kept.actor))
        return None if self.state is None else self.state.stage.value

    def another(self, mentorship: UUID, *, opens: datetime) -> "Theatre":
        """Return the same servers for another mentorship, which opens then."""
        clocks = replace(self.clocks, mentorship=mentorship, now=opens)
        told = self.position
        return replace(self, clocks=clocks, mentorship=mentorship, state=None, position=told)

    async def letters(self) -> list[LedgerLine]:
        """Return all letters, once those that wait for a better hour have left, too."""
        await self.clocks.turn(self.clocks.now + _ALL_OUT, is_past=True)
        return await self.records.letters_of(self.mentorship)


@asynccontextmanager
async def theatre(
    settings: Settings, *, mentorship: UUID, opens: datetime, progress: Teller
) -> AsyncIterator[Theatre]:
    """Run the servers of a demonstration on an empty home while the block lasts.

    Args:
        settings: of the installation; the demonstration has a home inside its home.
        mentorship: the id of the mentorship that will be played.
        opens: when it opens.
        progress: is told what happens next.

    Raises:
        SetupError: a server does not start, or another demonstration runs.
    """
    home = fresh_home(settings)
    async with (
        embedded(home, progress=progress, with_temporal=False) as servers,
        _turnable(home, progress) as address,
    ):
        installation = _installed(settings, servers, address)
        progress("Making the tables")
        await bring_up_to_date(installation.database_url)
        progress("Starting the worker")
        async with (
            _at_work(home, installation) as client,
            open_records(installation) as records,
        ):
            skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
            queue = installation.task_queue
            clocks = Clocks(skipper, records, queue, mentorship, opens)
            yield Theatre(installation, records, clocks, mentorship)


def home_of(settings: Settings) -> Path:
    """Return where demonstrations keep their data."""
    return settings.home.resolve() / "demo"


def fresh_home(settings: Settings) -> Path:
    """Return the home of demonstrations, emptied.

    Raises:
        HomeInUse: another demonstration runs, or somebody looks at the last one.
    """
    home = home_of(settings)
    if pid := holder(home):
        raise HomeInUse(home, pid=pid)
    shutil.rmtree(home, ignore_errors=True)
    return home


@asynccontextmanager
async def _turnable(home: Path, progress: Teller) -> AsyncIterator[str]:
    progress("Starting Temporal")
    file, log = home / "temporal.db", home / "logs" / "temporal.log"
    async with temporal(
        file, port=free_port(), ui_port=None, log=log, arguments=TURNABLE
    ) as server:
        yield server.address


def _installed(settings: Settings, servers: Embedded, address: str) -> Installation:
    own = settings.model_copy(update={"home": servers.home, "database_url": None, "keys": ()})
    return Installation(own, servers.database_url or "", address, servers.maildir)


@asynccontextmanager
async def _at_work(home: Path, installation: Installation) -> AsyncIterator[Client]:
    address = installation.temporal_address or ""
    client = await connect(address)
    more = {**_elsewhere(), "TEMPORAL_ADDRESS": address}
    queue = installation.task_queue
    async with kept(worker_keeper(home, client, queue, tell=lambda _: None, more=more)):
        yield client


def _elsewhere() -> dict[str, None]:
    """Return the variables that would lead the demonstration's worker elsewhere, as None.

    That is to other servers, to a version that nobody makes current here, or to a taken port.
    """
    theirs = ("DATABASE_URL", "SMTP_URL", "KEYS", "SECRETS_DIR")
    production = ("DEPLOYMENT_NAME", "BUILD_ID", "HEALTH_PORT")
    ours = (f"MENTORSHIP_{name}" for name in (*theirs, *production))
    temporals = (name for name in os.environ if name.startswith("TEMPORAL_"))
    return dict.fromkeys((*ours, *temporals))
