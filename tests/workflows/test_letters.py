"""Letters go out in the background of the loop."""

import asyncio
from datetime import timedelta
from functools import partial

from temporalio.testing import ActivityEnvironment

from activities.record import Recorder
from activities.signatures import PostLetters, SweepRound
from activities.sweep import Sweeper
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.workflows.real import Cast, Real, real_activities, real_records
from tests.workflows.scripted import Scripted
from tests.workflows.world import World, command
from workflows import client as edge


def stop_the_post(scripted: Scripted) -> asyncio.Event:
    back = asyncio.Event()

    async def wait(_: PostLetters) -> None:
        await back.wait()

    scripted.before_post = wait
    return back


async def posted(scripted: Scripted, times: int) -> None:
    assert len(scripted.posted) == times


async def test_a_mail_server_that_is_down_holds_up_no_command(
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
        later = SweepRound(at=letter.raised_at + timedelta(hours=1))
        async with world.working(real_activities(world, records, smtp.url)):
            await ActivityEnvironment().run(Sweeper(records, wake).sweep, later)

            async def arrived() -> None:
                [line] = await records.letters_of(mentorship)
                assert line.sent_at is not None
                assert [mail["Message-ID"] for mail in smtp.letters()] == [line.message_id]

            await eventually(arrived, within=30)
        assert await records.needing_refresh(late=later.at) == []
