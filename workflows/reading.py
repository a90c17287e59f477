"""Reading what came from outside: updates are refused in a sentence, signals never are.

A signal always succeeds for its sender, so whatever somebody sent becomes a command, if only one
that notes what was wrong with it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from temporalio.common import RawValue
from temporalio.converter import PayloadConverter

from domain.envelopes import BODY_LIMIT, INTERNAL, SYSTEM, TOO_LARGE, CommandEnvelope
from workflows import answers

PERFORM = "perform"
"""Update and signal: takes one ``CommandEnvelope``; as a signal it answers nobody."""

TRANSITION = "transition"
"""Signal: takes ``{"to": a stage, "why": ..., "by": a coordinator's email}``."""

REFRESH = "refresh"
"""Signal: look at the records again; whatever comes with it is ignored."""

NOTE_MALFORMED = "note_malformed_signal"
TRANSITION_BY_EMAIL = "transition_by_email"
"""The commands that signals become, given by the system."""

COMMAND_LIMIT = 200_000
"""Bytes of one command as JSON: a body of ``BODY_LIMIT`` grows by a third when it is sealed, and
what surrounds it has room beside it. Temporal carries nine such commands in one message of 4 MB."""

SHOWN = 500
"""Characters of a malformed signal that are kept: enough to recognise it."""

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class Transition(BaseModel):
    """The input of ``transition``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    to: _Text
    why: _Text
    by: _Text


Model = TypeVar("Model", bound=BaseModel)


class _UnreadableError(Exception):
    """What came cannot be read; the message says why, without repeating what came."""


class _TooLargeError(_UnreadableError):
    """What came is a command, and larger than one may be."""


def check_command(args: Sequence[object]) -> None:
    """Raise a refusal with the code ``malformed_command`` unless an update holds a command.

    One that is too large is refused with the code ``too_large``, as the records do.
    """
    try:
        _envelope(args)
    except _TooLargeError as error:
        raise answers.refused("too_large", TOO_LARGE, {"limit": BODY_LIMIT}) from error
    except _UnreadableError as error:
        sentence = f"This is not a command: {error}."
        raise answers.refused("malformed_command", sentence) from error


def accepted_command(args: Sequence[object]) -> CommandEnvelope:
    """Read the command of an update that passed ``check_command``.

    It may have passed years ago, under other limits, and is being replayed: so nothing is checked.
    """
    return CommandEnvelope.model_validate(args[0])


def read_signal(
    name: str, args: Sequence[RawValue], converter: PayloadConverter, *, command_id: UUID
) -> CommandEnvelope:
    """Read any signal as a command: the sender's, or one by the system with ``command_id``."""
    values = [_value(arg, converter) for arg in args]
    try:
        reader = _READERS.get(name, _unknown)
        return reader(values, command_id)
    except _UnreadableError as error:
        received = _plain(values)[:SHOWN]
        body = {
            "signal": _plain(name.strip() or "?")[1:-1][:100],
            "problem": f"{error}; received {received}",
        }
        return CommandEnvelope(id=command_id, actor=SYSTEM, type=NOTE_MALFORMED, body=body)


def _perform(args: Sequence[object], _: UUID) -> CommandEnvelope:
    return _envelope(args)


def _transition(args: Sequence[object], command_id: UUID) -> CommandEnvelope:
    body = _validated(Transition, args).model_dump()
    return CommandEnvelope(id=command_id, actor=SYSTEM, type=TRANSITION_BY_EMAIL, body=body)


def _unknown(_args: Sequence[object], _id: UUID) -> CommandEnvelope:
    message = f"there is no such signal; send {PERFORM}, {TRANSITION} or {REFRESH}"
    raise _UnreadableError(message)


_READERS: Mapping[str, Callable[[Sequence[object], UUID], CommandEnvelope]] = {
    PERFORM: _perform,
    TRANSITION: _transition,
}


def _envelope(args: Sequence[object]) -> CommandEnvelope:
    envelope = _validated(CommandEnvelope, args)
    if envelope.actor.role in INTERNAL:
        message = f"nobody outside acts as the {envelope.actor.role}"
        raise _UnreadableError(message)
    size = len(envelope.model_dump_json().encode())
    if size > COMMAND_LIMIT:
        raise _TooLargeError(TOO_LARGE.rstrip("."))
    return envelope


def _validated(model: type[Model], args: Sequence[object]) -> Model:
    if len(args) != 1:
        message = f"{len(args)} inputs were given; give one"
        raise _UnreadableError(message)
    try:
        return model.model_validate(args[0])
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "the input"
        message = _plain(f"{where}: {first['msg']}")[1:-1][:SHOWN]
        raise _UnreadableError(message) from error


def _value(arg: RawValue, converter: PayloadConverter) -> object:
    try:
        return converter.from_payload(arg.payload)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, its bytes can be shown
        return arg.payload.data


def _plain(value: object) -> str:
    # ASCII with escapes: what was sent may hold characters that no record takes.
    return json.dumps(value, default=repr)
