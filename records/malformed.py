"""What was wrong with a command's fields, in one sentence for a person."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_AT_MOST = 3
"""Problems told at once; who mends these sees the others next time."""

_QUOTED = 40
"""Characters of a name that are shown again."""

_NAME = re.compile(rf"[a-z_][a-z_0-9]{{,{_QUOTED - 1}}}")
"""What can be the name of a field; anything else may be somebody's text."""

_SHAPES: Mapping[str, str] = {
    "bool": "true or false",
    "date": "a date such as 2026-12-31",
    "date_from_datetime": "a date such as 2026-12-31",
    "datetime": "a moment such as 2026-12-31T16:00:00Z",
    "datetime_from_date": "a moment such as 2026-12-31T16:00:00Z",
    "decimal": "a number",
    "dict": "an object with fields",
    "float": "a number",
    "frozen_set": "a list",
    "int": "a whole number",
    "int_from_float": "a whole number",
    "list": "a list",
    "model": "an object with fields",
    "model_attributes": "an object with fields",
    "set": "a list",
    "time": "a time of day such as 14:30",
    "time_delta": "a length of time such as PT1H30M",
    "timezone": "a moment with its offset, such as 2026-12-31T16:00:00Z",
    "tuple": "a list",
    "uuid": "an id such as 019729a0-0000-7000-8000-000000000000",
}
_MEMBER = re.compile(r"<[\w.]+: ([^>]*)>")
_TRIED = re.compile(r"[a-z-]+\[[^\]]*\].*|uuid", re.DOTALL)
"""Stands in a place for the kind of value that was tried: ``uuid`` or ``literal['X']``."""

_SHOULD = "should be "
_ENDINGS = ("_type", "_parsing", "_parsing_size", "_inexact", "_from_datetime_parsing")
_NUMERIC = ("decimal", "float", "greater", "int", "less")
"""Beginnings of the errors of numbers."""


def sentence_of(error: ValidationError, *, fields: Sequence[str] = ()) -> str:
    """Return what is wrong, field by field, and what would be right.

    The sentence is kept where personal text must not be, and a text may have got into any field.
    So of what was sent only a number is repeated, where another number was wanted, and the name of
    an unknown field, where it is written as fields are, or is nearly that of a known one.

    Args:
        error: what pydantic found.
        fields: the fields that the command knows, to suggest the one that was meant.
    """
    problems = _joined(_problem(each, fields) for each in error.errors(include_url=False))
    told = [f"{field}: {wrong}" if field else wrong for field, wrong in problems[:_AT_MOST]]
    if len(problems) > _AT_MOST:
        told.append(f"and {len(problems) - _AT_MOST} more")
    return "; ".join(told) + "."


def printable(text: str, *, limit: int = _QUOTED) -> str:
    """Return what may be shown and stored of a text that anybody may have sent."""
    shown = text[:limit]
    if shown.isprintable():
        return shown
    return "".join(each if each.isprintable() else "?" for each in shown)


def _problem(error: ErrorDetails, fields: Sequence[str]) -> tuple[str, str]:
    """Return where a problem is, empty if nowhere in particular, and what it is."""
    path = [str(part) for part in error["loc"][1:]]
    if error["type"] == "extra_forbidden":
        return _unknown_field(path, fields if len(path) == 1 else ())
    named = [part for part in path if not _TRIED.fullmatch(part)]
    return ".".join(printable(part) for part in named), wrong_with(error)


def _joined(problems: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the problems with one for each field of which several kinds of value were tried."""
    found = list[tuple[str, str]]()
    shapes = dict[str, int]()
    for field, wrong in problems:
        if field in shapes and wrong.startswith(_SHOULD):
            before = found[shapes[field]][1]
            found[shapes[field]] = field, f"{before} or {wrong.removeprefix(_SHOULD)}"
            continue
        if field and wrong.startswith(_SHOULD):
            shapes[field] = len(found)
        found.append((field, wrong))
    return found


def _unknown_field(path: Sequence[str], fields: Sequence[str]) -> tuple[str, str]:
    *outer, name = path
    near = get_close_matches(name, fields, n=1) if name.isidentifier() else []
    if near:
        return printable(name), f"is not a field here (did you mean {near[0]}?)"
    known = f"; known are {', '.join(sorted(fields))}" if fields else ""
    if _NAME.fullmatch(name):
        return ".".join(path), f"is not a field here{known}"
    return ".".join(outer), f"has a field that is not known here{known}"


def wrong_with(error: ErrorDetails) -> str:
    """Return what is wrong with a field, and what would be right, without repeating a text."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _SENTENCES:
        return _SENTENCES[kind](context) + _shown(error)
    if (shape := _SHAPES.get(_stem(kind))) is not None:
        return f"should be {shape}{_shown(error)}"
    return "is not right"


def _stem(kind: str) -> str:
    for ending in _ENDINGS:
        kind = kind.removesuffix(ending)
    return kind.removesuffix("_aware")


def _shown(error: ErrorDetails) -> str:
    value = error["input"]
    if not error["type"].startswith(_NUMERIC) or not isinstance(value, int | float):
        return ""
    shown = repr(value)
    return f", not {shown}" if len(shown) <= _QUOTED else ""


def _plain(choices: str) -> str:
    return _MEMBER.sub(r"\1", choices).replace("'", "")


def _value_error(context: Mapping[str, Any]) -> str:
    if "reason" in context:  # of an address, and it repeats parts of it
        return "should be an address such as ann@example.org"
    return str(context.get("error") or "is not right").rstrip(".")


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "extra_forbidden": lambda _: "is not known here; leave it out",
    "missing": lambda _: "is missing",
    "value_error": _value_error,
    "enum": lambda context: f"should be {_plain(context['expected'])}",
    "literal_error": lambda context: f"should be {_plain(context['expected'])}",
    "greater_than": lambda context: f"should be more than {context['gt']}",
    "greater_than_equal": lambda context: f"should be at least {context['ge']}",
    "less_than": lambda context: f"should be less than {context['lt']}",
    "less_than_equal": lambda context: f"should be at most {context['le']}",
    "finite_number": lambda _: "should be a whole number",  # commands have no other ones
    "string_type": lambda _: "should be a text",
    "string_unicode": lambda _: "contains half a character; use plain text",
    "string_too_short": lambda _: "should not be empty",
    "string_too_long": lambda context: (
        f"is too long; use at most {context['max_length']} characters"
    ),
    "too_long": lambda context: f"has too many entries; use at most {context['max_length']}",
    "too_short": lambda context: f"has too few entries; give at least {context['min_length']}",
}
