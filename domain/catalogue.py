"""Every command of the domain, as its classes say it: who may give it, and when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, get_args

from domain import mentorship, people, programs
from domain.envelopes import Category
from domain.mentorship.stages import ANY_STAGE, Stage
from domain.model import Value

CREATING: Final[Mapping[str, Category]] = {
    "open_mentorship": "mentorship",
    "register_person": "person",
    "create_program": "program",
}
"""The commands that begin a stream, and of which kind."""

_INSIDE: Final = frozenset({"clock", "system", "the system"})
"""Parts that nobody outside can play."""


@dataclass(frozen=True)
class DomainCommand:
    """A command as people are told of it; ``stages`` is empty where any will do."""

    name: str
    category: Category
    model: type[Value]
    about: str
    who: Sequence[str]
    stages: Sequence[str]


@cache
def catalogue() -> Mapping[str, DomainCommand]:
    """Return every command that somebody outside can give, by its name."""
    return {each.name: each for each in _every() if set(each.who) - _INSIDE}


@cache
def inside() -> frozenset[str]:
    """Return the names of the commands that nobody outside can give."""
    return frozenset(each.name for each in _every()) - set(catalogue())


def _every() -> Iterator[DomainCommand]:
    every: Iterable[tuple[Category, type[Value]]] = (
        *(("mentorship", each) for each in get_args(mentorship.Command)),
        *(("person", each) for each in people.COMMANDS),
        *(("program", each) for each in programs.COMMANDS),
    )
    return (_command(category, model) for category, model in every)


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
