"""Case 1 and case 6 on real servers whose clock is turned: as the pure rules foretell them."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest

from domain.driver import World as PureWorld
from domain.envelopes import CommandEnvelope, Outcome, Receipt, Role
from domain.post_office import PostOffice
from domain.stories import quiet, resident
from domain.stories.script import Step, play
from records.read_tables import KINDS
from records.store import Records
from tests.browser import executable
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.workflows.by_letters import Correspondence
from tests.workflows.real import CIPHER, real_activities, real_records
from tests.workflows.skipping import Skipping
from tests.workflows.world import LONG
from workflows import client as edge

A_MOMENT = timedelta(seconds=2)
"""What lies at most between a step's instant and the one at which it is recorded."""

A_WHILE = timedelta(minutes=1)
"""What lies at most between the instants at which a letter leaves here and there."""

AFTERWARDS = timedelta(days=8)
"""Long enough for the last reminder: no budget is for more than seven days."""

PAUSED, RESUMED = "pause.paused", "pause.resumed"

OPENED = {"open_mentorship": 1}
"""What nobody needs a letter for, and how often somebody does it."""

OF_ONES_OWN_ACCORD = {**OPENED, "add_reference": 2, "end_mentorship": 1}
"""The same in case 1, where a mentorship ends because somebody wants it to."""

# A mentorship and the mailboxes of its people live only with a cache: see test_end_to_end.
pytestmark = pytest.mark.parametrize("cache", [1000], ids=["cached"])


@pytest.mark.skipif(executable() is not None, reason="lived in a browser: tests/web/browser")
async def test_the_resident_lives_through_it_as_the_rules_foretell(
    skipping: Skipping, database_url: str, smtp: MailServer
) -> None:
    opened = await skipping.monday_morning(resident.ZONE)
    story = resident.setup(opened), resident.steps(opened)
    letters = await lived(*story, skipping, database_url, smtp)
    assert letters.unoffered == OF_ONES_OWN_ACCORD


@pytest.mark.long
async def test_a_pair_that_goes_quiet_lives_through_it_as_the_rules_foretell(
    skipping: Skipping, database_url: str, smtp: MailServer
) -> None:
    opened = await skipping.monday_morning(resident.ZONE)
    story = quiet.setup(opened), quiet.steps(opened)
    letters = await lived(*story, skipping, database_url, smtp)
    assert letters.unoffered == OPENED


async def lived(
    before: Sequence[Step],
    steps: Sequence[Step],
    skipping: Skipping,
    database_url: str,
    smtp: MailServer,
) -> Correspondence:
    """Play a story in which people act by the letters they have got, and look at all that came."""
    async with real_records(database_url) as records:
        stage = Stage(skipping, records, Correspondence(records, smtp.maildir))
        async with skipping.world.working(real_activities(skipping.world, records, smtp.url)):
            for step in (*before, *steps):
                await stage.play(step)
            await skipping.sleep(AFTERWARDS)
            office = foretold(before, steps)
            await eventually(partial(all_finished, records, office))
        await assert_foretold(records, office.world)
        await assert_delivered(records, office)
        assert len(smtp.letters()) == len(office.sent)
        return stage.letters


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


async def assert_delivered(records: Records, office: PostOffice) -> None:
    """Hold each letter's end against the pure post office: sent when, or dropped and why."""
    (mentorship,) = office.world.mentorships
    ledger = await records.letters_of(mentorship)
    sent = [(each.letter, mail.at) for mail in office.sent for each in mail.letters]
    told = [(one.notice.kind, f"{one.notice.to}", "sent", at) for one, at in sent]
    told += [
        (drop.letter.notice.kind, f"{drop.letter.notice.to}", f"{drop.why}", drop.at)
        for drop in office.dropped
    ]
    real = [
        (line.kind, f"{line.recipient}", line.dropped_why or "sent", at)
        for line in ledger
        if (at := line.dropped_at or line.sent_at)
    ]
    for (*was, when), (*expected, instant) in zip(sorted(real), sorted(told), strict=True):
        assert was == expected
        assert abs(when - instant) < A_WHILE, (was, when, instant)
    await assert_silence(records, office.world)


async def assert_silence(records: Records, told: PureWorld) -> None:
    """Nothing reaches the pair while they are paused but what says so, or tells of an ending."""
    (mentorship,) = told.mentorships
    pair = {told.mentorships[mentorship].mentee, told.mentorships[mentorship].mentor}
    ledger = await records.letters_of(mentorship)
    for since, until in pauses(told):
        meanwhile = [
            line.kind
            for line in ledger
            if line.sent_at and line.recipient in pair and since < line.sent_at < until
        ]
        assert set(meanwhile) <= {"paused", "paused_meeting_cancelled"}, meanwhile


def pauses(told: PureWorld) -> list[tuple[datetime, datetime]]:
    named = [(each.event.type, each.stamp.at) for each in told.history]
    begun = [at for name, at in named if name == PAUSED]
    ended = [at for name, at in named if name == RESUMED]
    return list(zip(begun, ended, strict=True))


async def all_finished(records: Records, office: PostOffice) -> None:
    (mentorship,) = office.world.mentorships
    ledger = await records.letters_of(mentorship)
    waiting = [line.kind for line in ledger if not (line.sent_at or line.dropped_at)]
    assert len(waiting) == len(office.waiting()), waiting


def foretold(before: Sequence[Step], steps: Sequence[Step]) -> PostOffice:
    """Return the post office of the world in which the pure rules alone played the story."""
    office = PostOffice(PureWorld(now=before[0].at))
    for _ in play((*before, *steps), office):
        pass
    office.pass_time(until=office.world.now + AFTERWARDS)
    return office


@dataclass
class Stage:
    """Where the story is played: through the workflow, each step at its instant."""

    skipping: Skipping
    records: Records
    letters: Correspondence
    opened: bool = False

    async def play(self, step: Step) -> None:
        await self.skipping.pass_time(until=step.at)
        if step.command is not None:
            assert (await self._do(step)).outcome is Outcome.RECORDED, step.telling

    async def _do(self, step: Step) -> Receipt:
        world = self.skipping.world
        envelope = await self._by_letter(step) or sealed(step)
        if step.category != "mentorship":
            return await self.records.handle(step.category, step.stream, envelope, at=step.at)
        if self.opened:
            return await world.perform(step.stream, envelope)
        self.opened = True
        return await edge.open_mentorship(world.client, envelope, task_queue=world.queue, wait=LONG)

    async def _by_letter(self, step: Step) -> CommandEnvelope | None:
        takes_part = step.actor.role in {Role.MENTEE, Role.MENTOR}
        return await self.letters.act(step) if takes_part else None


def sealed(step: Step) -> CommandEnvelope:
    body = KINDS[step.category].decider.commands.dump_python(step.command, mode="json")
    kind = body.pop("type")
    text = CIPHER.seal(json.dumps(body).encode())
    return CommandEnvelope(id=step.id, actor=step.actor, type=kind, sealed=text)
