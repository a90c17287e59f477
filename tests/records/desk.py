"""Giving commands to the records as tests need them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.envelopes import Actor, Category, CommandEnvelope, Outcome, Receipt, Role, opened_by
from records.store import Records
from runtime.ids import new_id
from tests.records.tiny import OPERATOR

START = datetime(2026, 3, 2, 16, tzinfo=UTC)


def envelope(
    type_: str,
    *,
    by: Actor = OPERATOR,
    command_id: UUID | None = None,
    **body: Any,
) -> CommandEnvelope:
    return CommandEnvelope(id=command_id or new_id(), actor=by, type=type_, body=body)


@dataclass(frozen=True)
class Desk:
    """Where commands are handed in; all of them enter at ``START`` unless they say when."""

    records: Records

    async def handle(
        self,
        ident: UUID,
        command: CommandEnvelope,
        *,
        category: Category = "mentorship",
        at: datetime = START,
    ) -> Receipt:
        return await self.records.handle(category, ident, command, at=at)

    async def do(
        self,
        ident: UUID,
        type_: str,
        *,
        category: Category = "mentorship",
        by: Actor = OPERATOR,
        at: datetime = START,
        **body: Any,
    ) -> Receipt:
        """Give a command that is expected to change something."""
        receipt = await self.handle(ident, envelope(type_, by=by, **body), category=category, at=at)
        assert receipt.outcome is Outcome.RECORDED, receipt
        return receipt

    async def open(
        self,
        type_: str = "open",
        *,
        category: Category = "mentorship",
        **body: Any,
    ) -> UUID:
        """Open a stream and return its id."""
        command_id = new_id()
        command = envelope(type_, command_id=command_id, **body)
        receipt = await self.handle(opened_by(command_id), command, category=category)
        assert receipt.outcome is Outcome.RECORDED, receipt
        return opened_by(command_id)


async def a_program(desk: Desk, name: str = "Residency") -> UUID:
    return await desk.open("create_program", category="program", name=name, zone="America/Denver")


async def a_person(
    desk: Desk,
    name: str,
    *roles: tuple[UUID, Role],
    **fields: Any,
) -> UUID:
    person = await desk.open(
        "register_person",
        category="person",
        name=name,
        email=f"{name.lower()}@example.org",
        zone="America/Denver",
        **fields,
    )
    for program, role in roles:
        await desk.do(person, "grant_role", category="person", program=str(program), role=role)
    return person


async def a_mentorship(desk: Desk, program: UUID, mentee: UUID, *mentors: UUID) -> UUID:
    """Open a mentorship in which the mentee asked mentors."""
    by = Actor(role=Role.MENTEE, person=mentee)
    mentorship = await desk.open("open_mentorship", by=by, program=str(program), mentee=str(mentee))
    for number, mentor in enumerate(mentors, start=1):
        await desk.do(mentorship, "shortlist", by=by, person=str(mentor))
        await desk.do(mentorship, "invite", by=by, candidate=number, ask="a project")
    return mentorship
