"""Every command ends in a receipt, and the same command in the same one."""

import json

import asyncpg
import pytest

from domain.envelopes import CLOCK, SYSTEM, Actor, CommandEnvelope, Outcome, Role
from runtime.ids import new_id
from tests.records.conftest import seal
from tests.records.desk import START, Desk, envelope
from tests.records.tiny import OPERATOR


async def test_what_is_recorded_is_told_with_version_and_event_types(tiny: Desk) -> None:
    mentorship = await tiny.open()
    receipt = await tiny.do(mentorship, "add", amount=2)
    assert (receipt.version, receipt.events) == (2, ("tiny.added",))
    assert receipt.stream == f"mentorship/{mentorship}"


async def test_a_repeat_gets_the_same_receipt_and_changes_nothing(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=2)
    first = await tiny.handle(mentorship, command)
    await tiny.do(mentorship, "add", amount=3)
    assert await tiny.handle(mentorship, command) == first
    state = await tiny.records.state("mentorship", mentorship)
    assert (state.version, state.total) == (3, 5)


async def test_a_repeat_may_enter_at_another_time(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=2)
    first = await tiny.handle(mentorship, command)
    assert await tiny.handle(mentorship, command, at=START.replace(year=2027)) == first


async def test_sealed_and_in_clear_the_same_body_is_the_same_command(tiny: Desk) -> None:
    mentorship = await tiny.open()
    clear = envelope("add", amount=2, words="hello")
    body = seal(json.dumps({"words": "hello", "amount": 2}).encode())
    sealed = CommandEnvelope(id=clear.id, actor=clear.actor, type="add", sealed=body)
    assert await tiny.handle(mentorship, sealed) == await tiny.handle(mentorship, clear)


@pytest.mark.parametrize(
    "other",
    [
        {"amount": 3},
        {"amount": 2, "words": "other"},
        {"amount": 2, "by": Actor(role=Role.MENTEE, person=new_id())},
    ],
)
async def test_the_same_id_with_another_content_is_refused(
    tiny: Desk, other: dict[str, object]
) -> None:
    mentorship = await tiny.open()
    first = await tiny.handle(mentorship, envelope("add", command_id=(ident := new_id()), amount=2))
    second = await tiny.handle(mentorship, envelope("add", command_id=ident, **other))  # type: ignore[arg-type]
    assert (second.outcome, second.code) == (Outcome.REFUSED, "id_reused")
    assert await tiny.records.receipt(ident) == first


async def test_the_same_id_on_another_stream_is_refused_and_tells_nothing_of_the_first(
    tiny: Desk,
) -> None:
    here, there = await tiny.open(), await tiny.open()
    for _ in range(3):
        await tiny.do(here, "add", amount=1)
    command = envelope("add", amount=1)
    await tiny.handle(here, command)
    second = await tiny.handle(there, command)
    assert (second.code, second.version, second.stream) == ("id_reused", 1, f"mentorship/{there}")
    assert (await tiny.records.state("mentorship", there)).total == 0


async def test_a_refusal_is_kept_and_has_no_consequences(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=5_000)
    refused = await tiny.handle(mentorship, command)
    assert (refused.outcome, refused.code, refused.version) == (Outcome.REFUSED, "too_much", 1)
    assert await tiny.records.receipt(command.id) == refused
    assert await tiny.handle(mentorship, command) == refused
    assert [each.code for each in await tiny.records.refused("mentorship", mentorship)] == [
        "too_much"
    ]


async def test_nothing_changed_is_an_outcome_that_is_kept(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount=0)
    receipt = await tiny.handle(mentorship, command)
    assert (receipt.outcome, receipt.version) == (Outcome.NOTHING_CHANGED, 1)
    assert await tiny.records.receipt(command.id) == receipt


async def test_an_unknown_stream_gets_a_kept_refusal_and_no_row(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    command = envelope("add", amount=1)
    receipt = await tiny.handle(new_id(), command)
    assert (receipt.code, receipt.version) == ("unknown_mentorship", 0)
    assert await tiny.records.receipt(command.id) == receipt
    assert await owner.fetchval("select count(*) from store.streams") == 0


async def test_a_command_that_opens_a_stream_belongs_on_the_one_named_after_it(tiny: Desk) -> None:
    receipt = await tiny.handle(new_id(), envelope("open"))
    assert receipt.code == "wrong_stream"


async def test_an_unknown_command_is_refused_with_what_may_have_been_meant(tiny: Desk) -> None:
    mentorship = await tiny.open()
    receipt = await tiny.handle(mentorship, envelope("ad", amount=1))
    assert receipt.code == "unknown_command"
    assert receipt.sentence == "There is no such command as 'ad' here; did you mean add?"


async def test_a_malformed_command_is_refused_and_kept(tiny: Desk) -> None:
    mentorship = await tiny.open()
    command = envelope("add", amount="many")
    receipt = await tiny.handle(mentorship, command)
    assert receipt.code == "malformed"
    assert receipt.sentence == "amount: should be a whole number."
    assert await tiny.records.receipt(command.id) == receipt


@pytest.mark.parametrize("clear", [b"[1]", b"{", b"\xff", b"[" * 100_000])
async def test_a_sealed_body_that_is_no_object_is_malformed(tiny: Desk, clear: bytes) -> None:
    mentorship = await tiny.open()
    command = CommandEnvelope(id=new_id(), actor=OPERATOR, type="add", sealed=seal(clear))
    assert (await tiny.handle(mentorship, command)).code == "malformed"


async def test_a_body_of_two_megabytes_is_too_large(tiny: Desk) -> None:
    mentorship = await tiny.open()
    receipt = await tiny.handle(mentorship, envelope("add", amount=1, words="x" * 2_000_000))
    assert receipt.code == "too_large"
    assert receipt.sentence == "The command is too large: use at most 128 KiB."


@pytest.mark.parametrize("actor", [CLOCK, SYSTEM])
async def test_nobody_outside_acts_as_the_clock_or_the_system(tiny: Desk, actor: Actor) -> None:
    mentorship = await tiny.open()
    command = envelope("add", by=actor, amount=1)
    receipt = await tiny.handle(mentorship, command)
    assert (receipt.outcome, receipt.code) == (Outcome.REFUSED, "internal_actor")
    assert await tiny.records.receipt(command.id) is None
    dry = await tiny.records.dry_run("mentorship", mentorship, command, at=START)
    assert dry.receipt == receipt


async def test_the_clock_keeps_no_receipt_where_nothing_changed(
    tiny: Desk, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    mentorship = await tiny.open()
    command = envelope("deadline_passed", by=CLOCK, deadline="w", due=START.isoformat())
    receipt = await tiny.records.handle("mentorship", mentorship, command, at=START, internal=True)
    assert receipt.outcome is Outcome.NOTHING_CHANGED
    assert await owner.fetchval("select count(*) from store.receipts where type <> 'open'") == 0


async def test_time_never_runs_back_in_a_stream(tiny: Desk) -> None:
    mentorship = await tiny.open()
    await tiny.do(mentorship, "add", amount=1, at=START.replace(year=2024))
    history = await tiny.records.history("mentorship", mentorship)
    assert [each.at for each in history] == [START, START]
