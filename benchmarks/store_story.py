"""The resident's story again and again, each time with other people, for the store to keep.

What is decided is decided beforehand by the pure domain, so that only the store is measured.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from domain.context import Context, Needs
from domain.driver import Happened, World
from domain.envelopes import (
    INTERNAL,
    Actor,
    Category,
    CommandEnvelope,
    derived_id,
    opened_by,
    stream_of,
)
from domain.model import PersonId
from domain.stories import resident
from domain.stories.script import Step, play
from records.bodies import Entry, Prepared
from records.canonical import digest_of
from records.decision import Decision
from records.folds import Fold
from records.read_tables import KINDS

OPENED: Final = datetime(2026, 3, 2, 16, tzinfo=UTC)
_COPIES: Final = UUID("b5a3c3f4-5a55-5c0e-8d6e-3f2a9b1c7e10")
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Unexpected(Exception):
    """What was measured did not do what it was measured for."""

    def __init__(self, what: object, *, found: object) -> None:
        self.what = what
        self.found = found
        super().__init__(f"{what}: {found}")


@dataclass(frozen=True)
class Move:
    """A command of a mentorship with what it leads to; ``decision.fold`` is that of its turn."""

    prepared: Prepared
    decision: Decision
    locks: frozenset[PersonId]


@dataclass(frozen=True)
class Tale:
    """One copy of the story: what is there before it, and the moves of its mentorship."""

    setup: Sequence[Step]
    steps: Sequence[Step]
    mentorship: UUID


@dataclass
class _Watched(World):
    """A world that remembers on what each command was decided."""

    given: dict[UUID, Any] = field(default_factory=dict)
    contexts: dict[UUID, Context] = field(default_factory=dict)
    locks: dict[UUID, frozenset[PersonId]] = field(default_factory=dict)

    def _decided(
        self, category: Category, stream: UUID, command: Any, *, by: Actor, ident: UUID
    ) -> tuple[Happened, ...]:
        self.given[ident] = command
        return super()._decided(category, stream, command, by=by, ident=ident)

    def _context(self, needs: Needs, stream: UUID, *, by: Actor, ident: UUID) -> Context:
        context = super()._context(needs, stream, by=by, ident=ident)
        self.contexts[ident] = context
        self.locks[ident] = needs.locks
        return context


def tale(number: int, *, opened: datetime = OPENED) -> Tale:
    """Return the copy of a number; each has its own program, people and mentorship."""
    setup, steps = resident.setup(opened), resident.steps(opened)
    salt = derived_id(_COPIES, number)
    ids = {str(opened_by(step.id)): str(opened_by(derived_id(salt, step.id))) for step in setup}
    opening = steps[0]
    ids[str(opening.stream)] = str(opened_by(derived_id(salt, opening.id)))
    return Tale(
        setup=[_moved(step, ids, salt=salt, number=number) for step in setup],
        steps=[_moved(step, ids, salt=salt, number=number) for step in steps],
        mentorship=UUID(ids[str(opening.stream)]),
    )


def _moved(step: Step, ids: Mapping[str, str], *, salt: UUID, number: int) -> Step:
    commands = KINDS[step.category].decider.commands
    command = step.command
    if command is not None:
        text = (
            commands.dump_json(command).decode().replace("@example.org", f".{number}@example.org")
        )
        command = commands.validate_json(_ID.sub(lambda found: ids.get(found[0], found[0]), text))
    person = step.actor.person
    return replace(
        step,
        id=derived_id(salt, step.id),
        stream=UUID(ids.get(str(step.stream), str(step.stream))),
        actor=step.actor
        if person is None
        else step.actor.model_copy(update={"person": UUID(ids[str(person)])}),
        command=command,
    )


def rehearsed(copy: Tale, *, steps: int | None = None) -> list[Move]:
    """Return what the commands of a copy's mentorship lead to, the clock's among them.

    ``steps`` is after how many of them it stops; None tells the story to its end.
    """
    world = _Watched(now=copy.setup[0].at)
    for _ in play([*copy.setup, *copy.steps[:steps]], world):
        pass
    moves: list[Move] = []
    for command_id, events in _by_command(world, copy.mentorship):
        context = world.contexts[command_id]
        decision = Decision(context=context, events=events, fold=_nothing(copy))
        prepared = _prepared(copy, context, world.given[command_id])
        moves.append(Move(prepared, decision, world.locks[command_id]))
    return moves


def _by_command(world: World, mentorship: UUID) -> Iterator[tuple[UUID, tuple[Any, ...]]]:
    found: dict[UUID, list[Any]] = {}
    for each in world.history:
        if each.stream == mentorship:
            found.setdefault(each.command, []).append(each.event)
    for command_id, events in found.items():
        yield command_id, tuple(events)


def _nothing(copy: Tale) -> Fold:
    return Fold(stream_of("mentorship", copy.mentorship))


def _prepared(copy: Tale, context: Context, command: Any) -> Prepared:
    kind = KINDS["mentorship"]
    envelope = envelope_of(kind.decider.commands, command, context.command_id, by=context.actor)
    internal = context.actor.role in INTERNAL
    entry = Entry("mentorship", copy.mentorship, envelope, at=context.at, internal=internal)
    digest = digest_of(entry.stream, actor=envelope.actor, type_=envelope.type, body=envelope.body)
    return Prepared(entry=entry, kind=kind, digest=digest, command=command)


def envelope_of(
    commands: TypeAdapter[Any], command: Any, ident: UUID, *, by: Actor
) -> CommandEnvelope:
    """Return a command on its way to the records."""
    body: dict[str, Any] = commands.dump_python(command, mode="json")
    return CommandEnvelope(id=ident, actor=by, type=body.pop("type"), body=body)
