"""With the real rules and the real records."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.envelopes import CLOCK, CommandEnvelope, Outcome, opened_by
from runtime.ids import new_id
from tests.conftest import MailServer
from tests.eventually import eventually
from tests.workflows.real import CIPHER, Cast, Real, real_activities, real_records, sealed
from tests.workflows.skipping import Skipping
from workflows import client as edge
from workflows import schedule
from workflows.start import MENTORSHIP, Start

# Without a cache the SDK drops a workflow's local activity when a task of another one comes, which
# then waits for its time-out: so a mentorship and the mailboxes of its people live only with one.
# What the scripted tests of this room take without a cache are the same ways.
pytestmark = pytest.mark.parametrize("cache", [1000], ids=["cached"])


async def invited(real: Real) -> UUID:
    """Open a mentorship whose mentor has been asked."""
    mentorship = await real.open()
    mentor = str(real.cast.mentor.person)
    await real.do(mentorship, "shortlist", by=real.cast.mentee, person=mentor)
    await real.do(mentorship, "invite", by=real.cast.mentee, candidate=1, ask="An abstract?")
    return mentorship


async def test_letters_go_out_and_the_ledger_says_when(real: Real, smtp: MailServer) -> None:
    mentorship = await invited(real)

    async def all_sent() -> None:
        ledger = await real.records.letters_of(mentorship)
        assert {line.kind for line in ledger} >= {"search_opened", "invitation"}, ledger
        assert all(line.sent_at and line.message_id for line in ledger)

    await eventually(all_sent)
    ids = {line.message_id for line in await real.records.letters_of(mentorship)}
    assert {letter["Message-ID"] for letter in smtp.letters()} == ids


async def test_a_command_sealed_anew_is_the_same_command(real: Real) -> None:
    mentorship = await real.open()
    note = sealed("note", by=real.cast.coordinator, text="They met.")
    again = note.model_copy(update={"sealed": CIPHER.seal(b'{"text": "They met."}')})
    assert again.sealed != note.sealed
    first = await real.world.perform(mentorship, note)
    assert await real.world.perform(mentorship, again) == first
    assert len(await real.types(mentorship)) == 2


async def test_another_command_under_a_used_id_is_refused(real: Real) -> None:
    mentorship = await real.open()
    note = sealed("note", by=real.cast.coordinator, text="They met.")
    await real.world.perform(mentorship, note)
    other = note.model_copy(update={"sealed": CIPHER.seal(b'{"text": "They did not."}')})
    with pytest.raises(edge.Refused) as refused:
        await real.world.perform(mentorship, other)
    assert refused.value.code == "id_reused"


async def test_repeated_and_disordered_commands_leave_one_story(real: Real) -> None:
    mentorship = await real.open()
    cast = real.cast
    shortlist = sealed("shortlist", by=cast.mentee, person=str(cast.mentor.person))
    invite = sealed("invite", by=cast.mentee, candidate=1, ask="An abstract?")
    early, accept = (sealed("accept", by=cast.mentor) for _ in range(2))
    for refused in (early, invite):
        with pytest.raises(edge.Refused):
            await real.world.perform(mentorship, refused)
    invite = sealed("invite", by=cast.mentee, candidate=1, ask="An abstract?")
    receipts = [await real.world.perform(mentorship, each) for each in (shortlist, invite, accept)]
    for command, receipt in zip((accept, shortlist, invite), (2, 0, 1), strict=True):
        assert await real.world.perform(mentorship, command) == receipts[receipt]
    with pytest.raises(edge.Refused):
        await real.world.perform(mentorship, early)
    assert await real.types(mentorship) == [
        "seeking.mentorship_opened",
        "seeking.candidate_shortlisted",
        "outreach.invitation_sent",
        "outreach.invitation_accepted",
    ]


async def test_a_silent_mentor_is_asked_again_once_although_two_workflows_wait(
    skipping: Skipping, database_url: str, smtp: MailServer
) -> None:
    world = skipping.world
    async with real_records(database_url) as records:
        cast = await Cast.register(records)
        real = Real(world, records, database_url, cast)
        async with world.working(real_activities(world, records, smtp.url)):
            mentorship = await invited(real)
            await world.client.start_workflow(
                MENTORSHIP, Start(mentorship=mentorship), id="another", task_queue=world.queue
            )
            await skipping.sleep(timedelta(days=32))
            await real.do(mentorship, "note", by=cast.coordinator, text="Nobody answers.")
        types = await real.types(mentorship)
    assert types[2:] == [
        "outreach.invitation_sent",
        "outreach.invitation_followed_up",
        "outreach.invitation_lapsed",
        "outreach.search_resumed",
        "concerns.noted",
    ], types


async def test_a_mentorship_goes_on_from_the_records_when_its_workflow_is_lost(real: Real) -> None:
    mentorship = await invited(real)
    before = await edge.standing(real.world.client, mentorship)
    await real.world.handle(mentorship).terminate("Temporal's data is lost")
    await edge.refresh(real.world.client, mentorship, task_queue=real.world.queue)
    receipt = await real.do(mentorship, "accept", by=real.cast.mentor)
    assert receipt.outcome is Outcome.RECORDED
    assert before is not None
    assert before.version == receipt.version - len(receipt.events)


async def test_a_concern_reaches_a_mentorship_that_is_over(real: Real) -> None:
    mentorship = await real.open()
    await real.do(mentorship, "end_mentorship", by=real.cast.mentee)
    await real.world.handle(mentorship).terminate("as if its thirty days had passed")
    receipt = await real.do(mentorship, "raise_concern", by=real.cast.mentee, text="Listen.")
    assert receipt.outcome is Outcome.RECORDED


async def test_a_coordinator_transitions_by_signal_and_the_history_says_who(real: Real) -> None:
    mentorship = await invited(real)
    await real.do(mentorship, "accept", by=real.cast.mentor)
    (coordinator,) = await real.records.people(ident=real.cast.coordinator.person)
    wanted = {"to": "GOALS", "why": "signed on paper", "by": coordinator.email}
    await real.world.handle(mentorship).signal("transition", wanted)

    async def moved() -> None:
        last = (await real.records.history("mentorship", mentorship))[-1]
        assert last.type == "transition.stage_moved"
        assert UUID(last.data["by"]) == coordinator.id

    await eventually(moved)


async def test_malformed_and_refused_signals_are_shown_by_the_records(real: Real) -> None:
    mentorship = await real.open()
    handle = real.world.handle(mentorship)
    await handle.signal("transition", args=["GOALS", "now"])
    await handle.signal("transition", {"to": "GOALS", "why": "now", "by": "no@example.org"})

    async def shown() -> None:
        refused = await real.records.refused("mentorship", mentorship)
        codes = {each.code: each.sentence for each in refused}
        assert len(refused) == 2
        assert 'received ["GOALS", "now"]' in codes["malformed_signal"]

    await eventually(shown)


async def test_nobody_outside_acts_as_the_clock(real: Real) -> None:
    mentorship = await real.open()
    forged = CommandEnvelope(id=new_id(), actor=CLOCK, type="deadline_passed", body={})
    with pytest.raises(edge.Refused):
        await real.world.perform(mentorship, forged)
    await real.world.handle(mentorship).signal("perform", forged)
    await real.do(mentorship, "note", by=real.cast.coordinator, text="They met.")
    assert len(await real.types(mentorship)) == 2


async def test_a_text_of_two_megabytes_is_refused_in_a_sentence(real: Real) -> None:
    mentorship = await real.open()
    with pytest.raises(edge.Refused, match="too large: use at most 128 KiB") as refused:
        await real.do(mentorship, "note", by=real.cast.coordinator, text="x" * 2_000_000)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize("text", ["\x00", "\ud83d"], ids=["nul", "surrogate"])
async def test_characters_that_nothing_can_keep_hold_up_nobody(real: Real, text: str) -> None:
    mentorship = await real.open()
    body = json.dumps({"text": text, text: 1}).encode()
    odd = sealed("note", by=real.cast.coordinator).model_copy(update={"sealed": CIPHER.seal(body)})
    with pytest.raises(edge.Refused):
        await real.world.perform(mentorship, odd)
    await real.do(mentorship, "note", by=real.cast.coordinator, text="They met.")


async def test_the_sweep_wakes_who_missed_something(real: Real) -> None:
    mentorship = await real.open()
    note = sealed("note", by=real.cast.coordinator, text="Written past the workflow.")
    at = (await real.records.history("mentorship", mentorship))[-1].at
    await real.records.handle("mentorship", mentorship, note, at=at)
    queue = real.world.queue
    await schedule.ensure_sweep_schedule(real.world.client, task_queue=queue)
    handle = real.world.client.get_schedule_handle(schedule.sweep_id(queue))
    await handle.trigger()

    async def knows() -> None:
        standing = await edge.standing(real.world.client, mentorship)
        assert standing is not None
        assert standing.version == 2

    await eventually(knows)
    await handle.delete()


async def test_the_sweep_is_scheduled_once_and_as_often_as_said_last(real: Real) -> None:
    queue = real.world.queue
    for minutes in (5, 5, 7):
        every = timedelta(minutes=minutes)
        await schedule.ensure_sweep_schedule(real.world.client, task_queue=queue, every=every)
    handle = real.world.client.get_schedule_handle(schedule.sweep_id(queue))
    (interval,) = (await handle.describe()).schedule.spec.intervals
    assert interval.every == timedelta(minutes=7)
    await handle.delete()


async def test_a_finished_mentorship_leaves_no_workflow(real: Real) -> None:
    envelope = sealed(
        "open_mentorship", by=real.cast.mentor, program=str(new_id()), mentee=str(new_id())
    )
    with pytest.raises(edge.Refused):
        await edge.open_mentorship(real.world.client, envelope, task_queue=real.world.queue)
    handle = real.world.handle(opened_by(envelope.id))
    await handle.result()
    assert (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
