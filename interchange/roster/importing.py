"""People from a file into the records: all of them in one transaction, or nobody."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from domain import envelopes
from domain.envelopes import Actor, CommandEnvelope, Receipt
from domain.people.state import Person
from interchange.roster.headings import Headings, read_headings
from interchange.roster.planning import NotPlanned, Plan, plan
from interchange.roster.problems import Problem, problem
from interchange.roster.programs import Programs
from interchange.roster.report import Entered, Outcome, Report
from interchange.roster.rows import ForAll, Row, Rows, read_rows
from interchange.roster.sheets import read_sheet
from records.bodies import Entry
from records.canonical import actor_fields, hashed
from records.imports import Import
from records.store import Records
from records.together import Outpaced, Together

ATTEMPTS: Final = 5
"""Times an import is planned anew because others changed the same people meanwhile."""

Told = Callable[[int, int], None]
"""Is told how many people have been recorded, of how many."""


@dataclass(frozen=True)
class Reach:
    """How far an import reaches, because of who imports.

    ``programs`` are those that rows may name, None all. Where they are limited, nobody becomes an
    administrator. ``changes`` says of whom a row may change more than roles; of others the report
    tells nothing.
    """

    programs: Sequence[UUID] | None = None
    changes: Callable[[Person], bool] = lambda _known: True


EVERYWHERE: Final = Reach()
"""The reach of the operator and of administrators."""


@dataclass(frozen=True)
class Options:
    """How a file is to be read and recorded.

    ``encoding`` and ``sheet`` say what is otherwise found out; ``skip_bad`` records the good rows
    where others are bad; ``rehearsal`` records nothing.
    """

    for_all: ForAll = field(default_factory=ForAll)
    encoding: str | None = None
    sheet: str | None = None
    skip_bad: bool = False
    rehearsal: bool = False


@dataclass
class _Import:
    """One import: what was read, and who it is for."""

    records: Records
    headings: Headings
    how: str
    rows: Sequence[Row]
    unreadable: Sequence[Problem]
    options: Options
    reach: Reach
    asked: Import
    told: Told

    async def planned(self) -> tuple[list[Plan], list[Problem]]:
        """Return what each row asks for as things are now, and what is wrong with the others."""
        known = await self.records.people_by_email([row.email for row in self.rows])
        plans: list[Plan] = []
        problems = list(self.unreadable)
        for row in self.rows:
            try:
                plans.append(self._plan(row, known.get(row.email)))
            except NotPlanned as wrong:
                problems.append(self._problem(row, wrong))
        return plans, problems

    async def record(self, plans: Sequence[Plan], problems: Sequence[Problem]) -> Together:
        """Record what is planned, and that this import did it; raises ``Outpaced``."""
        asking = _asking(plans)

        def noting(receipts: Sequence[Sequence[Receipt]]) -> Import | None:
            refused = self.refused(plans, receipts)
            if len(refused) == len(asking):
                return None
            report = self.report(plans, [*problems, *refused], recorded=True)
            return replace(self.asked, counts=report.counts)

        return await self.records.record_together(
            [self._lot(each) for each in asking],
            skip_refused=self.options.skip_bad,
            told=lambda done: self.told(done, len(asking)),
            noting=noting,
        )

    def report(
        self,
        plans: Sequence[Plan],
        problems: Sequence[Problem],
        *,
        recorded: bool,
        before: Import | None = None,
    ) -> Report:
        """Return what became of it."""
        columns = self.headings.columns.items()
        bad = {each.row for each in problems}
        return Report(
            recorded=recorded,
            rehearsal=self.options.rehearsal,
            rows=len(self.headings.people),
            how=self.how,
            columns={self.headings.written[place]: column.name for place, column in columns},
            ignored=self.headings.ignored,
            people=[_entered(each) for each in plans if each.row.number not in bad],
            problems=sorted(problems, key=lambda each: each.row),
            before=before,
        )

    def refused(
        self, plans: Sequence[Plan], receipts: Sequence[Sequence[Receipt]]
    ) -> list[Problem]:
        """Return the rows that the rules refused, against what was planned."""
        return [
            self._refusal(each.row, of_lot[-1])
            for each, of_lot in zip(_asking(plans), receipts, strict=True)
            if of_lot[-1].outcome is envelopes.Outcome.REFUSED
        ]

    def _plan(self, row: Row, known: Person | None) -> Plan:
        if row.is_administrator and self.reach.programs is not None:
            right = "leave administrator out, or import for the whole installation"
            raise NotPlanned("role", wrong="cannot be given in some programs alone", right=right)
        is_theirs = known is None or self.reach.changes(known)
        return plan(row, known, import_id=self.asked.id, at=self.asked.at, is_theirs=is_theirs)

    def _lot(self, planned: Plan) -> Sequence[Entry]:
        return [
            Entry(
                "person",
                planned.person,
                CommandEnvelope(id=ident, actor=self.asked.actor, type=name, body=body),
                at=self.asked.at,
            )
            for ident, name, body in planned.commands
        ]

    def _problem(self, row: Row, wrong: NotPlanned) -> Problem:
        value = row.values.get(wrong.column, "")
        shown = row.name or "" if wrong.column == "name" else str(value)
        column = self.headings.heading_of(wrong.column)
        return problem(row.number, column, shown, wrong=wrong.wrong, right=wrong.right)

    def _refusal(self, row: Row, receipt: Receipt) -> Problem:
        told, _, right = (receipt.sentence or "").rstrip(".").partition("; ")
        column = self.headings.heading_of("email")
        wrong = f"was refused: {told[:1].lower()}{told[1:]}"
        return problem(row.number, column, row.email, wrong=wrong, right=right or "look at it")


async def import_people(
    records: Records,
    data: bytes,
    *,
    options: Options,
    actor: Actor,
    reach: Reach = EVERYWHERE,
    import_id: UUID,
    at: datetime,
    told: Told = lambda _done, _of: None,
) -> Report:
    """Register everybody in a file, and give those who are known what it adds; return a report.

    A row for an address that nobody has registers a person. For a known one, what differs is
    changed: time zone, language, capacity, absence, profiles and more roles. Blank cells change
    nothing, and nothing is taken away, so the same file again changes nothing. Either everything
    is recorded, in one transaction, or nothing: when a row is bad, unless bad rows are skipped.
    Sent again under the same id, what was recorded once is reported and records nothing more.

    Args:
        records: where to.
        data: the file.
        options: how it is read, and what becomes of bad rows.
        actor: who imports.
        reach: how far that reaches.
        import_id: of this import, from which all ids in it follow.
        at: when it enters.
        told: hears how far it is.

    Raises:
        RosterError: the file cannot be read at all; nothing is recorded.
        Refusal: ``id_reused``: the id is a command's, or that of an import of somebody else, of
            another file or with other options; nothing is recorded.
        Outpaced: others changed the same people again and again; nothing is recorded.
        StoreDown: PostgreSQL is away; all or nothing is recorded, and the same again tells which.
    """
    programs = Programs(await records.programs(among=reach.programs))
    digest = await asyncio.to_thread(_digest, data, options, actor)
    headings, how, rows = await asyncio.to_thread(_read, data, programs, options)
    work = _Import(
        records=records,
        headings=headings,
        how=how,
        rows=rows.good,
        unreadable=rows.problems,
        options=options,
        reach=reach,
        asked=Import(import_id, actor, digest, at),
        told=told,
    )
    for _ in range(ATTEMPTS - 1):
        try:
            return await _attempt(work, is_last=False)
        except Outpaced:
            continue
    return await _attempt(work, is_last=True)


def _read(data: bytes, programs: Programs, options: Options) -> tuple[Headings, str, Rows]:
    """Return what a file says: its headings, how it was read, and its rows.

    It takes a second where there is much of it, so that it is no work for the event loop.
    """
    sheet = read_sheet(data, encoding=options.encoding, sheet=options.sheet)
    headings = read_headings(sheet.lines)
    return headings, sheet.how, read_rows(headings, programs=programs, for_all=options.for_all)


def _digest(data: bytes, options: Options, actor: Actor) -> bytes:
    """Return what tells an import that is sent again from another under the same id.

    A rehearsal is left out: what it rehearses is the same import.
    """
    program, role = options.for_all.program, options.for_all.role
    how = [None if program is None else str(program.id), role, options.encoding, options.sheet]
    content = hashlib.sha256(data).hexdigest()
    return hashed([actor_fields(actor), content, *how, options.skip_bad])


async def _attempt(work: _Import, *, is_last: bool) -> Report:
    before = await work.records.recorded_import(work.asked)
    plans, problems = await work.planned()
    if before is not None:
        return work.report(plans, problems, recorded=True, before=before)
    nothing_to_do = not any(each.commands for each in plans)
    stopped = bool(problems) and not work.options.skip_bad
    if work.options.rehearsal or stopped or nothing_to_do:
        return work.report(plans, problems, recorded=False)
    together = await work.record(plans, problems)
    refused = work.refused(plans, together.receipts)
    if not together.recorded and not is_last and any(map(_is_outpaced, together.receipts)):
        raise Outpaced
    recorded = together.recorded and len(refused) < len(together.receipts)
    return work.report(plans, [*problems, *refused], recorded=recorded)


def _asking(plans: Sequence[Plan]) -> Sequence[Plan]:
    """Return the plans that change something, in the one order in which two imports cannot block.

    Each waits for whoever came first at an address; taken in two orders, both would wait.
    """
    return sorted((each for each in plans if each.commands), key=lambda each: each.row.email)


def _is_outpaced(receipts: Sequence[Receipt]) -> bool:
    """Say whether a refusal means that somebody came, or went, since the row was planned."""
    return receipts[-1].code in {"email_taken", "person_gone"}


def _entered(planned: Plan) -> Entered:
    changed: Outcome = "changed" if planned.commands else "unchanged"
    return Entered(
        row=planned.row.number,
        email=planned.row.email,
        person=planned.person if planned.is_theirs else None,
        outcome="registered" if planned.is_new else changed,
        changes=planned.changes,
    )
