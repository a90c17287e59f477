"""Where stories are played before browsers: a service on a port, and a clock that is turned."""

import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from playwright.async_api import Browser, ViewportSize

from domain.envelopes import Actor, CommandEnvelope, Outcome, Role
from domain.stories.resident import ZONE
from domain.stories.script import Step
from records.queries import Which
from records.read_tables import KINDS
from records.store import Records
from tests.browser import needs_browser
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.web.browser.letters import Letters
from tests.web.browser.onlooker import Onlooker
from tests.web.browser.person import Person
from tests.web.site import Site, a_port, listening, running_site
from tests.workflows.real import CIPHER, sealed
from tests.workflows.skipping import Skipping, skipping_world

MARKS: Final = [
    needs_browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.filterwarnings("ignore:Cannot find activity:UserWarning"),
]
"""What every story here is: for one worker, and left out without a browser."""

A_MOMENT: Final = 3.0
"""Seconds in which a letter is sent that has nothing to wait for."""

PHONE: Final[ViewportSize] = {"width": 320, "height": 640}
"""The narrowest window in which everything has to be done."""


@dataclass
class Clock:
    """The service's clock: it shows what the workflows' clock showed when it was last set."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Theatre:
    """The service, its clock, and the people who have come by now, each with a browser."""

    skipping: Skipping
    clock: Clock
    site: Site
    chromium: Browser
    letters: Letters
    onlooker: Onlooker
    people: dict[UUID, Person] = field(default_factory=dict)
    opened: dict[UUID, UUID] = field(default_factory=dict)

    @property
    def records(self) -> Records:
        """Return what is recorded."""
        return self.site.records

    async def pass_time(self, *, until: datetime) -> None:
        """Turn the clock; what falls due on the way happens."""
        await self.skipping.pass_time(until=until)
        self.clock.at = await self.skipping.environment.get_current_time()

    async def days(self, number: float) -> None:
        """Let days pass, once the letters of the present one have gone out."""
        with contextlib.suppress(AssertionError):  # some wait for a later hour
            await eventually(self._all_is_sent, within=A_MOMENT)
        await self.pass_time(until=self.clock.at + timedelta(days=number))

    async def _all_is_sent(self) -> None:
        for row in await self.records.mentorships(Which()):
            ledger = await self.records.letters_of(row.id)
            assert [line.kind for line in ledger if not (line.sent_at or line.dropped_at)] == []

    async def person(self, actor: Actor, *, script: bool = True) -> Person:
        """Return somebody at their browser; nobody else has one in it."""
        assert actor.person is not None
        if actor.person not in self.people:
            state = await self.records.state("person", actor.person)
            context = await self.chromium.new_context(
                locale="en-US",
                viewport=PHONE,
                java_script_enabled=script,
                reduced_motion="reduce",
            )
            page = await context.new_page()
            self.onlooker.watch(page)
            self.people[actor.person] = Person(
                actor,
                state.name,
                state.email,
                page,
                self.site.url,
                self.letters,
                self.clock,
                self.onlooker,
            )
        return self.people[actor.person]

    async def coordinate(self, type_: str, *, of: UUID, **body: object) -> None:
        """Let the coordinator do something, by the workflow's own client."""
        command = sealed(type_, by=self.site.cast.coordinator, **body)
        receipt = await self.site.world.perform(of, command)
        assert receipt.outcome is Outcome.RECORDED

    async def types(self, mentorship: UUID, prefix: str = "") -> list[str]:
        """Return what has happened by now, by the names of the events that begin with a word."""
        history = await self.records.history("mentorship", mentorship)
        return [each.type for each in history if each.type.startswith(prefix)]

    async def play(self, step: Step) -> None:
        """Play a step of a story at its instant: the pair by its browsers, others as always."""
        await self.pass_time(until=step.at)
        if step.command is None:
            return
        body = KINDS[step.category].decider.commands.dump_python(step.command, mode="json")
        type_ = body.pop("type")
        if step.actor.role in {Role.MENTEE, Role.MENTOR} and type_ != "add_reference":
            await self._by_browser(step, type_, body)
        else:
            await self._as_always(step, type_, body)

    async def _by_browser(self, step: Step, type_: str, body: dict[str, Any]) -> None:
        person = await self.person(step.actor)
        if type_ == "open_mentorship":
            body.pop("mentee")
            self.opened[step.stream] = await person.open_mentorship(**body)
            return
        of = self.opened.get(step.stream, step.stream)
        await person.do(type_, body, of=of, category=step.category)

    async def _as_always(self, step: Step, type_: str, body: dict[str, Any]) -> None:
        text = CIPHER.seal(json.dumps(body).encode())
        envelope = CommandEnvelope(id=step.id, actor=step.actor, type=type_, sealed=text)
        receipt = await self.records.handle(step.category, step.stream, envelope, at=step.at)
        assert receipt.outcome is Outcome.RECORDED, step.telling


@asynccontextmanager
async def theatre(chromium: Browser, database_url: str, smtp: MailServer) -> AsyncIterator[Theatre]:
    """Open the house, on a Monday morning, while the block lasts."""
    port = a_port()
    url = f"http://localhost:{port}"
    async with skipping_world(cache=1000) as skipping:
        await skipping.pass_time(until=await skipping.monday_morning(ZONE))
        clock = Clock(await skipping.environment.get_current_time())
        async with (
            running_site(skipping.world, database_url, smtp, now=clock, public_url=url) as site,
            listening(site.app, port),
        ):
            letters = Letters(site.records, smtp.maildir)
            house = Theatre(skipping, clock, site, chromium, letters, Onlooker(url))
            yield house
            for person in house.people.values():
                await person.page.context.close()
            assert house.onlooker.wrong == []
