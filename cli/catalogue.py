"""The domain's commands as they are found and told at the command line."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from cli.exits import Unknown
from cli.shapes import Field, fields_of
from domain import catalogue as known
from domain.catalogue import CREATING
from domain.envelopes import Category


class DomainCommand(known.DomainCommand):
    """A command with the fields that can be typed."""

    @property
    def fields(self) -> Sequence[Field]:
        """Return its fields, the required ones first."""
        return sorted(fields_of(self.model), key=lambda each: not each.required)


@cache
def catalogue() -> Mapping[str, DomainCommand]:
    """Return every command that somebody outside can give, by its name."""
    return {name: DomainCommand(**vars(each)) for name, each in known.catalogue().items()}


def find_command(name: str, *, category: Category | None = None) -> DomainCommand:
    """Return the command of this name, written with ``_`` or ``-``.

    Args:
        name: as typed.
        category: the kind of stream it is given to; None takes any, and ``new`` streams too.

    Raises:
        Unknown: there is none, or it belongs to another kind of stream.
    """
    every = catalogue()
    found = every.get(name.replace("-", "_"))
    if found is None:
        fitting = [each.name for each in every.values() if category in {None, each.category}]
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
