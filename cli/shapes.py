"""What a field of a command takes, told from its type."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AfterValidator, BaseModel, EmailStr
from pydantic.fields import FieldInfo

from domain.dates import Zone
from domain.recurrence import Recurrence

PROGRAMS = frozenset({"program"})
MENTORSHIPS = frozenset({"continues", "mentorship"})
"""Fields whose id is no person's, by their names."""

_LISTS = (tuple, list, frozenset, set)
_NO_LIMIT = 100_000
"""A limit that nobody meets is not worth telling."""


@dataclass(frozen=True)
class Shape:
    """A type without its wrapping: what is inside ``Annotated`` and beside None."""

    types: Sequence[Any]
    optional: bool

    @property
    def item(self) -> Any:
        """Return what a list holds; None if this is no list."""
        for each in self.types:
            if get_origin(each) in _LISTS:
                return get_args(each)[0]
        return None

    @property
    def model(self) -> type[BaseModel] | None:
        """Return the model whose fields can be given with dots, if this is one."""
        models = (each for each in self.types if isinstance(each, type))
        return next((each for each in models if issubclass(each, BaseModel)), None)

    @property
    def is_mapping(self) -> bool:
        """Say whether any name may be given with a dot."""
        return any(get_origin(each) in {dict, Mapping} for each in self.types)

    @property
    def is_text(self) -> bool:
        """Say whether a value is taken as it is written."""
        return any(each in {str, EmailStr} for each in self.types)

    @property
    def is_id(self) -> bool:
        """Say whether a value names a person, a program or a mentorship."""
        return UUID in self.types


@dataclass(frozen=True)
class Field:
    """A field as people are told of it; ``inner`` are those that can be given with dots."""

    name: str
    takes: str
    required: bool
    inner: Sequence["Field"] = ()


def shape_of(annotation: Any) -> Shape:
    """Return a type's shape."""
    parts = list(_unwrapped(annotation))
    return Shape([each for each in parts if each is not NoneType], optional=NoneType in parts)


def fields_of(model: type[BaseModel]) -> Sequence[Field]:
    """Return the fields that somebody can give; ``type`` is the command's name."""
    shown = {name: each for name, each in model.model_fields.items() if name != "type"}
    needed = getattr(model, "needed", ())
    return [_field(name, each, needed=name in needed) for name, each in shown.items()]


def _field(name: str, info: FieldInfo, *, needed: bool) -> Field:
    annotation = _with_metadata(info)
    inner = shape_of(annotation).model
    return Field(
        name=name,
        takes=takes(annotation, name=name),
        required=info.is_required() or needed,
        inner=fields_of(inner) if inner else (),
    )


def _with_metadata(info: FieldInfo) -> Any:
    annotation: Any = info.annotation
    for each in info.metadata:
        annotation = Annotated[annotation, each]
    return annotation


def _unwrapped(annotation: Any) -> Sequence[Any]:
    if get_origin(annotation) is Annotated:
        return _unwrapped(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [part for each in get_args(annotation) for part in _unwrapped(each)]
    return [annotation]


def takes(annotation: Any, *, name: str) -> str:
    """Say in a few words what a field takes."""
    shape = shape_of(annotation)
    if shape.item is not None:
        return f"{_item(shape.item, name=name)}; repeat the key for more"
    words = [_words(each, annotation, name=name) for each in shape.types]
    return " or ".join(dict.fromkeys(words))


def _item(annotation: Any, *, name: str) -> str:
    model = shape_of(annotation).model
    if model is None:
        return takes(annotation, name=name)
    examples = " or ".join(f"{name}='{json.dumps(each)}'" for each in EXAMPLES.get(name, ()))
    return examples or f"JSON with {', '.join(each.name for each in fields_of(model))}"


EXAMPLES: Mapping[str, Sequence[Mapping[str, str]]] = {
    "referrals": (
        {"person": "ann@example.org"},
        {"name": "Ben Olsen", "email": "ben@example.org"},
    ),
}
"""Whole values of the fields that hold objects: those that are registered, and others."""


def _words(kind: Any, annotation: Any, *, name: str) -> str:
    if get_origin(kind) is Literal:
        return "|".join(str(getattr(each, "value", each)) for each in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(each.value) for each in kind)
    if kind is UUID:
        return _whose(name)
    if kind is int:
        return f"number{_bounds(annotation)}"
    if kind is str:
        return _text(annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "fields with dots, or JSON"
    return _PLAIN.get(kind, "names and values with dots, or JSON")


_PLAIN: Mapping[Any, str] = {
    bool: "true|false",
    date: "date, such as 2026-12-31",
    datetime: "moment, such as 2026-12-31T17:00:00+01:00",
    time: "time, such as 14:30",
    EmailStr: "address",
    float: "number",
}


def _whose(name: str) -> str:
    if name in PROGRAMS:
        return "program: name or id"
    return "mentorship: id" if name in MENTORSHIPS else "person: address or id"


def _text(annotation: Any) -> str:
    told = _validators(annotation)
    if told & _validators(Zone):
        return "time zone, such as America/Denver"
    if annotation_mentions(annotation, Recurrence):
        return "recurrence, such as 'first Friday of each month'"
    return "text"


def annotation_mentions(annotation: Any, part: Any) -> bool:
    """Say whether a type is, or contains, another one."""
    return annotation == part or any(
        annotation_mentions(each, part) for each in get_args(annotation) if each is not annotation
    )


def _validators(annotation: Any) -> set[Any]:
    found = {each.func for each in get_args(annotation)[1:] if isinstance(each, AfterValidator)}
    for each in get_args(annotation):
        if get_origin(each) in {Annotated, Union, UnionType}:
            found |= _validators(each)
    return found


def _bounds(annotation: Any) -> str:
    least = _limit(annotation, "ge")
    most = _limit(annotation, "le")
    endless = least is None or most is None or most >= _NO_LIMIT
    return "" if endless else f" {least} to {most}"


def _limit(annotation: Any, name: str) -> int | None:
    for each in get_args(annotation):
        metadata = each.metadata if isinstance(each, FieldInfo) else [each]
        for part in metadata:
            found = getattr(part, name, None)
            if isinstance(found, int):
                return found
        inner = _limit(each, name)
        if inner is not None:
            return inner
    return None
