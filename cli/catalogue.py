"""Every command of the domain, as its classes say it: who may give it, when, and with what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import get_args

from cli.exits import Unknown
from cli.shapes import Field, fields_of
from domain import mentorship, people, programs
from domain.envelopes import Category
from domain.mentorship.stages import ANY_STAGE, Stage
from domain.model import Value

CREATING: Mapping[str, Category] = {
    "open_mentorship": "mentorship",
    "register_person": "person",
    "create_program": "program",
}
"""The commands that begin a stream, and of which kind."""

_INSIDE = frozenset({"clock", "system", "the system"})
"""Parts that nobody outside can play."""


@dataclass(frozen=True)
class DomainCommand:
    """A command as people are told of it.

    ``who`` is empty where its class does not say; ``stages`` is empty where any will do.
    """

    name: str
    category: Category
    model: type[Value]
    about: str
    who: Sequence[str]
    stages: Sequence[str]

    @property
    def fields(self) -> Sequence[Field]:
        """Return its fields, the required ones first."""
        return sorted(fields_of(self.model), key=lambda each: not each.required)


@cache
def catalogue() -> Mapping[str, DomainCommand]:
    """Return every command that somebody outside can give, by its name."""
    every: Iterable[tuple[Category, type[Value]]] = (
        *(("mentorship", each) for each in get_args(mentorship.Command)),
        *(("person", each) for each in people.COMMANDS),
        *(("program", each) for each in programs.COMMANDS),
    )
    made = (_command(category, model) for category, model in every)
    return {each.name: each for each in made if not each.who or set(each.who) - _INSIDE}


def _command(category: Category, model: type[Value]) -> DomainCommand:
    stages: frozenset[Stage] = getattr(model, "stages", frozenset())
    return DomainCommand(
        name=str(model.model_fields["type"].default),
        category=category,
        model=model,
        about=(model.__doc__ or "").strip().partition("\n")[0].replace("``", "'"),
        who=sorted(str(part) for part in getattr(model, "who", ())),
        stages=() if stages == ANY_STAGE else [each.value for each in Stage if each in stages],
    )


def find_command(name: str, *, category: Category | None = None) -> DomainCommand:
    """Return the command of this name, written with ``_`` or ``-``.

    Args:
        name: as typed.
        category: the kind of stream it is given to; None takes any, and ``new`` streams too.

    Raises:
        Unknown: there is none, or it belongs to another kind of stream.
    """
    known = catalogue()
    found = known.get(name.replace("-", "_"))
    if found is None:
        fitting = [each.name for each in known.values() if category in {None, each.category}]
        raise _no_such_command(name, get_close_matches(name, fitting, n=2))
    if category is not None and found.category != category:
        right = _address(found)
        sentence = f"{found.name} is a command of a {found.category}; give it as {right}."
        raise Unknown(sentence, command=found.name, category=found.category)
    return found


def _no_such_command(name: str, near: Sequence[str]) -> Unknown:
    right = f"did you mean {' or '.join(near)}?" if near else "'mentorship commands' lists them."
    return Unknown(f"There is no command {name[:60]!r}; {right}", command=name[:60], near=near)


def _address(command: DomainCommand) -> str:
    if command.name in CREATING:
        return f"'mentorship do new {command.name} …'"
    where = {"person": "person/EMAIL", "program": "program/NAME"}.get(command.category, "ID")
    return f"'mentorship do {where} {command.name} …'"
