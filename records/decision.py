"""Deciding one command on what the store knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.context import Context, Needs
from domain.envelopes import opened_by, stream_of
from domain.mentorship import Mentorship
from domain.model import PersonId
from domain.refusals import Refusal
from records.bodies import Entry, Prepared
from records.folds import Fold
from records.statements import SQL
from records.unit import Unit


@dataclass(frozen=True)
class Decision:
    """The events that a command leads to; ``fold`` and ``context`` are what was decided on."""

    context: Context
    events: Sequence[Any]
    fold: Fold


async def decide(unit: Unit, prepared: Prepared) -> Decision:
    """Decide under the locks that the rules ask for.

    Raises:
        Refusal: the rules say no, or the command could not be read.
    """
    fold, needs = await _needs(unit, prepared)
    await unit.lock_mentors(needs.locks)
    return await _decide(unit, prepared, fold=fold, needs=needs)


async def decide_without_locks(unit: Unit, prepared: Prepared) -> Decision:
    """Decide as ``decide`` would now; nothing may be recorded of it."""
    fold, needs = await _needs(unit, prepared)
    return await _decide(unit, prepared, fold=fold, needs=needs)


async def _needs(unit: Unit, prepared: Prepared) -> tuple[Fold, Needs]:
    entry, command = prepared.entry, prepared.command
    if isinstance(command, Refusal):
        raise command
    fold = (await unit.load([entry.stream]))[entry.stream]
    return fold, prepared.kind.decider.needs(command, fold.state, entry.envelope.actor)


async def _decide(unit: Unit, prepared: Prepared, *, fold: Fold, needs: Needs) -> Decision:
    context = await _context(unit, prepared.entry, fold=fold, needs=needs)
    events = prepared.kind.decider.decide(prepared.command, fold.state, context)
    if events and fold.version == 0:
        _check_place(prepared.entry)
    return Decision(context=context, events=tuple(events), fold=fold)


def _check_place(entry: Entry) -> None:
    own = opened_by(entry.envelope.id)
    if entry.ident != own:
        sentence = f"This command opens {stream_of(entry.category, own)}; send it there."
        raise Refusal("wrong_stream", sentence, stream=stream_of(entry.category, own))


async def _context(unit: Unit, entry: Entry, *, fold: Fold, needs: Needs) -> Context:
    program = None if needs.program is None else stream_of("program", needs.program)
    emails = await _emails(unit, needs)
    earlier = await _earlier(unit, needs)
    named = {*needs.people, *emails.values(), *([earlier.mentee] if earlier else [])}
    people = {ident: stream_of("person", ident) for ident in named}
    folds = await unit.load([*people.values(), *([program] if program else [])])
    return Context(
        at=fold.not_before(entry.at),
        actor=entry.envelope.actor,
        command_id=entry.envelope.id,
        program=folds[program].state if program else None,
        people={
            ident: folds[stream].state for ident, stream in people.items() if folds[stream].state
        },
        emails=emails,
        loads=await _loads(unit, entry, needs),
        partners=await _partners(unit, entry, needs),
        coordinators=await _coordinators(unit, needs),
        earlier=earlier,
    )


async def _earlier(unit: Unit, needs: Needs) -> Mentorship | None:
    if needs.earlier is None:
        return None
    stream = stream_of("mentorship", needs.earlier)
    found: Mentorship | None = (await unit.load([stream]))[stream].state
    return found


async def _emails(unit: Unit, needs: Needs) -> Mapping[str, PersonId]:
    if not needs.emails:
        return {}
    asked = sorted(needs.emails)
    rows = await unit.connection.fetch(SQL["people_with_emails"], asked)
    return {row["email"]: row["person"] for row in rows}


async def _loads(unit: Unit, entry: Entry, needs: Needs) -> Mapping[PersonId, int]:
    if not needs.locks:
        return {}
    rows = await unit.connection.fetch(SQL["mentor_loads"], sorted(needs.locks), entry.ident)
    return dict.fromkeys(needs.locks, 0) | {row["mentor"]: row["load"] for row in rows}


async def _partners(
    unit: Unit, entry: Entry, needs: Needs
) -> Mapping[PersonId, frozenset[PersonId]]:
    if not needs.locks:
        return {}
    rows = await unit.connection.fetch(SQL["mentor_partners"], sorted(needs.locks), entry.ident)
    none: frozenset[UUID] = frozenset()
    return dict.fromkeys(needs.locks, none) | {
        row["mentor"]: frozenset(row["mentees"]) for row in rows
    }


async def _coordinators(unit: Unit, needs: Needs) -> tuple[PersonId, ...]:
    if needs.program is None:
        return ()
    rows = await unit.connection.fetch(SQL["coordinators_of_program"], needs.program)
    return tuple(row["person"] for row in rows)
