"""Signals always succeed for their sender: whatever was sent is noted, and nothing gets stuck."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from domain.envelopes import CLOCK, SYSTEM, CommandEnvelope
from runtime.embedded.binaries import temporal_binary
from tests.eventually import eventually
from tests.workflows.scripted import Scripted
from tests.workflows.world import World, command
from workflows import client as edge
from workflows import reading
from workflows.start import workflow_id

TRANSITION = {"to": "GOALS", "why": "both agreed on paper", "by": "carol@example.org"}
NO_JSON = RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"{to: GOALS"))


async def asked(scripted: Scripted, mentorship: UUID, number: int) -> list[CommandEnvelope]:
    """Return the commands after the opening, once there are so many."""

    async def look() -> list[CommandEnvelope]:
        steps = [step for step in scripted.steps if step.mentorship == mentorship]
        commands = [one.envelope for step in steps for one in step.commands][1:]
        assert len(commands) == number
        return commands

    return await eventually(look)


@pytest.mark.parametrize(
    ("signal", "args", "problem"),
    [
        ("perform", [], "0 inputs were given; give one; received []"),
        ("perform", [1, 2], "2 inputs were given; give one; received [1, 2]"),
        ("perform", [{"type": "accept"}], "id: Field required; received"),
        ("perform", [command("accept").model_copy(update={"actor": CLOCK})], "acts as the clock"),
        ("transition", [], "0 inputs were given"),
        ("transition", [TRANSITION, TRANSITION], "2 inputs were given"),
        ("transition", ["GOALS"], "the input: Input should be"),
        ("transition", [{"to": "GOALS", "by": "carol@example.org"}], "why: Field required"),
        ("transition", [TRANSITION | {"hurry": True}], "hurry: Extra inputs are not permitted"),
        ("transition", [TRANSITION | {"why": 7}], "why: Input should be a valid string"),
        ("transition", [NO_JSON], "received [\"b'{to: GOALS'\"]"),
        ("transitoin", [TRANSITION], "there is no such signal; send perform, transition or ref"),
    ],
)
async def test_a_malformed_signal_is_noted_and_the_mentorship_goes_on(
    world: World, scripted: Scripted, signal: str, args: list[Any], problem: str
) -> None:
    mentorship = await world.open()
    await world.handle(mentorship).signal(signal, args=args)
    (noted,) = await asked(scripted, mentorship, 1)
    assert (noted.type, noted.actor) == (reading.NOTE_MALFORMED, SYSTEM)
    assert noted.body is not None
    assert noted.body["signal"] == signal
    assert problem in noted.body["problem"]
    assert (await world.perform(mentorship, command("note"))).version == 3


async def test_what_is_noted_of_a_malformed_signal_is_short_and_plain(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    await world.handle(mentorship).signal("perform", "\x00\N{GRINNING FACE}" + "x" * 100_000)
    (noted,) = await asked(scripted, mentorship, 1)
    assert noted.body is not None
    assert noted.body["problem"].isprintable()
    assert len(noted.body["problem"]) < 2 * reading.SHOWN


async def test_a_signalled_command_is_recorded_as_it_was_given(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    accept = command("accept")
    await world.handle(mentorship).signal("perform", accept)
    assert await asked(scripted, mentorship, 1) == [accept]


async def test_a_transition_becomes_the_systems_command_with_an_id_of_its_own(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    for _ in range(2):
        await world.handle(mentorship).signal("transition", TRANSITION)
    first, second = await asked(scripted, mentorship, 2)
    assert (first.type, first.actor, first.body) == ("transition_by_email", SYSTEM, TRANSITION)
    assert first.id != second.id


async def test_a_coordinator_moves_a_mentorship_with_the_official_command_line(
    world: World, scripted: Scripted
) -> None:
    mentorship = await world.open()
    address = world.client.service_client.config.target_host
    where = ("--address", address, "--workflow-id", workflow_id(mentorship))
    what = ("--name", "transition", "--input", json.dumps(TRANSITION))
    process = await asyncio.create_subprocess_exec(
        temporal_binary(), "workflow", "signal", *where, *what
    )
    assert await process.wait() == 0
    (moved,) = await asked(scripted, mentorship, 1)
    assert moved.body == TRANSITION


async def test_a_refresh_looks_at_the_records_again(world: World, scripted: Scripted) -> None:
    mentorship = await world.open()
    scripted.kept[mentorship].stage = "GOALS"
    await edge.refresh(world.client, mentorship, task_queue=world.queue)

    async def knows() -> None:
        standing = await edge.standing(world.client, mentorship)
        assert standing is not None
        assert standing.stage == "GOALS"

    await eventually(knows)


@pytest.mark.usefixtures("scripted")
async def test_a_refresh_starts_a_workflow_that_is_missing(world: World) -> None:
    mentorship = await world.open()
    await world.handle(mentorship).terminate("Temporal's data is lost")
    await edge.refresh(world.client, mentorship, task_queue=world.queue)
    assert (await world.perform(mentorship, command("note"))).version == 2
