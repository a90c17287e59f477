"""Forms: from what a browser sends to a command's fields, and back when something is wrong.

A field's name is the command's, with dots into what it holds: ``terms.purpose``,
``referrals.0.name``. An ending says how several values are written in one field: ``hopes:lines`` a
line each, ``disciplines:commas`` with commas between; ``support:list`` is a group of boxes to tick.
What is left empty is left out; where the name ends in ``:none`` it is taken back: ``site:none``
becomes None, ``disciplines:commas:none`` an empty list. Names that begin with ``_`` are the form's
own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from starlette.datastructures import FormData

from domain.envelopes import Category
from records.read_tables import KINDS
from web.pages.words import field_words

FORM, COMMAND, IDENT, VERSION, TOKEN = "_form", "_command", "_id", "_version", "_token"

MISSING: Final = "Please fill this in."
"""What is said of a field that may not stay empty."""

_KINDER: Final = {
    "is not a recurrence": "We cannot read this as days that come again; write it like "
    "“first Friday of each month” or “every 2 weeks on Monday”.",
    "name the person": "Please give a name and an e-mail address, or choose somebody.",
    "is not a time zone": "Please choose one of these time zones.",
    "should be a time of day": "Please give a time, such as 14:30.",
    "is not a language": "Please give a language as en, de or pt-BR.",
}
"""Sentences for people where those of the values are for programs, by how these begin."""

_TAKEN_BACK: Final = ":none"
"""Ends the name of a field that takes a value back when it is emptied."""

_DIGITS: Final = 9
"""Digits of the longest number that counts anything here."""

_CHOICE: Final = re.compile("[a-z]+(_[a-z]+)+")
"""How what is chosen, and not typed, is written: ``go_on``."""

_FIELDS: Final = 300
"""Fields of the longest form; more come from no page of ours."""


@dataclass(frozen=True)
class Sent:
    """A form as it came: which one of the page, for which command, and what was typed."""

    form: str
    command: str
    command_id: UUID | None
    version: int | None
    token: str
    typed: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Filled:
    """A form as a page shows it: fresh, or with what was typed and what is wrong with it.

    ``sentence`` is about the form as a whole, ``problems`` about fields by name. ``labels`` fills
    while the page is made, with what it calls its fields.
    """

    command_id: UUID
    sentence: str | None = None
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    is_fresh: bool = True
    labels: dict[str, str] = field(default_factory=dict)

    def called(self, name: str, label: str) -> str:
        """Return what the page calls a field, and keep it for the list of what is wrong."""
        self.labels[_bare(name)] = label
        return label

    def label(self, name: str) -> str:
        """Return what the list of what is wrong calls a field: as the page does, where it can."""
        return self.labels.get(name, field_words(name)).rstrip(":")

    def value(self, name: str, default: Any = "") -> str:
        """Return what a field shows: what was typed, or else what it begins with."""
        if self.is_fresh:
            return "" if default is None else str(default)
        return next(iter(self.typed.get(name, ())), "")

    def chosen(self, name: str, default: Sequence[Any] = ()) -> Sequence[str]:
        """Return which boxes of a group are ticked."""
        return [str(each) for each in default] if self.is_fresh else self.typed.get(name, ())

    def problem(self, name: str) -> str | None:
        """Return what is wrong with a field, if anything is."""
        return self.problems.get(_bare(name))


def number_of(text: str) -> int | None:
    """Return a number that stands in an address or a form; None if it is none of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def read(form: FormData) -> Sent:
    """Return a form as it came; total: what is missing is empty."""
    typed: dict[str, list[str]] = {}
    own: dict[str, str] = {}
    for name, value in form.multi_items()[:_FIELDS]:
        text = value if isinstance(value, str) else ""
        if name.startswith("_"):
            own[name] = text
        else:
            typed.setdefault(name, []).append(text)
    version = own.get(VERSION, "")
    return Sent(
        form=own.get(FORM, ""),
        command=own.get(COMMAND, ""),
        command_id=_uuid(own.get(IDENT, "")),
        version=number_of(version),
        token=own.get(TOKEN, ""),
        typed=typed,
    )


