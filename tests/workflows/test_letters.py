"""Letters go to the mailboxes in the background of the loop, and from there to people."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from temporalio.testing import ActivityEnvironment

from activities.record import Recorder
from activities.signatures import PostLetters, SweepRound
from activities.sweep import Sweeper
from domain.envelopes import Actor
from records.outbox import LedgerLine
from records.store import Records
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.workflows.real import Cast, Real, real_activities, real_records
from tests.workflows.scripted import Scripted
from tests.workflows.skipping import Skipping
from tests.workflows.world import World, command
from workflows import client as edge
from workflows import mailbox_client as mailboxes

ZONE = ZoneInfo("America/Denver")


def stop_the_post(scripted: Scripted) -> asyncio.Event:
    back = asyncio.Event()

    async def wait(_: PostLetters) -> None:
        await back.wait()

    scripted.before_post = wait
    return back


async def posted(scripted: Scripted, times: int) -> None:
    assert len(scripted.posted) == times


async def test_mailboxes_that_cannot_be_woken_hold_up_no_command(
    world: World, scripted: Scripted
) -> None:
    back = stop_the_post(scripted)
    mentorship = await world.open()
    await world.perform(mentorship, command("write"))
    assert (await world.perform(mentorship, command("note"))).version == 3
    assert scripted.posted == []
    back.set()

    async def some_went_out() -> None:
        assert scripted.posted

    await eventually(some_went_out)


async def test_letters_written_while_others_are_on_their_way_are_posted_next(
    world: World, scripted: Scripted
) -> None:
    back = stop_the_post(scripted)
    mentorship = await world.open()
    for _ in range(3):
        await world.perform(mentorship, command("write"))
    back.set()
    await eventually(lambda: posted(scripted, 2))
    seen = await world.counts(mentorship)
    assert seen["ACTIVITY_TASK_SCHEDULED"] == 2


async def test_a_mentorship_ends_when_its_last_letters_are_out(
    world: World, scripted: Scripted
) -> None:
    back = stop_the_post(scripted)
    mentorship = await world.open()
    await world.perform(mentorship, command("write"))
    await world.perform(mentorship, command("end"))
    assert (await world.perform(mentorship, command("raise_concern"))).version == 4
    back.set()
    await world.handle(mentorship).result()
    assert scripted.kept[mentorship].letters == 0


async def test_the_standing_says_whether_letters_wait(world: World, scripted: Scripted) -> None:
    mentorship = await world.open()
    await world.perform(mentorship, command("write"))
    await eventually(lambda: posted(scripted, 1))

    async def none_wait() -> None:
        standing = await world.handle(mentorship).query("standing")
        assert standing["letters_waiting"] is False

    await eventually(none_wait)


async def test_reminders_of_two_mentorships_are_one_mail_in_the_morning_an_invitation_comes_at_once(
    skipping: Skipping, database_url: str, smtp: MailServer
) -> None:
    async with real_records(database_url) as records:
        cast = await Cast.register(records)
        real = Real(skipping.world, records, database_url, cast)
        async with skipping.world.working(real_activities(skipping.world, records, smtp.url)):
            asking, *searching = [await real.open() for _ in range(3)]
            await skipping.sleep(hours_until(23, await skipping.environment.get_current_time()))
            shortlisted = {"person": f"{cast.mentor.person}"}
            await real.do(asking, "shortlist", by=cast.mentee, **shortlisted)
            await real.do(asking, "invite", by=cast.mentee, candidate=1, ask="a project")
            [invitation] = await eventually(lambda: sent(records, cast.mentor))
            await skipping.sleep(timedelta(days=31))
            told = await eventually(lambda: sent(records, cast.mentee, kind="search_nudge"))
        assert await records.unhanded(asking) == []
    assert timedelta(0) <= sent_at(invitation) - invitation.raised_at < timedelta(minutes=1)
    assert sent_at(invitation).astimezone(ZONE).hour == 23
    assert {line.mentorship for line in told} == set(searching)
    assert len({(line.mail, line.message_id, line.sent_at) for line in told}) == 1
    assert sent_at(told[0]).astimezone(ZONE).hour == 8
    [mail] = [each for each in smtp.letters() if each["Message-ID"] == told[0].message_id]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def hours_until(hour: int, now: datetime) -> timedelta:
    local = now.astimezone(ZONE)
    that_hour = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return that_hour - local + timedelta(days=that_hour <= local)


async def sent(records: Records, to: Actor, *, kind: str = "invitation") -> list[LedgerLine]:
    """Return the letters of a kind that went to somebody, once all there are went out."""
    assert to.person is not None
    lines = [line for line in await records.letters_to(to.person) if line.kind == kind]
    assert lines
    assert all(line.sent_at for line in lines)
    return lines


def sent_at(line: LedgerLine) -> datetime:
    assert line.sent_at is not None
    return line.sent_at


async def test_the_sweep_finds_letters_of_which_no_workflow_knows(
    world: World, database_url: str, smtp: MailServer
) -> None:
    async with real_records(database_url) as records:
        real = Real(world, records, database_url, await Cast.register(records))
        async with world.working([Recorder(records).record]):
            mentorship = await real.open()
        await world.handle(mentorship).terminate()
        [letter] = await records.letters_of(mentorship)
        assert letter.sent_at is None
        wake = partial(edge.refresh, world.client, task_queue=world.queue)
        wake_mailbox = partial(mailboxes.wake_mailbox, world.client, task_queue=world.queue)
        later = SweepRound(at=letter.raised_at + timedelta(hours=1))
        async with world.working(real_activities(world, records, smtp.url)):
            sweep = Sweeper(records, wake, wake_mailbox).sweep
            swept = await ActivityEnvironment().run(sweep, later)
            assert (swept.mailboxes_woken, swept.mailboxes_failed) == (1, 0)

            async def arrived() -> None:
                [line] = await records.letters_of(mentorship)
                assert line.sent_at is not None
                assert [mail["Message-ID"] for mail in smtp.letters()] == [line.message_id]

            await eventually(arrived, within=30)
        assert await records.late_mailboxes(late=later.at, limit=10, after=None) == []
