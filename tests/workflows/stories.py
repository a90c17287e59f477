"""Lives of mentorships that between them show every shape a history can have."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from tests.eventually import eventually
from tests.workflows.scripted import Scripted
from tests.workflows.world import World, command
from workflows import client as edge

Story = Callable[[World, Scripted], Awaitable[UUID]]


async def commands_and_refusals(world: World, _: Scripted) -> UUID:
    """Commands, a refusal, a parked one, a date that moves, and the end."""
    mentorship = await world.open()
    for kind in ("note", "park", "ask", "accept"):
        await world.perform(mentorship, command(kind))
    try:
        await world.perform(mentorship, command("refuse"))
    except edge.Refused:
        await world.perform(mentorship, command("end"))
    await world.handle(mentorship).result()
    return mentorship


async def dates_and_letters(world: World, scripted: Scripted) -> UUID:
    """Dates that pass by themselves, one while another is set, and letters in the background."""
    mentorship = await world.open()
    for name, seconds in (("first", 1), ("second", 2)):
        await world.perform(mentorship, command("wait", seconds=seconds, name=name))
    await world.perform(mentorship, command("write"))

    async def both_passed() -> None:
        names = [name for name, _ in scripted.kept[mentorship].story]
        assert names[-2:] == ["first passed", "second passed"]

    await eventually(both_passed)
    await world.perform(mentorship, command("write"))
    await eventually(lambda: world.has_event(mentorship, "ACTIVITY_TASK_COMPLETED"))
    return mentorship


async def signals_of_all_kinds(world: World, _: Scripted) -> UUID:
    """Signals: well-formed, malformed, unknown, and a refresh."""
    mentorship = await world.open()
    handle = world.handle(mentorship)
    await handle.signal("perform", command("note"))
    await handle.signal("perform", args=[1, 2])
    await handle.signal("transition", {"to": "GOALS", "why": "agreed", "by": "c@example.org"})
    await handle.signal("no such signal")
    await edge.refresh(world.client, mentorship, task_queue=world.queue)
    await world.perform(mentorship, command("note"))
    return mentorship


async def an_outage(world: World, scripted: Scripted) -> UUID:
    """The records are away; callers wait for the patient activity, and a second step follows."""
    mentorship = await world.open()
    release = scripted.hold("slow")
    callers = [asyncio.create_task(world.perform(mentorship, command("slow")))]
    await eventually(lambda: world.has_event(mentorship, "ACTIVITY_TASK_SCHEDULED"), within=20)
    callers += [asyncio.create_task(world.perform(mentorship, command("note"))) for _ in range(3)]
    await eventually(lambda: world.accepted(mentorship, 5))
    release.set()
    await asyncio.gather(*callers)
    return mentorship


async def a_cancellation(world: World, scripted: Scripted) -> UUID:
    """Somebody cancels the workflow while a step waits for the records."""
    mentorship = await world.open()
    release = scripted.hold("slow")
    caller = asyncio.create_task(world.perform(mentorship, command("slow")))
    await eventually(lambda: world.has_event(mentorship, "ACTIVITY_TASK_SCHEDULED"), within=20)
    await world.handle(mentorship).cancel()
    release.set()
    await asyncio.wait_for(caller, timedelta(minutes=1).total_seconds())
    await eventually(lambda: world.has_event(mentorship, "WORKFLOW_EXECUTION_CANCELED"))
    return mentorship


STORIES: tuple[Story, ...] = (
    commands_and_refusals,
    dates_and_letters,
    signals_of_all_kinds,
    an_outage,
    a_cancellation,
)
"""Each is recorded under its own name."""
