"""The whole of case 1 on real servers whose clock is turned: as the pure rules foretell it."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain.driver import World as PureWorld
from domain.envelopes import CommandEnvelope, Outcome, Receipt
from domain.stories import resident
from domain.stories.script import Step, play
from records.read_tables import KINDS
from records.store import Records
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.workflows.real import CIPHER, real_activities, real_records
from tests.workflows.skipping import Skipping
from tests.workflows.world import LONG
from workflows import client as edge
from workflows import turnover

A_MOMENT = timedelta(seconds=2)
"""What lies at most between a step's instant and the one at which it is recorded."""

SHORT_RUN, FIRST_PART = 100, 24
"""Events of a run, and steps of the story, where every task replays all: it takes its time."""


async def test_the_resident_lives_through_it_as_the_rules_foretell(
    skipping: Skipping, database_url: str, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await tomorrow_morning(skipping)
    steps = resident.steps(opened)
    if not skipping.world.cache:
        monkeypatch.setattr(turnover, "EVENTS_ENOUGH", SHORT_RUN)
        steps = steps[:FIRST_PART]
    async with real_records(database_url) as records:
        stage = Stage(skipping, records)
        async with skipping.world.working(real_activities(skipping.world, records, smtp.url)):
            for step in (*resident.setup(opened), *steps):
                await stage.play(step)
            await eventually(partial(all_sent, records, steps[0].stream))
        await assert_foretold(records, foretold(opened, steps))


async def assert_foretold(records: Records, told: PureWorld) -> None:
    (mentorship,) = told.mentorships
    recorded = await records.history("mentorship", mentorship)
    expected = [each for each in told.history if each.stream == mentorship]
    assert [each.type for each in recorded] == [each.event.type for each in expected]
    for real, pure in zip(recorded, expected, strict=True):
        assert timedelta(0) <= real.at - pure.stamp.at < A_MOMENT, (real.type, real.at)
    raised = (each.notice.kind for each in told.letters if each.mentorship == mentorship)
    ledger = await records.letters_of(mentorship)
    assert Counter(line.kind for line in ledger) == Counter(raised)
    assert [problem async for problem in records.verify()] == []


async def all_sent(records: Records, mentorship: UUID) -> None:
    assert all(line.sent_at for line in await records.letters_of(mentorship))


def foretold(opened: datetime, steps: Sequence[Step]) -> PureWorld:
    """Return the world in which the story was played by the pure rules alone."""
    world = PureWorld(now=opened)
    for _ in play((*resident.setup(opened), *steps), world):
        pass
    return world


async def tomorrow_morning(skipping: Skipping) -> datetime:
    now = await skipping.environment.get_current_time()
    zone = ZoneInfo(resident.ZONE)
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(9), zone).astimezone(UTC)


@dataclass
class Stage:
    """Where the story is played: through the workflow, each step at its instant."""

    skipping: Skipping
    records: Records
    opened: bool = False

    async def play(self, step: Step) -> None:
        ahead = step.at - await self.skipping.environment.get_current_time()
        if ahead > timedelta(0):
            await self.skipping.sleep(ahead)
        if step.command is not None:
            assert (await self._do(step)).outcome is Outcome.RECORDED, step.telling

    async def _do(self, step: Step) -> Receipt:
        world, envelope = self.skipping.world, sealed(step)
        if step.category != "mentorship":
            return await self.records.handle(step.category, step.stream, envelope, at=step.at)
        if self.opened:
            return await world.perform(step.stream, envelope)
        self.opened = True
        return await edge.open_mentorship(world.client, envelope, task_queue=world.queue, wait=LONG)


def sealed(step: Step) -> CommandEnvelope:
    body = KINDS[step.category].decider.commands.dump_python(step.command, mode="json")
    kind = body.pop("type")
    text = CIPHER.seal(json.dumps(body).encode())
    return CommandEnvelope(id=step.id, actor=step.actor, type=kind, sealed=text)
