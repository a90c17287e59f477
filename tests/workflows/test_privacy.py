"""Histories show who did what kind of thing and when, and no personal text."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory

from domain.envelopes import Role
from tests.eventually import eventually
from tests.records.desk import Desk, a_person
from tests.workflows.real import Real, sealed
from workflows import client as edge

# A history says the same, whether a worker remembers or replays.
pytestmark = pytest.mark.parametrize("cache", [1000], ids=["cached"])

PLANTED = "Quetzalcoatlus"
"""A word that nothing else says."""


def payloads(message: Message) -> Iterator[Payload]:
    """Yield every payload in a message, however deep."""
    if isinstance(message, Payload):
        yield message
    for field, value in message.ListFields():
        for each in _values(field, value):
            if isinstance(each, Message):
                yield from payloads(each)


def _values(field: Any, value: Any) -> list[Any]:
    if field.is_repeated:
        return list(value.values()) if hasattr(value, "values") else list(value)
    return [value]


def everything(history: WorkflowHistory) -> str:
    """Return all that a history says, with its payloads decoded."""
    raw = b"".join(event.SerializeToString() for event in history.events)
    decoded = (payload.data for event in history.events for payload in payloads(event))
    texts = [raw.decode("latin-1"), *(each.decode("utf-8", "replace") for each in decoded)]
    return "\n".join([*texts, history.to_json()])


async def test_no_personal_text_reaches_a_history(real: Real) -> None:
    cast = real.cast
    desk = Desk(real.records)
    mentor = await a_person(desk, PLANTED, (cast.program, Role.MENTOR))
    nobody = await a_person(desk, f"{PLANTED}-2")
    mentorship = await real.open()
    await real.do(mentorship, "describe_need", by=cast.mentee, direction=PLANTED, hopes=[PLANTED])
    await real.do(
        mentorship,
        "shortlist",
        by=cast.mentee,
        name=f"Dr {PLANTED}",
        email=f"dr.{PLANTED}@example.org",
    )
    await real.do(mentorship, "shortlist", by=cast.mentee, person=str(mentor), note=PLANTED)
    await real.do(mentorship, "invite", by=cast.mentee, candidate=2, ask=f"About {PLANTED}?")
    await real.do(mentorship, "note", by=cast.coordinator, text=PLANTED)
    await real.do(mentorship, "raise_concern", by=cast.mentee, text=PLANTED)
    for refused in (
        sealed("note", by=cast.coordinator, text=PLANTED * 1000),
        sealed("note", by=cast.coordinator, words=PLANTED),
        sealed("note", by=cast.coordinator, text="x", **{PLANTED: 1}),
        sealed("note", by=cast.coordinator, text="x", **{f"text {PLANTED}": 1}),
        sealed("note", by=cast.coordinator, text="x", settles=PLANTED),
        sealed(
            "propose_agreement",
            by=cast.mentee,
            terms={"purpose": "x", "ends_on": PLANTED, "meet": f"when {PLANTED} is back"},
        ),
        sealed("propose_agreement", by=cast.mentee, terms={PLANTED: 1}),
        sealed("schedule_meeting", by=cast.mentee, recurrence=PLANTED, time=PLANTED),
        sealed("submit_reflection", by=cast.mentee, done=[PLANTED], next="x", wish=PLANTED),
        sealed(
            "submit_expectations", by=cast.mentee, goals={PLANTED: 1}, how_often=f"a\n{PLANTED}"
        ),
        sealed("change_contact", by=cast.mentee, zone=PLANTED),
        sealed("invite", by=cast.mentee, candidate=1, ask=PLANTED),
        sealed("invite", by=cast.mentee, candidate=2, ask=PLANTED),
        sealed("note", by=cast.coordinator, text={"text": PLANTED}),
        sealed("assign_mentor", by=cast.coordinator, mentor=str(nobody), why=PLANTED),
    ):
        with pytest.raises(edge.Refused):
            await real.world.perform(mentorship, refused)
    await real.do(mentorship, "end_mentorship", by=cast.mentee, why=PLANTED)
    await eventually(lambda: real.world.has_event(mentorship, "ACTIVITY_TASK_COMPLETED"))
    text = everything(await real.world.history(mentorship))
    assert "raise_concern" in text
    assert PLANTED.lower() not in text.lower()
