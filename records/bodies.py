"""From an envelope to a command: opened, known again, and read."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from domain.catalogue import CREATING, catalogue, inside
from domain.envelopes import (
    BODY_LIMIT,
    TOO_LARGE,
    Category,
    CommandEnvelope,
    Role,
    stream_of,
)
from domain.refusals import Refusal
from domain.standing import OpenDeadline
from records.canonical import canonical, digest_of
from records.kinds import Kind, Kinds
from records.malformed import printable, sentence_of

Opener = Callable[[str], bytes]
"""Opens a sealed body."""


Command: TypeAlias = Any
"""A command of some kind of stream; only its own decider knows which."""


@dataclass(frozen=True)
class Entry:
    """A command as it enters: on which stream, when, and whether it comes from inside.

    ``deadline`` is what the clock's command is about. ``again`` means that it was parked before.
    ``routine`` means that nobody asked for it.
    """

    category: Category
    ident: UUID
    envelope: CommandEnvelope
    at: datetime
    internal: bool = False
    deadline: OpenDeadline | None = None
    again: bool = False
    routine: bool = False

    @property
    def stream(self) -> str:
        """Return the stream's name."""
        return stream_of(self.category, self.ident)

    @property
    def origin(self) -> str:
        """Return whose ids the command's id is one of."""
        return "inside" if self.internal else "outside"

    @property
    def answered(self) -> bool:
        """Say whether somebody may ask what became of it, also where nothing did."""
        is_clock = self.internal and self.envelope.actor.role is Role.CLOCK
        return not (self.routine or is_clock)


@dataclass(frozen=True)
class Prepared:
    """A command that was opened and read; ``command`` is the refusal if it cannot be read."""

    entry: Entry
    kind: Kind
    digest: bytes
    command: Command | Refusal


def prepare(entry: Entry, *, kinds: Kinds, opener: Opener) -> Prepared:
    """Open and read a command. Whatever ``opener`` raises is raised.

    Sealed and in clear, the same body has the same digest.
    """
    kind, envelope = kinds[entry.category], entry.envelope
    body = _body_of(envelope, opener=opener)
    command = body if isinstance(body, Refusal) else _read(kind, envelope.type, body)
    content = None if isinstance(body, Refusal) else body
    digest = digest_of(entry.stream, actor=envelope.actor, type_=envelope.type, body=content)
    return Prepared(entry=entry, kind=kind, digest=digest, command=command)


@cache
def command_types(commands: TypeAdapter[Any]) -> Mapping[str, tuple[str, ...]]:
    """Return the commands that a kind of stream knows, each with its fields."""
    schema = commands.json_schema()
    models = schema["$defs"]
    return {
        type_: tuple(
            field for field in models[reference.rpartition("/")[2]]["properties"] if field != "type"
        )
        for type_, reference in schema["discriminator"]["mapping"].items()
    }


def _body_of(envelope: CommandEnvelope, *, opener: Opener) -> dict[str, Any] | Refusal:
    clear = None if envelope.sealed is None else opener(envelope.sealed)
    try:
        body = to_jsonable_python(envelope.body) if clear is None else json.loads(clear)
    except (RecursionError, ValueError):
        return _malformed("The body is not JSON that can be read; send an object with fields.")
    if not isinstance(body, dict):
        return _malformed("The body is no JSON object; send an object with fields.")
    return {name: value for name, value in body.items() if (name, value) != ("type", envelope.type)}


def _read(kind: Kind, type_: str, body: Mapping[str, Any]) -> Command | Refusal:
    if len(canonical(body).encode("utf-8", "surrogatepass")) > BODY_LIMIT:
        return Refusal("too_large", TOO_LARGE, limit=BODY_LIMIT)
    known = command_types(kind.decider.commands)
    if type_ not in known:
        return _unknown(type_, kind.decider.category, known)
    if "type" in body:
        return _malformed("type: should be left out of the fields, or be the command's own.")
    try:
        return kind.decider.commands.validate_python({**body, "type": type_})
    except ValidationError as error:
        return _malformed(sentence_of(error, fields=known[type_]))


def _unknown(type_: str, category: Category, known: Iterable[str]) -> Refusal:
    meant, near = _elsewhere(type_, category), list[str]()
    if meant is None:
        offered = [each for each in known if each not in inside()]
        near = get_close_matches(type_, offered, n=3)
        meant = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(offered)}."
    sentence = f"There is no such command as {printable(type_)!r} here; {meant}"
    return Refusal("unknown_command", sentence, near=near)


def _elsewhere(type_: str, category: Category) -> str | None:
    """Return to which other kind of stream people give a command; None if there is none."""
    found = catalogue().get(type_)
    if found is None or found.category == category:
        return None
    return f"it {'begins' if type_ in CREATING else 'is given to'} a {found.category}."


def sealed_by(seal: Callable[[bytes], str], envelope: CommandEnvelope) -> CommandEnvelope:
    """Return a command whose body was in clear with its body sealed, as it goes through Temporal.

    So Temporal never holds what people wrote.
    """
    # Not in escapes, which are up to three times as long as what the limit of a body counts.
    clear = canonical(envelope.body).encode("utf-8", "surrogatepass")
    return CommandEnvelope(
        id=envelope.id, actor=envelope.actor, type=envelope.type, sealed=seal(clear)
    )


def _malformed(problem: str) -> Refusal:
    return Refusal("malformed", problem)
