"""From ``key=value`` on the command line to the fields of a command."""

import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError

from cli.exits import Usage
from cli.shapes import MENTORSHIPS, PROGRAMS, Shape, shape_of
from records.malformed import sentence_of

Finder = Callable[[str, str], Awaitable[UUID]]
"""Finds the id that a word means: ``person``, ``program`` or ``mentorship``, and the word."""

_NOTHING = frozenset({"none", "null"})


async def read_fields(
    model: type[BaseModel], words: Sequence[str], *, commands: TypeAdapter[Any], find: Finder
) -> dict[str, Any]:
    """Return a command's body, ready for JSON, as its types understand the words.

    Dots reach into a field's own fields; a key given again makes a list; ``@file`` stands for a
    file's text, and a person's address or a program's name for their ids.

    Raises:
        Usage: a word is no ``key=value``, or a field is missing, unknown or wrong.
    """
    body: dict[str, Any] = {}
    for word in words:
        key, value = _split(word, model)
        _put(body, key.split("."), value, model, whole=key)
    body = await _with_ids(body, model, find=find)
    return _checked(body, model, commands=commands)


def _split(word: str, model: type[BaseModel]) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if not equals or not key.strip():
        names = ", ".join(f"{name}=…" for name in _names(model)) or "it has no fields"
        sentence = f"{word[:60]!r} is no field; write key=value ({names})."
        raise Usage(sentence, word=word[:60])
    return key.strip().replace("-", "_"), _text(key, value)


def plain(text: str) -> str:
    """Return a text so that, as a field's value, it is not taken for a file's name."""
    return f"@{text}" if text.startswith("@") else text


def _text(key: str, value: str) -> str:
    if value.startswith("@@") or not value.startswith("@"):
        return value.removeprefix("@") if value.startswith("@@") else value
    if value == "@-":
        return sys.stdin.read()
    try:
        return Path(value[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        sentence = f"{key}: {value[1:]} cannot be read ({reason}); @@ begins a text with an @."
        raise Usage(sentence, field=key, file=value[1:]) from error


def _put(
    body: dict[str, Any], path: Sequence[str], text: str, model: type[BaseModel], *, whole: str
) -> None:
    name, inner = path[0], path[1:]
    if name not in _names(model):
        raise _unknown(whole, name, model)
    shape = shape_of(model.model_fields[name].annotation)
    if not inner:
        _put_value(body, name, text, shape, whole=whole)
    elif shape.model is not None:
        _put(_opened(body, name), inner, text, shape.model, whole=whole)
    elif shape.is_mapping:
        _opened(body, name)[".".join(inner)] = loosely(text)
    else:
        sentence = f"{whole}: {name} has no fields of its own; write {name}=…."
        raise Usage(sentence, field=whole)


def _put_value(body: dict[str, Any], name: str, text: str, shape: Shape, *, whole: str) -> None:
    if shape.item is not None and not text.lstrip().startswith("["):
        held = body.setdefault(name, [])
        value = _value(text, shape_of(shape.item), whole=whole)
        body[name] = [*held, value]
        return
    if name in body:
        raise _twice(whole)
    body[name] = _value(text, shape, whole=whole)


def _value(text: str, shape: Shape, *, whole: str) -> Any:
    if shape.optional and (not text or (text.lower() in _NOTHING and not shape.is_text)):
        return None
    structured = shape.model is not None or shape.is_mapping or shape.item is not None
    return _json(text, whole=whole) if structured else text


def _json(text: str, *, whole: str) -> Any:
    try:
        return json.loads(text)
    except (RecursionError, ValueError) as error:
        sentence = f"{whole}: should be JSON, or be given with dots such as {whole}.name=…."
        raise Usage(sentence, field=whole) from error


def loosely(text: str) -> Any:
    """Return a text as JSON where it is some, such as a number; else as it is."""
    try:
        return json.loads(text)
    except (RecursionError, ValueError):
        return text


def _opened(body: dict[str, Any], name: str) -> dict[str, Any]:
    inner = body.setdefault(name, {})
    if not isinstance(inner, dict):
        raise _twice(name)
    return inner


def _twice(name: str) -> Usage:
    return Usage(f"{name}: is given twice; give it once.", field=name)


def _unknown(whole: str, name: str, model: type[BaseModel]) -> Usage:
    names = _names(model)
    near = get_close_matches(name, names, n=1)
    known = f"known are {', '.join(names)}" if names else "there are none"
    right = f"did you mean {near[0]}?" if near else f"{known}."
    return Usage(f"{whole[:60]}: is not a field here; {right}", field=whole[:60], near=near)


def _names(model: type[BaseModel]) -> Sequence[str]:
    return [name for name in model.model_fields if name != "type"]


async def _with_ids(value: Any, model: type[BaseModel], *, find: Finder) -> Any:
    """Put ids in the place of addresses, names and the beginnings of ids."""
    if not isinstance(value, dict):
        return value
    fields = model.model_fields
    return {
        name: await _with_id(name, each, shape_of(fields[name].annotation), find=find)
        if name in fields
        else each
        for name, each in value.items()
    }


async def _with_id(name: str, value: Any, shape: Shape, *, find: Finder) -> Any:
    if isinstance(value, list) and shape.item is not None:
        inner = shape_of(shape.item)
        return [await _with_id(name, each, inner, find=find) for each in value]
    if shape.model is not None:
        return await _with_ids(value, shape.model, find=find)
    if not shape.is_id or not isinstance(value, str) or value in _words_allowed(shape):
        return value
    return str(await find(_kind(name), value))


def _kind(name: str) -> str:
    if name in PROGRAMS:
        return "program"
    return "mentorship" if name in MENTORSHIPS else "person"


def _words_allowed(shape: Shape) -> frozenset[str]:
    return frozenset(str(word) for each in shape.types for word in get_args(each))


def _checked(
    body: dict[str, Any], model: type[BaseModel], *, commands: TypeAdapter[Any]
) -> dict[str, Any]:
    name = model.model_fields["type"].default
    try:
        command = commands.validate_python({**body, "type": name})
    except ValidationError as error:
        raise Usage(sentence_of(error, fields=_names(model)), command=name) from error
    dumped: dict[str, Any] = commands.dump_python(command, mode="json", exclude_unset=True)
    return {field: value for field, value in dumped.items() if field != "type"}
