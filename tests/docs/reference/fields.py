"""The fields of commands, events and values in words."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cli.shapes import Field, shape_of, takes
from domain.model import Personal
from tests.docs.reference.markdown import code, table

_WHOSE = {
    "mentee": "the mentee's",
    "mentor": "the mentor's",
    "actor": "the author's",
    "person": "the person's",
    "candidate": "the candidate's",
}

_AS_KEPT = {
    "; repeat the key for more": ", a list",
    "person: address or id": "a person's id",
    "program: name or id": "a program's id",
    "mentorship: id": "a mentorship's id",
}
"""What is given by name or address is kept by its id."""


def asked_for(fields: Sequence[Field]) -> str:
    """Return the table of what somebody gives with a command."""
    if not fields:
        return "It has no fields."
    rows = [
        (code(name), "yes" if each.required else "", each.takes) for name, each in _flat(fields)
    ]
    return table(("field", "required", "takes"), rows)


def kept(model: type[BaseModel]) -> str:
    """Return the table of what an event or a value holds."""
    rows = [
        (code(name), _kind(name, info), _personal(info))
        for name, info in model.model_fields.items()
        if name != "type"
    ]
    return table(("field", "holds", "personal text"), rows) if rows else "It has no fields."


def models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield the values that a model's fields hold, and those inside them."""
    for info in model.model_fields.values():
        for inner in _models_of(info.annotation):
            yield inner
            yield from models_in(inner)


def _flat(fields: Sequence[Field], *, before: str = "") -> Iterator[tuple[str, Field]]:
    for each in fields:
        yield f"{before}{each.name}", each
        yield from _flat(each.inner, before=f"{before}{each.name}.")


def _kind(name: str, info: FieldInfo) -> str:
    annotation: Any = info.annotation
    for each in info.metadata:
        annotation = Annotated[annotation, each]
    optional = ", or nothing" if shape_of(annotation).optional else ""
    inner = list(_models_of(annotation))
    if inner:
        links = " or ".join(f"[{each.__name__}](#{each.__name__.lower()})" for each in inner)
        return f"{'a list of ' if shape_of(annotation).item else ''}{links}{optional}"
    words = takes(annotation, name=name)
    for given, kept_as in _AS_KEPT.items():
        words = words.replace(given, kept_as)
    return words + optional


def _models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for each in get_args(annotation):
        yield from _models_of(each)


def _personal(info: FieldInfo) -> str:
    marks = {each for each in _marks(info) if isinstance(each, Personal)}
    return ", ".join(_WHOSE[each.whose] for each in marks)


def _marks(info: FieldInfo) -> Iterator[Any]:
    yield from info.metadata
    yield from _marks_of(info.annotation)


def _marks_of(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for each in get_args(annotation):
        yield from _marks_of(each)