def words_of(typed: Mapping[str, Sequence[str]]) -> Sequence[tuple[str, str]]:
    """Return what somebody typed, as pairs of field and words, where its form is shown no more.

    Numbers, ids and what was chosen are left out: they are the form's own, and no words.
    """
    return [
        (_bare(name), text)
        for name, texts in typed.items()
        for text in texts
        if text.strip() and not _is_the_forms_own(text.strip())
    ]


def _is_the_forms_own(text: str) -> bool:
    is_choice = text in {"true", "false"} or _CHOICE.fullmatch(text) is not None
    return is_choice or number_of(text) is not None or _uuid(text) is not None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def body_of(typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a command's fields, of what was typed; what was left empty is left out."""
    body: dict[str, Any] = {}
    for name, texts in typed.items():
        value = _value(name, texts)
        if value not in ("", []) or name.endswith(_TAKEN_BACK):
            _put(body, _bare(name).split("."), None if value == "" else value)
    found: dict[str, Any] = _listed(body)
    return found


def _value(name: str, texts: Sequence[str]) -> Any:
    match name.removesuffix(_TAKEN_BACK).partition(":")[2]:
        case "lines":
            parts = [line for text in texts for line in text.splitlines()]
        case "commas":
            parts = [part for text in texts for part in text.split(",")]
        case "list":
            parts = list(texts)
        case _:
            return next(iter(texts), "").strip()
    return [part.strip() for part in parts if part.strip()]


def _put(body: dict[str, Any], path: Sequence[str], value: Any) -> None:
    first, *rest = path
    if not rest:
        body[first] = value
        return
    inner = body.setdefault(first, {})
    if isinstance(inner, dict):
        _put(inner, rest, value)


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    if inner and all(number_of(name) is not None for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _bare(name: str) -> str:
    return name.partition(":")[0]


def problems_of(category: Category, type_: str, body: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what is wrong with the shape of a command's fields, by field, in plain words."""
    try:
        KINDS[category].decider.commands.validate_python({**body, "type": type_})
    except ValidationError as invalid:
        found: dict[str, str] = {}
        for each in invalid.errors(include_url=False, include_input=False):
            parts = [str(part) for part in each["loc"][1:] if not _is_place(part)]
            found.setdefault(".".join(parts), _sentence(each["type"], each))
        return found
    return {}


def _is_place(part: int | str) -> bool:
    """Say whether a part of a place says which kind of value was tried, and no name."""
    return isinstance(part, str) and not part.replace("_", "").isalnum()


def _sentence(kind: str, error: Mapping[str, Any]) -> str:
    facts = error.get("ctx") or {}
    match kind:
        case "missing" | "string_too_short" | "too_short":
            return MISSING
        case "string_too_long":
            return f"This is too long: please use at most {facts['max_length']:,} characters."
        case "too_long":
            return f"These are too many: please give at most {facts['max_length']}."
        case "greater_than_equal" | "less_than_equal":
            limit = facts.get("ge", facts.get("le"))
            word = "at least" if "ge" in facts else "at most"
            return f"Please choose {word} {limit}."
    if kind.startswith(("date", "datetime")):
        return "Please give a day, such as 2026-12-04."
    if kind.startswith("time"):
        return "Please give a time, such as 14:30."
    if kind.startswith(("int", "float")):
        return "Please give a number."
    if kind in {"enum", "literal_error", "uuid_parsing"}:
        return "Please choose one of these."
    said = str(error["msg"]).removeprefix("Value error, ").replace("value is", "This is")
    said = said.replace("`", "")  # in the domain's sentences these mark the names of fields
    kinder = next((_KINDER[begins] for begins in _KINDER if said.startswith(begins)), None)
    if kinder is not None:
        return kinder
    if said.startswith(("is ", "has ", "contains ")):
        said = f"this {said}"
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."
