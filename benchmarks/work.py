"""The work that is measured: two people who set goals, do tasks, and note what came of it.

Six commands a turn, all by the mentee, which write to nobody: a letter is a second matter, sent
in the background of the first.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from domain.envelopes import (
    Actor,
    Category,
    CommandEnvelope,
    Outcome,
    Receipt,
    Role,
    opened_by,
)
from records.store import Records
from runtime.cipher import Cipher
from runtime.clock import now
from runtime.ids import new_id

TURN = 6
"""Commands after which the same kinds come again, about the next goal and task."""

ADMINISTRATOR = Actor(role=Role.ADMINISTRATOR)
ZONE = "America/Denver"
"""Where everybody is."""

Give: TypeAlias = Callable[[UUID, CommandEnvelope], Awaitable[Receipt]]
"""Gives a command to a mentorship and returns its receipt."""


@dataclass(frozen=True)
class Pair:
    """Two people of a program, and the coordinator who brings them together."""

    program: UUID
    coordinator: Actor
    mentee: Actor
    mentor: Actor


@dataclass(frozen=True)
class Office:
    """A program and its coordinator, who may have more people registered."""

    records: Records
    cipher: Cipher
    program: UUID
    coordinator: Actor

    async def pair(self) -> Pair:
        """Register a mentee and a mentor."""
        mentee = await _registered(self.records, self.program, Role.MENTEE)
        mentor = await _registered(self.records, self.program, Role.MENTOR)
        return Pair(self.program, self.coordinator, mentee, mentor)

    async def mentee(self) -> Actor:
        """Register a mentee."""
        return await _registered(self.records, self.program, Role.MENTEE)

    def command(self, kind: str, body: Mapping[str, object], *, by: Actor) -> CommandEnvelope:
        """Make a command as the edges do: with an id of its own, and its body sealed."""
        sealed = self.cipher.seal(json.dumps(body).encode())
        return CommandEnvelope(id=new_id(), actor=by, type=kind, sealed=sealed)

    def opening(self, pair: Pair) -> CommandEnvelope:
        """Make the command that opens the pair's mentorship."""
        return self.search_of(pair.mentee)

    def search_of(self, mentee: Actor) -> CommandEnvelope:
        """Make the command that opens a mentee's mentorship, of which the mentee alone is told."""
        ids = {"program": str(self.program), "mentee": str(mentee.person)}
        return self.command("open_mentorship", ids, by=self.coordinator)

    def preparations(self, pair: Pair) -> list[CommandEnvelope]:
        """Make the commands that bring an opened mentorship to its goals."""
        by, mentor = pair.coordinator, str(pair.mentor.person)
        return [
            self.command("assign_mentor", {"mentor": mentor}, by=by),
            self.command("transition", {"to": "goals", "why": "They know each other."}, by=by),
        ]

    def step(self, pair: Pair, number: int) -> CommandEnvelope:
        """Make the command of a number, counted from 0, in a mentorship that is at its goals."""
        turn, place = divmod(number, TURN)
        kind, body = _steps(turn + 1, day=now().date())[place]
        return self.command(kind, body, by=pair.mentee)


async def found_office(records: Records, cipher: Cipher) -> Office:
    """Create a program with a coordinator."""
    program = await _opened(
        records, "program", "create_program", name=f"Residency {new_id().hex[-8:]}", zone=ZONE
    )
    return Office(records, cipher, program, await _registered(records, program, Role.COORDINATOR))


async def _registered(records: Records, program: UUID, role: Role) -> Actor:
    address = f"{role}-{new_id().hex}@example.org"
    person = await _opened(
        records, "person", "register_person", name="Kim Reyes", email=address, zone=ZONE
    )
    body = {"program": str(program), "role": role}
    await _given(records, "person", person, "grant_role", body, ident=new_id())
    return Actor(role=role, person=person)


async def _opened(records: Records, category: Category, kind: str, **body: object) -> UUID:
    ident = new_id()
    await _given(records, category, opened_by(ident), kind, body, ident=ident)
    return opened_by(ident)


async def _given(
    records: Records,
    category: Category,
    stream: UUID,
    kind: str,
    body: Mapping[str, object],
    *,
    ident: UUID,
) -> None:
    envelope = CommandEnvelope(id=ident, actor=ADMINISTRATOR, type=kind, body=dict(body))
    must_be_recorded(await records.handle(category, stream, envelope, at=now()))


def must_be_recorded(receipt: Receipt) -> None:
    """Raise unless the command changed something: what changes nothing measures nothing."""
    if receipt.outcome is not Outcome.RECORDED:
        message = f"{receipt.stream}: {receipt.outcome}, {receipt.sentence}"
        raise RuntimeError(message)


def _steps(number: int, *, day: date) -> list[tuple[str, Mapping[str, object]]]:
    goal = {
        "what": "Present the anticoagulation project at the regional meeting",
        "measure": "An abstract is accepted and the talk is given",
        "achievable": "The data are collected; four hours a week are free for it",
        "reason": "It is the first step towards a career in research",
        "by": f"{day + timedelta(days=240)}",
    }
    later = {"goal": number, "measure": "The talk is given", "why": "The abstract was accepted"}
    task = {"owner": "mentee", "what": "Write the abstract", "by": f"{day + timedelta(days=40)}"}
    return [
        ("set_goal", goal),
        ("refine_goal", later),
        ("assign_task", task),
        ("complete_task", {"task": number}),
        ("note_accomplishment", {"what": "The abstract is written and was accepted"}),
        ("achieve_goal", {"goal": number}),
    ]
