"""Importing rosters as tests need it, and asking what is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.envelopes import Actor, Role
from domain.people.state import Person
from interchange.roster.importing import Options, Told, import_people
from interchange.roster.report import Report
from interchange.roster.rows import ForAll
from records.queries import ProgramRow
from records.store import Records
from runtime.ids import new_id
from tests.interchange.roster.files import csv_of
from tests.records.tiny import OPERATOR

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)


@dataclass(frozen=True)
class Registry:
    """The records of an office with one program."""

    records: Records
    program: ProgramRow

    async def imported(
        self,
        *rows: Sequence[Any],
        role: Role | None = Role.MENTEE,
        at: datetime = NOW,
        told: Told = lambda _done, _of: None,
        import_id: UUID | None = None,
        by: Actor = OPERATOR,
        **options: Any,
    ) -> Report:
        """Import rows, the first of which are the headings, into the program."""
        for_all = ForAll(program=self.program, role=role)
        return await import_people(
            self.records,
            csv_of(rows).encode(),
            options=Options(for_all=for_all, **options),
            actor=by,
            import_id=import_id or new_id(),
            at=at,
            told=told,
        )

    async def person(self, email: str) -> Person:
        """Return the person with an address."""
        found = await self.records.people_by_email([email])
        person: Person = found[email]
        return person

    async def events(self) -> int:
        """Return how many events are recorded in all."""
        return len(await self.records.read_all(limit=100_000))

    async def told(self, *rows: Sequence[Any], **options: Any) -> list[str]:
        """Return what is said of bad rows; nothing must be recorded of any."""
        before = await self.events()
        report = await self.imported(*rows, **options)
        assert not report.recorded
        assert await self.events() == before
        return [each.sentence for each in report.problems]
